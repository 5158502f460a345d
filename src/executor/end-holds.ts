import type { PersonPlan } from '../domain/change.ts';
import { isGuardKind, surgeInWords } from '../domain/hold-reason.ts';
import type { AuditEntry } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import {
  endHeldPeople,
  resolveHolds,
  restateHolds,
  type HeldEnd,
  type Resolution,
} from '../store/hold-writes.ts';
import { countHeld, type Held } from '../store/holds.ts';
import { removeTimers } from '../store/timers.ts';
import { attribution } from './attribution.ts';
import { type HoldWriting } from './hold-writing.ts';

/** Takes people out of the holds that they wait in no more; the last one closes it. */
export async function endHolds(
  trx: Transaction,
  plans: PersonPlan[],
  writing: HoldWriting,
): Promise<AuditEntry[]> {
  if (plans.length === 0) return [];
  const { tenantId, openHolds, now } = writing;
  const ended = new Map<string, { held: Held; plan: PersonPlan; status: HeldEnd['status'] }[]>();
  for (const plan of plans) {
    const held = openHolds.get(plan.directoryUserId ?? '');
    if (held === undefined) continue;
    const status = wentThrough(plan, held, writing) ? 'approved' : 'expired';
    const others = ended.get(held.id);
    if (others === undefined) ended.set(held.id, [{ held, plan, status }]);
    else others.push({ held, plan, status });
  }
  await endHeldPeople(
    trx,
    tenantId,
    [...ended].flatMap(([hold_id, people]) =>
      people.map(({ held, status }) => ({ hold_id, directory_user_id: held.directory_user_id, status })),
    ),
  );
  const left = await countHeld(trx, tenantId, [...ended.keys()]);
  const resolved: Resolution[] = [];
  const entries: AuditEntry[] = [];
  const restated: { id: string; reason: string }[] = [];
  for (const [id, people] of ended) {
    const [first] = people;
    if (first === undefined) continue;
    const { kind, cause } = first.held;
    const remaining = left.get(id) ?? 0;
    if (remaining > 0) {
      if (isGuardKind(kind)) restated.push({ id, reason: surgeInWords(kind, remaining, cause) });
      continue;
    }
    const status = people.some((each) => each.status === 'approved') ? 'approved' : 'expired';
    const resolution =
      status === 'approved'
        ? approvedInWords(first.held, writing)
        : expiredInWords(people.some(isDoneAnyway));
    const { actor } = attribution(first.plan, writing);
    resolved.push({ id, status, resolution, resolved_by: actor });
    entries.push({
      ...attribution(first.plan, writing),
      ...(isGuardKind(kind) ? { directoryId: null, eventIds: [] } : {}),
      action: `hold.${status}`,
      userId: isGuardKind(kind) ? null : (first.plan.after?.id ?? null),
      before: null,
      after: { hold: id, kind, ...(isGuardKind(kind) ? { people: people.length } : {}) },
      reason: resolution,
    });
  }
  await restateHolds(trx, tenantId, restated);
  await resolveHolds(trx, tenantId, resolved, now);
  await removeTimers(
    trx,
    tenantId,
    resolved.map(({ id }) => ({ subject_id: id, kind: 'hold_unanswered' })),
  );
  return entries;
}

const endsAdministration = new Set<string>(['user.deactivated', 'user.read_only', 'role.changed']);

function wentThrough(plan: PersonPlan, held: Held, { approved }: HoldWriting): boolean {
  // Whose account it is may be settled, and what comes with it wait for something else.
  if (approved.has(held.directory_user_id)) return plan.changes.length > 0 || plan.hold !== null;
  return held.kind === 'sole_admin' && plan.changes.some(({ action }) => endsAdministration.has(action));
}

function approvedInWords(
  { kind, directory_user_id: id }: Held,
  { mayLastLeave, approved }: HoldWriting,
): string {
  if (kind !== 'sole_admin') return 'Approved: what was held was done';
  if (approved.has(id)) return 'Approved: somebody else administers now, and what was held was done';
  return mayLastLeave
    ? 'The policy lets the last administrator go, so what was held went through'
    : 'Another administrator exists, so what was held went through';
}

/** Whether something of what was held is done although nobody approved it: a policy guards it no more, or it is done by hand. */
function isDoneAnyway({ held, plan }: { held: Held; plan: PersonPlan }): boolean {
  return held.changes.some((change) => plan.changes.some(({ action }) => action === change.action));
}

function expiredInWords(isDone: boolean): string {
  return isDone
    ? 'Not held back any more: what was held was done'
    : 'No longer needed: nothing of it has to wait any more';
}
