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
import { guardsOf, losesSomething, type GuardFacts, type Watched } from './guards.ts';

/** How far back a group that nobody is in any more is looked at. */
const emptiedWithinMs = 86_400_000;

/**
 * What the guards need to know of this run, or null where there is nothing to guard: then nothing is asked. The accounts
 * are only counted where a surge is possible at all.
 */
export async function gatherGuardFacts(
  flow: Flow,
  plans: PersonPlan[],
  people: ReadonlyMap<string, Watched>,
): Promise<GuardFacts | null> {
  const { policy } = flow;
  const { guards } = policy.effective;
  if (guards === null || plans.every(({ changes }) => changes.length === 0)) return null;
  const { administratorRoles } = policy;
  const emptied = await findEmptied(flow, plans);
  const looked = plans.map((plan) => guardsOf(plan, { guards, administratorRoles, emptied }));
  const leaving = looked.filter((kinds) => kinds.includes('deactivations')).length;
  const granted = looked.filter((kinds) => kinds.includes('admin_grants')).length;
  if (looked.every((kinds) => kinds.length === 0)) return null;
  const passed = {
    deactivations: leaving > 0 ? await countPassed(flow, 'deactivations', guards.deactivations?.within) : 0,
    admin_grants: granted > 0 ? await countPassed(flow, 'admin_grants', guards.admin_grants?.within) : 0,
  };
  const mayBeSurge = leaving > 0 && passed.deactivations + leaving >= (guards.deactivations?.at_least ?? 0);
  const activeUsers = mayBeSurge ? await countActiveUsers(flow.trx, flow.tenantId) : 0;
  return { guards, administratorRoles, people, passed, activeUsers, emptied };
}

async function countPassed(
  { trx, tenantId, now }: Flow,
  guard: CountingGuard,
  within: string | undefined,
): Promise<number> {
  if (within === undefined) return 0;
  const since = new Date(now.getTime() - durationMs(within));
  await removeGuardedBefore(trx, tenantId, guard, since);
  return countGuarded(trx, tenantId, guard, since);
}

/** Who loses something because a mapped group has nobody any more, with the clause that names it. */
async function findEmptied(
  { trx, tenantId, policy, now }: Flow,
  plans: PersonPlan[],
): Promise<Map<string, string>> {
  const least = policy.effective.guards?.emptied_group?.had_at_least;
  const losing = plans
    .filter(losesSomething)
    .map(({ directoryUserId }) => directoryUserId)
    .filter((id) => id !== null);
  if (least === undefined || losing.length === 0) return new Map();
  const since = new Date(now.getTime() - emptiedWithinMs);
  const groups = await readEmptiedGroups(trx, tenantId, losing, since);
  const emptied = groups
    .filter(({ lost }) => lost >= least)
    .filter(
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
