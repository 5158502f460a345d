import type { Loss, PersonPlan } from '../domain/change.ts';
import {
  countWaitingLeavers,
  countWaitingOutsiders,
  isHeldBecauseOf,
  readGroupsOf,
} from '../store/resync-surge.ts';
import type { Cause } from './cause.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import { losesAccess } from './guards.ts';
import type { News } from './news.ts';

/** What the ids of events begin with that a resync has found. */
const resyncPrefix = 'resync:';
/** What the causes of holds begin with that are about all whom one resync takes access from. */
const causePrefix = 'a resync of ';

/**
 * Says in the reasons of plans that nobody had told of it: a resync of the directory has found it. Whoever loses access by
 * one resync, because they are gone, not active any more or in no group that gives access, loses it by one cause, which is
 * held whole or not at all, however many batches its news comes in; and goes on waiting when they are looked at again.
 */
export async function foundByResync(
  flow: Flow,
  plans: PersonPlan[],
  people: readonly Person[],
  cause: Cause,
): Promise<PersonPlan[]> {
  const news = new Map(
    (cause.news ?? [])
      .filter(({ event }) => event.id.startsWith(resyncPrefix))
      .map((item) => [item.event.id, item]),
  );
  const waitingBecause = new Map(
    people.flatMap(({ directory, openHold }) =>
      openHold?.kind === 'deactivations' && openHold.cause.startsWith(causePrefix)
        ? [[directory.id, openHold.cause] as const]
        : [],
    ),
  );
  if (news.size === 0 && waitingBecause.size === 0) return plans;
  const surges = new Map<number, Loss>();
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
    const behind = eventIds.map((id) => news.get(id)).filter((item) => item !== undefined);
    const at = behind.map(({ receivedAt }) => receivedAt).find((each) => each !== undefined);
    const waiting = waitingBecause.get(plan.directoryUserId ?? '');
    const byOneCause = losesAccess(plan) && (loss?.single === true || behind.some(isOfGroups));
    if (waiting !== undefined && losesAccess(plan)) {
      found.push({ ...plan, changes, loss: { cause: waiting, single: false, inAll: Infinity } });
    } else if (byOneCause && at !== undefined && flow.policy.effective.guards?.deactivations) {
      const shared = surges.get(at.getTime()) ?? (await surgeAt(flow, at, [...news.values()]));
      surges.set(at.getTime(), shared);
      found.push({ ...plan, changes, loss: shared });
    } else {
      found.push({ ...plan, changes });
    }
  }
  return found;
}

function isOfGroups({ event }: News): boolean {
  return event.news.kind === 'left' || event.news.kind === 'group_gone';
}

async function surgeAt({ trx, tenantId, policy }: Flow, at: Date, news: readonly News[]): Promise<Loss> {
  const byGroups = policy.effective.groups.default_role === 'no_access';
  const cause = `${causePrefix}${at.toISOString()} found that they are not active in the directory any more${
    byGroups ? ', or in no group that gives access' : ''
  }`;
  // Who waits by now was too many: the rest of them is not fewer because those before wait.
  if (await isHeldBecauseOf(trx, tenantId, cause)) return { cause, single: false, inAll: Infinity };
  const leavers = await countWaitingLeavers(trx, tenantId, at);
  if (!byGroups) return { cause, single: false, inAll: leavers };
  const groups = await readGroupsOf(trx, tenantId, [...new Set(news.map(({ directoryId }) => directoryId))]);
  const giving = groups.filter(
    ({ source_id, external_id, name }) =>
      policy.compiled.matchGroups([{ sourceId: source_id, externalId: external_id, name }]).length > 0,
  );
  const ids = giving.map(({ id }) => id);
  return { cause, single: false, inAll: leavers + (await countWaitingOutsiders(trx, tenantId, at, ids)) };
}
