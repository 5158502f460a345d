import assert from 'node:assert/strict';
import { createRateLimit } from '../../../src/http/scim/rate-limit.ts';
import { RateRefused } from '../../../src/http/scim/refusals.ts';
import { createTestClock } from '../../support/test-clock.ts';

describe('the rate limit of a directory', () => {
  /** How many requests pass before the first that does not. */
  function passing(take: (directoryId: string) => void, directoryId = 'd1'): number {
    for (let count = 0; ; count += 1) {
      try {
        take(directoryId);
      } catch (error) {
        assert.ok(error instanceof RateRefused);
        return count;
      }
    }
  }

  it('is none unless one is configured', () => {
    const take = createRateLimit(createTestClock(), null);
    for (let count = 0; count < 100_000; count += 1) take('d1');
  });

  it('lets a burst of a thousand pass, and forty seconds of a higher rate', () => {
    assert.equal(passing(createRateLimit(createTestClock(), 1)), 1_000);
    assert.equal(passing(createRateLimit(createTestClock(), 100)), 4_000);
  });

  it('fills at its rate and never beyond the burst', () => {
    const clock = createTestClock();
    const take = createRateLimit(clock, 10);
    passing(take);
    clock.advance(2_500);
    assert.equal(passing(take), 25);
    clock.advance(3_600_000);
    assert.equal(passing(take), 1_000);
  });

  it('tells whole seconds after which the next request passes', () => {
    const clock = createTestClock();
    const take = createRateLimit(clock, 2);
    passing(take);
    assert.throws(() => take('d1'), { kind: 'tooManyRequests', retryAfterSeconds: 1 });
    clock.advance(999);
    take('d1');
    assert.throws(() => take('d1'), { retryAfterSeconds: 1 });
    clock.advance(1_000);
    take('d1');
  });

  it('is of one directory alone', () => {
    const take = createRateLimit(createTestClock(), 1);
    passing(take);
    assert.equal(passing(take, 'd2'), 1_000);
  });

  it('does not run dry where the clock goes back', () => {
    const clock = createTestClock();
    const take = createRateLimit(clock, 10);
    take('d1');
    clock.advance(-60_000);
    assert.equal(passing(take), 999);
  });
});
