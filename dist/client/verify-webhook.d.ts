import type { IncomingHttpHeaders } from 'node:http';
import type { WebhookMessage } from '../generated/webhook-messages.js';
/** The message is not from Rollcall, or too old to be believed. Answer 400 or 401, and look at nothing in it. */
export declare class WebhookRefused extends Error {
    readonly name = "WebhookRefused";
}
export interface WebhookVerification {
    /** One, or during a rotation several: `whsec_...`. */
    secrets: string | readonly string[];
    /** How far the message's time may be away, in seconds; 300 unless told. */
    toleranceSeconds?: number;
    /** Instead of the runtime's clock. */
    now?: () => Date;
}
/** A message whose signature holds, with the id that all its deliveries share: what was seen before can be skipped. */
export interface VerifiedWebhook {
    id: string;
    message: WebhookMessage;
}
/**
 * Verifies a webhook of Rollcall's (Standard Webhooks, https://www.standardwebhooks.com).
 *
 * @param body the bytes as they came, such as from `express.raw({ type: 'application/json' })`: written again they differ
 * @throws WebhookRefused
 */
export declare function verifyWebhook(body: Buffer | string, headers: IncomingHttpHeaders, { secrets, toleranceSeconds, now }: WebhookVerification): VerifiedWebhook;
