import type { PersonPlan } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import type { Person } from '../reconcile/gather-facts.ts';
import { guard, losesSomething, type Guarded, type Watched } from '../reconcile/guards.ts';
import type { Occasion, Stage } from './stage.ts';

/** As gather-guard-facts.ts has it. */
const EMPTIED_WITHIN_MS = 86_400_000;

/** Lets the guards look at the plans, with what they need to know from memory. */
export function guardStaged(
  stage: Stage,
  plans: PersonPlan[],
  people: readonly Person[],
  occasion: Occasion,
): Guarded {
  const { guards } = stage.bench.effective;
  if (guards === null || occasion.isArrival === true) return { plans, passed: [] };
  const within = (kind: 'deactivations' | 'admin_grants'): number => {
    const window = guards[kind]?.within;
    if (window === undefined) return 0;
    const since = stage.now.getTime() - durationMs(window);
    return stage.passed.filter(({ guard: each, at }) => each === kind && at.getTime() > since).length;
  };
  const watched = new Map(
    people.map(({ directory, openHold }): [string, Watched] => [
      directory.id,
      {
        openHold,
        isApproved: occasion.approved?.has(directory.id) === true,
        isByHand: occasion.byHand === directory.id,
      },
    ]),
  );
  const guarded = guard(plans, {
    guards,
    administratorRoles: stage.bench.administratorRoles,
    ranks: stage.bench.rules,
    people: watched,
    passed: { deactivations: within('deactivations'), admin_grants: within('admin_grants') },
    activeUsers: [...stage.accounts.values()].filter(({ account }) => account.status === 'active').length,
    emptied: findEmptied(stage, plans, guards.emptied_group?.had_at_least),
  });
  for (const { hold } of guarded.plans) {
    if (hold) stage.decided.add(`/guards/${hold.kind}`);
  }
  return guarded;
}

/** Who loses something by a mapped group that nobody is in any more, with the clause that names it. */
function findEmptied(stage: Stage, plans: PersonPlan[], least: number | undefined): Map<string, string> {
  const emptied = new Map<string, string>();
  if (least === undefined) return emptied;
  const since = stage.now.getTime() - EMPTIED_WITHIN_MS;
  const inUse = new Set(
    [...stage.people.values()].filter(({ row }) => !row.gone).flatMap(({ groups }) => [...groups]),
  );
  for (const [key, { group, left }] of stage.groups) {
    const lately = [...left].filter(([, at]) => at.getTime() > since).map(([id]) => id);
    if (inUse.has(key) || lately.length < least) continue;
    if (stage.bench.policy.matchGroups([group]).length === 0) continue;
    for (const id of lately) emptied.set(id, `the group ${group.name ?? group.sourceId} was emptied`);
  }
  const losing = new Set(
    plans
      .filter((plan) => losesSomething(plan, stage.bench.rules) && plan.loss?.single !== true)
      .map(({ directoryUserId }) => directoryUserId),
  );
  return new Map([...emptied].filter(([id]) => losing.has(id)));
}
