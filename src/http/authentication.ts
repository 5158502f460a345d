import type { Request } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Scope } from '../generated/api.ts';
import { findApiToken, type PresentedApiToken } from '../store/api-tokens.ts';
import type { PortalSession } from '../store/browser-sessions.ts';
import type { HttpDeps } from './deps.ts';
import { sessionAuthentication, type PresentedSession } from './browser-session.ts';
import type { ApiRoute, Caller, PortalUse } from './route.ts';
import { sharedLookup } from './shared-lookup.ts';

/**
 * Who asks, by the bearer token (RFC 6750 §2.1), or by the cookie of a browser's session where there is no
 * `Authorization`, and the secret that says so. Throws `unauthenticated`, and `forbidden` for what another site sends.
 */
export type Authenticate = (request: Request) => Promise<PresentedSession>;

type AuthenticationDeps = Pick<HttpDeps, 'database' | 'clock' | 'apiTokenUse' | 'publicUrl' | 'web'>;

/** Tokens are looked up for every request, so that a revocation counts at once; those who ask at the same time share it. */
export function apiAuthentication(deps: AuthenticationDeps): Authenticate {
  const find = sharedLookup((token) => findApiToken(deps.database, token));
  const findSession = sessionAuthentication(deps);
  return async (request) => {
    const token = bearerOf(request);
    if (token !== null) return { caller: callerOf(deps, await find(token)), secret: token };
    const session = request.headers.authorization === undefined ? await findSession(request) : null;
    if (session !== null) return session;
    throw new RollcallError('unauthenticated', 'Send `Authorization: Bearer <token>`.');
  };
}

/** Whose token it is that was looked up, noting its use. Throws `unauthenticated`. */
export function callerOf(
  { clock, apiTokenUse }: Pick<HttpDeps, 'clock' | 'apiTokenUse'>,
  found: PresentedApiToken | null,
): Caller {
  if (found === null) throw new RollcallError('unauthenticated', 'The token is not known.');
  if (found.revokedAt !== null) throw new RollcallError('unauthenticated', 'The token has been revoked.');
  if (found.expiresAt !== null && found.expiresAt <= clock.now()) {
    throw new RollcallError('unauthenticated', 'The token has expired.');
  }
  apiTokenUse.note(found);
  return {
    credentialId: found.id,
    actor: { kind: 'api_token', id: found.id },
    scopes: found.scopes,
    expiresAt: found.expiresAt,
    tenantId: found.tenantId,
    session: null,
  };
}

/** Whether they may use a route at all. Throws `forbidden`, which says what is missing. */
export function requireRight(caller: Caller, route: Pick<ApiRoute, 'scope' | 'portal' | 'support'>): void {
  const { session } = caller;
  if (session?.kind === 'portal') requirePortalUse(session, route.portal);
  else if (!(session?.role === 'support' && route.support)) requireScope(caller, route.scope);
}

function requirePortalUse({ access, pages }: PortalSession, use: PortalUse | null): void {
  if (use === null) throw new RollcallError('forbidden', 'This is not part of the portal.');
  if (!use.pages.some((page) => pages.includes(page))) {
    throw new RollcallError('forbidden', 'The link that was opened does not open this part of the portal.');
  }
  if (use.access === 'read' || access === 'write') return;
  throw new RollcallError('forbidden', 'The link that was opened lets you look, and change nothing.');
}

/** Throws `forbidden`, naming the scope that is missing. */
export function requireScope(caller: Caller, scope: Exclude<Scope, '*'>): void {
  if (holds(caller.scopes, scope)) return;
  const { session } = caller;
  const role = session?.kind === 'console' ? session.role : null;
  throw new RollcallError(
    'forbidden',
    role === null ? `The token lacks the scope \`${scope}\`.` : `The role \`${role}\` may not do this.`,
    { details: { required_scope: scope } },
  );
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
