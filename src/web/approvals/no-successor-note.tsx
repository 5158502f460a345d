import { Alert, Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';

/** Why the last administrator cannot be let go by an answer, and what lets them go. */
export function NoSuccessorNote({ isRefused }: { isRefused: boolean }): ReactNode {
  const { noSuccessor: words } = strings.approvals.answering;
  const { base } = useTenant();
  const reachesMapping = useReaches('group_mapping');
  return (
    <Alert role={isRefused ? 'alert' : 'note'} color="amber" icon={<IconAlertTriangle />} title={words.title}>
      <Stack gap="xs" align="flex-start">
        <Text>{isRefused ? words.now : words.byPolicy}</Text>
        <Text>{words.next}</Text>
        {reachesMapping && (
          <Button component={Link} to={`${base}/group-mapping`} variant="default" size="sm">
            {words.toMapping}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
