import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyProposal } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Empty } from '../parts/empty.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconCircleDashed } from '../theme/icons.ts';
import classes from './tests-panel.module.css';

/** How often it is asked what the comparison has found, in milliseconds. */
const LOOK_MS = 15_000;
/** The same while it still goes through everyone. */
const COMPARING_MS = 2_000;

interface ProposalPanelProps {
  tenant: string;
  yaml: string;
  /** There is something to propose: a text without errors that is not in force. */
  canPropose: boolean;
  onOpen: (yaml: string) => void;
}

/** The policy that runs beside the one in force, and whom it would decide otherwise. */
export function ProposalPanel({ tenant, yaml, canPropose, onOpen }: ProposalPanelProps): ReactNode {
  const words = strings.policy.proposal;
  const queries = useQueryClient();
  const mayWrite = useMay('write');
  const [question, setQuestion] = useState<'propose' | 'withdraw' | null>(null);
  const path = ['tenants', tenant, 'policy', 'proposal'];
  const proposal = useQuery({
    queryKey: path,
    queryFn: async ({ signal }) => {
      try {
        return await ask('PolicyProposal', 'GET', path, { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: ({ state: { data } }) => (data?.complete === false ? COMPARING_MS : LOOK_MS),
  });
  const close = (): void => {
    setQuestion(null);
  };
  return (
    <Stack gap="sm">
      {proposal.error !== null && (
        <ProblemNote error={proposal.error} retry={() => void proposal.refetch()} />
      )}
      {proposal.data === undefined && proposal.error === null && <Skeleton height={120} />}
      {proposal.data === null && (
        <Empty icon={<IconCircleDashed />} title={words.none} text={words.noneText} />
      )}
      {proposal.data != null && <Standing proposal={proposal.data} />}
      <Group gap="xs">
        {mayWrite && (
          <Button
            size="xs"
            variant="default"
            disabled={!canPropose}
            onClick={() => {
              setQuestion('propose');
            }}
          >
            {words.propose}
          </Button>
        )}
        {proposal.data?.kind === 'version' && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              if (proposal.data != null) onOpen(proposal.data.yaml);
            }}
          >
            {words.open}
          </Button>
        )}
        {mayWrite && proposal.data?.kind === 'version' && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              setQuestion('withdraw');
            }}
          >
            {words.withdraw}
          </Button>
        )}
      </Group>
      <ConfirmDialog
        opened={question === 'propose'}
        onClose={close}
        title={words.proposeTitle}
        happens={words.proposeHappens}
        action={words.propose}
        onConfirm={async () => {
          queries.setQueryData(path, await ask('PolicyProposal', 'PUT', path, { body: { yaml } }));
          toastDone(words.proposed);
        }}
      />
      <ConfirmDialog
        opened={question === 'withdraw'}
        onClose={close}
        title={words.withdrawTitle}
        happens={words.withdrawHappens}
        action={words.withdraw}
        onConfirm={async () => {
          await ask(null, 'DELETE', path);
          queries.setQueryData(path, null);
          toastDone(words.withdrawn);
        }}
      />
    </Stack>
  );
}

function Standing({ proposal }: { proposal: PolicyProposal }): ReactNode {
  const words = strings.policy.proposal;
  return (
    <>
      <Text>
        <Sentence
          of={
            proposal.kind === 'version' ? words.version(proposal.version) : words.rules(proposal.rules.length)
          }
          with={{ when: <When at={proposal.proposed_at} /> }}
        />{' '}
        {proposal.complete
          ? words.differ(proposal.differ, proposal.people)
          : proposal.differ > 0 && words.differSoFar(proposal.differ)}
      </Text>
      <div role="status">
        {!proposal.complete && (
          <StatusBadge tone="info">{words.comparing(proposal.compared, proposal.people)}</StatusBadge>
        )}
      </div>
      <ul className={classes.tests}>
        {proposal.groups.slice(0, 20).map(({ says, people, place }, at) => (
          <li key={at}>
            <Text size="sm">
              <b>{strings.common.people(people)}</b>: <SafeText most={160}>{says}</SafeText>
            </Text>
            {place !== null && (
              <Text size="sm" c="dimmed">
                {place.line !== null && `${strings.policy.plan.line(place.line)}: `}
                <SafeText most={120}>{place.text ?? place.pointer}</SafeText>
              </Text>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
