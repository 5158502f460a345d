import { Alert, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { givenInWords } from './given-words.ts';
import type { Meanwhile } from './meanwhile.ts';

interface ConflictNoteProps {
  changes: Meanwhile;
  overview: GroupMappingOverview;
  /** Whether anything is left that is not saved. */
  isAnythingLeft: boolean;
}

/** Why nothing was saved: what others have changed since the plan was made. */
export function ConflictNote({ changes, overview, isAnythingLeft }: ConflictNoteProps): ReactNode {
  const { conflict, unnamed } = strings.mapping;
  const { before, now, effects, groups, gone } = changes;
  return (
    <Alert mt="sm" role="alert" color="amber" icon={<IconAlertTriangle />} title={conflict.title}>
      <Stack gap="xs">
        {(before !== now || gone.length === 0) && (
          <Text>{before === now ? conflict.people : conflict.version(before, now)}</Text>
        )}
        {groups.length + gone.length > 0 && (
          <List>
            {groups.map(({ id, name, gives }) => (
              <List.Item key={id}>
                <Sentence
                  of={conflict.group}
                  with={{
                    name: <SafeText most={80}>{name ?? unnamed}</SafeText>,
                    gives: <SafeText most={200}>{givenInWords(gives, overview)}</SafeText>,
                  }}
                />
              </List.Item>
            ))}
            {gone.map(({ id, name }) => (
              <List.Item key={id}>
                <Sentence
                  of={conflict.gone}
                  with={{ name: <SafeText most={80}>{name ?? unnamed}</SafeText> }}
                />
              </List.Item>
            ))}
          </List>
        )}
        <Text>
          {effects !== '' && conflict.was(effects)} {isAnythingLeft && conflict.kept}
        </Text>
      </Stack>
    </Alert>
  );
}
