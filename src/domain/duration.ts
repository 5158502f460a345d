const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The milliseconds of a duration as policies write it: a whole number and s, m, h or d (`10s`, `30d`).
 * Throws a TypeError for anything else: the schema has refused it before.
 */
export function durationMs(written: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(written) ?? [];
  if (count === undefined || unit === undefined) {
    throw new TypeError(`${JSON.stringify(written)} is no duration.`);
  }
  return Number(count) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/** A duration in words: `30d` is "30 days", `1h` "1 hour". */
export function durationInWords(written: string): string {
  const count = Number(written.slice(0, -1));
  const unit = { s: 'second', m: 'minute', h: 'hour', d: 'day' }[written.slice(-1)] ?? '';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
