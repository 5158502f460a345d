import type { PersonPlan } from '../domain/change.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import type { Person } from './gather-facts.ts';
import { losesAccess, losesSomething, type Ranks } from './guards.ts';
import { withholdStanding } from './withhold.ts';

/** What is new about people, and who among them somebody has just set a role of by hand. */
export interface Noticed {
  /** The directory user ids of those of whom the directory has said something. */
  touched: ReadonlySet<string>;
  byHand: string | null;
  ranks: Ranks;
}

/**
 * Leaves people as they are for whom somebody has rejected what was held, until the directory says something new about
 * them: what was rejected is not asked again. What the product knows of them is still brought up to date.
 *
 * @returns the plans, and for whom the rejection holds no more
 */
export function leaveRejectedAlone(
  plans: PersonPlan[],
  people: readonly Person[],
  { touched, byHand, ranks }: Noticed,
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
      // A role that was set by hand was meant.
      if (person.directory.id === byHand && !losesAccess(plan)) return plan;
      return person.rejected.reduce((left, { kind }) => withoutRejected(left, kind, ranks), plan);
    }),
    lapsed,
  };
}

function withoutRejected(
  plan: PersonPlan,
  kind: Person['rejected'][number]['kind'],
  ranks: Ranks,
): PersonPlan {
  if (plan.hold?.kind === kind) return { ...plan, hold: null };
  // Somebody without an account was to get one with a role that administers.
  if (kind === 'admin_grants') return grants(plan) ? withholdStanding(plan).plan : plan;
  if (kind !== 'sole_admin' && !isGuardKind(kind)) return plan;
  return losesSomething(plan, ranks) ? withholdStanding(plan).plan : plan;
}

function grants({ changes }: PersonPlan): boolean {
  return changes.some(
    ({ action }) =>
      action === 'role.changed' || action === 'user.provisioned' || action === 'user.reactivated',
  );
}
