import assert from 'node:assert/strict';
import { deliverWebhooks, type WebhookSender } from '../../../src/cli/demo/deliver-webhooks.ts';
import { DemoFailure } from '../../../src/cli/demo/demo-failure.ts';
import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import { verifySignature } from '../../../src/sources/workos/verify-signature.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const events: WorkosEvent[] = Array.from({ length: 10 }, (_, index) => ({
  id: `event_${index}`,
  event: 'dsync.user.created',
  data: {},
  created_at: NOW.toISOString(),
  context: {},
}));

/** A server that answers as it is told; `answer` gets the id of the event. */
function sender(answer: (id: string) => Promise<Response> | Response): WebhookSender & { pauses: number[] } {
  const pauses: number[] = [];
  return {
    url: 'http://server',
    secret: 'secret',
    now: () => NOW,
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    fetch: async (url, init) => {
      assert.equal(url, 'http://server/api/webhooks/workos');
      const body = init?.body as string;
      const header = new Headers(init?.headers).get('workos-signature') ?? undefined;
      const verdict = verifySignature({ header, rawBody: Buffer.from(body), secrets: ['secret'], now: NOW });
      assert.ok(verdict.verified);
      return answer((JSON.parse(body) as WorkosEvent).id);
    },
    pauses,
  };
}
const accepted = () => new Response('{"status":"accepted"}');

describe('the delivery of webhooks', () => {
  it('signs each and keeps the order when one goes at a time', async () => {
    const seen: string[] = [];
    let delivered = 0;
    const server = sender((id) => {
      seen.push(id);
      return accepted();
    });
    await deliverWebhooks(events, 1, server, () => (delivered += 1));
    assert.deepEqual(
      seen,
      events.map(({ id }) => id),
    );
    assert.equal(delivered, events.length);
  });

  it('sends several at once, and no more than asked', async () => {
    let open = 0;
    let most = 0;
    const server = sender(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open -= 1;
      return accepted();
    });
    await deliverWebhooks(events, 4, server, () => undefined);
    assert.equal(most, 4);
  });

  it('tries again, later each time, after a 5xx and after a broken connection', async () => {
    let attempts = 0;
    const server = sender(() => {
      attempts += 1;
      if (attempts === 1) return new Response('', { status: 503 });
      if (attempts === 2) throw new TypeError('fetch failed');
      return accepted();
    });
    await deliverWebhooks(events.slice(0, 1), 1, server, () => undefined);
    assert.equal(attempts, 3);
    assert.deepEqual(server.pauses, [200, 400]);
  });

  it('gives up on a refusal at once, and on a broken server after five times', async () => {
    for (const [status, attempts] of [
      [401, 1],
      [503, 5],
    ] as const) {
      let tried = 0;
      const server = sender(() => {
        tried += 1;
        return new Response('{"detail":"no"}', { status });
      });
      await assert.rejects(
        deliverWebhooks(events.slice(0, 1), 1, server, () => undefined),
        (error) => error instanceof DemoFailure && error.message.includes(`${status} {"detail":"no"}`),
      );
      assert.equal(tried, attempts);
    }
  });
});
