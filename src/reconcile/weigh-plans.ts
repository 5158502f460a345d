import type { PersonPlan } from '../domain/change.ts';
import { newsTimeOf, noticedOf, watchedOf, type Cause } from './cause.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import { guardPlans, type Verdicts } from './guard-plans.ts';
import type { Guarded } from './guards.ts';
import { keepOneAdministrator } from './keep-one-administrator.ts';
import type { Alert } from './queue-notices.ts';
import { leaveRejectedAlone } from './rejected.ts';

/** A whole plan that may be carried out. */
export interface Weighed {
  plans: PersonPlan[];
  /** The directory user ids of those for whom a rejection holds no more. */
  lapsed: string[];
  /** What came through the guards, to be counted. */
  passed: Guarded['passed'];
  alerts: Alert[];
}

/**
 * Looks at a whole plan: what was rejected is left out, surges are held, and somebody goes on administering. Writes
 * nothing.
 */
export async function weighPlans(
  flow: Flow,
  planned: PersonPlan[],
  cause: Cause,
  people: readonly Person[],
  verdicts: Verdicts,
): Promise<Weighed> {
  const { plans: allowed, lapsed } = leaveRejectedAlone(planned, people, noticedOf(flow, cause));
  const newsAt = newsTimeOf(flow, cause);
  const guarded = await guardPlans(flow, allowed, watchedOf(people, cause), { verdicts, newsAt });
  const { plans, alerts } = await keepOneAdministrator(flow, guarded.plans, cause, people);
  const waiting = new Set(plans.map(({ hold, after }) => (hold === null ? undefined : after?.id)));
  // Who came through the guards and is kept as the last administrator has not left.
  const passed = guarded.passed.filter(({ user_id }) => !waiting.has(user_id));
  return { plans, lapsed, passed, alerts };
}
