/** What decides whether a token of a directory opens it. */
export interface TokenLife {
  expiresAt: Date | null;
  revokedAt: Date | null;
}

export type DirectoryTokenState = 'valid' | 'expiring' | 'expired' | 'revoked';

/** How long before its end a token counts as expiring, in days: time enough to ask a customer for a change. */
const daysOfWarning = 14;
const dayMs = 24 * 60 * 60 * 1000;

/** How many tokens of one directory may be valid at once: the one in use, and the one that takes over from it. */
export const mostValidTokens = 2;

export function tokenStateOf({ expiresAt, revokedAt }: TokenLife, now: Date): DirectoryTokenState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'valid';
  const left = expiresAt.getTime() - now.getTime();
  if (left <= 0) return 'expired';
  return left <= daysOfWarning * dayMs ? 'expiring' : 'valid';
}

/** Whether requests that carry it are let in. */
export function isValidToken(token: TokenLife, now: Date): boolean {
  const state = tokenStateOf(token, now);
  return state === 'valid' || state === 'expiring';
}

/** What is to be known about a token, as a sentence; null where there is nothing to do. */
export function tokenInWords(token: TokenLife, now: Date): string | null {
  const { expiresAt } = token;
  const state = tokenStateOf(token, now);
  if (expiresAt === null || (state !== 'expiring' && state !== 'expired')) return null;
  const day = expiresAt.toISOString().slice(0, 10);
  if (state === 'expired') return `The token expired on ${day}: what carries it is refused.`;
  return (
    `The token expires ${daysUntil(expiresAt, now)}, on ${day}: make another, put it into the identity provider, ` +
    'and revoke this one.'
  );
}

/** What is to be known about the tokens of a directory altogether, as a sentence; null where there is nothing to do. */
export function tokensInWords(tokens: TokenLife[], now: Date): string | null {
  if (!tokens.some((token) => isValidToken(token, now))) {
    return tokens.some((token) => tokenStateOf(token, now) === 'expired')
      ? 'Every token has expired, so the identity provider is refused. Make another, and put it there.'
      : 'No token is valid, so the identity provider is refused. Make one, and put it there.';
  }
  const soonest = tokens
    .flatMap((token) => (tokenStateOf(token, now) === 'expiring' && token.expiresAt ? [token.expiresAt] : []))
    .sort((a, b) => a.getTime() - b.getTime())[0];
  if (soonest === undefined) return null;
  return tokenInWords({ expiresAt: soonest, revokedAt: null }, now);
}

function daysUntil(end: Date, now: Date): string {
  const days = Math.floor((end.getTime() - now.getTime()) / dayMs);
  if (days === 0) return 'within a day';
  return days === 1 ? 'in a day' : `in ${days} days`;
}
