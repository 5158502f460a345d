/* Generated from schemas/webhook-messages.schema.json by `npm run generate`. Do not edit. */

/**
 * The body of every webhook that Rollcall sends, in the form of Standard Webhooks.
 */
export type WebhookMessage =
  | UserProvisioned
  | UserUpdated
  | UserDeactivated
  | UserReadOnly
  | UserReactivated
  | UserPurged
  | RoleChanged
  | WorkspaceMemberAdded
  | WorkspaceMemberRemoved
  | WorkspaceMemberRoleChanged
  | SessionRevoked
  | ApiKeyRevoked
  | HoldOpened
  | HoldResolved
  | PolicyActivated
  | PolicyProposed
  | DirectoryChanged
  | EventsAnswered
  | NotificationSent
  | WebhookChanged
  | WebhookDisabled
  | PortalLinkChanged
  | WebhookTest;
export type UserStatus = 'active' | 'read_only' | 'deactivated' | 'purged';
export type RoleOrigin = 'directory' | 'default' | 'manual';

/**
 * Somebody got an account.
 */
export interface UserProvisioned {
  type: 'user.provisioned';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * Null: there was no account.
     */
    before: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * What the account began with.
     */
    after: {
      external_id?: string | null;
      email?: string | null;
      display_name?: string | null;
      given_name?: string | null;
      family_name?: string | null;
      attributes?: {
        [k: string]: unknown | undefined;
      };
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * The customer whom the message is about.
 */
export interface Tenant {
  id: string;
  slug: string;
}
/**
 * The product's account of a person.
 */
export interface User {
  id: string;
  /**
   * The identity provider's own id of the person.
   */
  external_id: string | null;
  email: string | null;
  display_name: string | null;
  given_name: string | null;
  family_name: string | null;
  status: UserStatus;
  role: string | null;
  role_origin: RoleOrigin | null;
  workspaces: WorkspaceGrant[];
  attributes: Attributes;
  directory_id: string | null;
  provisioned_at: string;
  deactivated_at: string | null;
  purge_at: string | null;
  updated_at: string;
}
/**
 * A workspace and the role in it.
 */
export interface WorkspaceGrant {
  key: string;
  role: string;
}
/**
 * Product attributes by name, as the catalog lists them.
 */
export interface Attributes {
  [k: string]: string | number | boolean | string[] | undefined;
}
/**
 * Who or what caused a change.
 */
export interface Actor {
  /**
   * directory, policy, api_token, operator, portal_user, console_user or system. Of portal_user and console_user, the id is the label of the link, or the name that somebody signed in with.
   */
  kind: string;
  id: string | null;
}
/**
 * What is known of somebody changed, or their account was linked to a person in a directory.
 */
export interface UserUpdated {
  type: 'user.updated';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * What changed, as it was.
     */
    before: {
      external_id?: string | null;
      email?: string | null;
      display_name?: string | null;
      given_name?: string | null;
      family_name?: string | null;
      attributes?: {
        [k: string]: unknown | undefined;
      };
      [k: string]: unknown | undefined;
    } | null;
    /**
     * What changed, as it is.
     */
    after: {
      external_id?: string | null;
      email?: string | null;
      display_name?: string | null;
      given_name?: string | null;
      family_name?: string | null;
      attributes?: {
        [k: string]: unknown | undefined;
      };
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody can no longer sign in. Their sessions and API keys are void.
 */
export interface UserDeactivated {
  type: 'user.deactivated';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The status before.
     */
    before: {
      status?: UserStatus;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The status after, and what waits for its time.
     */
    after: {
      status?: UserStatus;
      purge_at?: string | null;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody has left and may still read, for a time.
 */
export interface UserReadOnly {
  type: 'user.read_only';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The status before.
     */
    before: {
      status?: UserStatus;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The status after, and what waits for its time.
     */
    after: {
      status?: UserStatus;
      purge_at?: string | null;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody can sign in again.
 */
export interface UserReactivated {
  type: 'user.reactivated';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The status before.
     */
    before: {
      status?: UserStatus;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The status after, and what waits for its time.
     */
    after: {
      status?: UserStatus;
      purge_at?: string | null;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * The personal data of an account are gone: remove yours. The message has no personal value.
 */
export interface UserPurged {
  type: 'user.purged';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    before: null;
    after: null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody has another role, or has it for another reason.
 */
export interface RoleChanged {
  type: 'role.changed';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The role and where it comes from.
     */
    before: {
      role?: string | null;
      origin?: string | null;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The role and where it comes from.
     */
    after: {
      role?: string | null;
      origin?: string | null;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody was added to a workspace.
 */
export interface WorkspaceMemberAdded {
  type: 'workspace.member_added';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The workspace and the role in it.
     */
    before: {
      workspace?: string;
      role?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The workspace and the role in it.
     */
    after: {
      workspace?: string;
      role?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody was removed from a workspace.
 */
export interface WorkspaceMemberRemoved {
  type: 'workspace.member_removed';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The workspace and the role in it.
     */
    before: {
      workspace?: string;
      role?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The workspace and the role in it.
     */
    after: {
      workspace?: string;
      role?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody has another role in a workspace.
 */
export interface WorkspaceMemberRoleChanged {
  type: 'workspace.member_role_changed';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * The workspace and the role in it.
     */
    before: {
      workspace?: string;
      role?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The workspace and the role in it.
     */
    after: {
      workspace?: string;
      role?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Sessions were ended: one, or all of an account.
 */
export interface SessionRevoked {
  type: 'session.revoked';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * How many were open; or the one that was revoked by hand, by its id.
     */
    before: {
      open?: number;
      session?: string;
      api_key?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * How many were open; or the one that was revoked by hand, by its id.
     */
    after: {
      open?: number;
      session?: string;
      api_key?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * API keys were revoked: one, or all of an account.
 */
export interface ApiKeyRevoked {
  type: 'api_key.revoked';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about.
     */
    user_id: string;
    /**
     * The account as it was once this was written; null: withheld, because the person has been purged since.
     */
    user: User | null;
    /**
     * How many were open; or the one that was revoked by hand, by its id.
     */
    before: {
      open?: number;
      session?: string;
      api_key?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * How many were open; or the one that was revoked by hand, by its id.
     */
    after: {
      open?: number;
      session?: string;
      api_key?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Changes wait for somebody to decide.
 */
export interface HoldOpened {
  type: 'hold.opened';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about; null: nobody in particular.
     */
    user_id: string | null;
    /**
     * The account as it was once this was written; null where there is none.
     */
    user: User | null;
    /**
     * The hold.
     */
    before: {
      hold?: string;
      kind?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The hold.
     */
    after: {
      hold?: string;
      kind?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Changes that waited were approved, rejected, or need no answer any more: `action` says which.
 */
export interface HoldResolved {
  type: 'hold.resolved';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    /**
     * Whom it is about; null: nobody in particular.
     */
    user_id: string | null;
    /**
     * The account as it was once this was written; null where there is none.
     */
    user: User | null;
    /**
     * The hold.
     */
    before: {
      hold?: string;
      kind?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The hold.
     */
    after: {
      hold?: string;
      kind?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * A version of the tenant's policy is in force.
 */
export interface PolicyActivated {
  type: 'policy.activated';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * The version before.
     */
    before: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The version in force.
     */
    after: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * A version of the tenant's policy is proposed, or no more: decisions are compared with it, and nothing of it is applied.
 */
export interface PolicyProposed {
  type: 'policy.proposed' | 'policy.proposal_withdrawn';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * The version that was proposed.
     */
    before: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The version that is proposed.
     */
    after: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * A directory was made, claimed, activated, paused, resumed, disconnected, or changed, or something is wrong with it, or is over. No token is in it.
 */
export interface DirectoryChanged {
  type:
    | 'directory.created'
    | 'directory.changed'
    | 'directory.claimed'
    | 'directory.started'
    | 'directory.first_sync_completed'
    | 'directory.activated'
    | 'directory.paused'
    | 'directory.resumed'
    | 'directory.disconnected'
    | 'directory.upstream_changed'
    | 'directory.deleted_upstream'
    | 'directory.profile_changed'
    | 'directory.imported'
    | 'directory.resync_requested'
    | 'directory.resync_cancelled'
    | 'directory.resynced'
    | 'directory.token_created'
    | 'directory.token_revoked'
    | 'directory.schema_added'
    | 'directory.schema_changed'
    | 'directory.schema_removed'
    | 'directory.problem_found'
    | 'directory.problem_resolved';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * What changed, as it was.
     */
    before: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * What changed, as it is.
     */
    after: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Somebody had events tried again that were set aside, or dismissed them. What the events say is not in it.
 */
export interface EventsAnswered {
  type: 'event.retried' | 'event.dismissed';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * Null.
     */
    before: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * How many events, and by which filter where they were many.
     */
    after: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * A channel of the policy's notifications is told what it asked for, by mail where it has addresses and by this message.
 */
export interface NotificationSent {
  type: 'notification.sent';
  /**
   * When it was first sent.
   */
  timestamp: string;
  /**
   * What happened, for whom to look up. It names nobody.
   */
  data: {
    tenant: Tenant;
    /**
     * The channel's name in the policy.
     */
    channel: string;
    /**
     * daily: all of it is of the digest.
     */
    send: 'at_once' | 'daily';
    /**
     * In one line, the subject of the mail: acme: 412 people wait to be deactivated.
     */
    says: string;
    /**
     * What happened, put together by reason.
     */
    items: {
      kind:
        | 'guard_held'
        | 'sole_admin_blocked'
        | 'role_granted_admin'
        | 'deactivated'
        | 'read_only'
        | 'role_changed'
        | 'webhook_disabled'
        | 'policy_mismatch'
        | 'directory_failing'
        | 'directory_silent'
        | 'token_expiring'
        | 'rule';
      /**
       * Why, as the audit log has it.
       */
      says: string;
      /**
       * How many people it is about.
       */
      people: number;
      /**
       * Of at most 50 of them; none where it is about a hold.
       */
      user_ids: string[];
      hold_id: string | null;
      /**
       * The problem of a directory that it is about, or its end. Only of directory_failing, directory_silent and token_expiring.
       */
      problem?: {
        code: string;
        directory_id: string | null;
        /**
         * Whether it is over.
         */
        resolved: boolean;
        /**
         * What to do about it.
         */
        next_step: string;
      };
      /**
       * Where to read more: the hold, the endpoint, the directory, what does not match, or why the one person is as they are.
       */
      url: string | null;
    }[];
  };
}
/**
 * An endpoint of webhooks was made, got another secret, was enabled again, or deleted. It is not told of itself, and no secret is in it.
 */
export interface WebhookChanged {
  type: 'webhook.created' | 'webhook.rotated' | 'webhook.enabled' | 'webhook.deleted';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * The endpoint, as it was.
     */
    before: {
      webhook_endpoint?: string;
      /**
       * Of its address. The rest of the address is in no message.
       */
      host?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The endpoint, as it is.
     */
    after: {
      webhook_endpoint?: string;
      /**
       * Of its address. The rest of the address is in no message.
       */
      host?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * An endpoint of webhooks is sent to no more: nothing was delivered to it for days, it answered that it is gone, or somebody disabled it. What is for it waits. The other endpoints are told, of the same tenant and of every tenant.
 */
export interface WebhookDisabled {
  type: 'webhook.disabled';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    /**
     * Whose endpoint it is; null: it hears of every tenant.
     */
    tenant: Tenant | null;
    /**
     * The audit record, and the same as the header webhook-id; null: an endpoint of every tenant is in no tenant's audit log.
     */
    record_id: string | null;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * The endpoint, as it was.
     */
    before: {
      webhook_endpoint?: string;
      /**
       * Of its address. The rest of the address is in no message.
       */
      host?: string;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The endpoint, and what is known of why.
     */
    after: {
      webhook_endpoint?: string;
      /**
       * Of its address. The rest of the address is in no message.
       */
      host?: string;
      /**
       * Since when nothing was delivered; null where it did not fail.
       */
      failing_since?: string | null;
      /**
       * The status of its last answer; null: none came.
       */
      last_status?: number | null;
      /**
       * What was wrong with its last answer, in a sentence.
       */
      last_error?: string | null;
      /**
       * How many messages wait for it.
       */
      waiting?: number;
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * What becomes of a link into the tenant's portal, and when the session ends that it opened. The link itself is in none of them.
 */
export interface PortalLinkChanged {
  type: 'portal_link.created' | 'portal_link.used' | 'portal_link.revoked' | 'portal_link.session_ended';
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * What happened, to whom, and why.
   */
  data: {
    tenant: Tenant;
    /**
     * The audit record that the message tells of; the same as the header webhook-id.
     */
    record_id: string;
    /**
     * The action of that record, such as hold.approved.
     */
    action: string;
    user_id: null;
    user: null;
    /**
     * Null, or the link as it was.
     */
    before: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * The link.
     */
    after: {
      [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    actor: Actor;
    directory_id: string | null;
    /**
     * The directory's events that led to it.
     */
    event_ids: string[];
    policy_version: number | null;
  };
}
/**
 * Sent when somebody asks for it, to see that messages arrive.
 */
export interface WebhookTest {
  type: 'webhook.test';
  timestamp: string;
  data: {
    endpoint_id: string;
  };
}
