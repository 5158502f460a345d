import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemNote } from '../parts/problem-note.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { strings } from '../strings/strings.ts';
import { BlockedNote } from './blocked-note.tsx';
import { PlanView } from './plan-view.tsx';
import { StaleFrame } from './stale-frame.tsx';
import { useLatestAnswer } from '../api/use-latest-answer.ts';

/** For how long nothing may be typed before everyone is looked at, in milliseconds. */
const PAUSE_MS = 600;

interface PlanPanelProps {
  tenant: string;
  yaml: string;
  /** The text has errors, so nobody can be decided on by it. */
  isBlocked: boolean;
  /** It is known whether the text as it is has errors. */
  isChecked: boolean;
}

/** The effect of the text on the real people, as of when its writer last paused. */
export function PlanPanel({ tenant, yaml, isBlocked, isChecked }: PlanPanelProps): ReactNode {
  const words = strings.policy.plan;
  const { answer, of, isStale, isAsking, error, askAgain } = useLatestAnswer(
    'PolicyPlan',
    ['tenants', tenant, 'policy', 'plans'],
    isBlocked || !isChecked ? null : { yaml },
    PAUSE_MS,
  );
  return (
    <Stack gap="sm">
      <Group justify="space-between" role="status">
        {isBlocked ? (
          <BlockedNote />
        ) : isStale || answer === null ? (
          <StatusBadge tone="info">{answer === null || isAsking ? words.asking : words.stale}</StatusBadge>
        ) : (
          <StatusBadge tone="ok">{words.current}</StatusBadge>
        )}
        {answer !== null && !isBlocked && (
          <Button size="compact-sm" variant="subtle" onClick={askAgain} disabled={isAsking}>
            {words.again}
          </Button>
        )}
      </Group>
      {error !== null && !isBlocked && (
        <ProblemNote error={error} title={strings.problems.actionTitle} retry={askAgain} />
      )}
      {answer !== null && (
        <StaleFrame isStale={isStale}>
          {isBlocked && (
            <Text size="sm" c="dimmed">
              {words.stale}
            </Text>
          )}
          <PlanView plan={answer} planned={of ?? { yaml }} />
        </StaleFrame>
      )}
      {answer === null && error === null && !isBlocked && (
        <>
          <Skeleton height={20} />
          <Skeleton height={64} />
          <StillLoading />
        </>
      )}
    </Stack>
  );
}
