import assert from 'node:assert/strict';
import { inPortions, type Portions } from '../../../src/web/failed-events/in-portions.ts';

describe('something that is done to many events', () => {
  const run = async (total: number, there: number, stopAfter = Infinity) => {
    const stop = new AbortController();
    const asked: number[] = [];
    const shown: Portions[] = [];
    let left = there;
    const done = await inPortions(
      total,
      (limit) => {
        asked.push(limit);
        if (asked.length === stopAfter) stop.abort();
        const changed = Math.min(limit, left);
        left -= changed;
        return Promise.resolve(changed);
      },
      { onProgress: (portions) => shown.push(portions), signal: stop.signal },
    );
    return { done, asked, shown: shown.map((portions) => portions.done) };
  };

  it('is done in portions, to as many as were counted and no more', async () => {
    assert.deepEqual(await run(2_500, 9_000), {
      done: 2_500,
      asked: [1_000, 1_000, 500],
      shown: [0, 1_000, 2_000],
    });
    assert.deepEqual(await run(1, 1), { done: 1, asked: [1], shown: [0] });
    assert.deepEqual(await run(0, 5), { done: 0, asked: [], shown: [] });
  });

  it('ends where no more are left, and once it is stopped', async () => {
    assert.deepEqual((await run(5_000, 1_200)).asked, [1_000, 1_000]);
    assert.deepEqual(await run(5_000, 5_000, 2), { done: 2_000, asked: [1_000, 1_000], shown: [0, 1_000] });
  });
});
