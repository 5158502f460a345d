import { Alert, Button, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyPutInForce, PolicyVersion } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { DifferenceSentences } from './difference-sentences.tsx';
import { PlanView } from './plan-view.tsx';
import { policyInForce } from './policy-in-force.ts';
import { UnifiedDiff } from './unified-diff.tsx';

interface PutInForceProps {
  opened: boolean;
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
  onDone?: (now: PolicyVersion) => void;
  /** Somebody else was first: nothing was done, and the dialog closes. */
  onOvertaken?: (error: ApiProblem) => void;
}

/** Asks before a policy counts, with what it does to the real people, and with what it means now. */
export function PutInForceDialog(props: PutInForceProps): ReactNode {
  const { opened, tenant, what, over, happens = [], perform, onDone, onOvertaken } = props;
  const words = strings.policy.activate;
  const queries = useQueryClient();
  // Each time that it is opened, it is asked what is true then.
  const [opening, setOpening] = useState({ opened, count: 0 });
  if (opened !== opening.opened) setOpening({ opened, count: opening.count + (opened ? 1 : 0) });
  const [movedIn, setMovedIn] = useState<number | null>(null);
  const [textShownIn, showTextIn] = useState<number | null>(null);
  const isTextShown = textShownIn === opening.count;
  const place = ['tenants', tenant, 'policy'];
  const asked = {
    enabled: opened,
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  } as const;
  const question = ['put-in-force', tenant, opening.count];
  const plan = useQuery({
    ...asked,
    queryKey: [...question, 'plan', what],
    queryFn: ({ signal }) =>
      ask('PolicyPlan', 'POST', [...place, 'plans'], { body: { ...what, people: 25 }, signal }),
  });
  const diff = useQuery({
    ...asked,
    queryKey: [...question, 'diff', what],
    queryFn: ({ signal }) => ask('PolicyDiff', 'POST', [...place, 'diff'], { body: what, signal }),
  });
  const readInForce = (): Promise<PolicyVersion> => queries.query({ ...policyInForce(tenant), staleTime: 0 });
  const close = (): void => {
    void queries.cancelQueries({ queryKey: question });
    props.onClose();
  };
  const put = async (): Promise<boolean> => {
    if (plan.data === undefined) return false;
    const { hash } = plan.data;
    let done: PolicyPutInForce;
    try {
      done = await perform(hash);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
      const now = await readInForce();
      if (now.version !== over) {
        onOvertaken?.(error);
        void queries.invalidateQueries({ queryKey: ['tenants', tenant] });
        return true;
      }
      const [fresh] = await Promise.all([plan.refetch(), diff.refetch()]);
      // The same plan is refused for another reason, which the reader has to be told.
      if (fresh.data?.hash === hash && fresh.error === null) throw error;
      setMovedIn(opening.count);
      return false;
    }
    if (done.outcome === 'unchanged') toastDone(words.unchanged);
    else toastDone(words.done(done.version.version), words.doneText);
    // It is in force, whether it can be read now or is a moment later.
    await readInForce().then(onDone, () => undefined);
    void queries.invalidateQueries({ queryKey: ['tenants', tenant] });
    return true;
  };
  const error = plan.error ?? diff.error;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={close}
      title={props.title}
      happens={[words.over(over), words.everyone, ...happens]}
      action={props.action}
      wide
      ready={plan.isSuccess && diff.isSuccess && !plan.isFetching}
      onConfirm={put}
    >
      {error !== null && (
        <ProblemNote
          error={error}
          title={strings.problems.actionTitle}
          retry={() => {
            if (plan.error !== null) void plan.refetch();
            if (diff.error !== null) void diff.refetch();
          }}
        />
      )}
      {movedIn === opening.count && (
        <Alert role="alert" color="amber" variant="light" icon={<IconAlertTriangle />}>
          {words.moved}
        </Alert>
      )}
      {plan.data !== undefined && <PlanView plan={plan.data} planned={what} isInDialog />}
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
                showTextIn(isTextShown ? null : opening.count);
              }}
            >
              {isTextShown ? words.hideText : words.showText}
            </Button>
          )}
          {isTextShown && <UnifiedDiff text={diff.data.text} />}
        </div>
      )}
      {(plan.isFetching || diff.isFetching) && (
        <div role="status">
          <Text size="sm" c="dimmed">
            {words.preparing}
          </Text>
          <Skeleton height={48} mt="xs" />
          <StillLoading />
        </div>
      )}
    </ConfirmDialog>
  );
}
