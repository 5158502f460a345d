import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook, WebhookRefused } from '../../src/client/verify-webhook.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const former = `whsec_${randomBytes(24).toString('base64')}`;
const sentAt = new Date('2027-03-01T12:00:00Z');
const body = JSON.stringify({
  type: 'user.deactivated',
  timestamp: sentAt.toISOString(),
  data: { user_id: 'ü' },
});

function headersOf(signers: string[], text = body, id = 'msg_1', at = sentAt) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at.getTime() / 1_000),
    'webhook-signature': signers.map((each) => new Webhook(each).sign(id, at, text)).join(' '),
  };
}
const now =
  (seconds = 0) =>
  () =>
    new Date(sentAt.getTime() + seconds * 1_000);
const given = { secrets: secret, now: now() };

describe('verifying a webhook', () => {
  it('gives the message and the id that its deliveries share', () => {
    for (const raw of [body, Buffer.from(body)]) {
      const { id, message } = verifyWebhook(raw, headersOf([secret]), given);
      assert.equal(id, 'msg_1');
      assert.deepEqual(message, JSON.parse(body));
    }
  });

  it('takes any of several secrets, and any of several signatures, during a rotation', () => {
    verifyWebhook(body, headersOf([former, secret]), given);
    verifyWebhook(body, headersOf([secret]), { ...given, secrets: [former, secret] });
    assert.throws(() => verifyWebhook(body, headersOf([former]), given), WebhookRefused);
  });

  it('refuses what was changed in any character, or signed for another message', () => {
    for (let place = 0; place < body.length; place += 1) {
      const changed = `${body.slice(0, place)}~${body.slice(place + 1)}`;
      assert.throws(() => verifyWebhook(changed, headersOf([secret]), given), WebhookRefused);
    }
    const other = { ...headersOf([secret]), 'webhook-id': 'msg_2' };
    assert.throws(() => verifyWebhook(body, other, given), WebhookRefused);
    const later = { ...headersOf([secret]), 'webhook-timestamp': String(sentAt.getTime() / 1_000 + 1) };
    assert.throws(() => verifyWebhook(body, later, given), WebhookRefused);
  });

  it('believes a message for the tolerance and no longer, in both directions', () => {
    for (const [seconds, toleranceSeconds, holds] of [
      [300, undefined, true],
      [301, undefined, false],
      [-300, undefined, true],
      [-301, undefined, false],
      [11, 10, false],
      [3_600, 3_600, true],
    ] as const) {
      const verification = {
        secrets: secret,
        now: now(seconds),
        ...(toleranceSeconds === undefined ? {} : { toleranceSeconds }),
      };
      const verify = () => verifyWebhook(body, headersOf([secret]), verification);
      if (holds) verify();
      else assert.throws(verify, WebhookRefused, String(seconds));
    }
  });

  it('refuses headers that are missing or nonsense', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const rest: Record<string, string | string[]> = headersOf([secret]);
      for (const value of [undefined, '', ['a', 'b'], 'NaN', '-1', '1e9', '9'.repeat(30)]) {
        const headers = { ...rest, ...(value === undefined ? {} : { [name]: value }) };
        if (value === undefined) Reflect.deleteProperty(headers, name);
        assert.throws(() => verifyWebhook(body, headers, given), WebhookRefused, `${name} ${String(value)}`);
      }
    }
    fc.assert(
      fc.property(fc.string(), (signature) => {
        const headers = { ...headersOf([secret]), 'webhook-signature': signature };
        assert.throws(() => verifyWebhook(body, headers, given), WebhookRefused);
      }),
    );
  });

  it('refuses what is signed and no message', () => {
    for (const text of ['', 'null', '[]', '{', '{"type":"x"}', '"user.deactivated"']) {
      assert.throws(() => verifyWebhook(text, headersOf([secret], text), given), WebhookRefused, text);
    }
  });

  it('says what is wrong where the product gave a parsed body or no secret', () => {
    const parsed = JSON.parse(body) as Buffer;
    assert.throws(() => verifyWebhook(parsed, headersOf([secret]), given), TypeError);
    for (const secrets of ['', [], [secret, '']]) {
      assert.throws(() => verifyWebhook(body, headersOf([secret]), { ...given, secrets }), TypeError);
    }
  });
});
