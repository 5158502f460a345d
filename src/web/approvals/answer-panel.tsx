import { Button, Group, Text } from '@mantine/core';
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
import { AccountChoice, type ChosenAccount } from './account-choice.tsx';
import { NoSuccessorNote } from './no-successor-note.tsx';
import { useHoldApprovers, whenUnanswered } from './use-hold-approvers.ts';

interface AnswerPanelProps {
  hold: Hold;
  onAnswered: () => Promise<void>;
  /** Nothing was done, because it is not what was seen any more: why. */
  onOvertaken: (why: string) => Promise<void>;
}

type Verdict = 'approve' | 'reject';

/** Who may answer, what each answer does, and the answers. */
export function AnswerPanel({ hold, onAnswered, onOvertaken }: AnswerPanelProps): ReactNode {
  const { answering } = strings.approvals;
  const { slug } = useTenant();
  const mayAnswer = useMaySupport();
  // As it was seen when the answer was begun: an answer to anything else is refused.
  const [asking, setAsking] = useState<{ verdict: Verdict; seen: Hold } | null>(null);
  const [account, setAccount] = useState<ChosenAccount | null>(null);
  const [isRefused, setRefused] = useState(false);
  const who = useHoldApprovers();
  const isLast = hold.kind === 'sole_admin';
  const nobodyFollows = isLast && who.data?.promotes === false;
  const mayApprove = hold.kind !== 'ambiguous_role' && !nobodyFollows && !(isLast && who.isPending);
  const isOne = who.data?.includes_you ?? true;
  const begin = (verdict: Verdict): void => {
    setAccount(null);
    setRefused(false);
    setAsking({ verdict, seen: hold });
  };
  const answer = async (seen: Hold, verdict: Verdict): Promise<void> => {
    const body = { revision: seen.revision, ...(account === null ? {} : { account: idOf(account) }) };
    try {
      await ask('Hold', 'POST', ['tenants', slug, 'holds', seen.id, verdict], { body });
    } catch (error) {
      if (isOf(error, 'no_successor')) {
        setRefused(true);
        return;
      }
      if (!isOf(error, 'resolved_by', 'revision', 'would_do_more')) throw error;
      await onOvertaken(error.message);
      return;
    }
    if (verdict === 'approve') toastDone(answering.approved, answering.approvedText);
    else toastDone(answering.rejected, answering.rejectedText);
    await onAnswered();
  };
  const close = (): void => {
    setAsking(null);
  };
  const seen = asking?.seen ?? hold;
  return (
    <Panel title={answering.title}>
      <Text c="dimmed">{who.isError ? answering.unsure : approversInWords(who.data)}</Text>
      {!isOne && <Text>{answering.notYou}</Text>}
      {isOne && !mayAnswer && <Text>{answering.look}</Text>}
      {hold.kind === 'ambiguous_role' && <Text>{answering.approving.ambiguous_role}</Text>}
      {(isRefused || nobodyFollows) && <NoSuccessorNote isRefused={!nobodyFollows} />}
      <Text>
        {hold.answer_due_at === null
          ? answering.ifNobody[nobodyFollows ? 'waitForAnother' : 'wait']
          : answering.ifNobody[whenUnanswered(hold.kind, who.data)]}
      </Text>
      {isOne && mayAnswer && (
        <Group gap="sm">
          {mayApprove && (
            <Button
              onClick={() => {
                begin('approve');
              }}
            >
              {answering.approve}
            </Button>
          )}
          <Button
            variant="default"
            onClick={() => {
              begin('reject');
            }}
          >
            {answering.reject}
          </Button>
        </Group>
      )}
      <ApproveDialog
        opened={asking?.verdict === 'approve'}
        hold={seen}
        account={account}
        onChoose={setAccount}
        onClose={close}
        onConfirm={() => answer(seen, 'approve')}
      />
      <ConfirmDialog
        opened={asking?.verdict === 'reject'}
        onClose={close}
        title={answering.rejectTitle(seen.people)}
        happens={[answering.rejecting(seen.people), answering.nobodyElse]}
        action={answering.reject}
        onConfirm={() => answer(seen, 'reject')}
      />
    </Panel>
  );
}

interface ApproveDialogProps {
  opened: boolean;
  hold: Hold;
  account: ChosenAccount | null;
  onChoose: (account: ChosenAccount | null) => void;
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

function ApproveDialog(props: ApproveDialogProps): ReactNode {
  const { opened, hold, account, onChoose, onClose, onConfirm } = props;
  const { answering } = strings.approvals;
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
      onConfirm={onConfirm}
    >
      {opened && asksAccount && <AccountChoice hold={hold} chosen={account} onChoose={onChoose} />}
    </ConfirmDialog>
  );
}

function idOf(account: ChosenAccount): string {
  return account === 'new' ? account : account.id;
}

/** Whether it is a conflict with one of these details; any other is said where the answer was given. */
function isOf(error: unknown, ...details: string[]): error is ApiProblem {
  if (!(error instanceof ApiProblem) || error.status !== 409 || error.problem === null) return false;
  const { problem } = error;
  return details.some((detail) => detail in problem);
}

function approversInWords(who: HoldApprovers | undefined): string {
  const { approvers: words } = strings.approvals.answering;
  if (who === undefined) return strings.common.loading;
  const [only, another] = who.approvers;
  return only === undefined || another !== undefined ? words.both : words[only];
}
