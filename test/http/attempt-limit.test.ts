import assert from 'node:assert/strict';
import type { Request } from 'express';
import { createAttemptLimit } from '../../src/http/attempt-limit.ts';
import { createTestClock } from '../support/test-clock.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as Request;
const fails = () => Promise.reject(new Error('unknown secret'));
const succeeds = () => Promise.resolve('in');

function openLimit(trustedProxies?: readonly string[]) {
  const clock = createTestClock();
  const attempt = createAttemptLimit(clock, trustedProxies);
  /** What came of it. */
  const tried = (request: Request, work: () => Promise<unknown>) =>
    attempt(request, work).then(
      () => 'in',
      (fault: unknown) => (/too many/.test((fault as Error).message) ? 'refused' : 'failed'),
    );
  return { clock, attempt, tried };
}

describe('the limit of attempts with secrets', () => {
  it('refuses nobody behind a proxy because somebody else fails every second', async () => {
    const { clock, tried } = openLimit();
    const proxy = from('10.0.0.2');
    for (let second = 0; second < 1_200; second += 1) {
      assert.equal(await tried(proxy, fails), 'failed');
      if (second % 20 === 7) assert.equal(await tried(proxy, succeeds), 'in');
      clock.advance(1_000);
    }
  });

  it('does not count those that succeed', async () => {
    const { tried } = openLimit();
    for (let time = 0; time < 1_000; time += 1) assert.equal(await tried(from('10.0.0.2'), succeeds), 'in');
  });

  it('refuses a flood of failures, and lets in again once it is over', async () => {
    const { clock, tried, attempt } = openLimit();
    const flood = Array.from({ length: 150 }, () => tried(from('203.0.113.7'), fails));
    const came = await Promise.all(flood);
    assert.equal(came.filter((outcome) => outcome === 'failed').length, 100);
    assert.equal(came.at(-1), 'refused');
    assert.equal(await tried(from('198.51.100.1'), succeeds), 'in', 'another address');
    clock.advance(1_000);
    assert.equal(await tried(from('203.0.113.7'), succeeds), 'in');
    // What is answered as a failure counts as what throws does.
    const vain = () => attempt(from('198.51.100.9'), succeeds, () => true);
    for (let time = 0; time < 100; time += 1) assert.equal(await vain(), 'in');
    await assert.rejects(vain, /too many attempts\. Try again in 1 second\./);
  });

  it('keeps those apart who come through a proxy that is trusted, and networks of IPv6', async () => {
    const { tried } = openLimit(['10.0.0.0/8']);
    for (let time = 0; time < 101; time += 1) await tried(from('10.0.0.2', '203.0.113.7'), fails);
    assert.equal(await tried(from('10.0.0.2', '203.0.113.7'), succeeds), 'refused');
    assert.equal(await tried(from('10.0.0.2', '1.2.3.4, 203.0.113.7'), succeeds), 'refused');
    assert.equal(await tried(from('10.0.0.2', '198.51.100.1'), succeeds), 'in');
    for (let time = 0; time < 101; time += 1) await tried(from(`2001:db8::${time.toString(16)}`), fails);
    assert.equal(await tried(from('2001:db8::ffff'), succeeds), 'refused');
    assert.equal(await tried(from('2001:db8:0:1::1'), succeeds), 'in');
  });
});
