import type { Decision } from '../domain/decision.ts';
import type { ExplainedAccount, Explanation } from './explanation.ts';
import { hasEnded } from './reach.ts';

type Compared = Pick<Explanation, 'decision' | 'account' | 'person' | 'hold' | 'isPast'> & {
  /** Whether a group that was left still counts for a while. */
  isSettling: boolean;
  /** Whether a policy is being applied to everyone just now, and not to this person yet. */
  isUnderWay: boolean;
};

/**
 * Whether the account is what was decided, in a sentence; of the past, whether the events and the audit log tell the
 * same. Null where there is nothing to compare.
 */
export function agreementOf(compared: Compared): Explanation['agreement'] {
  const { decision, account, isPast } = compared;
  if (decision === null) return null;
  const difference = differenceOf(decision, account);
  if (difference === null) {
    if (decision.outcome === 'leave_alone' || decision.outcome === 'undecided') return null;
    const says = isPast
      ? 'The audit log says the same of this moment as the recorded events and the policy of then.'
      : 'The account is as it is decided.';
    return { agrees: true, says };
  }
  const because = reasonFor(compared);
  const unknown = isPast
    ? 'Why is not known: the audit log and what is rebuilt from the recorded events do not agree.'
    : 'It is brought in line when the person is looked at next.';
  return { agrees: false, says: `${difference} ${because ?? unknown}` };
}

function differenceOf(decision: Decision, account: ExplainedAccount | null): string | null {
  const status = account?.status ?? null;
  const isThere = status === 'active';
  if (decision.outcome === 'no_access') {
    if (!isThere) return null;
    return 'The account is active, and the decision is no access.';
  }
  if (decision.outcome !== 'active') return null;
  if (status === null) return 'There is no account, and the decision is that there should be one.';
  if (!isThere) return `The account is ${status.replace('_', '-')}, and the decision is access.`;
  if (account?.role !== decision.role) {
    return `The account has the role ${account?.role ?? 'none'}, and the decision is ${decision.role}.`;
  }
  const said = (grants: readonly { key: string; role: string }[]): string =>
    grants
      .map(({ key, role }) => `${key} as ${role}`)
      .sort()
      .join(', ');
  const [has, decided] = [said(account.workspaces), said(decision.workspaces)];
  if (has === decided) return null;
  return `The account has the workspaces ${has || 'none'}, and the decision is ${decided || 'none'}.`;
}

function reasonFor({ person, hold, isSettling, isUnderWay, isPast, account }: Compared): string | null {
  const is = isPast ? 'was' : 'is';
  if (hold !== null) {
    return hold.status === 'open'
      ? `What is decided ${isPast ? 'waited' : 'waits'} in a hold (${hold.kind}).`
      : `A hold (${hold.kind}) was rejected, so everything ${isPast ? 'stayed' : 'stays'} until the directory says something new.`;
  }
  if (person?.directory_state === 'testing' || person?.directory_state === 'setting_up') {
    return `The directory ${is} in test mode: its news arrives, and nothing is applied to accounts.`;
  }
  if (person?.directory_state === 'paused') {
    return `The directory ${is} paused: its news arrives, and waits until it is resumed.`;
  }
  if (person && hasEnded(person) && account === null) {
    const ended = person.connection_deleted ? 'deleted at its source' : 'disconnected';
    return `The directory was ${ended}: its people get no accounts any more.`;
  }
  if (isSettling)
    return `A group that was left ${isPast ? 'still counted' : 'still counts'} for a while (groups.settle).`;
  if (isUnderWay) return 'The policy in force was being applied to everyone at this moment.';
  return null;
}
