import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/**
 * Who sent a request. `X-Forwarded-For` is believed as far as proxies that are trusted have written it: what stands
 * before the first address that is not theirs may have been written by anybody.
 *
 * @param trusted addresses and ranges (CIDR) of proxies; each passes isProxyRange
 * @returns the address in its normal form
 */
export function createClientAddress(trusted: readonly string[]): (request: Request) => string {
  const ranges = trusted.map(rangeOf);
  const isTrusted = (address: Address) =>
    ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
  return ({ socket, headers }) => {
    let client = addressIn(socket.remoteAddress ?? '');
    if (client === null) return 'unknown';
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    while (isTrusted(client)) {
      const before = addressIn(forwarded.pop()?.trim() ?? '');
      // Its proxy says nothing that could be told apart.
      if (before === null) break;
      client = before;
    }
    return client.toNormalizedString();
  };
}

/** Whether it is an address or a range, and not of everybody. */
export function isProxyRange(text: string): boolean {
  if (text.includes('/')) {
    return ipaddr.isValidCIDR(text) && isWritten(text.split('/')[0] ?? '') && ipaddr.parseCIDR(text)[1] > 0;
  }
  return isWritten(text);
}

function rangeOf(text: string): Range {
  if (!text.includes('/')) {
    const address = ipaddr.process(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  }
  const [base, bits] = ipaddr.parseCIDR(text);
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96)
    return [base.toIPv4Address(), bits - 96];
  return [base, bits];
}

/** Some proxies add the port. */
function addressIn(text: string): Address | null {
  const bare =
    /^\[([^\]]{1,45})\](?::\d{1,5})?$/.exec(text)?.[1] ?? text.replace(/^([\d.]{7,15}):\d{1,5}$/, '$1');
  return isWritten(bare) ? ipaddr.process(bare) : null;
}

/** In full: forms such as 10.1 or 0x0a000001 are read differently elsewhere. */
function isWritten(text: string): boolean {
  if (text.length > 45) return false;
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}
