import assert from 'node:assert/strict';
import { sharedLookup } from '../../src/http/shared-lookup.ts';

describe('a shared look-up', () => {
  /** A question that is answered when the test says so, with the number of times that it was asked before. */
  function asking() {
    const asked: { key: string; answer: (value: number) => void; fail: () => void }[] = [];
    const find = sharedLookup(
      (key) =>
        new Promise<number>((resolve, reject) => {
          asked.push({ key, answer: resolve, fail: () => reject(new TypeError('no answer')) });
        }),
    );
    return { asked, find };
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('asks once for all who come while another one runs, and never gives them the one that runs', async () => {
    const { asked, find } = asking();
    const first = find('a');
    const waiting = [find('a'), find('a'), find('a')];
    await settle();
    assert.equal(asked.length, 1);
    asked[0]?.answer(1);
    assert.equal(await first, 1);
    await settle();
    assert.equal(asked.length, 2);
    const late = find('a');
    asked[1]?.answer(2);
    assert.deepEqual(await Promise.all(waiting), [2, 2, 2]);
    await settle();
    asked[2]?.answer(3);
    assert.equal(await late, 3);
    assert.equal(asked.length, 3);
  });

  it('remembers nothing', async () => {
    const { asked, find } = asking();
    const first = find('a');
    asked[0]?.answer(1);
    await first;
    await settle();
    const second = find('a');
    asked[1]?.answer(2);
    assert.equal(await second, 2);
  });

  it('asks for different keys at once', () => {
    const { asked, find } = asking();
    void find('a');
    void find('b');
    assert.deepEqual(
      asked.map(({ key }) => key),
      ['a', 'b'],
    );
  });

  it('goes on after a question that failed', async () => {
    const { asked, find } = asking();
    const first = find('a');
    const second = find('a');
    asked[0]?.fail();
    await assert.rejects(first, TypeError);
    await settle();
    asked[1]?.answer(2);
    assert.equal(await second, 2);
  });
});
