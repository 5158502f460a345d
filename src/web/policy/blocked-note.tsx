import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';

/** Instead of what can only be said of a text without errors. */
export function BlockedNote({ text = strings.policy.plan.blockedText }: { text?: string }): ReactNode {
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge tone="problem">{strings.policy.plan.blocked}</StatusBadge>
      <Text size="sm">{text}</Text>
    </Stack>
  );
}
