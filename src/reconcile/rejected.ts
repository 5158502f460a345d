import type { PersonPlan } from '../domain/change.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import type { Person } from './gather-facts.ts';
import { losesSomething } from './guards.ts';
import { withholdAll, withholdStanding } from './withhold.ts';

/**
 * Leaves people as they are for whom somebody has rejected what was held, until the directory says something new about
 * them: what was rejected is not asked again. What the product knows of them is still brought up to date.
 *
 * @param touched the directory user ids of those of whom there is news
 * @returns the plans, and for whom the rejection holds no more
 */
export function leaveRejectedAlone(
  plans: PersonPlan[],
  people: readonly Person[],
  touched: ReadonlySet<string>,
): { plans: PersonPlan[]; lapsed: string[] } {
  const rejected = new Map(
    people.filter((person) => person.rejected.length > 0).map((person) => [person.directory.id, person]),
  );
  if (rejected.size === 0) return { plans, lapsed: [] };
  const lapsed = [...rejected.keys()].filter((id) => touched.has(id));
  return {
    plans: plans.map((plan) => {
      const person = rejected.get(plan.directoryUserId ?? '');
      if (person === undefined || touched.has(person.directory.id)) return plan;
      return person.rejected.reduce((left, { kind }) => withoutRejected(left, kind), plan);
    }),
    lapsed,
  };
}

function withoutRejected(plan: PersonPlan, kind: Person['rejected'][number]['kind']): PersonPlan {
  if (plan.hold?.kind === kind) return { ...plan, hold: null };
  // Somebody without an account was to get one with a role that administers.
  if (kind === 'admin_grants') return grants(plan) ? withoutGrant(plan) : plan;
  if (kind !== 'sole_admin' && !isGuardKind(kind)) return plan;
  return losesSomething(plan) ? withholdStanding(plan).plan : plan;
}

function grants({ changes }: PersonPlan): boolean {
  return changes.some(({ action }) => action === 'role.changed' || action === 'user.provisioned');
}

function withoutGrant(plan: PersonPlan): PersonPlan {
  return plan.before === null ? withholdAll(plan) : withholdStanding(plan).plan;
}
