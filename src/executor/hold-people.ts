import { v7 as newId } from 'uuid';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Change, HoldKind, HoldRequest, PersonPlan } from '../domain/change.ts';
import { guardKinds, isGuardKind, surgeInWords } from '../domain/hold-reason.ts';
import type { AuditEntry } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import {
  insertHolds,
  reviseHolds,
  writeHeldPeople,
  type HeldPersonRow,
  type NewHold,
} from '../store/hold-writes.ts';
import { countHeld, readOpenHolds, type Held, type HeldChange } from '../store/holds.ts';
import { writeTimers } from '../store/timers.ts';
import { attribution } from './attribution.ts';
import { endsHold, isSameHold, type HoldWriting } from './hold-writing.ts';

export interface OpenedHold {
  id: string;
  kind: HoldKind;
  reason: string;
  /** How many people wait in it. */
  people: number;
}

/** Puts people into the hold of their kind and cause, which is opened where there is none, and keeps it up to date. */
export async function holdPeople(
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
  await reviseJoined(trx, writing, revised, new Set(firstOf.keys()));
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
  { tenantId, policyVersion }: HoldWriting,
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
    policyVersion,
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
