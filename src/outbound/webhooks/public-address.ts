import { lookup as askSystem } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Every address of a name. */
export type Resolve = (name: string) => Promise<{ address: string; family: number }[]>;

const LONGEST_URL = 2_000;

/**
 * What is wrong with an address that webhooks are to be sent to, as a sentence; null where nothing is. A name is looked
 * at when a connection is made, by `publicLookup`; what is an IP address in any of its spellings is looked at here.
 */
export function problemOfUrl(text: string, allowPrivate: boolean): string | null {
  const url = text.length > LONGEST_URL ? null : URL.parse(text);
  if (url === null) return 'It is not an address such as https://example.com/webhooks.';
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
    const hint =
      url.protocol === 'http:' ? ' For tests, ROLLCALL_WEBHOOKS_ALLOW_PRIVATE=1 allows http:// too.' : '';
    return `It must be an https:// address.${hint}`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'It must not hold a user name or a password: deliveries are signed instead.';
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!allowPrivate && (isLocalName(host) || (isIP(host) !== 0 && !isPublicAddress(host))))
    return privateProblem;
  return null;
}

/** Names that never leave the machine (RFC 6761 §6.3). */
function isLocalName(host: string): boolean {
  return /(?:^|\.)localhost\.?$/.test(host);
}

const privateProblem =
  'It is a private, local or reserved address, and webhooks are only sent to public ones. ' +
  'For tests, ROLLCALL_WEBHOOKS_ALLOW_PRIVATE=1 allows them.';

/**
 * True for what the public internet routes: not loopback, private, link-local (and so no cloud's metadata), shared,
 * multicast, reserved, nor a form of IPv6 that carries an IPv4 address to somewhere else.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  // process() reads ::ffff:10.0.0.1 as the IPv4 address that it is.
  const read = ipaddr.process(address);
  return read.range() === 'unicast' && (read.kind() === 'ipv4' || isGlobalIpv6(read));
}

/** Nothing outside of 2000::/3 is routed (RFC 4291 §2.4), and in ::/96 there are IPv4 addresses again. */
function isGlobalIpv6(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [first = 0] = address.toByteArray();
  return first >> 5 === 1;
}

/** Refused by `publicLookup`. */
export class PrivateAddressError extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

/**
 * Resolves names for connections, and refuses a name of which any address is not public. It is asked as a connection is
 * made, and the connection goes to what it answered: a name that means something else a moment later passes nothing.
 */
export function publicLookup(allowPrivate: boolean, resolve: Resolve = askForAll): LookupFunction {
  return (name, options, answer) => {
    resolve(name).then(
      (all) => {
        const found = all.filter(({ family }) => !options.family || options.family === family);
        const [first] = found;
        if (first === undefined) {
          answer(Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' }), []);
        } else if (!allowPrivate && !all.every(({ address }) => isPublicAddress(address))) {
          answer(new PrivateAddressError('The name leads to a private address.'), []);
        } else if (options.all === true) answer(null, found);
        else answer(null, first.address, first.family);
      },
      (error: unknown) => {
        answer(error as NodeJS.ErrnoException, []);
      },
    );
  };
}

const askForAll: Resolve = (name) => askSystem(name, { all: true });
