import { DemoFailure } from './demo-failure.ts';
import { signWebhook } from './sign-webhook.ts';
import type { WorkosEvent } from './workos-payload.ts';

export interface WebhookSender {
  /** Of the server, without a path. */
  url: string;
  secret: string;
  fetch: typeof fetch;
  now: () => Date;
  pause: (milliseconds: number) => Promise<void>;
}

const ATTEMPTS = 5;

/**
 * Delivers as WorkOS does: signed, `atOnce` at a time, and again after a 5xx or a broken connection. `onDelivered`
 * is told after each. Throws a DemoFailure when a delivery is refused for good.
 */
export async function deliverWebhooks(
  events: readonly WorkosEvent[],
  atOnce: number,
  sender: WebhookSender,
  onDelivered: () => void,
): Promise<void> {
  const waiting = events.values();
  const connection = async () => {
    for (const event of waiting) {
      await deliver(event, sender);
      onDelivered();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, connection));
}

async function deliver(event: WorkosEvent, sender: WebhookSender): Promise<void> {
  const body = JSON.stringify(event);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await send(body, sender);
    if (outcome === 'accepted') return;
    if (!outcome.isTemporary || attempt === ATTEMPTS) {
      throw new DemoFailure(`The webhook ${event.event} (${event.id}) was not accepted: ${outcome.says}`);
    }
    await sender.pause(100 * 2 ** attempt);
  }
}

async function send(
  body: string,
  sender: WebhookSender,
): Promise<'accepted' | { isTemporary: boolean; says: string }> {
  try {
    const answer = await sender.fetch(`${sender.url}/api/webhooks/workos`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'workos-signature': signWebhook(body, sender.secret, sender.now()),
      },
      body,
    });
    const text = await answer.text();
    if (answer.ok) return 'accepted';
    const hint = answer.status === 401 ? '\nIs WORKOS_WEBHOOK_SECRET the one of this server?' : '';
    return { isTemporary: answer.status >= 500, says: `${answer.status} ${text.slice(0, 1000)}${hint}` };
  } catch (error) {
    return { isTemporary: true, says: String(error) };
  }
}
