/** The public surface of `rollcall/client`. What is not named here is not promised. */
export { RollcallProblem, RollcallUnreachable } from './api-fault.ts';
export { createClient, type RollcallClient } from './create-client.ts';
export {
  requireActiveUser,
  type ActiveUserOptions,
  type RequireActiveUser,
  type RollcallAccess,
} from './require-active-user.ts';
export { requireWritable } from './require-writable.ts';
export type { ClientOptions } from './send-request.ts';
export {
  verifyWebhook,
  WebhookRefused,
  type VerifiedWebhook,
  type WebhookVerification,
} from './verify-webhook.ts';
export type { AccessAnswer, AccessCheck, Session, User, UserDetail } from '../generated/api.ts';
export type { WebhookMessage } from '../generated/webhook-messages.ts';
