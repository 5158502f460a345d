import type { AttributeValue, PersonFacts } from '../../domain/decision.ts';
import type { EffectivePolicy } from '../effective-policy.ts';

/** One change that somebody could make, as it is shown. */
export type PossibleChange =
  | { kind: 'become_active' }
  /** `others` would do as well. */
  | { kind: 'join_group'; group: NamedGroup; others: NamedGroup[] }
  | { kind: 'leave_group'; group: NamedGroup }
  | {
      kind: 'attribute';
      attribute: string;
      /** Where the directory has it, as the policy writes it. */
      from: string;
      /** What it is today; null where it is missing. */
      is: AttributeValue | null;
      /** `other`: anything but what it is. `like`: of the form of `becomes`. */
      how: 'be' | 'be_like' | 'be_other' | 'be_missing';
      /** Null where it is to be missing, or just another one. */
      becomes: AttributeValue | null;
    }
  | { kind: 'set_role'; role: string }
  | { kind: 'withdraw_role'; role: string }
  /** `says` is a clause: `retiring the rule "Contractors never administer"`. */
  | { kind: 'policy'; says: string };

export interface NamedGroup {
  id: string;
  name: string | null;
}

/** At the directory, by hand in the product, or in the policy: the former come first. */
export type Reach = 'directory' | 'product' | 'policy';

/** A change, and what to make of a person by it. */
export interface Move {
  change: PossibleChange;
  reach: Reach;
  /** Two moves of one slot are never made together. */
  slot: string;
  /** JSON pointer to the line of the policy that makes it count; null where there is none. */
  at: string | null;
}

export interface PersonMove extends Move {
  reach: 'directory' | 'product';
  apply(facts: PersonFacts): PersonFacts;
}

export interface PolicyMove extends Move {
  reach: 'policy';
  apply(effective: EffectivePolicy): EffectivePolicy;
}
