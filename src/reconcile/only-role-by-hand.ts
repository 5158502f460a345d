import type { PersonPlan } from '../domain/change.ts';
import { withholdAll } from './withhold.ts';

/**
 * What is done to somebody whose role was just set by hand, or taken back, while nothing of their directory is applied:
 * that role, and nothing else. What they waited in is asked anew when the directory is resumed.
 */
export function onlyRoleByHand(plan: PersonPlan): PersonPlan[] {
  const { before, after, changes } = plan;
  const role = changes.find(({ action }) => action === 'role.changed');
  const isMeant = before?.roleOrigin === 'manual' || after?.roleOrigin === 'manual';
  if (before === null || after === null || role === undefined || !isMeant) return [];
  const { role: given, roleOrigin } = after;
  return [
    {
      ...withholdAll(plan),
      after: { ...before, role: given, roleOrigin },
      changes: [role],
      hold: null,
      loss: plan.loss,
    },
  ];
}
