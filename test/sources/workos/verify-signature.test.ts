import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { verifySignature, type SignatureProblem } from '../../../src/sources/workos/verify-signature.ts';

const SECRET = 'a-secret-of-the-tests';
const NOW = new Date('2026-03-01T12:00:00.000Z');
const BODY = Buffer.from('{"id":"event_1","event":"dsync.user.created"}');

const sign = (timestamp: string, body: Buffer = BODY, secret = SECRET) =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
const at = (secondsFromNow: number) => String(NOW.getTime() + secondsFromNow * 1000);
const headerAt = (secondsFromNow: number) => `t=${at(secondsFromNow)}, v1=${sign(at(secondsFromNow))}`;
const verify = (changes: Partial<Parameters<typeof verifySignature>[0]>) =>
  verifySignature({ header: headerAt(0), rawBody: BODY, secrets: [SECRET], now: NOW, ...changes });

function assertVerified(changes: Parameters<typeof verify>[0], secretIndex = 0): void {
  assert.deepEqual(verify(changes), { verified: true, secretIndex });
}

function assertRefused(because: SignatureProblem, changes: Parameters<typeof verify>[0]): void {
  const verdict = verify(changes);
  assert.ok(!verdict.verified, 'expected a refusal');
  assert.equal(verdict.because, because, verdict.says);
  assert.match(verdict.says, /^[A-Z].*[.?]$/);
  assert.ok(!verdict.says.includes(SECRET));
}

describe('the WorkOS signature', () => {
  it("verifies the known answer of WorkOS's own test suite", () => {
    const known = JSON.parse(
      readFileSync(
        new URL('../../fixtures/workos-events/signature-known-answer.json', import.meta.url),
        'utf8',
      ),
    ) as { secret: string; timestamp: string; body: string; v1: string };
    const verdict = verifySignature({
      header: `t=${known.timestamp}, v1=${known.v1}`,
      rawBody: Buffer.from(known.body),
      secrets: [known.secret],
      now: new Date(Number(known.timestamp)),
    });
    assert.deepEqual(verdict, { verified: true, secretIndex: 0 });
  });

  const v1 = sign(at(0));
  const verified: [string, Parameters<typeof verify>[0], number?][] = [
    ['is accepted when it is fresh', {}],
    ['is accepted without a space after the comma', { header: `t=${at(0)},v1=${v1}` }],
    ['is accepted in uppercase hexadecimal', { header: `t=${at(0)}, v1=${v1.toUpperCase()}` }],
    ['is accepted with the signature before the timestamp', { header: `v1=${v1}, t=${at(0)}` }],
    ['is accepted from a header that came as a list of one', { header: [headerAt(0)] }],
    [
      'is accepted beside schemes of the future',
      { header: `t=${at(0)}, v0=abc, v2=${'0'.repeat(64)}, v1=${v1}` },
    ],
    ['is accepted when the second of two v1 fits', { header: `t=${at(0)}, v1=${'0'.repeat(64)}, v1=${v1}` }],
    ['is accepted when the first of two v1 fits', { header: `t=${at(0)}, v1=${v1}, v1=${'0'.repeat(64)}` }],
    ['is accepted under the new secret of a rotation', { secrets: [SECRET, 'the-old-one'] }, 0],
    ['is accepted under the old secret of a rotation', { secrets: ['the-new-one', SECRET] }, 1],
    ['is accepted when a blank secret stands beside the right one', { secrets: ['', SECRET] }, 1],
    ['is accepted at the edge of the tolerance', { header: headerAt(-180) }],
    ['is accepted within a tolerance of one’s own', { header: headerAt(-500), toleranceSeconds: 600 }],
    ['is accepted from a clock that is 30 s ahead', { header: headerAt(30) }],
  ];
  for (const [behaviour, changes, secretIndex] of verified) {
    it(behaviour, () => assertVerified(changes, secretIndex));
  }

  const refused: [SignatureProblem, string, Parameters<typeof verify>[0]][] = [
    ['missing_header', 'without a header', { header: undefined }],
    ['missing_header', 'with a blank header', { header: '  ' }],
    ['missing_header', 'with an empty list of headers', { header: [] }],
    ['malformed_header', 'with two headers, even when one is right', { header: [headerAt(0), headerAt(0)] }],
    ['malformed_header', 'with an absurdly long header', { header: `${headerAt(0)}, x=${'y'.repeat(5000)}` }],
    ['malformed_header', 'with a header of garbage', { header: 'Bearer abc' }],
    ['malformed_header', 'without a timestamp', { header: `v1=${v1}` }],
    ['malformed_header', 'without a signature', { header: `t=${at(0)}` }],
    ['malformed_header', 'with an empty signature', { header: `t=${at(0)}, v1=` }],
    [
      'malformed_header',
      'with a signature that is cut short',
      { header: `t=${at(0)}, v1=${v1.slice(0, 62)}` },
    ],
    ['malformed_header', 'with a signature that is too long', { header: `t=${at(0)}, v1=${v1}00` }],
    [
      'malformed_header',
      'with a signature that is not hexadecimal',
      { header: `t=${at(0)}, v1=${'z'.repeat(64)}` },
    ],
    ['malformed_header', 'with a timestamp that repeats', { header: `t=${at(0)}, t=${at(0)}, v1=${v1}` }],
    ...['soon', 'NaN', 'Infinity', '1e12', '0x1', '-1', '', '1.5', '9'.repeat(16)].map(
      (t): [SignatureProblem, string, Parameters<typeof verify>[0]] => [
        'malformed_header',
        `with the timestamp "${t}", though signed`,
        { header: `t=${t}, v1=${sign(t)}` },
      ],
    ),
    ['stale', 'from 181 s ago', { header: headerAt(-181) }],
    ['stale', 'when the timestamp counts in seconds', { header: `t=1772366400, v1=${sign('1772366400')}` }],
    ['stale', 'when the tolerance is no number', { toleranceSeconds: Number.NaN }],
    ['stale', 'when our own clock is broken', { now: new Date(Number.NaN) }],
    ['in_the_future', 'from 31 s ahead', { header: headerAt(31) }],
    ['in_the_future', 'from a year ahead', { header: headerAt(365 * 24 * 3600) }],
    ['mismatch', 'under another secret', { secrets: ['another'] }],
    ['mismatch', 'over a body that was written again', { rawBody: Buffer.from(`${BODY.toString()} `) }],
    ['mismatch', 'with the timestamp moved', { header: `t=${at(1)}, v1=${v1}` }],
    ['mismatch', 'with a leading zero in the timestamp', { header: `t=0${at(0)}, v1=${v1}` }],
    ['no_secret', 'without any secret', { secrets: [] }],
    [
      'no_secret',
      'with an empty secret, though signed with it',
      { secrets: [''], header: `t=${at(0)}, v1=${sign(at(0), BODY, '')}` },
    ],
    [
      'no_secret',
      'with a blank secret, though signed with it',
      { secrets: [' '], header: `t=${at(0)}, v1=${sign(at(0), BODY, ' ')}` },
    ],
    [
      'mismatch',
      'signed with the empty secret beside a real one',
      { secrets: ['', SECRET], header: `t=${at(0)}, v1=${sign(at(0), BODY, '')}` },
    ],
  ];
  for (const [because, circumstance, changes] of refused) {
    it(`is refused as ${because} ${circumstance}`, () => assertRefused(because, changes));
  }

  it('signs bytes, so a body that is not valid UTF-8 verifies as it came', () => {
    const rawBody = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    assertVerified({ rawBody, header: `t=${at(0)}, v1=${sign(at(0), rawBody)}` });
    const reread = Buffer.from(rawBody.toString('utf8'));
    assertRefused('mismatch', { rawBody: reread, header: `t=${at(0)}, v1=${sign(at(0), rawBody)}` });
  });

  it('fails when any byte of the body is flipped', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, position, flip) => {
          const rawBody = Buffer.from(bytes);
          const header = `t=${at(0)}, v1=${sign(at(0), rawBody)}`;
          assertVerified({ rawBody, header });
          const flipped = Buffer.from(rawBody);
          const index = position % flipped.length;
          flipped[index] = (flipped[index] ?? 0) ^ flip;
          assertRefused('mismatch', { rawBody: flipped, header });
        },
      ),
    );
  });

  it('fails when any digit of the signature is another', () => {
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.integer({ min: 1, max: 15 }), (position, shift) => {
        const digit = ((parseInt(v1.charAt(position), 16) + shift) % 16).toString(16);
        const other = v1.slice(0, position) + digit + v1.slice(position + 1);
        assertRefused('mismatch', { header: `t=${at(0)}, v1=${other}` });
      }),
    );
  });

  it('never throws and never verifies whatever a stranger writes into the header', () => {
    const scraps = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('t=', ',', 'v1=', '=', at(0), '0'.repeat(64), ' ', '\0')),
      { maxLength: 20 },
    );
    fc.assert(fc.property(scraps, (parts) => assert.ok(!verify({ header: parts.join('') }).verified)));
  });
});
