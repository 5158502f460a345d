import assert from 'node:assert/strict';
import { learnSilence, type NewsHour } from '../../src/domain/usual-silence.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 0, 5);

/** News at these hours (UTC) of days, counted from the first Monday. */
function news(...at: [day: number, hour: number][]): NewsHour[] {
  return at
    .map(([day, hour]) => monday + day * dayMs + hour * hourMs)
    .sort((a, b) => a - b)
    .map((begins) => ({ hour: new Date(begins), lastAt: new Date(begins + 30 * 60_000) }));
}

const weekdays = (weeks: number, daysOff: readonly number[] = []): number[] =>
  Array.from({ length: weeks * 7 }, (_, day) => day).filter((day) => day % 7 < 5 && !daysOff.includes(day));
const officeHours = (days: readonly number[]): NewsHour[] =>
  news(...days.flatMap((day) => [9, 11, 14, 16].map((hour): [number, number] => [day, hour])));

interface Expected {
  usualHours: number;
  quiet: number[];
  /** Day counted from the first Monday, and hour. */
  silentAt: [day: number, hour: number];
}

const cases: { name: string; hours: NewsHour[]; expected: Expected | null }[] = [
  { name: 'no news at all', hours: [], expected: null },
  {
    name: 'a young directory, busy as it is',
    hours: officeHours(weekdays(2)),
    expected: null,
  },
  {
    name: 'an old directory with news on five days',
    hours: news([0, 9], [10, 9], [20, 9], [30, 9], [40, 9]),
    expected: null,
  },
  {
    name: 'office hours on weekdays: nights are usual, weekends do not count, three days are the least',
    hours: officeHours(weekdays(8)),
    // The last news is on Friday at 16:30; Saturday and Sunday do not count.
    expected: { usualHours: 17, quiet: [0, 6], silentAt: [58, 16] },
  },
  {
    name: 'three weeks show no rhythm yet, so the weekend is a usual pause',
    hours: officeHours([...weekdays(3), 21]),
    expected: { usualHours: 65, quiet: [], silentAt: [21 + 8, 16 + 3] },
  },
  {
    name: 'news around the clock',
    hours: news(
      ...Array.from({ length: 56 }, (_, day) =>
        [0, 6, 12, 18].map((hour): [number, number] => [day, hour]),
      ).flat(),
    ),
    expected: { usualHours: 6, quiet: [], silentAt: [58, 18] },
  },
  {
    name: 'a week of holidays in the history makes no longer pause usual',
    hours: officeHours(weekdays(8, [21, 22, 23, 24, 25])),
    expected: { usualHours: 17, quiet: [0, 6], silentAt: [58, 16] },
  },
  {
    name: 'a small company with something new every week or two',
    hours: news([1, 10], [9, 15], [15, 9], [29, 10], [36, 11], [50, 10]),
    expected: { usualHours: 14 * 24 + 1, quiet: [], silentAt: [50 + 42, 13] },
  },
  {
    name: 'a first sync of thousands, in one hour, is one occurrence: alone it teaches nothing',
    hours: news([0, 9], [0, 10], [0, 11]),
    expected: null,
  },
  {
    name: 'a year of the same, of which eight weeks count',
    hours: [
      ...news(...Array.from({ length: 40 }, (_, week): [number, number] => [week * 7 - 300, 9])),
      ...officeHours(weekdays(8)),
    ],
    expected: { usualHours: 17, quiet: [0, 6], silentAt: [58, 16] },
  },
];

describe('What silence is usual for a directory', () => {
  for (const { name, hours, expected } of cases) {
    it(`is learned of ${name}`, () => {
      const silence = learnSilence(hours);
      if (expected === null || silence === null) {
        assert.equal(silence, expected);
        return;
      }
      assert.deepEqual(
        {
          usualHours: Math.round(silence.usualMs / hourMs),
          quiet: silence.quietWeekdays,
          silentAt: silence.silentAt.toISOString().slice(0, 13),
        },
        {
          usualHours: expected.usualHours,
          quiet: expected.quiet,
          silentAt: new Date(monday + expected.silentAt[0] * dayMs + expected.silentAt[1] * hourMs)
            .toISOString()
            .slice(0, 13),
        },
      );
    });
  }

  it('does not change with how much came at once, or in the same hour again', () => {
    const hours = officeHours(weekdays(8));
    const bulk = hours.map(({ hour, lastAt }) => ({ hour, lastAt: new Date(lastAt.getTime() + 60_000) }));
    assert.equal(learnSilence(bulk)?.usualMs, learnSilence(hours)?.usualMs);
  });

  it('lets a long weekend pass, and not a week', () => {
    const silence = learnSilence(officeHours(weekdays(8)));
    assert.ok(silence);
    // Nobody works on the Monday and the Tuesday after the last Friday.
    const wednesday = new Date(monday + 58 * dayMs + 9 * hourMs);
    const nextMonday = new Date(monday + 63 * dayMs + 9 * hourMs);
    assert.ok(wednesday < silence.silentAt);
    assert.ok(nextMonday > silence.silentAt);
  });
});
