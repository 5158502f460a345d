import { Alert, Button, Group, Modal, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyPutInForce, PolicyVersion } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { DifferenceSentences } from './difference-sentences.tsx';
import { PlanView } from './plan-view.tsx';
import { UnifiedDiff } from './unified-diff.tsx';
import { policyInForce } from './policy-in-force.ts';

interface PutInForceProps {
  tenant: string;
  /** A text, or a version that is there already. */
  what: { yaml: string } | { version: number };
  /** The version that is to be replaced: where another one is in force by then, nothing happens. */
  over: number;
  title: string;
  action: string;
  /** More of what will happen. */
  happens?: readonly string[];
  /** Puts in force exactly what the plan says. */
  perform: (plan: string) => Promise<PolicyPutInForce>;
  onClose: () => void;
  /** Told what is in force now. */
  onDone: (now: PolicyVersion) => void;
}

/** Asks before a policy counts, with what it does to the real people, and with what it means now. */
export function PutInForceDialog({ opened, ...props }: PutInForceProps & { opened: boolean }): ReactNode {
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={props.title}
      size="xl"
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Question {...props} />
    </Modal>
  );
}

/** Mounted while it is open, so that each time it is asked what is true now. */
function Question({
  tenant,
  what,
  over,
  action,
  happens = [],
  perform,
  onClose,
  onDone,
}: PutInForceProps): ReactNode {
  const words = strings.policy.activate;
  const queries = useQueryClient();
  const [isTextShown, showText] = useState(false);
  const asked = { gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false } as const;
  const place = ['tenants', tenant, 'policy'];
  const plan = useQuery({
    ...asked,
    queryKey: ['question', tenant, 'plan', what],
    queryFn: ({ signal }) =>
      ask('PolicyPlan', 'POST', [...place, 'plans'], { body: { ...what, people: 25 }, signal }),
  });
  const diff = useQuery({
    ...asked,
    queryKey: ['question', tenant, 'diff', what],
    queryFn: ({ signal }) => ask('PolicyDiff', 'POST', [...place, 'diff'], { body: what, signal }),
  });
  const putting = useMutation({
    mutationFn: async (hash: string) => {
      try {
        const done = await perform(hash);
        return { done, now: await queries.query({ ...policyInForce(tenant), staleTime: 0 }) };
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
        const now = await queries.query({ ...policyInForce(tenant), staleTime: 0 });
        if (now.version === over) await Promise.all([plan.refetch(), diff.refetch()]);
        // Somebody else was first: the page says so, and keeps the text.
        else onClose();
        return null;
      }
    },
    onSuccess: (result) => {
      if (result === null) return;
      const { done, now } = result;
      if (done.outcome === 'unchanged') toastDone(words.unchanged);
      else toastDone(words.done(done.version.version), words.doneText);
      void queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      onDone(now);
      onClose();
    },
  });
  const isReady = plan.data !== undefined && diff.data !== undefined;
  const error = plan.error ?? diff.error;
  return (
    <Stack>
      <Text>{[words.over(over), words.everyone, ...happens].join(' ')}</Text>
      {error !== null && <ProblemNote error={error} title={strings.problems.actionTitle} />}
      {putting.data === null && (
        <Alert role="alert" color="amber" variant="light" icon={<IconAlertTriangle />}>
          {words.moved}
        </Alert>
      )}
      {plan.data !== undefined && <PlanView plan={plan.data} />}
      {diff.data !== undefined && (
        <div>
          <Title order={3} mb="xs">
            {words.differences}
          </Title>
          <DifferenceSentences diff={diff.data} />
          {diff.data.text !== '' && (
            <Button
              size="compact-sm"
              variant="subtle"
              mt="xs"
              aria-expanded={isTextShown}
              onClick={() => {
                showText(!isTextShown);
              }}
            >
              {isTextShown ? words.hideText : words.showText}
            </Button>
          )}
          {isTextShown && <UnifiedDiff text={diff.data.text} />}
        </div>
      )}
      {!isReady && error === null && (
        <div role="status">
          <Text size="sm" c="dimmed">
            {words.preparing}
          </Text>
          <Skeleton height={48} mt="xs" />
          <StillLoading />
        </div>
      )}
      {putting.error !== null && <ProblemNote error={putting.error} title={strings.problems.actionTitle} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} disabled={putting.isPending} data-autofocus>
          {strings.common.cancel}
        </Button>
        <Button
          disabled={!isReady}
          loading={putting.isPending}
          onClick={() => {
            if (plan.data !== undefined) putting.mutate(plan.data.hash);
          }}
        >
          {action}
        </Button>
      </Group>
    </Stack>
  );
}
