import { ActionIcon, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { IconSearch, IconX } from '../theme/icons.ts';
import classes from './search-field.module.css';

interface SearchFieldProps {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

/** As the service takes it. */
const LONGEST_SEARCH = 200;

/** A part of a text, for a list that the service searches. */
export function SearchField({ label, hint, value, onChange }: SearchFieldProps): ReactNode {
  return (
    <TextInput
      className={classes.field}
      label={label}
      placeholder={hint}
      value={value}
      maxLength={LONGEST_SEARCH}
      autoComplete="off"
      spellCheck={false}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        value === '' ? null : (
          <ActionIcon
            variant="subtle"
            color="slate"
            aria-label={strings.common.clear}
            onClick={() => {
              onChange('');
            }}
          >
            <IconX size={15} />
          </ActionIcon>
        )
      }
      onChange={({ currentTarget: { value: typed } }) => {
        onChange(typed);
      }}
    />
  );
}
