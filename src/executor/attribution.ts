import type { PersonPlan } from '../domain/change.ts';
import type { AuditEntry } from '../store/audit-records.ts';
import type { HoldWriting } from './hold-writing.ts';

/** Who and what is behind what a plan does, as its audit records name it. */
export function attribution(
  plan: PersonPlan,
  { actor, policyVersion, traceBehind }: Pick<HoldWriting, 'actor' | 'policyVersion' | 'traceBehind'>,
): Pick<AuditEntry, 'actor' | 'directoryId' | 'eventIds' | 'policyVersion' | 'traceParent'> {
  return {
    actor: actor ?? { kind: 'directory', id: plan.directoryId },
    directoryId: plan.directoryId,
    eventIds: plan.eventIds,
    policyVersion,
    traceParent: traceBehind(plan.eventIds),
  };
}
