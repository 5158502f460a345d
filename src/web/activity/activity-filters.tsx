import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { plainText } from '../parts/plain-text.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { visibleName } from '../parts/visible-name.ts';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import { IconSearch, IconX } from '../theme/icons.ts';
import { actionGroups } from './action-groups.ts';
import classes from './activity-filters.module.css';
import { isFiltering, type AuditFilter, type Span } from './audit-filter.ts';

interface ActivityFiltersProps {
  tenant: string;
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

export function ActivityFilters({ tenant, filter, onChange }: ActivityFiltersProps): ReactNode {
  const { filters: words, groups, actions } = strings.activity;
  // Who is looked for is found among people, whom a link may keep closed.
  const reachesPeople = useReaches('people');
  const kinds = actionGroups.map(({ group, prefixes }) => ({
    group: groups[group],
    items: Object.entries(actions)
      .filter(([action]) => prefixes.some((prefix) => action.startsWith(prefix)))
      .map(([value, label]) => ({ value, label })),
  }));
  return (
    <search className={classes.filters} aria-label={words.label}>
      <NativeSelect
        label={words.action}
        value={filter.action ?? ''}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...filter, action: value === '' ? null : value });
        }}
        data={[{ value: '', label: words.anyAction }, ...kinds]}
      />
      {reachesPeople && (
        <PersonFilter
          key={filter.userId}
          tenant={tenant}
          userId={filter.userId}
          onChange={(userId) => {
            onChange({ ...filter, userId });
          }}
        />
      )}
      <NativeSelect
        label={words.time}
        value={filter.span}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...filter, span: value as Span });
        }}
        data={Object.entries(words.times).map(([value, label]) => ({ value, label }))}
      />
      {filter.span === 'days' && (
        <>
          <TextInput
            type="date"
            label={words.from}
            value={filter.from ?? ''}
            onChange={({ currentTarget: { value } }) => {
              onChange({ ...filter, from: value === '' ? null : value });
            }}
          />
          <TextInput
            type="date"
            label={words.to}
            value={filter.to ?? ''}
            onChange={({ currentTarget: { value } }) => {
              onChange({ ...filter, to: value === '' ? null : value });
            }}
          />
        </>
      )}
      {isFiltering(filter) && (
        <Button
          variant="subtle"
          className={classes.clear}
          onClick={() => {
            onChange({ action: null, userId: null, span: 'all', from: null, to: null });
          }}
        >
          {words.clear}
        </Button>
      )}
    </search>
  );
}

interface PersonFilterProps {
  tenant: string;
  userId: string | null;
  onChange: (userId: string | null) => void;
}

/** A person is found by their whole e-mail address, and shown by name. */
function PersonFilter({ tenant, userId, onChange }: PersonFilterProps): ReactNode {
  const { filters: words } = strings.activity;
  const [email, setEmail] = useState('');
  const shown = useQuery({
    queryKey: ['tenants', tenant, 'users', userId],
    queryFn: ({ signal }) => ask('UserDetail', 'GET', ['tenants', tenant, 'users', userId ?? ''], { signal }),
    enabled: userId !== null,
  });
  const finding = useMutation({
    mutationFn: async (address: string) => {
      const query = { email: address, limit: 1 };
      const { data } = await ask('UserList', 'GET', ['tenants', tenant, 'users'], { query });
      return data[0]?.id ?? null;
    },
    onSuccess: (found) => {
      if (found !== null) onChange(found);
    },
  });
  if (userId !== null) {
    const name = visibleName(shown.data?.display_name, shown.data?.email) ?? userId;
    return (
      <div className={classes.person}>
        <span className={classes.label}>{words.person}</span>
        <Button
          variant="light"
          rightSection={<IconX size={14} />}
          aria-label={`${words.personShown(plainText(name))}. ${words.personClear}`}
          onClick={() => {
            onChange(null);
          }}
        >
          <span className={classes.name}>
            <SafeText most={40} brief>
              {name}
            </SafeText>
          </span>
        </Button>
      </div>
    );
  }
  const fault = finding.isError
    ? (problemWords(finding.error).detail ?? problemWords(finding.error).next)
    : finding.data === null
      ? words.personUnknown(finding.variables)
      : null;
  return (
    <form
      className={classes.person}
      onSubmit={(event) => {
        event.preventDefault();
        if (email.trim() !== '') finding.mutate(email.trim());
      }}
    >
      <TextInput
        label={words.person}
        placeholder={words.personHint}
        value={email}
        maxLength={320}
        autoComplete="off"
        leftSection={<IconSearch size={15} aria-hidden />}
        error={fault}
        onChange={({ currentTarget: { value } }) => {
          finding.reset();
          setEmail(value);
        }}
      />
    </form>
  );
}
