import { v7 as newId } from 'uuid';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Actor, HoldRequest, PersonPlan } from '../domain/change.ts';
import {
  removeWorkspaceMemberships,
  revokeAccess,
  writeAccounts,
  writeWorkspaceMemberships,
} from '../store/account-rows.ts';
import { insertAuditRecords, type AuditEntry, type Origin } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import {
  openHolds,
  replanHolds,
  resolveHolds,
  type HeldChange,
  type NewHold,
  type OpenHold,
} from '../store/holds.ts';

/** What an execution is about, beside the plans themselves. */
export interface Execution {
  tenantId: string;
  /** Who caused it; null means each person's own directory. */
  actor: Actor | null;
  policyVersion: number;
  /** The holds that are open now, by directory user id. */
  openHolds: Map<string, OpenHold>;
  /** What is behind directories of these plans, by their ids, as far as it is known already. */
  origins: ReadonlyMap<string, Origin>;
  now: Date;
}

/**
 * The only writer of accounts: turns plans into set-based writes and their audit records, in the given transaction.
 * A plan without changes writes nothing.
 */
export async function execute(trx: Transaction, plans: PersonPlan[], execution: Execution): Promise<void> {
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
  const holdEntries = await writeHolds(trx, plans, execution);
  const changeEntries = changed.flatMap((plan) =>
    plan.changes.map((change): AuditEntry => ({ ...attribution(plan, execution), ...change })),
  );
  await insertAuditRecords(trx, tenantId, [...changeEntries, ...holdEntries], now, execution.origins);
}

function attribution(
  plan: PersonPlan,
  { actor, policyVersion }: Execution,
): Pick<AuditEntry, 'actor' | 'directoryId' | 'eventIds' | 'policyVersion'> {
  return {
    actor: actor ?? { kind: 'directory', id: plan.directoryId },
    directoryId: plan.directoryId,
    eventIds: plan.eventIds,
    policyVersion,
  };
}

function workspaceWrites(plan: PersonPlan): {
  removed: { user_id: string; workspace_key: string }[];
  written: { user_id: string; workspace_key: string; role: string }[];
} {
  const before = new Map((plan.before?.workspaces ?? []).map(({ key, role }) => [key, role]));
  const after = plan.after?.workspaces ?? [];
  const userId = plan.after?.id ?? '';
  const kept = new Set(after.map(({ key }) => key));
  return {
    removed: [...before.keys()]
      .filter((key) => !kept.has(key))
      .map((key) => ({ user_id: userId, workspace_key: key })),
    written: after
      .filter(({ key, role }) => before.get(key) !== role)
      .map(({ key, role }) => ({ user_id: userId, workspace_key: key, role })),
  };
}

/** Opens, replans and resolves holds as the plans ask, and returns their audit entries. */
async function writeHolds(
  trx: Transaction,
  plans: PersonPlan[],
  execution: Execution,
): Promise<AuditEntry[]> {
  const { tenantId, now } = execution;
  const opened: NewHold[] = [];
  const replanned: Pick<NewHold, 'id' | 'reason' | 'changes'>[] = [];
  const resolved: { id: string; status: 'approved' | 'expired'; resolution: string }[] = [];
  const entries: AuditEntry[] = [];
  const note = (
    plan: PersonPlan,
    action: AuditEntry['action'],
    after: Record<string, unknown>,
    reason: string,
  ) =>
    entries.push({
      ...attribution(plan, execution),
      action,
      userId: plan.after?.id ?? null,
      before: null,
      after,
      reason,
    });

  for (const plan of plans) {
    const open = plan.directoryUserId === null ? undefined : execution.openHolds.get(plan.directoryUserId);
    const { hold } = plan;
    if (open && hold?.kind === open.kind) {
      const changes = toHeldChanges(hold, plan.eventIds);
      if (isOtherThan(open, hold)) replanned.push({ id: open.id, reason: hold.reason, changes });
      continue;
    }
    if (open) {
      const released =
        open.kind === 'sole_admin' && plan.changes.some(({ action }) => endsAdministration.has(action));
      const resolution = released
        ? 'Another administrator exists, so what was held went through'
        : 'No longer needed: what was held does not apply any more';
      const status = released ? 'approved' : 'expired';
      resolved.push({ id: open.id, status, resolution });
      note(plan, `hold.${status}`, { hold: open.id, kind: open.kind }, resolution);
    }
    if (hold) {
      const id = newId();
      opened.push({
        id,
        kind: hold.kind,
        reason: hold.reason,
        changes: toHeldChanges(hold, plan.eventIds),
        directoryUserId: plan.directoryUserId,
        userId: plan.after?.id ?? null,
      });
      note(plan, 'hold.opened', { hold: id, kind: hold.kind }, hold.reason);
    }
  }
  await replanHolds(trx, tenantId, replanned);
  await resolveHolds(trx, tenantId, resolved, now);
  await openHolds(trx, tenantId, opened, execution.policyVersion, now);
  return entries;
}

function toHeldChanges({ changes }: HoldRequest, eventIds: string[]): HeldChange[] {
  return changes.map(({ userId, ...change }) => ({ ...change, user_id: userId, event_ids: eventIds }));
}

/** Whether what is held has become something else, whatever the events behind it. */
function isOtherThan(open: OpenHold, hold: HoldRequest): boolean {
  const former = open.changes.map((change) => ({ ...change, event_ids: [] }));
  return open.reason !== hold.reason || canonicalJson(former) !== canonicalJson(toHeldChanges(hold, []));
}

const endsAdministration = new Set<string>(['user.deactivated', 'role.changed']);
