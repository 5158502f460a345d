import type { WebhookMessage } from '../generated/webhook-messages.ts';
import type { AuditAction } from './change.ts';

export type MessageType = Exclude<WebhookMessage['type'], 'webhook.test'>;

/** Every type of message there is, in the order of the documentation. */
export const messageTypes = [
  'user.provisioned',
  'user.updated',
  'user.deactivated',
  'user.read_only',
  'user.reactivated',
  'user.purged',
  'role.changed',
  'workspace.member_added',
  'workspace.member_removed',
  'workspace.member_role_changed',
  'session.revoked',
  'api_key.revoked',
  'hold.opened',
  'hold.resolved',
  'notification.sent',
  'policy.activated',
  'policy.proposed',
  'policy.proposal_withdrawn',
  'directory.created',
  'directory.changed',
  'directory.claimed',
  'directory.started',
  'directory.first_sync_completed',
  'directory.activated',
  'directory.paused',
  'directory.resumed',
  'directory.disconnected',
  'directory.upstream_changed',
  'directory.deleted_upstream',
  'directory.profile_changed',
  'directory.imported',
  'directory.resync_requested',
  'directory.resync_cancelled',
  'directory.resynced',
  'directory.token_created',
  'directory.token_revoked',
  'directory.schema_added',
  'directory.schema_changed',
  'directory.schema_removed',
  'directory.problem_found',
  'directory.problem_resolved',
  'event.retried',
  'event.dismissed',
  'webhook.created',
  'webhook.rotated',
  'webhook.enabled',
  'webhook.disabled',
  'webhook.deleted',
  'portal_link.created',
  'portal_link.used',
  'portal_link.revoked',
  'portal_link.session_ended',
] as const satisfies readonly MessageType[];

const renamed: Partial<Record<AuditAction, MessageType>> = {
  'user.linked': 'user.updated',
  'workspace.added': 'workspace.member_added',
  'workspace.removed': 'workspace.member_removed',
  'workspace.role_changed': 'workspace.member_role_changed',
  'hold.approved': 'hold.resolved',
  'hold.rejected': 'hold.resolved',
  'hold.expired': 'hold.resolved',
};

/** The type of the message that tells of what an audit record says. */
export function messageTypeOf(action: AuditAction): string {
  return renamed[action] ?? action;
}

/** What an endpoint may listen to: a type, or all of a family as `user.*`. */
export const listenableTypes: readonly string[] = [
  ...messageTypes,
  ...new Set(messageTypes.map((type) => familyOf(type))),
];

/** `user.*` of `user.updated`. */
function familyOf(type: string): string {
  return `${type.slice(0, type.indexOf('.'))}.*`;
}
