import type { Decision, Leaving, NoAccessDecision, RoleOrigin } from './decision.ts';

/** What a difference comes to for the person, the weightiest first. */
export type ShadowEffect =
  | 'loses_access'
  | 'gains_access'
  | 'left_alone'
  | 'undecided'
  | 'role'
  | 'workspaces'
  | 'role_origin'
  | 'attributes'
  | 'leaving';

/** Of the policy in force, and of the proposed one. */
export interface Pair<T> {
  now: T;
  proposed: T;
}

/** What two decisions about one person differ in; only what does is there. No personal value. */
export interface Differs {
  outcome?: Pair<Decision['outcome']>;
  /** Null without a role. */
  role?: Pair<string | null>;
  role_origin?: Pair<RoleOrigin>;
  /** By key; null where the person has not the workspace. */
  workspaces?: ({ key: string } & Pair<string | null>)[];
  /** Names of attributes: their values are the person's own. */
  attributes?: string[];
  leaving?: Pair<Leaving>;
  revoke?: Pair<NoAccessDecision['revoke']>;
}

/** How a proposal would decide about somebody otherwise than the policy in force. */
export interface ShadowDifference {
  effect: ShadowEffect;
  /** The role that the proposal gives; null where it gives none. */
  role: string | null;
  differs: Differs;
  /** The place that makes the difference, and in which of the two policies it stands; null where no place is behind it. */
  cause: { in: 'now' | 'proposed'; at: string } | null;
  /** JSON pointers of what decided, in the policy in force and in the proposed one. */
  places: string[];
  proposedPlaces: string[];
}
