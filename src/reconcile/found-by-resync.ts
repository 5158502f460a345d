import type { PersonPlan } from '../domain/change.ts';
import { countWaitingLeavers, isHeldBecauseOf } from '../store/resync-surge.ts';
import type { Cause } from './cause.ts';
import type { Flow } from './flow.ts';

/** What the ids of events begin with that a resync has found. */
const resyncPrefix = 'resync:';

/**
 * Says in the reasons of plans that nobody had told of it: a resync of the directory has found it. Whoever has left by one
 * resync has left by one cause, which is held whole or not at all, however many batches its news comes in.
 */
export async function foundByResync(flow: Flow, plans: PersonPlan[], cause: Cause): Promise<PersonPlan[]> {
  const receivedAt = new Map(
    (cause.news ?? [])
      .filter(({ event }) => event.id.startsWith(resyncPrefix))
      .map((item) => [item.event.id, item.receivedAt]),
  );
  if (receivedAt.size === 0) return plans;
  const causes = new Map<number, { cause: string; inAll: number }>();
  const found: PersonPlan[] = [];
  for (const plan of plans) {
    const { eventIds, loss } = plan;
    const isFound = eventIds.length > 0 && eventIds.every((id) => id.startsWith(resyncPrefix));
    if (!isFound) {
      found.push(plan);
      continue;
    }
    const changes = plan.changes.map((change) => ({
      ...change,
      reason: `${change.reason}, which a resync of the directory found`,
    }));
    const at = eventIds.map((id) => receivedAt.get(id)).find((each) => each !== undefined);
    if (loss?.single !== true || at === undefined) {
      found.push({ ...plan, changes });
      continue;
    }
    const shared = causes.get(at.getTime()) ?? (await surgeAt(flow, at));
    causes.set(at.getTime(), shared);
    found.push({ ...plan, changes, loss: { ...shared, single: false } });
  }
  return found;
}

async function surgeAt({ trx, tenantId }: Flow, at: Date): Promise<{ cause: string; inAll: number }> {
  const cause = `a resync of ${at.toISOString()} found that they are not in the directory any more`;
  // Who waits by now was too many: the rest of them is not fewer because those before wait.
  const isHeld = await isHeldBecauseOf(trx, tenantId, cause);
  return { cause, inAll: isHeld ? Infinity : await countWaitingLeavers(trx, tenantId, at) };
}
