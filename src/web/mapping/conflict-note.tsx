import { Alert, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { givenInWords } from './given-words.ts';
import type { Meanwhile } from './meanwhile.ts';

interface ConflictNoteProps {
  changes: Meanwhile;
  roles: GroupMappingOverview['roles'];
}

/** Why nothing was saved: what others have changed since the plan was made. */
export function ConflictNote({ changes, roles }: ConflictNoteProps): ReactNode {
  const { conflict, unnamed } = strings.mapping;
  const { before, now, effects, groups } = changes;
  return (
    <Alert mb="sm" role="alert" color="amber" icon={<IconAlertTriangle />} title={conflict.title}>
      <Stack gap="xs">
        <Text>{before === now ? conflict.people : conflict.version(before, now)}</Text>
        {groups.length > 0 && (
          <List>
            {groups.map(({ id, name, gives }) => (
              <List.Item key={id}>
                <SafeText most={80}>{name ?? unnamed}</SafeText> {conflict.group}{' '}
                <SafeText most={200}>{givenInWords(gives, roles)}</SafeText>
              </List.Item>
            ))}
          </List>
        )}
        <Text>
          {effects !== '' && conflict.was(effects)} {conflict.kept}
        </Text>
      </Stack>
    </Alert>
  );
}
