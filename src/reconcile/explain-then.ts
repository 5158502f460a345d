import type { PersonFacts } from '../domain/decision.ts';
import { isDirectoryState } from '../domain/directory-state.ts';
import { durationMs } from '../domain/duration.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { AuditRecord } from '../generated/api.ts';
import { readAccount, readLinkedAccounts, type AccountFacts } from '../store/account-facts.ts';
import { listAuditRecords } from '../store/audit-records-read.ts';
import type { Transaction } from '../store/database.ts';
import type { EventHead } from '../store/inbox.ts';
import {
  readAdministratorsThen,
  readDirectoryNews,
  readHoldThen,
  readVersionInForce,
} from '../store/person-history.ts';
import { readManualRole } from '../store/manual-roles.ts';
import { readDirectoryPeople, type DirectoryPersonRow } from '../store/person-rows.ts';
import { readTenant } from '../store/tenants.ts';
import { accountThen, linkedThen, type AccountThen, type RecordedThen } from './account-then.ts';
import type { ActivePolicy } from './active-policy.ts';
import { agreementOf } from './agreement.ts';
import type { Explained, ExplainedGroup, ExplainedPerson, Explanation } from './explanation.ts';
import { decideOnPerson, isActive } from './person-facts.ts';
import { readPersonThen, type PersonThen } from './person-then.ts';
import type { ReconcileDeps } from './reconcile.ts';

const RECORDS_AT_ONCE = 1_000;

/**
 * Decides one person's state again as of a moment in the past: by the policy version that was in force then, the recorded
 * news that had been applied by then, and what the audit log says of the account. Writes nothing.
 *
 * @param trx in the scope of the tenant
 * @throws RollcallError not_found; invalid_request where nothing was in force yet, or the moment is to come
 */
export async function explainThen(
  deps: ReconcileDeps,
  trx: Transaction,
  tenantId: string,
  explained: Explained,
  at: Date,
): Promise<Explanation> {
  const now = deps.clock.now();
  if (at > now) {
    throw new RollcallError('invalid_request', 'What is asked about has not happened yet: `at` is to come.');
  }
  const policy = await policyThen(deps, trx, tenantId, at);
  const present = await readToday(trx, tenantId, explained, now);
  const known = present === null ? [] : await readRecords(trx, tenantId, present.account.id);
  const linked = linkedThen(known, at, present?.account.directoryUserId ?? null);
  // An account that is theirs today may have been nobody's then, or somebody else's.
  const isTheirs = !('directoryUserId' in explained) || linked === explained.directoryUserId;
  const [today, records] = isTheirs ? [present, known] : [null, []];
  const recorded = accountThen(records, at, { roleOrigin: today?.account.roleOrigin ?? null });
  const personId = 'directoryUserId' in explained ? explained.directoryUserId : linked;
  const caveats = [...recorded.caveats];
  if (recorded.account !== null && today !== null) {
    const noted = await readManualRole(trx, tenantId, today.account.id);
    if (noted !== null && noted.set_at <= at) {
      const { role, set_by, set_at, promoted } = noted;
      recorded.given = { role, setBy: set_by, setAt: set_at.toISOString(), promoted };
    }
  }
  const base = { at, isPast: true, policy, today: null, recorded, account: recorded.account };
  const [row] = personId === null ? [] : await readDirectoryPeople(trx, tenantId, [personId]);
  if (row === undefined) {
    if ('directoryUserId' in explained)
      throw new RollcallError('not_found', 'There is no such directory user.');
    const nothing = { person: null, facts: null, decision: null, groups: [], events: [], hold: null };
    return { ...base, ...nothing, agreement: null, caveats };
  }
  const eventIds = [...new Set(records.flatMap(({ event_ids }) => event_ids))];
  const { redaction } = policy;
  const then = await readPersonThen(trx, tenantId, row.id, { at, eventIds, redaction });
  caveats.push(...(then?.caveats ?? []), ...linkingCaveat(records, recorded, at));
  const directory = await directoryThen(trx, tenantId, row, at);
  const facts = await factsThen(trx, tenantId, { then, row: directory, policy, recorded, at });
  const standing = {
    active: then?.person?.active ?? false,
    gone: then?.person?.gone ?? false,
    people_left: directory.people_left,
  };
  const decision = facts && (await decideOnPerson(policy.compiled, standing, facts));
  const person: ExplainedPerson = {
    ...directory,
    active: facts?.activeInDirectory ?? false,
    externalId: then?.person?.external_id ?? then?.person?.source_id ?? row.external_id ?? row.source_id,
    eventId: then?.person?.event_id ?? null,
  };
  const groups = groupsThen(then);
  const hold = await readHoldThen(trx, tenantId, row.id, at);
  const news = await readVersionInForce(trx, tenantId, at);
  return {
    ...base,
    person,
    facts,
    decision,
    groups,
    events: eventsBehind(then, person, groups),
    hold,
    agreement: agreementOf({
      decision,
      account: recorded.account,
      person,
      hold,
      isPast: true,
      isSettling: isSettling(then, policy, at),
      isUnderWay: news !== null && isUnderWay(records, news.since, at),
    }),
    caveats,
  };
}

async function policyThen(
  deps: ReconcileDeps,
  trx: Transaction,
  tenantId: string,
  at: Date,
): Promise<ActivePolicy> {
  const tenant = await readTenant(trx, tenantId);
  if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
  const inForce = await readVersionInForce(trx, tenantId, at);
  if (inForce === null) {
    throw new RollcallError(
      'invalid_request',
      `No policy of this tenant was in force then: it exists since ${tenant.created_at.toISOString()}.`,
    );
  }
  return deps.policies.load(trx, { ...tenant, active_policy_version: inForce.version });
}

async function readToday(
  trx: Transaction,
  tenantId: string,
  explained: Explained,
  now: Date,
): Promise<AccountFacts | null> {
  if ('directoryUserId' in explained) {
    const [linked] = await readLinkedAccounts(trx, tenantId, [explained.directoryUserId], now);
    return linked ?? null;
  }
  const account = await readAccount(trx, tenantId, explained.userId, now);
  if (account === null) throw new RollcallError('not_found', 'There is no such user.');
  return account;
}

async function readRecords(trx: Transaction, tenantId: string, userId: string): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  let after: string[] | null = null;
  do {
    const page = await listAuditRecords(trx, tenantId, { user_id: userId }, 'asc', {
      limit: RECORDS_AT_ONCE,
      after,
    });
    records.push(...page.items);
    after = page.next;
  } while (after !== null);
  return records;
}

/** The directory as it was: only what is recorded to have changed since is otherwise. */
async function directoryThen(
  trx: Transaction,
  tenantId: string,
  row: DirectoryPersonRow,
  at: Date,
): Promise<DirectoryPersonRow> {
  const since = await readDirectoryNews(trx, tenantId, row.directory_id, at);
  const next = since.map(({ before }) => before?.['state']).find(isDirectoryState);
  const isStill = (action: string): boolean => !since.some((each) => each.action === action);
  return {
    ...row,
    directory_state: next ?? row.directory_state,
    people_left: row.people_left && isStill('directory.disconnected'),
    connection_deleted: row.connection_deleted && isStill('directory.deleted_upstream'),
  };
}

async function factsThen(
  trx: Transaction,
  tenantId: string,
  {
    then,
    row,
    policy,
    recorded,
    at,
  }: {
    then: PersonThen | null;
    row: DirectoryPersonRow;
    policy: ActivePolicy;
    recorded: RecordedThen;
    at: Date;
  },
): Promise<PersonFacts | null> {
  const person = then?.person ?? null;
  if (then === null || person === null || person.occurred_at === null) return null;
  const { account, given } = recorded;
  const asksForLast = policy.compiled.conditions.subjects.has('fact:is_last_admin');
  const administrators =
    asksForLast && account !== null
      ? await readAdministratorsThen(trx, tenantId, policy.administratorRoles, at)
      : [];
  return {
    source: row.source,
    activeInDirectory: isActive({ ...person, people_left: row.people_left }),
    resource: person.resource ?? {},
    groups: then.memberships.map(({ group }) => ({
      sourceId: group.source_id,
      externalId: group.external_id,
      name: group.name,
    })),
    manualRole: given?.promoted === false ? given.role : null,
    promotedRole: given?.promoted === true ? given.role : null,
    account: account && accountFact(account, administrators),
  };
}

function accountFact(
  { id, status, role, attributes, email }: AccountThen,
  administrators: readonly string[],
): PersonFacts['account'] {
  const isLastAdministrator = administrators.length === 1 && administrators[0] === id;
  return { status, role, attributes, email, isLastAdministrator };
}

function groupsThen(then: PersonThen | null): ExplainedGroup[] {
  return (then?.memberships ?? []).map(({ group, event_id, occurred_at }) => ({
    sourceId: group.source_id,
    externalId: group.external_id,
    name: group.name,
    eventId: event_id,
    since: new Date(occurred_at),
  }));
}

function eventsBehind(
  then: PersonThen | null,
  { eventId }: ExplainedPerson,
  groups: readonly ExplainedGroup[],
): EventHead[] {
  const ids = new Set([eventId, ...groups.map((group) => group.eventId)]);
  return [...ids]
    .map((id) => (id === null ? undefined : then?.events.get(id)))
    .filter((event) => event !== undefined)
    .sort(
      (a, b) =>
        a.occurred_at.getTime() - b.occurred_at.getTime() ||
        (a.event_id < b.event_id ? -1 : a.event_id > b.event_id ? 1 : 0),
    );
}

/** Whether news of leaving a group had come so lately that it had not settled. */
function isSettling(then: PersonThen | null, { effective }: ActivePolicy, at: Date): boolean {
  const settleMs = durationMs(effective.groups.settle);
  if (settleMs === 0 || then === null) return false;
  return [...then.events.values()].some(
    ({ news_kind, received_at }) =>
      (news_kind === 'left' || news_kind === 'group_changed') &&
      received_at.getTime() + settleMs > at.getTime(),
  );
}

/** After a new version everyone is gone through in pages, which takes a while. */
function isUnderWay(records: readonly AuditRecord[], since: Date, at: Date): boolean {
  const next = records.find((record) => new Date(record.at) > at);
  return next?.actor.kind === 'policy' && new Date(next.at) >= since;
}

function linkingCaveat(records: readonly AuditRecord[], { account }: RecordedThen, at: Date): string[] {
  const isLinkedLater = records.some(
    ({ action, at: time }) => action === 'user.linked' && new Date(time) > at,
  );
  if (!isLinkedLater || account === null) return [];
  return [
    'The account was linked to the person only later; whether it was taken for theirs at this moment is not recorded.',
  ];
}
