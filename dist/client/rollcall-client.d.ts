/** The public surface of `rollcall/client`. What is not named here is not promised. */
export { RollcallProblem, RollcallUnreachable } from './api-fault.js';
export { createClient, type RollcallClient } from './create-client.js';
export { requireActiveUser, type ActiveUserOptions, type RequireActiveUser, type RollcallAccess, } from './require-active-user.js';
export { requireWritable } from './require-writable.js';
export type { ClientOptions } from './send-request.js';
export { verifyWebhook, WebhookRefused, type VerifiedWebhook, type WebhookVerification, } from './verify-webhook.js';
export type { AccessAnswer, AccessCheck, Session, User, UserDetail } from '../generated/api.js';
export type { WebhookMessage } from '../generated/webhook-messages.js';
