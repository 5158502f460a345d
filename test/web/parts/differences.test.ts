import assert from 'node:assert/strict';
import { axisEnd } from '../../../src/web/parts/chart-scale.ts';
import { differencesOf } from '../../../src/web/parts/differences.ts';

const words = { yes: 'yes', no: 'no' };

describe('the difference of two records', () => {
  it('names each value that changed, came or went, and none that stayed', () => {
    const before = {
      role: 'member',
      status: 'active',
      manager: { name: 'Ada' },
      groups: ['a', 'b'],
      admin: false,
    };
    const after = {
      role: 'admin',
      status: 'active',
      manager: { name: 'Ada', level: 2 },
      groups: ['a'],
      admin: true,
    };
    assert.deepEqual(differencesOf(before, after, words), [
      { field: 'role', before: 'member', after: 'admin' },
      { field: 'groups', before: 'a, b', after: 'a' },
      { field: 'admin', before: 'no', after: 'yes' },
      { field: 'manager.level', before: null, after: '2' },
    ]);
  });

  it('takes what is not there for nothing, on either side', () => {
    assert.deepEqual(differencesOf(null, { email: 'a@b.c', gone: null }, words), [
      { field: 'email', before: null, after: 'a@b.c' },
    ]);
    assert.deepEqual(differencesOf({ list: [] }, null, words), []);
  });

  it('is not led astray by the names of values', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": "x"}, "constructor": "y"}') as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      differencesOf(null, hostile, words).map(({ field }) => field),
      ['__proto__.polluted', 'constructor'],
    );
  });
});

describe('the axis of a chart', () => {
  it('ends at a round figure that holds the largest bar', () => {
    const ends = [0, 1, 2, 3, 7, 10, 11, 49, 51, 999].map((most) => [most, axisEnd(most)]);
    assert.deepEqual(ends, [
      [0, 1],
      [1, 1],
      [2, 2],
      [3, 5],
      [7, 10],
      [10, 10],
      [11, 20],
      [49, 50],
      [51, 100],
      [999, 1_000],
    ]);
  });
});
