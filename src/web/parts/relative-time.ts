const steps = [
  { unit: 'second', seconds: 1, until: 60 },
  { unit: 'minute', seconds: 60, until: 3_600 },
  { unit: 'hour', seconds: 3_600, until: 86_400 },
  { unit: 'day', seconds: 86_400, until: 86_400 * 30 },
  { unit: 'month', seconds: 86_400 * 30.44, until: 86_400 * 365 },
  { unit: 'year', seconds: 86_400 * 365.25, until: Infinity },
] as const;

/** Such as "3 minutes ago" and "in 2 days". A moment that is just to come is now: the page tells the time less often, and clocks differ. */
export function relativeTime(at: Date, now: Date, locale: string): string {
  const seconds = (at.getTime() - now.getTime()) / 1_000;
  const away = Math.abs(seconds);
  const step = steps.find(({ until }) => away < until) ?? steps[0];
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (seconds > -5 && seconds < 25) return words.format(0, 'second');
  // Toward now: 119 seconds are one minute, not two.
  return words.format(Math.trunc(seconds / step.seconds), step.unit);
}

/** With its day, to the second, and with the name of the zone. `zone` is the reader's unless told. */
export function exactTime(at: Date, locale: string, zone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at);
}
