export interface BackOff {
  /** After the first failure, and after ever so many, in milliseconds. */
  firstMs: number;
  longestMs: number;
}

const usual: BackOff = { firstMs: 1_000, longestMs: 300_000 };
/** WorkOS's clock and ours differ, and its lists lag behind what it says: what came about so shortly before is left alone. */
export const marginMs = 60_000;

/** A later wish of WorkOS is not believed. */
const longestRetryAfterMs = 3_600_000;

/**
 * How long to rest after so many failures in a row: twice as long after each, by half more or less, and not before WorkOS
 * wants it.
 *
 * @param random from 0 up to 1, as Math.random
 */
export function restMs(
  failures: number,
  wantedMs: number | null,
  random: () => number,
  { firstMs, longestMs }: BackOff = usual,
): number {
  const longest = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  const rest = Math.round(longest * (0.5 + random()));
  return Math.max(rest, Math.min(wantedMs ?? 0, longestRetryAfterMs));
}
