import type { PersonPlan } from '../domain/change.ts';
import type { AuditEntry } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import { endHolds } from './end-holds.ts';
import { holdPeople, type OpenedHold } from './hold-people.ts';
import { endsHold, type HoldWriting } from './hold-writing.ts';

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
