import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { inTurn } from '../../src/http/in-turn.ts';

describe('Work that goes through everyone of a tenant', () => {
  const begun: number[] = [];
  const ends = new Map<number, { resolve: () => void; reject: (fault: Error) => void }>();
  beforeEach(() => {
    begun.length = 0;
    ends.clear();
  });

  const never = new AbortController().signal;
  const ask = (database: object, number: number, givenUp = never): Promise<void> =>
    inTurn(database, { givenUp }, () => {
      begun.push(number);
      return new Promise<void>((resolve, reject) => ends.set(number, { resolve, reject }));
    });

  it('is done two at a time, the others in their order, also after one that failed', async () => {
    const database = {};
    const asked = [1, 2, 3, 4].map((number) => ask(database, number));
    await setImmediate();
    assert.deepEqual(begun, [1, 2]);
    ends.get(2)?.reject(new Error('it failed'));
    await assert.rejects(asked[1] ?? Promise.resolve(), /it failed/);
    await setImmediate();
    assert.deepEqual(begun, [1, 2, 3]);
    ends.get(1)?.resolve();
    await setImmediate();
    assert.deepEqual(begun, [1, 2, 3, 4]);
    for (const { resolve } of ends.values()) resolve();
    await Promise.all([asked[0], asked[2], asked[3]]);
    // Nobody's turn was lost.
    const later = [5, 6, 7].map((number) => ask(database, number));
    await setImmediate();
    assert.deepEqual(begun.slice(4), [5, 6]);
    ends.get(5)?.resolve();
    await setImmediate();
    ends.get(6)?.resolve();
    ends.get(7)?.resolve();
    await Promise.all(later);
  });

  it('is never begun for whoever gave up while it waited, and others come sooner', async () => {
    const database = {};
    const [fourth, all] = [new AbortController(), new AbortController()];
    const asked = [1, 2, 3, 4, 5, 6].map((number) =>
      ask(database, number, number === 4 ? fourth.signal : all.signal),
    );
    await setImmediate();
    fourth.abort();
    await assert.rejects(asked[3] ?? Promise.resolve(), { name: 'AbortError' });
    ends.get(1)?.resolve();
    ends.get(2)?.resolve();
    await setImmediate();
    assert.deepEqual(begun, [1, 2, 3, 5]);
    // What runs goes on; the one that just came to its turn does, too.
    ends.get(3)?.resolve();
    await setImmediate();
    all.abort();
    assert.deepEqual(begun, [1, 2, 3, 5, 6]);
    ends.get(5)?.resolve();
    ends.get(6)?.resolve();
    await Promise.all(asked.filter((_, place) => place !== 3));
    await assert.rejects(ask(database, 7, all.signal), { name: 'AbortError' });
    const later = [8, 9, 10].map((number) => ask(database, number));
    await setImmediate();
    assert.deepEqual(begun.slice(5), [8, 9]);
    for (const number of [8, 9, 10]) {
      ends.get(number)?.resolve();
      await setImmediate();
    }
    await Promise.all(later);
  });

  it('waits for nothing on another database', async () => {
    const [one, other] = [{}, {}];
    const asked = [ask(one, 1), ask(one, 2), ask(other, 3)];
    await setImmediate();
    assert.deepEqual(begun, [1, 2, 3]);
    for (const { resolve } of ends.values()) resolve();
    await Promise.all(asked);
  });

  it('is refused where too many wait, and can be asked for again', async () => {
    const database = {};
    const asked = Array.from({ length: 52 }, (_, number) => ask(database, number));
    await assert.rejects(ask(database, 52), { code: 'database_unavailable', retryable: true });
    for (let number = 0; number < 52; number += 1) {
      ends.get(number)?.resolve();
      await setImmediate();
    }
    await Promise.all(asked);
    const again = ask(database, 53);
    ends.get(53)?.resolve();
    await again;
  });
});
