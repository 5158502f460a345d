import assert from 'node:assert/strict';
import { nextLookAt } from '../../src/domain/first-sync.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = new Date('2026-01-15T09:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

describe('A first sync that is not complete', () => {
  it('is looked at the less often, the longer nothing has come, and each hour at least', () => {
    const old = { lastEventAt: null, connectedAt: null, createdAt: ago(100 * hour) };
    for (const [sync, wait] of [
      [{ ...old, createdAt: now }, minute],
      [{ ...old, createdAt: ago(2 * hour) }, 12 * minute],
      [old, hour],
      [{ ...old, connectedAt: ago(minute) }, minute],
      [{ ...old, connectedAt: ago(2 * hour) }, 12 * minute],
      [{ ...old, connectedAt: ago(2 * hour), lastEventAt: now }, 10_000],
      [{ ...old, lastEventAt: ago(5 * minute) }, 30_000],
      [{ ...old, lastEventAt: ago(50 * hour) }, hour],
    ] as const) {
      assert.equal(nextLookAt(sync, now).getTime() - now.getTime(), wait, JSON.stringify(sync));
    }
  });
});
