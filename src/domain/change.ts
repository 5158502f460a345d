import type {
  AttributeValue,
  Decision,
  PersonGroup,
  RoleOrigin,
  UserStatus,
  WorkspaceGrant,
} from './decision.ts';

/** Everything that an audit record can be about. */
export type AuditAction =
  | 'user.provisioned'
  | 'user.linked'
  | 'user.updated'
  | 'user.deactivated'
  | 'user.read_only'
  | 'user.reactivated'
  | 'user.purged'
  | 'role.changed'
  | 'workspace.added'
  | 'workspace.removed'
  | 'workspace.role_changed'
  | 'session.revoked'
  | 'api_key.revoked'
  | 'hold.opened'
  | 'hold.approved'
  | 'hold.rejected'
  | 'hold.expired'
  | 'policy.activated'
  | 'policy.proposed'
  | 'policy.proposal_withdrawn'
  | 'event.retried'
  | 'event.dismissed'
  | WebhookAction
  | PortalLinkAction
  | `directory.${string}`;

/** What becomes of an endpoint of webhooks. */
export type WebhookAction =
  'webhook.created' | 'webhook.rotated' | 'webhook.enabled' | 'webhook.disabled' | 'webhook.deleted';

/** What becomes of a link into the portal, and of the session that it opens. */
export type PortalLinkAction =
  'portal_link.created' | 'portal_link.used' | 'portal_link.revoked' | 'portal_link.session_ended';

/** Who or what caused a change. */
export interface Actor {
  kind: 'directory' | 'policy' | 'system' | (typeof peopleAndTheirTokens)[number];
  id: string | null;
}

/** Whoever changes something by hand, themselves or by a program of theirs. */
export const peopleAndTheirTokens = ['api_token', 'operator', 'portal_user', 'console_user'] as const;

export function isByHand({ kind }: { kind: string }): boolean {
  return (peopleAndTheirTokens as readonly string[]).includes(kind);
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
  /** When the personal data are removed, or null: never, or not yet deactivated. */
  purgeAt: Date | null;
}

/**
 * Something that time alone brings about for an account: the end of its read-only time, its purge, or a demotion that
 * has settled. `since` is when it began, so that a changed policy can time it anew.
 */
export interface Timer {
  kind: 'read_only_ends' | 'purge' | 'demotion';
  since: Date;
  dueAt: Date;
  /** Of a demotion: the groups that were left, which count until they have settled. */
  left?: LeftGroup[];
}

/** A group that somebody left lately: when, by our clock, and the event that said so. */
export interface LeftGroup extends PersonGroup {
  leftAt: Date;
  eventId: string;
}

/** Guards are about many people at once, the others about one. */
export type GuardKind = 'deactivations' | 'admin_grants' | 'emptied_group';
export type HoldKind = 'ambiguous_match' | 'existing_account' | 'ambiguous_role' | 'sole_admin' | GuardKind;

/** Changes of one person that wait for somebody to decide. */
export interface HoldRequest {
  kind: HoldKind;
  /**
   * What brought it about, the same for everyone who is held together: people of one kind and cause share a hold. For a
   * guard a clause, "the group Sales was emptied".
   */
  cause: string;
  /** A sentence about the person; of a guard's hold, which is about many, it is made from the cause. */
  reason: string;
  changes: Change[];
}

/** Why somebody loses access or a role. */
export interface Loss {
  /** A clause, the same for everyone who loses something for the same reason: "they left the group Sales". */
  cause: string;
  /** Whether each such loss is news of its own, such as a removal, rather than one thing that concerns many. */
  single: boolean;
  /** How many lose access by this cause in all, also by news that still waits; absent: those who are planned together. */
  inAll?: number;
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
  /** What waits for its time: as it is, and as it should be. */
  timers: { before: Timer[]; after: Timer[] };
  /** What took access or a role, where something did: people of one cause are held together. */
  loss: Loss | null;
  /** The channels of `notifications` that rules want told. */
  notify: string[];
  /** A role that is to stay because nobody else would administer; null for nearly everyone. */
  promotedTo: string | null;
  /** Whether such a role goes with the access: who comes back does not get it again. */
  endsPromotion: boolean;
  /** Sessions of the account that are open before. */
  openSessions: number;
  /** Events that touched this person in this batch. */
  eventIds: string[];
  /** What the policy says of them, of which the changes are the consequence; null for an account looked at alone. */
  decision: Decision | null;
}
