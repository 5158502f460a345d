import type { EffectivePolicy } from '../effective-policy.ts';
import type { PolicyMove } from './move.ts';

/** A line of the policy that is otherwise. @param at its JSON pointer */
export function lineMove(
  says: string,
  at: string,
  apply: (effective: EffectivePolicy) => EffectivePolicy,
  slot = at,
): PolicyMove {
  return { change: { kind: 'policy', says }, reach: 'policy', slot, at, apply };
}
