import type { AttributeValue, RoleOrigin, UserStatus, WorkspaceGrant } from './decision.ts';

/** Everything that an audit record can be about. */
export type AuditAction =
  | 'user.provisioned'
  | 'user.linked'
  | 'user.updated'
  | 'user.deactivated'
  | 'user.reactivated'
  | 'role.changed'
  | 'workspace.added'
  | 'workspace.removed'
  | 'workspace.role_changed'
  | 'session.revoked'
  | 'api_key.revoked'
  | 'hold.opened'
  | 'hold.approved'
  | 'hold.expired'
  | 'policy.activated'
  | `directory.${string}`;

/** Who or what caused a change. */
export interface Actor {
  kind: 'directory' | 'policy' | 'api_token' | 'operator' | 'system';
  id: string | null;
}

/** One needed write to one account, with its reason in a sentence that a customer's administrator understands. */
export interface Change {
  action: AuditAction;
  userId: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string;
}

/** An account as the product sees it: the row that the executor writes. */
export interface Account {
  id: string;
  directoryId: string | null;
  directoryUserId: string | null;
  externalId: string | null;
  email: string | null;
  displayName: string | null;
  givenName: string | null;
  familyName: string | null;
  status: UserStatus;
  role: string | null;
  roleOrigin: RoleOrigin | null;
  attributes: Record<string, AttributeValue>;
  workspaces: WorkspaceGrant[];
  sessionsValidAfter: Date | null;
  provisionedAt: Date;
  deactivatedAt: Date | null;
}

export type HoldKind = 'ambiguous_match' | 'existing_account' | 'ambiguous_role' | 'sole_admin';

/** Changes that wait for a person. */
export interface HoldRequest {
  kind: HoldKind;
  reason: string;
  changes: Change[];
}

/** What one person needs: the account as it should be, and the changes that lead there. */
export interface PersonPlan {
  /** Null for an account that no directory knows. */
  directoryUserId: string | null;
  directoryId: string | null;
  /** The account before, or null where one is to be provisioned. */
  before: Account | null;
  /** The account after, or null where there is none and none is to be. */
  after: Account | null;
  changes: Change[];
  revoke: ('sessions' | 'api_keys')[];
  hold: HoldRequest | null;
  /** Events that touched this person in this batch. */
  eventIds: string[];
}
