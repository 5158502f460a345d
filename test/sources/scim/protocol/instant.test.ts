import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isDateTime } from '../../../../src/sources/scim/protocol/date-time.ts';
import { instantOf, instantPattern } from '../../../../src/sources/scim/protocol/instant.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';

const digits = (from: number, to: number, width: number) =>
  fc.integer({ min: from, max: to }).map((value) => String(value).padStart(width, '0'));
const years = fc.oneof(digits(0, 9999, 4), fc.constantFrom('0000', '0001', '2024', '1900', '2000', '9999'));
const zones = fc.oneof(
  fc.constantFrom('', 'Z', 'z', '+14:00', '-14:00', '+14:01', '+00:60', '+24:00', '+0100'),
  fc
    .tuple(fc.constantFrom('+', '-'), digits(0, 24, 2), digits(0, 61, 2))
    .map(([sign, h, m]) => `${sign}${h}:${m}`),
);
const fractions = fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{0,13}$/), fc.constant('.000'));
const times = fc
  .tuple(
    years,
    digits(0, 13, 2),
    digits(0, 32, 2),
    digits(0, 25, 2),
    digits(0, 60, 2),
    digits(0, 60, 2),
    fractions,
    zones,
  )
  .map(([y, mo, d, h, mi, s, fraction, zone]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${fraction}${zone}`);
const daysOfFebruary = fc.tuple(years, digits(27, 31, 2)).map(([year, day]) => `${year}-02-${day}T00:00:00Z`);
const midnights = fc
  .tuple(fractions, zones)
  .map(([fraction, zone]) => `2026-01-31T24:00:00${fraction}${zone}`);

describe('an instant', () => {
  it('is what a dateTime may be stored as, and nothing else', () => {
    const written = fc.oneof(times, daysOfFebruary, midnights, fc.string());
    fc.assert(
      fc.property(written, (text) => {
        assert.equal(instantOf(text) !== null, isDateTime(text), text);
        assert.ok(!Number.isNaN(instantOf(text)), text);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is the same wherever it was written', () => {
    const at = Date.UTC(2026, 0, 10, 8);
    for (const text of [
      '2026-01-10T08:00:00Z',
      '2026-01-10T08:00:00',
      '2026-01-10T08:00:00.0009Z',
      '2026-01-10T09:30:00+01:30',
      '2026-01-09T24:00:00-08:00',
    ]) {
      assert.equal(instantOf(text), at, text);
    }
    assert.equal(instantOf('0001-01-01T00:00:00Z'), -62_135_596_800_000);
    assert.equal(instantOf('1969-12-31T23:59:59.9999Z'), -1);
  });

  describe('in the database', () => {
    let test: TestDatabase;
    before(async () => {
      test = await createTestDatabase();
    });
    after(() => test.drop());

    it('is found by the same expression, and taken for a time', async () => {
      const texts = fc.sample(fc.oneof(times, daysOfFebruary, midnights), { numRuns: 3_000 });
      const { rows } = await test.database.raw<{
        rows: { text: string; matches: boolean; at: Date | null }[];
      }>(
        `select text, text ~ ? as matches, case when text ~ ? then text::timestamptz end as at from unnest(?::text[]) text`,
        [instantPattern, instantPattern, texts],
      );
      for (const { text, matches, at } of rows) {
        assert.equal(matches, instantOf(text) !== null, text);
        assert.equal(at !== null, matches);
      }
      assert.ok(rows.filter(({ matches }) => matches).length > 100);
    });
  });
});
