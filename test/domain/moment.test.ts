import assert from 'node:assert/strict';
import { momentOf } from '../../src/domain/moment.ts';

describe('A moment that somebody wrote', () => {
  it('is a date or a time with its zone', () => {
    const table: [string, boolean, string][] = [
      ['2026-11-22', true, '2026-11-22T00:00:00.000Z'],
      ['2028-02-29', true, '2028-02-29T00:00:00.000Z'],
      ['2026-11-22T15:00Z', false, '2026-11-22T15:00:00.000Z'],
      ['2026-03-01T00:30:00+02:00', false, '2026-02-28T22:30:00.000Z'],
    ];
    for (const [text, isDay, begins] of table) {
      assert.deepEqual(momentOf(text), { isDay, begins: new Date(begins) }, text);
    }
  });

  it('is none where the calendar has no such day, or the clock no such time', () => {
    for (const text of [
      '2026-02-30',
      '2026-02-29',
      '2026-04-31T00:00:00Z',
      '2026-02-30T12:00+01:00',
      '2026-13-01',
      '2026-00-10',
      '2026-11-22T25:00Z',
      '2026-11-22T15:00',
      'yesterday',
      '',
    ]) {
      assert.equal(momentOf(text), null, text);
    }
  });
});
