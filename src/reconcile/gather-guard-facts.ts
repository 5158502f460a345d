import type { PersonPlan } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import {
  countActiveUsers,
  countGuarded,
  readEmptiedGroups,
  removeGuardedBefore,
  type CountingGuard,
} from '../store/guard-rows.ts';
import type { Flow } from './flow.ts';
import {
  goesOnWaiting,
  guardsOf,
  losesSomething,
  type GuardFacts,
  type Ranks,
  type Watched,
} from './guards.ts';

/** How far back a group that nobody is in any more is looked at. */
const emptiedWithinMs = 86_400_000;
/** No tenant has more accounts, however small a share the policy names. */
const mostAccounts = 2 ** 31;

/**
 * What the guards need to know of this run, or null where there is nothing to guard: then nothing is asked. The accounts
 * are only counted where a surge is possible at all, and no further than can matter.
 */
export async function gatherGuardFacts(
  flow: Flow,
  plans: PersonPlan[],
  people: ReadonlyMap<string, Watched>,
  emptied: ReadonlyMap<string, string>,
): Promise<GuardFacts | null> {
  const { policy } = flow;
  const { guards } = policy.effective;
  if (guards === null || plans.every(({ changes }) => changes.length === 0)) return null;
  const looking = {
    guards,
    administratorRoles: policy.administratorRoles,
    ranks: ranksOf(flow),
    emptied,
  };
  let [leaving, granted, waiting, inAll] = [0, 0, 0, 0];
  for (const plan of plans) {
    const person = people.get(plan.directoryUserId ?? '');
    if (person === undefined) continue;
    const kinds = guardsOf(plan, person, looking);
    if (kinds.includes('deactivations')) {
      leaving += 1;
      if (Number.isFinite(plan.loss?.inAll)) inAll = Math.max(inAll, plan.loss?.inAll ?? 0);
    }
    if (kinds.includes('admin_grants')) granted += 1;
    if (kinds.includes('emptied_group') || goesOnWaiting(plan, person, looking) !== null) waiting += 1;
  }
  if (leaving + granted + waiting === 0) return null;
  const passed = {
    deactivations: leaving > 0 ? await countPassed(flow, 'deactivations', guards.deactivations?.within) : 0,
    admin_grants: granted > 0 ? await countPassed(flow, 'admin_grants', guards.admin_grants?.within) : 0,
  };
  const activeUsers = await countWhereSurge(flow, passed.deactivations, leaving + inAll);
  return { ...looking, people, passed, activeUsers };
}

export function ranksOf({ policy }: Pick<Flow, 'policy'>): Ranks {
  return {
    roles: policy.catalog.roles.map(({ key }) => key),
    workspaceRoles: (policy.catalog.workspace_roles ?? []).map(({ key }) => key),
  };
}

/** As many active accounts as there are, or as many as it takes for all who leave to fit into the share. */
async function countWhereSurge(
  { trx, tenantId, policy }: Flow,
  passed: number,
  leaving: number,
): Promise<number> {
  const rule = policy.effective.guards?.deactivations;
  if (!rule || leaving === 0 || passed + leaving < rule.at_least) return 0;
  const enough = Math.ceil(((passed + leaving) * 100) / rule.percent) - passed;
  return countActiveUsers(trx, tenantId, Math.min(enough, mostAccounts));
}

async function countPassed(
  { trx, tenantId, now }: Flow,
  guard: CountingGuard,
  within: string | undefined,
): Promise<number> {
  return within === undefined ? 0 : countGuarded(trx, tenantId, guard, windowStart(now, within));
}

/** Forgets what no window reaches back to any more, where something new is to be counted. */
export async function forgetGuarded(
  { trx, tenantId, policy, now }: Flow,
  passed: readonly { guard: CountingGuard }[],
): Promise<void> {
  for (const guard of new Set(passed.map((each) => each.guard))) {
    const within = policy.effective.guards?.[guard]?.within;
    if (within !== undefined) await removeGuardedBefore(trx, tenantId, guard, windowStart(now, within));
  }
}

function windowStart(now: Date, within: string): Date {
  return new Date(now.getTime() - durationMs(within));
}

/**
 * Who loses something because a mapped group has nobody any more, with the clause that names it. Whoever the directory
 * says has left is not among them, whatever group they were in.
 *
 * @param newsAt when what is looked at came about, by the source's time: a backlog may be days old
 */
export async function findEmptied(
  flow: Flow,
  plans: PersonPlan[],
  newsAt: Date,
): Promise<Map<string, string>> {
  const { trx, tenantId, policy } = flow;
  const least = policy.effective.guards?.emptied_group?.had_at_least;
  const ranks = ranksOf(flow);
  const losing = plans
    .filter((plan) => losesSomething(plan, ranks) && plan.loss?.single !== true)
    .map(({ directoryUserId }) => directoryUserId)
    .filter((id) => id !== null);
  if (least === undefined || losing.length === 0) return new Map();
  const since = new Date(newsAt.getTime() - emptiedWithinMs);
  const groups = await readEmptiedGroups(trx, tenantId, losing, { since, least });
  const emptied = groups.filter(
    ({ source_id, external_id, name }) =>
      policy.compiled.matchGroups([{ sourceId: source_id, externalId: external_id, name }]).length > 0,
  );
  return new Map(
    emptied.flatMap(({ people, name, source_id, gone }) =>
      people.map((id): [string, string] => [
        id,
        `the group ${name ?? source_id} was ${gone ? 'deleted' : 'emptied'}`,
      ]),
    ),
  );
}
