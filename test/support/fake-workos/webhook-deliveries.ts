import { seededRandom } from '../../../src/cli/demo/seeded-random.ts';
import { signWebhook } from '../../../src/cli/demo/sign-webhook.ts';
import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import type { Clock } from '../../../src/domain/clock.ts';

export interface WebhookDeliveries {
  /** Where webhooks go from now on; null: nowhere, and events of that time are lost to webhooks. */
  url: string | null;
  /** Each batch in an order of its own. */
  shuffles: boolean;
  /** How often each event is delivered. */
  copies: number;
  queue(events: readonly WorkosEvent[]): void;
  /** Delivers what is due by the clock; what is not answered with a 2xx comes again later, six times. */
  deliverDue(): Promise<{ delivered: number; failed: number }>;
  /** Waits for its next attempt. */
  readonly waiting: number;
  /** Was tried in vain for the last time. */
  readonly givenUp: number;
}

/** After each failed attempt, in milliseconds: exponential, over three days. */
export const retryDelaysMs = [1, 10, 60, 300, 1_000, 2_900].map((minutes) => minutes * 60_000);

const atOnce = 8;

export function createWebhookDeliveries(clock: Clock, secret: string, seed: number): WebhookDeliveries {
  const random = seededRandom(seed);
  let waiting: { event: WorkosEvent; attempts: number; dueAt: number }[] = [];
  let givenUp = 0;

  const send = async (url: string, event: WorkosEvent): Promise<boolean> => {
    const body = JSON.stringify(event);
    const headers = {
      'content-type': 'application/json',
      'workos-signature': signWebhook(body, secret, clock.now()),
    };
    try {
      const answer = await fetch(url, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  };

  const deliveries: WebhookDeliveries = {
    url: null,
    shuffles: false,
    copies: 1,
    queue(events) {
      if (deliveries.url === null) return;
      const copies = events.flatMap((event) => Array.from({ length: deliveries.copies }, () => event));
      const dueAt = clock.now().getTime();
      const ordered = deliveries.shuffles ? random.shuffle(copies) : copies;
      waiting.push(...ordered.map((event) => ({ event, attempts: 0, dueAt })));
    },
    async deliverDue() {
      const { url } = deliveries;
      const now = clock.now().getTime();
      const isDue = ({ dueAt }: { dueAt: number }) => url !== null && dueAt <= now;
      const due = waiting.filter(isDue);
      waiting = waiting.filter((each) => !isDue(each));
      const next = due.values();
      const outcome = { delivered: 0, failed: 0 };
      const connection = async (): Promise<void> => {
        for (const each of next) {
          if (url !== null && (await send(url, each.event))) {
            outcome.delivered += 1;
            continue;
          }
          outcome.failed += 1;
          const delay = retryDelaysMs[each.attempts];
          if (delay === undefined) givenUp += 1;
          else waiting.push({ event: each.event, attempts: each.attempts + 1, dueAt: now + delay });
        }
      };
      await Promise.all(Array.from({ length: atOnce }, connection));
      return outcome;
    },
    get waiting() {
      return waiting.length;
    },
    get givenUp() {
      return givenUp;
    },
  };
  return deliveries;
}
