import { v7 as newId } from 'uuid';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Actor, Change, HoldKind, HoldRequest, PersonPlan } from '../domain/change.ts';
import { guardKinds, isGuardKind, surgeInWords } from '../domain/hold-reason.ts';
import type { AuditEntry } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import {
  countHeld,
  endHeldPeople,
  insertHolds,
  readOpenHolds,
  resolveHolds,
  restateHolds,
  reviseHolds,
  writeHeldPeople,
  type Held,
  type HeldChange,
  type HeldEnd,
  type HeldPersonRow,
  type NewHold,
  type Resolution,
} from '../store/holds.ts';
import { removeTimers, writeTimers } from '../store/timers.ts';
import { attribution } from './attribution.ts';

export interface OpenedHold {
  id: string;
  kind: HoldKind;
  reason: string;
  /** How many people wait in it. */
  people: number;
}

export interface HoldWriting {
  tenantId: string;
  actor: Actor | null;
  policyVersion: number;
  openHolds: ReadonlyMap<string, Held>;
  approved: ReadonlySet<string>;
  unansweredAfterMs: (kind: HoldKind) => number | null;
  mayLastLeave: boolean;
  now: Date;
}

/** Puts people into holds, keeps what is held up to date, and ends it, as the plans ask. */
export async function writeHolds(
  trx: Transaction,
  plans: PersonPlan[],
  writing: HoldWriting,
): Promise<{ opened: OpenedHold[]; entries: AuditEntry[] }> {
  const waiting = plans.filter(({ directoryUserId, hold }) => hold !== null && directoryUserId !== null);
  const staying = new Set(
    waiting.filter((plan) => !endsHold(plan, writing.openHolds)).map((plan) => plan.directoryUserId),
  );
  // Who starts fresh has a plan for the former account beside the one that waits.
  const ending = plans.filter(
    (plan) => endsHold(plan, writing.openHolds) && !staying.has(plan.directoryUserId),
  );
  if (waiting.length === 0 && ending.length === 0) return { opened: [], entries: [] };
  // First they leave what they waited in: a person waits in one hold at a time.
  const ended = await endHolds(trx, ending, writing);
  const opened = await holdPeople(trx, waiting, writing);
  return { opened: opened.opened, entries: [...ended, ...opened.entries] };
}

/** Whether a person waits no more, or for something else. */
function endsHold({ directoryUserId, hold }: PersonPlan, openHolds: HoldWriting['openHolds']): boolean {
  const open = directoryUserId === null ? undefined : openHolds.get(directoryUserId);
  return open !== undefined && !isSameHold(open, hold);
}

function isSameHold(open: Held, hold: HoldRequest | null): boolean {
  return hold?.kind === open.kind && hold.cause === open.cause;
}

async function endHolds(trx: Transaction, plans: PersonPlan[], writing: HoldWriting): Promise<AuditEntry[]> {
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
      status === 'approved' ? approvedInWords(kind, writing) : expiredInWords(people.some(isDoneAnyway));
    const { actor } = attribution(first.plan, writing);
    resolved.push({ id, status, resolution, resolved_by: actor });
    entries.push({
      ...attribution(first.plan, writing),
      ...(isGuardKind(kind) ? { directoryId: null, eventIds: [] } : {}),
      action: `hold.${status}`,
      userId: isGuardKind(kind) ? null : (first.plan.after?.id ?? null),
      before: null,
      after: { hold: id, kind },
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

function approvedInWords(kind: HoldKind, { mayLastLeave }: HoldWriting): string {
  if (kind !== 'sole_admin') return 'Approved: what was held was done';
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

async function holdPeople(
  trx: Transaction,
  plans: PersonPlan[],
  writing: HoldWriting,
): Promise<{ opened: OpenedHold[]; entries: AuditEntry[] }> {
  const { tenantId, openHolds, policyVersion, now } = writing;
  const joining = plans.filter(
    ({ directoryUserId, hold }) =>
      !openHolds.has(directoryUserId ?? '') || endsHold({ directoryUserId, hold } as PersonPlan, openHolds),
  );
  const known = await knownHolds(trx, joining, writing);
  const created: NewHold[] = [];
  const revised = new Map<string, HoldRequest>();
  const people: HeldPersonRow[] = [];
  const firstOf = new Map<string, PersonPlan>();
  for (const plan of plans) {
    const { hold, directoryUserId, eventIds } = plan;
    if (hold === null || directoryUserId === null) continue;
    const changes = hold.changes.map((change) => toHeldChange(change, eventIds));
    const open = openHolds.get(directoryUserId);
    const stays = open !== undefined && isSameHold(open, hold);
    if (stays && !isOtherThan(open, hold, changes)) continue;
    const key = keyOf(hold);
    let id = stays ? open.id : known.get(key);
    if (id === undefined) {
      id = newId();
      known.set(key, id);
      created.push({ id, kind: hold.kind, cause: hold.cause, reason: hold.reason });
      firstOf.set(id, plan);
    } else revised.set(id, hold);
    people.push({
      hold_id: id,
      directory_user_id: directoryUserId,
      user_id: plan.after?.id ?? null,
      changes,
    });
  }
  const members = Map.groupBy(people, ({ hold_id }) => hold_id);
  const opened = created.map(({ id, kind, cause, reason }) => {
    const size = members.get(id)?.length ?? 1;
    return {
      id,
      kind,
      cause,
      reason: isGuardKind(kind) ? surgeInWords(kind, size, cause) : reason,
      people: size,
    };
  });
  await insertHolds(trx, tenantId, opened, policyVersion, now);
  await writeHeldPeople(trx, tenantId, people, now);
  await reviseJoined(trx, tenantId, revised, new Set(firstOf.keys()));
  await setAnswerTimers(trx, writing, created);
  return { opened, entries: opened.flatMap((hold) => openingEntry(hold, firstOf.get(hold.id), writing)) };
}

/** The open holds that people may join, by kind and cause; only those of guards are about more than one. */
async function knownHolds(
  trx: Transaction,
  joining: PersonPlan[],
  { tenantId }: HoldWriting,
): Promise<Map<string, string>> {
  if (!joining.some(({ hold }) => hold !== null && isGuardKind(hold.kind))) return new Map();
  const open = await readOpenHolds(trx, tenantId, guardKinds);
  return new Map(open.map((hold) => [keyOf(hold), hold.id]));
}

function keyOf({ kind, cause }: Pick<HoldRequest, 'kind' | 'cause'>): string {
  return `${kind} ${cause}`;
}

/** What is in these holds has changed; how many wait in them is part of the reason of a guard's. */
async function reviseJoined(
  trx: Transaction,
  tenantId: string,
  revised: ReadonlyMap<string, HoldRequest>,
  opened: ReadonlySet<string>,
): Promise<void> {
  const joined = [...revised].filter(([id]) => !opened.has(id));
  const surges = joined.filter(([, { kind }]) => isGuardKind(kind)).map(([id]) => id);
  const counts = await countHeld(trx, tenantId, surges);
  await reviseHolds(
    trx,
    tenantId,
    joined.map(([id, { kind, cause, reason }]) => ({
      id,
      reason: isGuardKind(kind) ? surgeInWords(kind, counts.get(id) ?? 1, cause) : reason,
    })),
  );
}

/** What counts from when it is done, and is not known as long as it waits. */
const countedFromThen = new Set(['purge_at', 'read_only_until', 'time_to_revoke']);

function toHeldChange({ userId, ...change }: Change, eventIds: string[]): HeldChange {
  const after =
    change.after &&
    Object.fromEntries(Object.entries(change.after).filter(([name]) => !countedFromThen.has(name)));
  return { ...change, after, user_id: userId, event_ids: eventIds };
}

/**
 * Whether what is held of a person has become something else, whatever the events behind it and the reason, which knows
 * less of them later, the id that a new account would get, and how many sessions and keys are open by now.
 */
function isOtherThan(open: Held, hold: HoldRequest, changes: HeldChange[]): boolean {
  const outcomes = (held: HeldChange[]) =>
    held
      .filter(({ action }) => action !== 'session.revoked' && action !== 'api_key.revoked')
      .map((change) => ({
        ...change,
        event_ids: [],
        reason: '',
        user_id: open.user_id === null ? null : change.user_id,
      }));
  const isOtherReason = !isGuardKind(hold.kind) && open.reason !== hold.reason;
  return isOtherReason || canonicalJson(outcomes(open.changes)) !== canonicalJson(outcomes(changes));
}

async function setAnswerTimers(
  trx: Transaction,
  { tenantId, unansweredAfterMs, now }: HoldWriting,
  created: NewHold[],
): Promise<void> {
  await writeTimers(
    trx,
    tenantId,
    created.flatMap(({ id, kind }) => {
      const after = unansweredAfterMs(kind);
      if (after === null) return [];
      const due_at = new Date(now.getTime() + after);
      return [{ subject_id: id, kind: 'hold_unanswered' as const, since: now, due_at }];
    }),
  );
}

function openingEntry(hold: OpenedHold, plan: PersonPlan | undefined, writing: HoldWriting): AuditEntry[] {
  if (plan === undefined) return [];
  const isSurge = isGuardKind(hold.kind);
  return [
    {
      ...attribution(plan, writing),
      action: 'hold.opened',
      userId: isSurge ? null : (plan.after?.id ?? null),
      before: null,
      after: { hold: hold.id, kind: hold.kind, ...(isSurge ? { people: hold.people } : {}) },
      reason: hold.reason,
    },
  ];
}
