const firstMs = 1_000;
const longestMs = 300_000;
/** A later wish of WorkOS is not believed. */
const longestRetryAfterMs = 3_600_000;

/**
 * How long to rest after so many failures in a row: twice as long after each, by half more or less, and not before WorkOS
 * wants it.
 *
 * @param random from 0 up to 1, as Math.random
 */
export function restMs(failures: number, wantedMs: number | null, random: () => number): number {
  const longest = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  const rest = Math.round(longest * (0.5 + random()));
  return Math.max(rest, Math.min(wantedMs ?? 0, longestRetryAfterMs));
}
