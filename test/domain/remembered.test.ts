import assert from 'node:assert/strict';
import { remembered } from '../../src/domain/remembered.ts';
import { createTestClock } from '../support/test-clock.ts';

describe('A remembered answer', () => {
  /** Questions that are answered when the test says so. */
  function gated() {
    const open: { resolve: (answer: number) => void; reject: (fault: Error) => void }[] = [];
    const ask = () => new Promise<number>((resolve, reject) => open.push({ resolve, reject }));
    return { open, ask };
  }

  it('is shared until its time is over, and then found anew', async () => {
    const clock = createTestClock();
    let asked = 0;
    const answer = remembered(clock, 1_000, () => Promise.resolve((asked += 1)));
    assert.deepEqual(await Promise.all([answer(), answer()]), [1, 1]);
    clock.advance(999);
    assert.equal(await answer(), 1);
    clock.advance(1);
    assert.equal(await answer(), 2);
  });

  it('that is still being found is shared, however long it takes', async () => {
    const clock = createTestClock();
    const { open, ask } = gated();
    const answer = remembered(clock, 1_000, ask);
    const first = answer();
    clock.advance(60_000);
    const second = answer();
    assert.equal(open.length, 1);
    open[0]?.resolve(7);
    assert.deepEqual(await Promise.all([first, second]), [7, 7]);
    void answer();
    assert.equal(open.length, 2, 'an answer that took longer than its time is not old');
  });

  it('that cannot be found fails everyone who waits for it, and nobody after them', async () => {
    const { open, ask } = gated();
    const answer = remembered(createTestClock(), 1_000, ask);
    const waiting = [answer(), answer()];
    open[0]?.reject(new Error('away'));
    for (const each of waiting) await assert.rejects(each, /away/);
    const next = answer();
    open[1]?.resolve(1);
    assert.equal(await next, 1);
  });
});
