import assert from 'node:assert/strict';
import { isNight, nextNight, parseNightHours } from '../../src/domain/resync-nights.ts';

const id = (last: string) => `0198c0de-0000-7000-8000-${last}`;

describe('The hours in which directories are read anew', () => {
  it('are two different hours', () => {
    assert.deepEqual(parseNightHours('1-5'), { from: 1, to: 5 });
    assert.deepEqual(parseNightHours(' 22 - 4 '), { from: 22, to: 4 });
    assert.deepEqual(parseNightHours('20-24'), { from: 20, to: 0 });
    for (const text of ['', '5', '5-5', '0-24', '24-3', '1-25', '1-5 UTC', '-1-5', '1.5-3']) {
      assert.equal(parseNightHours(text), null, text);
    }
  });

  it('are shared among the directories by their ids, the same every night', () => {
    const hours = { from: 22, to: 4 };
    const noon = new Date('2026-01-15T12:00:00Z');
    assert.equal(nextNight(hours, id('000000000000'), noon).toISOString(), '2026-01-15T22:00:00.000Z');
    assert.equal(nextNight(hours, id('800000000000'), noon).toISOString(), '2026-01-16T01:00:00.000Z');
    const last = nextNight(hours, id('ffffffffffff'), noon);
    assert.equal(last.toISOString(), '2026-01-16T03:59:59.999Z');
    assert.equal(nextNight(hours, id('ffffffffffff'), last).toISOString(), '2026-01-17T03:59:59.999Z');
    const early = new Date('2026-01-16T00:30:00Z');
    assert.equal(nextNight(hours, id('800000000000'), early).toISOString(), '2026-01-16T01:00:00.000Z');
  });

  it('go over midnight', () => {
    const at = (time: string) => new Date(`2026-01-15T${time}Z`);
    const over = ['21:59:59', '22:00:00', '03:59:59', '04:00:00'].map((time) =>
      isNight({ from: 22, to: 4 }, at(time)),
    );
    assert.deepEqual(over, [false, true, true, false]);
    const within = ['00:59:59', '01:00:00', '04:59:59', '05:00:00'].map((time) =>
      isNight({ from: 1, to: 5 }, at(time)),
    );
    assert.deepEqual(within, [false, true, true, false]);
  });
});
