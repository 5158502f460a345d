import type { Decision } from '../domain/decision.ts';
import type { UserDetail, Why, WhyPending } from '../generated/api.ts';
import { locateIn } from '../policy/locate.ts';
import { explainUser, type Explanation } from '../reconcile/explain-user.ts';
import type { ReconcileDeps } from '../reconcile/reconcile.ts';
import { listAuditRecords } from '../store/audit-records-read.ts';
import type { Transaction } from '../store/database.ts';
import { readHoldOfPerson } from '../store/holds-read.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import { readPending, type PendingTimer } from '../store/timers-read.ts';
import { showUser } from './show-user.ts';

const LAST_CHANGES = 20;

/**
 * Why an account is as it is, as the API and the commands show it. Writes nothing.
 *
 * @param trx in the scope of the tenant
 * @throws RollcallError not_found
 */
export async function showWhy(
  deps: ReconcileDeps,
  trx: Transaction,
  tenantId: string,
  userId: string,
): Promise<Why> {
  const user = await showUser(trx, tenantId, userId);
  const explanation = await explainUser(deps, trx, tenantId, userId);
  const { account, decision, policy, groups } = explanation;
  const { directoryUserId } = account.account;
  const hold = directoryUserId === null ? null : await readHoldOfPerson(trx, tenantId, directoryUserId);
  const pending = await readPending(trx, tenantId, hold === null ? [userId] : [userId, hold.id]);
  const findLine = locateIn((await readPolicyVersion(trx, tenantId, policy.version)).yaml);
  const page = { limit: LAST_CHANGES, after: null };
  const changes = await listAuditRecords(trx, tenantId, { user_id: userId }, 'desc', page);
  return {
    user,
    policy_version: policy.version,
    decision: decision === null ? null : shownDecision(decision),
    steps: (decision?.trace ?? []).map(({ step, says, at }) => ({
      step,
      says,
      policy: at === null ? null : { version: policy.version, pointer: at, line: findLine(at) },
    })),
    groups: groups.map(({ sourceId, name, since, eventId }) => ({
      source_id: sourceId,
      name,
      since: since.toISOString(),
      event_id: eventId,
    })),
    events: shownEvents(explanation),
    hold,
    pending: pending.map((timer) => shownPending(timer, user)),
    last_changes: changes.items,
  };
}

function shownPending({ kind, since, dueAt }: PendingTimer, user: UserDetail): WhyPending {
  return { kind, since: since.toISOString(), due_at: dueAt.toISOString(), says: pendingInWords(kind, user) };
}

function pendingInWords(kind: PendingTimer['kind'], { role }: UserDetail): string {
  switch (kind) {
    case 'read_only_ends':
      return 'The user may sign in and read until then, and is deactivated afterwards.';
    case 'purge':
      return 'The personal data of the account are removed then, unless the person returns before.';
    case 'demotion':
      return `The role stays ${role ?? 'as it is'} until then, because the group that follows is often on its way; without one it is lowered.`;
    case 'hold_unanswered':
      return 'Unless somebody answers the hold before, the policy does.';
  }
}

function shownDecision(decision: Decision): NonNullable<Why['decision']> {
  if (decision.outcome === 'active') {
    return {
      outcome: 'active',
      because: decision.roleBecause,
      role: decision.role,
      role_origin: decision.roleOrigin,
      workspaces: decision.workspaces.map(({ key, role, because }) => ({ key, role, because })),
    };
  }
  return {
    outcome: decision.outcome,
    because: decision.because,
    role: null,
    role_origin: null,
    workspaces: [],
  };
}

/** Each event with what it is behind: a membership, or else the person's own record. */
function shownEvents({ events, groups }: Explanation): Why['events'] {
  return events.map((event) => {
    const joined = groups.filter(({ eventId }) => eventId === event.event_id);
    const names = joined.map(({ name, sourceId }) => name ?? sourceId).join(', ');
    return {
      id: event.event_id,
      type: event.type,
      occurred_at: event.occurred_at.toISOString(),
      says: names === '' ? recordInWords(event.news_kind) : `The person joined ${names}.`,
    };
  });
}

function recordInWords(kind: Explanation['events'][number]['news_kind']): string {
  return kind === 'user_gone'
    ? 'The directory removed the person.'
    : 'The directory described the person as they are now.';
}
