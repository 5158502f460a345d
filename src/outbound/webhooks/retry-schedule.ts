const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * How long after each failed attempt the next one comes, in milliseconds, but for a tenth more or less. The last one is
 * made a day after the first, and where it fails too, the delivery is dead.
 */
export const retryDelaysMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
  8 * hourMs,
  12 * hourMs,
] as const;

export const retryForMs = 24 * hourMs;

/** For so long, in milliseconds, a delivery is nobody else's: longer than an attempt can take. */
export const leaseMs = 30 * secondMs;

/** From 0 up to 1, as Math.random. */
export type Random = () => number;

/**
 * When a delivery is tried again, or null: never.
 *
 * @param attempts how many there were
 * @param notBefore what the endpoint asked for, if it did
 */
export function nextAttemptAt(
  { attempts, firstAttemptAt, now }: { attempts: number; firstAttemptAt: Date; now: Date },
  notBefore: Date | null,
  random: Random,
): Date | null {
  const end = firstAttemptAt.getTime() + retryForMs;
  if (now.getTime() >= end) return null;
  const delay = retryDelaysMs[attempts - 1] ?? retryDelaysMs.at(-1) ?? retryForMs;
  const planned = now.getTime() + spread(delay, 0.1, random);
  return new Date(Math.min(end, Math.max(planned, notBefore?.getTime() ?? 0)));
}

const rests = { shortest: 5 * secondMs, longest: 5 * minuteMs };

/** Until when an endpoint is left alone that keeps failing: a quarter as long as it has been failing. */
export function restUntil(failingSince: Date, now: Date, random: Random): Date {
  const quarter = (now.getTime() - failingSince.getTime()) / 4;
  const rest = Math.min(rests.longest, Math.max(rests.shortest, quarter));
  return new Date(now.getTime() + spread(rest, 0.2, random));
}

function spread(ms: number, share: number, random: Random): number {
  return Math.round(ms * (1 - share + 2 * share * random()));
}
