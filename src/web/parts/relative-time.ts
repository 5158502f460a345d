const steps = [
  { unit: 'second', seconds: 1, until: 60 },
  { unit: 'minute', seconds: 60, until: 3_600 },
  { unit: 'hour', seconds: 3_600, until: 86_400 },
  { unit: 'day', seconds: 86_400, until: 86_400 * 30 },
  { unit: 'month', seconds: 86_400 * 30.44, until: 86_400 * 365 },
  { unit: 'year', seconds: 86_400 * 365.25, until: Infinity },
] as const;

/** Of what is to come, days are told for longer: "in 45 days" says when, "in 1 month" does not. */
const LAST_DAY_TO_COME = 60;

/**
 * Such as "3 minutes ago" and "in 2 days". A moment that is just to come is now: the page tells the time less often, and clocks
 * differ.
 */
export function relativeTime(at: Date, now: Date, locale: string): string {
  const seconds = (at.getTime() - now.getTime()) / 1_000;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (seconds > -5 && seconds < 25) return words.format(0, 'second');
  if (seconds > 0) return toCome(seconds, words);
  const step = steps.find(({ until }) => -seconds < until) ?? steps[0];
  // Toward now: 119 seconds are one minute, not two.
  return words.format(Math.trunc(seconds / step.seconds), step.unit);
}

/** The nearest: what ends in 71 hours and 58 minutes ends in 3 days. */
function toCome(seconds: number, words: Intl.RelativeTimeFormat): string {
  const step =
    steps.find((one) => {
      const until = one.unit === 'day' ? 86_400 * LAST_DAY_TO_COME : one.until;
      return Math.round(seconds / one.seconds) * one.seconds < until;
    }) ?? steps[0];
  return words.format(Math.round(seconds / step.seconds), step.unit);
}

/** With its day, to the second, and with the name of the zone. `zone` is the reader's unless told. */
export function exactTime(at: Date, locale: string, zone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at);
}
