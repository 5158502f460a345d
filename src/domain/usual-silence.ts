/** An hour in which news came from a directory. */
export interface NewsHour {
  /** When the hour begins. */
  hour: Date;
  /** When the last of its news came. */
  lastAt: Date;
}

/** How long a directory is usually silent, learned from its own history. */
export interface UsualSilence {
  /** The last news that there was. */
  lastAt: Date;
  /** On how many days of the last eight weeks before that there was any. */
  days: number;
  /** Weekdays that do not count, 0 for Sunday: days on which this directory rarely says anything. UTC. */
  quietWeekdays: number[];
  /** The longest pause that is usual, quiet weekdays left out, in milliseconds. */
  usualMs: number;
  /** From how long a pause on it is silent, counted in the same way. */
  limitMs: number;
  /** From when on it is silent, unless news comes. */
  silentAt: Date;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The history that counts, in milliseconds before the last news: eight weeks. */
const window = 56 * dayMs;
/** With less there is nothing to learn from: three weeks between the first and the last news, on six different days. */
const leastSpan = 21 * dayMs;
const leastDays = 6;
/** A rhythm by weekdays shows in four weeks, where there is news on two days of a week or more. */
const leastSpanOfRhythm = 28 * dayMs;
const leastDaysAWeek = 2;
/** A weekday is quiet where news came in less than a quarter of the weeks, and on another weekday in at least half. */
const quietShare = 1 / 4;
const busyShare = 1 / 2;
/** Of the longest pause before each day with news, the one that nine in ten do not exceed: a holiday is the tenth. */
const quantile = 0.9;
const timesUsual = 3;
/** A long weekend is no silence. */
const leastLimit = 3 * dayMs;

/**
 * Learns how long a directory is usually silent; null while it has too little history. Pure; docs/health.md states the
 * rule. Many changes at once count as one occurrence, since only hours with news are looked at; weekends fall out as
 * quiet weekdays; a holiday is one long pause among many ordinary ones.
 *
 * @param hours in their order, each once
 */
export function learnSilence(hours: readonly NewsHour[]): UsualSilence | null {
  const last = hours.at(-1);
  if (last === undefined) return null;
  const recent = hours.filter(({ lastAt }) => lastAt.getTime() >= last.lastAt.getTime() - window);
  const first = recent[0] ?? last;
  const span = last.lastAt.getTime() - first.lastAt.getTime();
  const days = new Set(recent.map(({ lastAt }) => dayOf(lastAt)));
  if (span < leastSpan || days.size < leastDays) return null;

  const hasRhythm = span >= leastSpanOfRhythm && days.size * 7 * dayMs >= leastDaysAWeek * span;
  const quiet = hasRhythm ? quietWeekdays(days) : new Set<number>();
  const usualMs = usualPause(recent, quiet);
  const limitMs = Math.max(timesUsual * usualMs, leastLimit);
  return {
    lastAt: last.lastAt,
    days: days.size,
    quietWeekdays: [...quiet].sort(),
    usualMs,
    limitMs,
    silentAt: after(last.lastAt, limitMs, quiet),
  };
}

/** The number of a UTC day since 1970, which was a Thursday. */
function dayOf(time: Date): number {
  return Math.floor(time.getTime() / dayMs);
}

function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function quietWeekdays(days: ReadonlySet<number>): Set<number> {
  const first = Math.min(...days);
  const last = Math.max(...days);
  const there = new Array<number>(7).fill(0);
  const heard = new Array<number>(7).fill(0);
  for (let day = first; day <= last; day += 1) {
    const weekday = weekdayOf(day);
    there[weekday] = (there[weekday] ?? 0) + 1;
    if (days.has(day)) heard[weekday] = (heard[weekday] ?? 0) + 1;
  }
  const shares = heard.map((count, weekday) => count / Math.max(1, there[weekday] ?? 0));
  if (Math.max(...shares) < busyShare) return new Set();
  return new Set(shares.flatMap((share, weekday) => (share < quietShare ? [weekday] : [])));
}

/** Per day, so that hundreds of short pauses within working hours do not make the nights look long. */
function usualPause(hours: readonly NewsHour[], quiet: ReadonlySet<number>): number {
  const longest = new Map<number, number>();
  for (const [index, { lastAt }] of hours.entries()) {
    const before = hours[index - 1];
    if (before === undefined) continue;
    const pause = countedBetween(before.lastAt, lastAt, quiet);
    longest.set(dayOf(lastAt), Math.max(longest.get(dayOf(lastAt)) ?? 0, pause));
  }
  const pauses = [...longest.values()].sort((a, b) => a - b);
  return pauses[Math.ceil(pauses.length * quantile) - 1] ?? 0;
}

/** The time between two moments without quiet weekdays, in milliseconds. */
function countedBetween(from: Date, to: Date, quiet: ReadonlySet<number>): number {
  let counted = 0;
  for (let day = dayOf(from); day <= dayOf(to); day += 1) {
    if (quiet.has(weekdayOf(day))) continue;
    const begin = Math.max(from.getTime(), day * dayMs);
    const end = Math.min(to.getTime(), (day + 1) * dayMs);
    counted += Math.max(0, end - begin);
  }
  return counted;
}

/** When so much time has passed, quiet weekdays left out. */
function after(from: Date, ms: number, quiet: ReadonlySet<number>): Date {
  let left = ms;
  for (let day = dayOf(from); ; day += 1) {
    if (quiet.has(weekdayOf(day))) continue;
    const begin = Math.max(from.getTime(), day * dayMs);
    const there = (day + 1) * dayMs - begin;
    if (left <= there) return new Date(begin + left);
    left -= there;
  }
}
