import type { Request } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Scope } from '../generated/api.ts';
import { findApiToken, noteTokenUse } from '../store/api-tokens.ts';
import type { HttpDeps } from './deps.ts';
import type { Caller } from './route.ts';

/** Who asks, by the bearer token (RFC 6750 §2.1). Throws `unauthenticated`. */
export async function authenticate(deps: HttpDeps, request: Request): Promise<Caller> {
  const token = bearerOf(request);
  if (token === null) {
    throw new RollcallError('unauthenticated', 'Send `Authorization: Bearer <token>`.');
  }
  const now = deps.clock.now();
  const found = await findApiToken(deps.database, token);
  if (found === null) throw new RollcallError('unauthenticated', 'The token is not known.');
  if (found.revoked_at !== null) throw new RollcallError('unauthenticated', 'The token has been revoked.');
  if (found.expires_at !== null && found.expires_at <= now) {
    throw new RollcallError('unauthenticated', 'The token has expired.');
  }
  await noteTokenUse(deps.database, found, now);
  return {
    tokenId: found.id,
    scopes: found.scopes,
    expiresAt: found.expires_at,
    tenantId: found.tenant_id,
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
