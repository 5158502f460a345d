import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { createClientAddress } from './client-address.ts';

/**
 * How many attempts of one address may fail at once, and then in a second. Behind a proxy that is not named everyone has
 * its address, so that a flood has to be one before it refuses anybody; each attempt costs the machine one indexed read.
 */
const FAILURES = { atOnce: 100, perSecond: 10 };

/** Addresses whose failures are kept in mind. One that is forgotten begins anew. */
const MOST_ADDRESSES = 10_000;
/** Whoever has one address of IPv6 has all of its network. */
const IPV6_NETWORK_BITS = 64;

interface Bucket {
  left: number;
  at: number;
}

/**
 * Lets `work` be tried, or throws too_many_requests.
 *
 * @param failed whether what came of it is a failure; what throws always is
 */
export type Attempt = <T>(
  request: Request,
  work: () => Promise<T>,
  failed?: (result: T) => boolean,
) => Promise<T>;

/**
 * Bounds how often secrets may be tried in vain: a token bucket for each address, in the memory of this process. Those
 * that succeed do not count. It is their 256 random bits that keep secrets safe, and this only keeps those who try from
 * being a burden. There is no bucket for all addresses together: whoever has many could refuse everyone with it.
 *
 * @param trustedProxies whose X-Forwarded-For is believed
 */
export function createAttemptLimit(clock: Clock, trustedProxies: readonly string[] = []): Attempt {
  const buckets = new LRUCache<string, Bucket>({ max: MOST_ADDRESSES });
  const clientAddress = createClientAddress(trustedProxies);
  return async (request, work, failed = () => false) => {
    const bucket = refilled(buckets, networkOf(clientAddress(request)), clock.now().getTime());
    if (bucket.left < 1) throw tooMany((1 - bucket.left) / FAILURES.perSecond);
    // Taken while it is tried: many at the same moment are many.
    bucket.left -= 1;
    const result = await work();
    if (!failed(result)) bucket.left += 1;
    return result;
  };
}

function refilled(buckets: LRUCache<string, Bucket>, address: string, now: number): Bucket {
  const bucket = buckets.get(address) ?? { left: FAILURES.atOnce, at: now };
  const passed = Math.max(0, now - bucket.at) / 1_000;
  bucket.left = Math.min(FAILURES.atOnce, bucket.left + passed * FAILURES.perSecond);
  bucket.at = now;
  buckets.set(address, bucket);
  return bucket;
}

function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_NETWORK_BITS}`).toNormalizedString();
}

function tooMany(seconds: number): RollcallError {
  const wait = Math.max(1, Math.ceil(seconds));
  return new RollcallError(
    'too_many_requests',
    `There were too many attempts. Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`,
    { retryable: true, details: { retry_after: wait } },
  );
}
