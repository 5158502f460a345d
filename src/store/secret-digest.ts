import { createHash } from 'node:crypto';

/**
 * How tokens and API keys are kept. They carry 256 bits from the system's generator, so a plain SHA-256 is enough at
 * rest, and a look-up by the digest tells an attacker nothing by its timing.
 */
export function digestOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
