import type { Actor, PersonPlan } from '../domain/change.ts';
import type { AuditEntry } from '../store/audit-records.ts';

/** Who and what is behind what a plan does, as its audit records name it. */
export function attribution(
  plan: PersonPlan,
  { actor, policyVersion }: { actor: Actor | null; policyVersion: number },
): Pick<AuditEntry, 'actor' | 'directoryId' | 'eventIds' | 'policyVersion'> {
  return {
    actor: actor ?? { kind: 'directory', id: plan.directoryId },
    directoryId: plan.directoryId,
    eventIds: plan.eventIds,
    policyVersion,
  };
}
