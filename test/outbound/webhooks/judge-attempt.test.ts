import assert from 'node:assert/strict';
import { judgeAttempt } from '../../../src/outbound/webhooks/judge-attempt.ts';
import { nextAttemptAt, restUntil, retryDelaysMs } from '../../../src/outbound/webhooks/retry-schedule.ts';

const now = new Date('2026-02-01T12:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const fresh = { attempts: 0, firstAttemptAt: null };
const half = () => 0.5;
const answered = (status: number, retryAfter: string | null = null) => ({
  kind: 'answered' as const,
  status,
  retryAfter,
});

describe('what an attempt means', () => {
  for (const status of [200, 201, 202, 204, 299]) {
    it(`${status} is a success`, () => {
      assert.equal(judgeAttempt(answered(status), fresh, now, half).status, 'delivered');
    });
  }
  for (const status of [
    100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 409, 410, 422, 429, 500, 503, 599,
  ]) {
    it(`${status} is tried again`, () => {
      const verdict = judgeAttempt(answered(status), fresh, now, half);
      assert.equal(verdict.status, 'waiting');
      assert.equal(verdict.lastStatus, status);
      assert.equal(verdict.gone, status === 410);
      assert.deepEqual(verdict.nextAttemptAt, after(5));
    });
  }

  it('the delays grow to half a day, a tenth more or less', () => {
    for (const [index, delay] of retryDelaysMs.entries()) {
      const asked = { attempts: index + 1, firstAttemptAt: now, now };
      const ms = (random: number) =>
        (nextAttemptAt(asked, null, () => random)?.getTime() ?? 0) - now.getTime();
      assert.deepEqual([ms(0), ms(0.5), ms(1)], [delay * 0.9, delay, delay * 1.1].map(Math.round));
    }
  });

  it('the last attempt is a day after the first, and then no more', () => {
    const firstAttemptAt = after(-23 * 3_600);
    const late = judgeAttempt(answered(500), { attempts: 9, firstAttemptAt }, now, half);
    assert.deepEqual(late.nextAttemptAt, after(3_600));
    const end = after(3_600);
    const last = judgeAttempt(answered(500), { attempts: 10, firstAttemptAt }, end, half);
    assert.deepEqual({ status: last.status, next: last.nextAttemptAt }, { status: 'dead', next: null });
  });

  it('Retry-After is honoured, in seconds and as a date, an hour at most', () => {
    const next = (retryAfter: string) =>
      judgeAttempt(answered(503, retryAfter), fresh, now, half).nextAttemptAt;
    assert.deepEqual(next('90'), after(90));
    assert.deepEqual(next('Sun, 01 Feb 2026 12:10:00 GMT'), after(600));
    assert.deepEqual(next('999999999'), after(3_600));
    for (const nothing of ['2', '-90', 'soon', '', 'Sun, 01 Feb 2026 11:00:00 GMT', '9'.repeat(400)]) {
      assert.deepEqual(next(nothing), after(5), nothing);
    }
  });

  it('an endpoint that keeps failing rests a quarter as long as it has been failing, five minutes at most', () => {
    const rest = (seconds: number) =>
      (restUntil(after(-seconds), now, half).getTime() - now.getTime()) / 1_000;
    assert.deepEqual([0, 10, 60, 400, 86_400].map(rest), [5, 5, 15, 100, 300]);
  });
});
