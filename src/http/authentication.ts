import type { Request } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Scope } from '../generated/api.ts';
import { findApiToken, type PresentedApiToken } from '../store/api-tokens.ts';
import type { HttpDeps } from './deps.ts';
import type { Caller } from './route.ts';
import { sharedLookup } from './shared-lookup.ts';

/** Who asks, by the bearer token (RFC 6750 §2.1). Throws `unauthenticated`. */
export type Authenticate = (request: Request) => Promise<Caller>;

type AuthenticationDeps = Pick<HttpDeps, 'database' | 'clock' | 'apiTokenUse'>;

/** Tokens are looked up for every request, so that a revocation counts at once; those who ask at the same time share it. */
export function apiAuthentication(deps: AuthenticationDeps): Authenticate {
  const find = sharedLookup((token) => findApiToken(deps.database, token));
  return async (request) => {
    const token = bearerOf(request);
    if (token === null) {
      throw new RollcallError('unauthenticated', 'Send `Authorization: Bearer <token>`.');
    }
    return callerOf(deps, await find(token));
  };
}

/** Whose token it is that was looked up, noting its use. Throws `unauthenticated`. */
export function callerOf(
  { clock, apiTokenUse }: Pick<AuthenticationDeps, 'clock' | 'apiTokenUse'>,
  found: PresentedApiToken | null,
): Caller {
  if (found === null) throw new RollcallError('unauthenticated', 'The token is not known.');
  if (found.revokedAt !== null) throw new RollcallError('unauthenticated', 'The token has been revoked.');
  if (found.expiresAt !== null && found.expiresAt <= clock.now()) {
    throw new RollcallError('unauthenticated', 'The token has expired.');
  }
  apiTokenUse.note(found);
  return {
    tokenId: found.id,
    scopes: found.scopes,
    expiresAt: found.expiresAt,
    tenantId: found.tenantId,
  };
}

/** Throws `forbidden`, naming the scope that is missing. */
export function requireScope(caller: Caller, scope: Exclude<Scope, '*'>): void {
  if (holds(caller.scopes, scope)) return;
  throw new RollcallError('forbidden', `The token lacks the scope \`${scope}\`.`, {
    details: { required_scope: scope },
  });
}

/** Throws `forbidden` for a token that is bound to one tenant. */
export function requireEveryTenant(caller: Caller): void {
  if (caller.tenantId === null) return;
  throw new RollcallError(
    'forbidden',
    'The token is bound to one tenant; this needs one that reaches every tenant.',
  );
}

/** Whether these scopes include another; `*` includes every one. */
export function holds(scopes: readonly Scope[], wanted: Scope): boolean {
  return scopes.includes('*') || scopes.includes(wanted);
}

/** The bearer token of a request, or null. */
export function bearerOf(request: Request): string | null {
  return /^bearer +([\x21-\x7e]{1,512})$/i.exec(request.get('authorization') ?? '')?.[1] ?? null;
}
