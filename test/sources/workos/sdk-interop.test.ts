import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkOS } from '@workos-inc/node';
import { signWebhook } from '../../../src/cli/demo/sign-webhook.ts';
import { verifySignature } from '../../../src/sources/workos/verify-signature.ts';
import { sampleKinds, workosSample } from '../../support/workos-samples.ts';

/** The official SDK, which is what WorkOS's customers verify with; it asks nothing of the network here. */
const { webhooks } = new WorkOS('sk_test_of_nobody');

/** Secrets and bodies of any characters; WorkOS's own secrets are plain letters and digits. */
const secretText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() !== '');
const bodyText = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...sampleKinds).map((kind) => JSON.stringify(workosSample(kind, 'directory_1'), null, 2)),
);

describe('The official SDK and Rollcall', () => {
  it('compute the same signature: Rollcall verifies what the SDK signs', async () => {
    await fc.assert(
      fc.asyncProperty(
        bodyText,
        secretText,
        fc.date({ min: new Date(1), noInvalidDate: true, max: new Date(4e12) }),
        async (body, secret, at) => {
          const timestamp = String(at.getTime());
          const signature = await webhooks.computeSignature(timestamp, body, secret);
          const request = { rawBody: Buffer.from(body), secrets: [secret], now: at };
          const header = `t=${timestamp}, v1=${signature}`;
          assert.deepEqual(verifySignature({ ...request, header }), { verified: true, secretIndex: 0 });
          assert.equal(verifySignature({ ...request, header, secrets: [`${secret}x`] }).verified, false);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('compute the same signature: the SDK verifies what the simulated identity provider signs', async () => {
    await fc.assert(
      fc.asyncProperty(bodyText, secretText, async (body, secret) => {
        const sigHeader = signWebhook(body, secret, new Date());
        assert.equal(await webhooks.verifyHeader({ payload: body, sigHeader, secret }), true);
        await assert.rejects(webhooks.verifyHeader({ payload: `${body} `, sigHeader, secret }));
        await assert.rejects(webhooks.verifyHeader({ payload: body, sigHeader, secret: `${secret}x` }));
      }),
      { numRuns: 100 },
    );
  });

  it('read the same header, with and without the space after the comma', () => {
    const body = JSON.stringify(workosSample('dsync.user.created', 'directory_1'));
    const now = new Date();
    for (const header of [
      signWebhook(body, 'secret', now),
      signWebhook(body, 'secret', now).replace(', ', ','),
    ]) {
      const [timestamp, signature] = webhooks.getTimestampAndSignatureHash(header);
      assert.equal(timestamp, String(now.getTime()));
      assert.match(signature, /^[0-9a-f]{64}$/);
      assert.equal(
        verifySignature({ header, rawBody: Buffer.from(body), secrets: ['secret'], now }).verified,
        true,
      );
    }
  });

  it('see the same event in every sample that is signed like a delivery', async () => {
    for (const kind of sampleKinds) {
      const sample = workosSample(kind, 'directory_1');
      const payload = JSON.stringify(sample);
      const sigHeader = signWebhook(payload, 'secret', new Date());
      const event = await webhooks.constructEvent({ payload, sigHeader, secret: 'secret' });
      assert.equal(event.event, kind);
      assert.equal(event.id, sample.id);
    }
  });

  it('differ where the SDK is too trusting: a date in the future, and one that is no number', async () => {
    const body = '{}';
    const nextYear = new Date(Date.now() + 365 * 24 * 3_600_000);
    const future = signWebhook(body, 'secret', nextYear);
    assert.equal(await webhooks.verifyHeader({ payload: body, sigHeader: future, secret: 'secret' }), true);
    const soon = `t=soon, v1=${await webhooks.computeSignature('soon', body, 'secret')}`;
    assert.equal(await webhooks.verifyHeader({ payload: body, sigHeader: soon, secret: 'secret' }), true);
    for (const header of [future, soon]) {
      const verdict = verifySignature({
        header,
        rawBody: Buffer.from(body),
        secrets: ['secret'],
        now: new Date(),
      });
      assert.equal(verdict.verified, false);
    }
  });
});
