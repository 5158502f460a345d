import { canonicalJson } from '../domain/canonical-json.ts';
import type { Account, Actor, PersonPlan, Timer } from '../domain/change.ts';
import {
  removeWorkspaceMemberships,
  revokeAccess,
  writeAccounts,
  writeWorkspaceMemberships,
} from '../store/account-rows.ts';
import { insertAuditRecords, type AuditEntry, type Origin } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import { insertGuarded, type CountingGuard } from '../store/guard-rows.ts';
import type { Held } from '../store/holds.ts';
import { writeManualRole } from '../store/manual-roles.ts';
import { purgePeople } from '../store/purge-people.ts';
import { fromLeftGroup, removeTimers, writeTimers, type TimerRow } from '../store/timers.ts';
import { attribution } from './attribution.ts';
import type { OpenedHold } from './hold-people.ts';
import { writeHolds } from './write-holds.ts';

/** What an execution is about, beside the plans themselves. */
export interface Execution {
  tenantId: string;
  /** Who caused it; null means each person's own directory. */
  actor: Actor | null;
  policyVersion: number;
  /** What people wait in now, by directory user id. */
  openHolds: ReadonlyMap<string, Held>;
  /** Directory user ids of those for whom somebody has just approved what they waited for. */
  approved: ReadonlySet<string>;
  /** Milliseconds after which a hold of a kind is decided without an answer; null: never. */
  unansweredAfterMs: (kind: Held['kind']) => number | null;
  /** Whether nobody administers after these plans, because the policy allows that. */
  mayLastLeave: boolean;
  /** What guards let pass, to be counted. */
  passed: { guard: CountingGuard; user_id: string }[];
  /** What is behind directories of these plans, by their ids, as far as it is known already. */
  origins: ReadonlyMap<string, Origin>;
  /** In which trace the consequences of these events belong; null where nothing is traced. */
  traceBehind: (eventIds: readonly string[]) => string | null;
  now: Date;
}

/**
 * The only writer of accounts: turns plans into set-based writes and their audit records, in the given transaction.
 * A plan without changes writes nothing.
 *
 * @returns the holds that were opened
 */
export async function execute(
  trx: Transaction,
  plans: PersonPlan[],
  execution: Execution,
): Promise<OpenedHold[]> {
  const { tenantId, now } = execution;
  const changed = plans.filter((plan) => plan.changes.length > 0 && plan.after !== null);

  await writeAccounts(
    trx,
    tenantId,
    changed.map((plan) => plan.after).filter((account) => account !== null),
    now,
  );
  const workspaces = changed.map(workspaceWrites);
  await removeWorkspaceMemberships(
    trx,
    tenantId,
    workspaces.flatMap((writes) => writes.removed),
  );
  await writeWorkspaceMemberships(
    trx,
    tenantId,
    workspaces.flatMap((writes) => writes.written),
    now,
  );
  for (const what of ['sessions', 'api_keys'] as const) {
    const userIds = changed.filter((plan) => plan.revoke.includes(what)).map((plan) => plan.after?.id);
    await revokeAccess(
      trx,
      tenantId,
      what,
      userIds.filter((id) => id !== undefined),
      now,
    );
  }
  await writePromotions(trx, tenantId, changed, now);
  await writePlannedTimers(trx, tenantId, plans);
  await insertGuarded(trx, tenantId, execution.passed, now);
  const holds = await writeHolds(trx, plans, execution);
  await purgePeople(
    trx,
    tenantId,
    changed
      .filter(({ before, after }) => before?.status !== 'purged' && after?.status === 'purged')
      .map(({ before, after }) => ({
        userId: after?.id ?? '',
        directoryUserId: before?.directoryUserId ?? null,
      })),
    now,
  );
  const changeEntries = changed.flatMap((plan) =>
    plan.changes.map((change): AuditEntry => ({ ...attribution(plan, execution), ...change })),
  );
  await insertAuditRecords(trx, tenantId, [...changeEntries, ...holds.entries], now, execution.origins);
  return holds.opened;
}

function workspaceWrites({ before, after }: PersonPlan): {
  removed: { user_id: string; workspace_key: string }[];
  written: { user_id: string; workspace_key: string; role: string }[];
} {
  const old = new Map((before?.workspaces ?? []).map(({ key, role }) => [key, role]));
  const wanted = after?.workspaces ?? [];
  const userId = after?.id ?? '';
  const kept = new Set(wanted.map(({ key }) => key));
  return {
    removed: [...old.keys()]
      .filter((key) => !kept.has(key))
      .map((key) => ({ user_id: userId, workspace_key: key })),
    written: wanted
      .filter(({ key, role }) => old.get(key) !== role)
      .map(({ key, role }) => ({ user_id: userId, workspace_key: key, role })),
  };
}

/** There is one of them at most in a run that begins, hardly ever one that ends, and in nearly all runs none. */
async function writePromotions(
  trx: Transaction,
  tenantId: string,
  plans: PersonPlan[],
  now: Date,
): Promise<void> {
  for (const { after, promotedTo, endsPromotion } of plans) {
    if (after === null || (promotedTo === null && !endsPromotion)) continue;
    await writeManualRole(trx, tenantId, after.id, promotedTo, 'sole_admin', now, true);
  }
}

async function writePlannedTimers(trx: Transaction, tenantId: string, plans: PersonPlan[]): Promise<void> {
  const written: TimerRow[] = [];
  const removed: { subject_id: string; kind: Timer['kind'] }[] = [];
  for (const { before, after, timers } of plans) {
    const subject: Account | null = after ?? before;
    if (subject === null) continue;
    const old = new Map(timers.before.map((timer) => [timer.kind, timer]));
    for (const timer of timers.after) {
      const former = old.get(timer.kind);
      old.delete(timer.kind);
      const row = timerRow(subject.id, timer);
      if (former && canonicalJson(timerRow(subject.id, former)) === canonicalJson(row)) continue;
      written.push(row);
    }
    removed.push(...[...old.keys()].map((kind) => ({ subject_id: subject.id, kind })));
  }
  await writeTimers(trx, tenantId, written);
  await removeTimers(trx, tenantId, removed);
}

function timerRow(subjectId: string, { kind, since, dueAt, left }: Timer): TimerRow {
  return { subject_id: subjectId, kind, since, due_at: dueAt, left_groups: left?.map(fromLeftGroup) ?? null };
}
