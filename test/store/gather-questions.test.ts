import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { gatherQuestions } from '../../src/store/gather-questions.ts';

/** Questions are numbers, answers the same numbers as text; each piece is answered when the test says so. */
function setUp(most: number, atOnce: number) {
  const pieces: { key: string; questions: number[]; answer(): void; fail(fault: Error): void }[] = [];
  const ask = gatherQuestions<number, string>(
    (key, questions) =>
      new Promise((resolve, reject) => {
        pieces.push({ key, questions, answer: () => resolve(questions.map(String)), fail: reject });
      }),
    { most, atOnce },
  );
  const asked = () => pieces.map(({ questions }) => questions);
  return { ask, pieces, asked };
}

describe('gathered questions', () => {
  it('that come at the same time are asked in one piece, and each gets its own answer', async () => {
    const { ask, pieces, asked } = setUp(10, 1);
    const answers = Promise.all([1, 2, 3].map((question) => ask('a', question)));
    assert.deepEqual(asked(), []);
    await setImmediate();
    assert.deepEqual(asked(), [[1, 2, 3]]);
    pieces[0]?.answer();
    assert.deepEqual(await answers, ['1', '2', '3']);
  });

  it('never share what was asked before they came', async () => {
    const { ask, pieces, asked } = setUp(10, 1);
    const first = ask('a', 1);
    await setImmediate();
    const second = ask('a', 1);
    const third = ask('a', 2);
    await setImmediate();
    assert.deepEqual(asked(), [[1]]);
    pieces[0]?.answer();
    assert.equal(await first, '1');
    await setImmediate();
    assert.deepEqual(asked(), [[1], [1, 2]]);
    pieces[1]?.answer();
    assert.deepEqual(await Promise.all([second, third]), ['1', '2']);
  });

  it('are asked in pieces of at most so many, so many of them at a time', async () => {
    const { ask, pieces, asked } = setUp(2, 2);
    const answers = Promise.all([1, 2, 3, 4, 5].map((question) => ask('a', question)));
    await setImmediate();
    assert.deepEqual(asked(), [
      [1, 2],
      [3, 4],
    ]);
    pieces[1]?.answer();
    await setImmediate();
    assert.deepEqual(asked()[2], [5]);
    for (const piece of pieces) piece.answer();
    assert.deepEqual(await answers, ['1', '2', '3', '4', '5']);
  });

  it('of different keys do not wait for each other', async () => {
    const { ask, pieces, asked } = setUp(10, 1);
    void ask('a', 1);
    const other = ask('b', 2);
    await setImmediate();
    assert.deepEqual(asked(), [[1], [2]]);
    pieces[1]?.answer();
    assert.equal(await other, '2');
  });

  it('fail together where their piece fails, and those that come later do not', async () => {
    const { ask, pieces } = setUp(10, 1);
    const failing = Promise.allSettled([ask('a', 1), ask('a', 2)]);
    await setImmediate();
    const later = ask('a', 3);
    pieces[0]?.fail(new Error('gone'));
    assert.deepEqual(
      (await failing).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await setImmediate();
    pieces[1]?.answer();
    assert.equal(await later, '3');
  });

  it('fail where their answer is missing', async () => {
    const ask = gatherQuestions<number, string>(() => Promise.resolve(['1']), { most: 10, atOnce: 1 });
    const settled = await Promise.allSettled([ask('a', 1), ask('a', 2)]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
  });
});
