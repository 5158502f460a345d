import { Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import type { ShownPlan } from './use-plan.ts';

/** That a step is being done, which takes a while for many people; nothing before and after. */
export function Performing({ shown }: { shown: ShownPlan }): ReactNode {
  if (!shown.isPerforming) return null;
  const { performing } = strings.directoryPlan;
  return (
    <Stack gap={6}>
      <Text size="sm" role="status">
        {performing.text(shown.plan?.people.looked_at ?? 0)}
      </Text>
      <Progress value={100} animated striped aria-label={performing.label} />
    </Stack>
  );
}
