import type { Decision } from '../domain/decision.ts';
import { momentOf } from '../domain/moment.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { AuditRecord, UserDetail, Why, WhyPending } from '../generated/api.ts';
import { explainThen } from '../reconcile/explain-then.ts';
import { explainUser } from '../reconcile/explain-user.ts';
import type { Explained, ExplainedGroup, Explanation } from '../reconcile/explanation.ts';
import type { ReconcileDeps } from '../reconcile/reconcile.ts';
import { listAuditRecords } from '../store/audit-records-read.ts';
import type { Transaction } from '../store/database.ts';
import { findDirectoryUser } from '../store/directory-users-read.ts';
import { readLastRoleRecord } from '../store/person-history.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import { readTenant } from '../store/tenants.ts';
import { readPending, type PendingTimer } from '../store/timers-read.ts';
import { placesIn } from './policy-places.ts';
import { showUser } from './show-user.ts';
import { showUserThen } from './show-user-then.ts';
import { showWhyNot } from './show-why-not.ts';
import { shownAttributes, shownGroups, shownSteps } from './show-why-steps.ts';
import { masksOf, type Masks } from './why-masks.ts';

const LAST_CHANGES = 20;

export interface WhyAsked {
  /** RFC 3339, or a date, which means its end; absent: now. */
  at?: string;
  /** What they do not have; see wish.ts. */
  not?: string;
  /** What to call them; absent: by their name. */
  called?: string;
}

/**
 * Why somebody is as they are, or were, as the API and the commands show it. Writes nothing.
 *
 * @param trx in the scope of the tenant
 * @throws RollcallError not_found, invalid_request
 */
export async function showWhy(
  deps: ReconcileDeps,
  trx: Transaction,
  tenantId: string,
  explained: Explained,
  asked: WhyAsked = {},
): Promise<Why> {
  const at = asked.at === undefined ? null : readMoment(asked.at, deps.clock.now());
  const found =
    at === null
      ? await explainUser(deps, trx, tenantId, await withAccount(trx, tenantId, explained))
      : await explainThen(deps, trx, tenantId, explained, at);
  const explanation = { ...found, groups: found.groups.toSorted(byName) };
  const { account, policy, person, decision, agreement } = explanation;
  const tenant = await readTenant(trx, tenantId);
  if (tenant === null) throw new RollcallError('not_found', 'There is no such tenant.');
  const today = explanation.isPast ? await deps.policies.load(trx, tenant) : policy;
  const masks = masksOf([policy.effective, today.effective]);
  const show = placesIn(await readPolicyVersion(trx, tenantId, policy.version), tenant.slug);
  const user = await shownUser(trx, tenantId, explanation, masks);
  const history = await readHistory(trx, tenantId, account?.id ?? null, explanation);
  const called = asked.called ?? calledBy(user, masks);
  return {
    at: explanation.at.toISOString(),
    is_past: explanation.isPast,
    user,
    person: person && {
      id: person.id,
      directory_id: person.directory_id,
      source: person.source,
      idp: person.idp,
      external_id: masks.hides('external_id') ? '[masked]' : person.externalId,
      active: person.active,
      event_id: person.eventId,
    },
    why_not:
      asked.not === undefined
        ? null
        : await showWhyNot(explanation, { asked: asked.not, called, show, masks }),
    policy_version: policy.version,
    decision: decision === null ? null : shownDecision(decision),
    agreement,
    steps: shownSteps(explanation, show, masks),
    attributes: shownAttributes(explanation, show, masks),
    groups: shownGroups(explanation, show),
    events: shownEvents(explanation),
    role_record: history.roleRecord && masks.record(history.roleRecord),
    hold: explanation.hold && { ...explanation.hold, since: explanation.hold.since.toISOString() },
    pending: await shownPending(trx, tenantId, explanation, user),
    last_changes: history.records.map((record) => masks.record(record)),
    caveats: explanation.caveats,
  };
}

/** Names may repeat; the same groups are in the same order whenever they are asked about. */
function byName(a: ExplainedGroup, b: ExplainedGroup): number {
  const nameOf = ({ name, sourceId }: ExplainedGroup): string => JSON.stringify([name ?? sourceId, sourceId]);
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

/** A day means its end, and of today as much as there has been of it. */
function readMoment(text: string, now: Date): Date {
  const moment = momentOf(text);
  if (moment === null) {
    throw new RollcallError(
      'invalid_request',
      '`at` is a moment such as 2026-11-22T15:00:00Z, or a date such as 2026-11-22.',
    );
  }
  if (!moment.isDay) return moment.begins;
  const isToday = text === now.toISOString().slice(0, 10);
  return isToday ? now : new Date(`${text}T23:59:59.999Z`);
}

/** Who has an account is explained with it, however they are called. */
async function withAccount(trx: Transaction, tenantId: string, explained: Explained): Promise<Explained> {
  if ('userId' in explained) return explained;
  const found = await findDirectoryUser(trx, tenantId, explained.directoryUserId);
  return found?.user_id == null ? explained : { userId: found.user_id };
}

function calledBy(user: UserDetail | null, masks: Masks): string {
  if (user?.email != null && !masks.hides('email')) return user.email;
  if (user?.display_name != null && !masks.hides('display_name')) return user.display_name;
  return user === null ? 'This person' : `The user ${user.id}`;
}

async function shownUser(
  trx: Transaction,
  tenantId: string,
  { account, recorded }: Explanation,
  masks: Masks,
): Promise<UserDetail | null> {
  if (account === null) return null;
  const user = recorded ? showUserThen(recorded) : await showUser(trx, tenantId, account.id);
  return user && masks.user(user);
}

async function readHistory(
  trx: Transaction,
  tenantId: string,
  userId: string | null,
  { at, isPast }: Explanation,
): Promise<{ records: AuditRecord[]; roleRecord: AuditRecord | null }> {
  if (userId === null) return { records: [], roleRecord: null };
  const page = { limit: LAST_CHANGES, after: null };
  const filter = { user_id: userId, ...(isPast ? { until: at } : {}) };
  const { items } = await listAuditRecords(trx, tenantId, filter, 'desc', page);
  const setsRole = ({ action }: AuditRecord): boolean =>
    action === 'role.changed' || action === 'user.provisioned';
  const roleRecord = items.find(setsRole) ?? (await readLastRoleRecord(trx, tenantId, userId, at));
  return { records: items, roleRecord };
}

async function shownPending(
  trx: Transaction,
  tenantId: string,
  { isPast, account, hold, recorded }: Explanation,
  user: UserDetail | null,
): Promise<WhyPending[]> {
  if (user === null) return [];
  const timers = isPast
    ? recordedTimers(recorded)
    : await readPending(
        trx,
        tenantId,
        [account?.id, hold?.id].filter((id) => id !== undefined),
      );
  return timers.map(({ kind, since, dueAt }) => ({
    kind,
    since: since.toISOString(),
    due_at: dueAt.toISOString(),
    says: pendingInWords(kind, user),
  }));
}

/** What the audit log has said about what was to come. */
function recordedTimers(recorded: Explanation['recorded']): PendingTimer[] {
  const account = recorded?.account;
  if (!account) return [];
  const timer = (kind: PendingTimer['kind'], since: string | null, due: string | null): PendingTimer[] =>
    since === null || due === null ? [] : [{ kind, since: new Date(since), dueAt: new Date(due) }];
  return account.status === 'read_only'
    ? timer('read_only_ends', account.readOnlySince, account.readOnlyUntil)
    : timer('purge', account.deactivatedAt, account.purgeAt);
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
