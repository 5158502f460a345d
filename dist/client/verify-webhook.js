import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
/** The message is not from Rollcall, or too old to be believed. Answer 400 or 401, and look at nothing in it. */
export class WebhookRefused extends Error {
    name = 'WebhookRefused';
}
/**
 * Verifies a webhook of Rollcall's (Standard Webhooks, https://www.standardwebhooks.com).
 *
 * @param body the bytes as they came, such as from `express.raw({ type: 'application/json' })`: written again they differ
 * @throws WebhookRefused
 */
export function verifyWebhook(body, headers, { secrets, toleranceSeconds = 300, now = () => new Date() }) {
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
        throw new TypeError('`body` must be the raw body: put express.raw() on the route, and no JSON parser before it.');
    }
    const known = typeof secrets === 'string' ? [secrets] : secrets;
    if (known.length === 0 || known.includes(''))
        throw new TypeError('`secrets` must hold a signing secret.');
    const id = headerOf(headers, 'webhook-id');
    const timestamp = headerOf(headers, 'webhook-timestamp');
    const signatures = headerOf(headers, 'webhook-signature').split(' ');
    if (!/^\d{1,12}$/.test(timestamp))
        throw new WebhookRefused('`webhook-timestamp` is not a time.');
    const sentAt = new Date(Number(timestamp) * 1_000);
    if (Math.abs(now().getTime() - sentAt.getTime()) > toleranceSeconds * 1_000) {
        throw new WebhookRefused('The message is too old, or from the future.');
    }
    const text = body.toString();
    // Every secret is tried, so that how long it takes says nothing about which one it was.
    const holds = known
        .map((secret) => new Webhook(secret).sign(id, sentAt, text))
        .filter((expected) => signatures.some((given) => isSame(given, expected)));
    if (holds.length === 0)
        throw new WebhookRefused('No signature of the message holds.');
    return { id, message: messageIn(text) };
}
function headerOf(headers, name) {
    const value = headers[name];
    if (typeof value !== 'string' || value === '')
        throw new WebhookRefused(`The header ${name} is missing.`);
    return value;
}
function isSame(given, expected) {
    const [one, other] = [Buffer.from(given), Buffer.from(expected)];
    return one.length === other.length && timingSafeEqual(one, other);
}
/** Signed by Rollcall, so it is one of its messages; what is no message at all is refused still. */
function messageIn(text) {
    let message;
    try {
        message = JSON.parse(text);
    }
    catch {
        message = null;
    }
    if (typeof message !== 'object' || message === null || !('type' in message) || !('data' in message)) {
        throw new WebhookRefused('The message is not one of Rollcall.');
    }
    return message;
}
