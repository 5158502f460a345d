import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Hold, HoldApprovers } from '../../generated/api.ts';
import { actionInWords } from '../activity/record-words.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Panel } from '../parts/panel.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useMaySupport } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { AccountChoice } from './account-choice.tsx';

interface AnswerPanelProps {
  hold: Hold;
  /** With why nothing was done, or null where it was. */
  onAnswered: (refused: string | null) => Promise<void>;
}

/** Who may answer, what each answer does, and the answers. */
export function AnswerPanel({ hold, onAnswered }: AnswerPanelProps): ReactNode {
  const { answering } = strings.approvals;
  const { slug } = useTenant();
  const mayAnswer = useMaySupport();
  // As it was seen when the answer was begun: an approval of anything else is refused.
  const [asking, setAsking] = useState<{ verdict: 'approve' | 'reject'; seen: Hold } | null>(null);
  const who = useQuery({
    queryKey: ['tenants', slug, 'hold-approvers'],
    queryFn: ({ signal }) => ask('HoldApprovers', 'GET', ['tenants', slug, 'hold-approvers'], { signal }),
  });
  const isOne = who.data?.includes_you ?? true;
  const answer = async (seen: Hold, verdict: 'approve' | 'reject', account: string | null): Promise<void> => {
    try {
      const body = { revision: seen.revision, ...(account === null ? {} : { account }) };
      await ask('Hold', 'POST', ['tenants', slug, 'holds', seen.id, verdict], { body });
      if (verdict === 'approve') toastDone(answering.approved, answering.approvedText);
      else toastDone(answering.rejected, answering.rejectedText);
      await onAnswered(null);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
      await onAnswered(error.message);
    }
  };
  const close = (): void => {
    setAsking(null);
  };
  return (
    <Panel title={answering.title}>
      <Text c="dimmed">{who.isError ? answering.unsure : approversInWords(who.data)}</Text>
      {!isOne && <Text>{answering.notYou}</Text>}
      {isOne && !mayAnswer && <Text>{answering.look}</Text>}
      {hold.kind === 'ambiguous_role' && <Text>{answering.approving.ambiguous_role}</Text>}
      {isOne && mayAnswer && (
        <Group gap="sm">
          {hold.kind !== 'ambiguous_role' && (
            <Button
              onClick={() => {
                setAsking({ verdict: 'approve', seen: hold });
              }}
            >
              {answering.approve}
            </Button>
          )}
          <Button
            variant="default"
            onClick={() => {
              setAsking({ verdict: 'reject', seen: hold });
            }}
          >
            {answering.reject}
          </Button>
        </Group>
      )}
      <ApproveDialog
        opened={asking?.verdict === 'approve'}
        hold={asking?.seen ?? hold}
        onClose={close}
        onConfirm={(account) => answer(asking?.seen ?? hold, 'approve', account)}
      />
      <ConfirmDialog
        opened={asking?.verdict === 'reject'}
        onClose={close}
        title={answering.rejectTitle(hold.people)}
        happens={[answering.rejecting(hold.people)]}
        action={answering.reject}
        onConfirm={() => answer(asking?.seen ?? hold, 'reject', null)}
      />
    </Panel>
  );
}

interface ApproveDialogProps {
  opened: boolean;
  hold: Hold;
  onClose: () => void;
  onConfirm: (account: string | null) => Promise<void>;
}

function ApproveDialog({ opened, hold, onClose, onConfirm }: ApproveDialogProps): ReactNode {
  const { answering } = strings.approvals;
  const [account, setAccount] = useState<string | null>(null);
  const asksAccount = hold.kind === 'ambiguous_match' || hold.kind === 'existing_account';
  const takesAway = (hold.actions['user.deactivated'] ?? 0) > 0;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={answering.approveTitle(hold.people)}
      happens={[
        answering.approving[hold.kind],
        ...Object.entries(hold.actions).flatMap(([action, times = 0]) =>
          times > 0 ? [answering.happens(times, actionInWords(action))] : [],
        ),
        answering.noMore,
      ]}
      action={answering.approve}
      severe={takesAway}
      ready={hold.kind !== 'ambiguous_match' || account !== null}
      onConfirm={() => onConfirm(account)}
    >
      {opened && asksAccount && <AccountChoice hold={hold} chosen={account} onChoose={setAccount} />}
    </ConfirmDialog>
  );
}

function approversInWords(who: HoldApprovers | undefined): string {
  const { approvers: words } = strings.approvals.answering;
  if (who === undefined) return strings.common.loading;
  const [only, another] = who.approvers;
  return only === undefined || another !== undefined ? words.both : words[only];
}
