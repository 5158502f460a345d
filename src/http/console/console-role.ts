import { consoleRoles, type ConsoleRole } from '../../domain/browser-session.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** The strongest role that the claims of somebody make; null: none. */
export function roleOfClaims(
  { roleClaim, roleValues }: Pick<OidcSettings, 'roleClaim' | 'roleValues'>,
  claims: Record<string, unknown>,
): ConsoleRole | null {
  if (roleClaim === 'email' && !hasVerifiedEmail(claims)) return null;
  const given = claimAt(claims, roleClaim);
  const values = new Set(
    (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string'),
  );
  return consoleRoles.find((role) => roleValues[role].some((value) => values.has(value))) ?? null;
}

/**
 * Anyone may write any address into their profile; only the provider can say that it is theirs, and some say it as text.
 * One that says nothing has not said so.
 */
export function hasVerifiedEmail(claims: Record<string, unknown>): boolean {
  return claims['email_verified'] === true || claims['email_verified'] === 'true';
}

/** By its whole name, which may be an address with dots in it, or else by the way to it: `realm_access.roles`. */
function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let found: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}
