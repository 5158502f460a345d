import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';

/** What one address may try at once and then in a second, and what all of them may. */
const perAddress = { atOnce: 30, perSecond: 0.5 };
const inTotal = { atOnce: 300, perSecond: 20 };

/** Addresses whose bucket is kept. One that is forgotten begins with a full bucket. */
const MOST_ADDRESSES = 10_000;

interface Bucket {
  left: number;
  at: number;
}

/**
 * Bounds how often secrets may be tried: a token bucket for each address, and one for all. In the memory of this process.
 * Behind a proxy everyone has its address, so that one is generous: it is their 256 random bits that keep secrets safe,
 * and this only keeps those who try from being a burden.
 *
 * @returns notes an attempt; throws too_many_requests where there were too many
 */
export function createAttemptLimit(clock: Clock): (request: Request) => void {
  const addresses = new LRUCache<string, Bucket>({ max: MOST_ADDRESSES });
  let total: Bucket | null = null;
  return (request) => {
    const now = clock.now().getTime();
    const address = request.socket.remoteAddress ?? 'unknown';
    const own = refilled(addresses.get(address) ?? null, perAddress, now);
    const all = refilled(total, inTotal, now);
    addresses.set(address, own);
    total = all;
    if (own.left < 1) throw tooMany((1 - own.left) / perAddress.perSecond);
    if (all.left < 1) throw tooMany((1 - all.left) / inTotal.perSecond);
    own.left -= 1;
    all.left -= 1;
  };
}

function refilled(bucket: Bucket | null, { atOnce, perSecond }: typeof perAddress, now: number): Bucket {
  if (bucket === null) return { left: atOnce, at: now };
  const passed = Math.max(0, now - bucket.at) / 1_000;
  return { left: Math.min(atOnce, bucket.left + passed * perSecond), at: now };
}

function tooMany(seconds: number): RollcallError {
  const wait = Math.max(1, Math.ceil(seconds));
  return new RollcallError(
    'too_many_requests',
    `There were too many attempts. Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`,
    { details: { retry_after: wait } },
  );
}
