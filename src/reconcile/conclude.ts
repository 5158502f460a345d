import type { PersonPlan } from '../domain/change.ts';
import { execute } from '../executor/execute.ts';
import { lapseRejections } from '../store/hold-writes.ts';
import type { Cause } from './cause.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import { forgetGuarded } from './gather-guard-facts.ts';
import type { Verdicts } from './guard-plans.ts';
import { queueNotices } from './queue-notices.ts';
import { step, traceBehind } from './step.ts';
import { unansweredAfterMs } from './unanswered.ts';
import { weighPlans } from './weigh-plans.ts';

/** The guards and the last administrator over the whole plan, and then the writes. */
export async function conclude(
  flow: Flow,
  planned: PersonPlan[],
  cause: Cause,
  people: readonly Person[] = [],
  verdicts: Verdicts = null,
): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const count = { 'rollcall.count.plans': planned.length };
  const { plans, lapsed, passed, alerts } = await step(flow, 'guard', count, () =>
    weighPlans(flow, planned, cause, people, verdicts),
  );
  cause.approval?.check(plans);
  await lapseRejections(trx, tenantId, lapsed);
  await forgetGuarded(flow, passed);
  const opened = await step(flow, 'execute', count, () =>
    execute(trx, plans, {
      tenantId,
      actor: cause.actor,
      policyVersion: policy.version,
      openHolds: new Map(
        people.flatMap(({ directory, openHold }) => (openHold ? [[directory.id, openHold]] : [])),
      ),
      approved: cause.approval?.people ?? new Set(),
      unansweredAfterMs: (kind) => unansweredAfterMs(policy.effective, kind),
      mayLastLeave: alerts.length > 0,
      passed,
      origins: new Map(people.map(({ directory }) => [directory.directory_id, directory])),
      now,
      traceBehind: (eventIds) => traceBehind(flow, eventIds),
    }),
  );
  await queueNotices(flow, { plans, opened, alerts });
  return plans;
}
