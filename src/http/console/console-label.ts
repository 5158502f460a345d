import { hasVerifiedEmail } from './console-role.ts';

const LONGEST_LABEL = 200;
const LONGEST_NAME = 100;

/**
 * Whom the audit log names as the actor. Anyone may write any address and any name into their profile: an address is taken
 * only where the provider vouches for it, and a name stands beside the id of the account, which is the provider's own.
 */
export function labelOfClaims(claims: Record<string, unknown>): string {
  const email = textOf(claims['email']);
  if (email !== null && hasVerifiedEmail(claims)) return cut(email, LONGEST_LABEL);
  const sub = textOf(claims['sub']);
  const name = [claims['preferred_username'], claims['name']]
    .map(textOf)
    .find((text) => text !== null && !text.includes('@'));
  if (name == null) return cut(sub ?? 'somebody', LONGEST_LABEL);
  return cut(sub === null ? name : `${cut(name, LONGEST_NAME)} (${sub})`, LONGEST_LABEL);
}

function textOf(claim: unknown): string | null {
  if (typeof claim !== 'string') return null;
  const text = claim.toWellFormed().replaceAll('\0', '').trim();
  return text === '' ? null : text;
}

function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}
