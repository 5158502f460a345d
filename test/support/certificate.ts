import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, both as PEM. */
export interface Certified {
  certificate: string;
  key: string;
}

const EC_WITH_SHA256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x06, 0x03, 0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x06, 0x03, 0x55, 0x1d, 0x13];
const ALTERNATIVE_NAME = [0x06, 0x03, 0x55, 0x1d, 0x11];
const TRUE = [0x01, 0x01, 0xff];

/**
 * An authority made just now, and a certificate of it for a server: X.509 version 3 (RFC 5280), as short as it may be.
 *
 * @param host whom the certificate is for, a name in DNS
 */
export function certify(host: string): { authority: string; server: Certified } {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: 'An authority of a test', key: authority.privateKey };
  const isAuthority = extension([...BASIC_CONSTRAINTS, ...TRUE], der(0x30, TRUE));
  // dNSName is the context's own tag 2.
  const isFor = extension(ALTERNATIVE_NAME, der(0x30, der(0x82, Buffer.from(host))));
  return {
    authority: certificate(1, issuer, issuer.name, authority.publicKey, isAuthority),
    server: {
      certificate: certificate(2, issuer, host, server.publicKey, isFor),
      key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    },
  };
}

function certificate(
  serial: number,
  issuer: { name: string; key: KeyObject },
  subject: string,
  publicKey: KeyObject,
  extensions: Buffer,
): string {
  const algorithm = der(0x30, EC_WITH_SHA256);
  const signed = der(
    0x30,
    der(0xa0, [0x02, 0x01, 0x02]),
    der(0x02, [serial]),
    algorithm,
    nameOf(issuer.name),
    der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extensions)),
  );
  const signature = sign('sha256', signed, issuer.key);
  const whole = der(0x30, signed, algorithm, der(0x03, [0x00], signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function nameOf(commonName: string): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(commonName)))));
}

function extension(head: number[], value: Buffer): Buffer {
  return der(0x30, head, der(0x04, value));
}

/** Tag, length and content, as the distinguished encoding rules of ASN.1 have them. */
function der(tag: number, ...parts: (Buffer | number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
