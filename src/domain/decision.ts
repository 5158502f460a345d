import type { DirectoryUserResource } from '../generated/directory-user.ts';

/** A group that a person is in, as the mirror knows it. */
export interface PersonGroup {
  /** The source's id of the group (WorkOS directory_group_..., SCIM id). */
  sourceId: string;
  /** The identity provider's own id; Okta through WorkOS gives the display name here. */
  externalId: string | null;
  name: string | null;
}

/** What `decide` knows of one person. Everything a decision depends on is in here. */
export interface PersonFacts {
  source: 'workos' | 'scim' | 'import';
  /** False once the directory says that the person is not active any more, or gone. */
  activeInDirectory: boolean;
  resource: DirectoryUserResource;
  /** The groups that exist and that the person is in, in any order. */
  groups: PersonGroup[];
  /** A role set by hand in the product, or null. */
  manualRole: string | null;
  /**
   * A role given because the tenant would have been left without an administrator, or null. It stays, whatever
   * `manual_roles` says, until a role is set by hand or taken back.
   */
  promotedRole: string | null;
  /** The product's account that belongs to this person today, or null. */
  account: {
    status: UserStatus;
    role: string | null;
    attributes: Record<string, AttributeValue>;
    email: string | null;
    isLastAdministrator: boolean;
  } | null;
}

export type UserStatus = 'active' | 'read_only' | 'deactivated' | 'purged';
export type RoleOrigin = 'directory' | 'default' | 'manual';
export type AttributeValue = string | number | boolean | string[];

export interface WorkspaceGrant {
  key: string;
  role: string;
}

/**
 * The desired state of one person, and why.
 * - `active`: has an account with this role, these workspaces and attributes.
 * - `no_access`: an existing account is deactivated, none is ever created.
 * - `leave_alone`: Rollcall touches nothing (out of scope, and the policy says so).
 * - `undecided`: the policy asks a person to decide (`precedence: hold`); an existing account keeps role and workspaces.
 */
export type Decision = ActiveDecision | NoAccessDecision | LeaveAloneDecision | UndecidedDecision;

/** What every decision carries. */
interface DecisionBase {
  /** Each step in the order of authority, in sentences; see TraceStep. */
  trace: TraceStep[];
  /** Who is to be notified, by the rules that fired. */
  notify: string[];
}

export interface ActiveDecision extends DecisionBase {
  outcome: 'active';
  profile: PersonProfile;
  role: string;
  roleOrigin: RoleOrigin;
  /** A clause for the audit sentence: "joined the group saas-admins". */
  roleBecause: string;
  /** Names of the mapped groups that give this role; empty where no group does. */
  roleGroups: string[];
  /** Sorted by key. */
  workspaces: (WorkspaceGrant & { because: string })[];
  attributes: Record<string, AttributeValue>;
}

export interface NoAccessDecision extends DecisionBase {
  outcome: 'no_access';
  /** `left`: the directory says so. The others: the policy says so. */
  cause: 'left' | 'filtered_out' | 'in_no_mapped_group' | 'rule';
  /** A clause for the audit sentence: "is no longer active in the directory". */
  because: string;
  /** What is revoked when the account is deactivated. */
  revoke: ('sessions' | 'api_keys')[];
  leaving: Leaving;
}

/** How access ends by the policy of today, for this person: the first exception that matches, else the policy's mode. */
export interface Leaving {
  /** `immediate` and `grace` deactivate at once; `read_only` leaves the account readable for a while first. */
  mode: 'immediate' | 'grace' | 'read_only';
  /** For `read_only`: milliseconds from the beginning until the account is deactivated. Null in the other modes. */
  readOnlyForMs: number | null;
  /** Milliseconds from the deactivation to the purge; null: never. */
  purgeAfterMs: number | null;
}

export interface LeaveAloneDecision extends DecisionBase {
  outcome: 'leave_alone';
  because: string;
}

export interface UndecidedDecision extends DecisionBase {
  outcome: 'undecided';
  profile: PersonProfile;
  attributes: Record<string, AttributeValue>;
  because: string;
}

/** The parts of a person that the product shows, read from the directory user. */
export interface PersonProfile {
  email: string | null;
  displayName: string | null;
  givenName: string | null;
  familyName: string | null;
}

/** One step of a decision. `at` is a JSON pointer into the effective policy, so that the line can be shown. */
export interface TraceStep {
  step:
    | 'directory'
    | 'attributes'
    | 'filters'
    | 'groups'
    | 'manual_role'
    | 'rules'
    | 'never_grant'
    | 'deactivation';
  /** What was found, in a sentence that a customer's administrator understands. */
  says: string;
  /** JSON pointer such as /groups/map/0, or null where no policy line is behind it. */
  at: string | null;
  /** Set where this step made the outcome what it is. */
  decisive?: true;
}
