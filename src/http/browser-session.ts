import type { Request } from 'express';
import { isOpenSession, type ConsoleRole } from '../domain/browser-session.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Scope } from '../generated/api.ts';
import { findBrowserSession, type BrowserSession, type ConsoleSession } from '../store/browser-sessions.ts';
import { portalUser } from '../tenancy/portal-links.ts';
import { createSessionCookies } from './browser-session-cookies.ts';
import type { HttpDeps } from './deps.ts';
import type { Caller } from './route.ts';
import { appOfLink, askingApp, requireSameOrigin } from './same-origin.ts';
import { sharedLookup } from './shared-lookup.ts';
import type { WebApp } from './web-security.ts';

/** The id of the session that a page began with, so that it never acts as whoever signed in after it. */
const SESSION_HEADER = 'rollcall-session';
/** Of what a page asks by itself, while nobody is at it. */
const UNATTENDED_HEADER = 'rollcall-unattended';

/** Whose session a request comes with, and its secret. */
export interface PresentedSession {
  caller: Caller;
  secret: string;
}

type SessionDeps = Pick<HttpDeps, 'database' | 'clock' | 'publicUrl' | 'web'>;

/** What whoever signed in by OIDC may do. Support may also do what routes open to it. */
const scopesOfRole: Record<ConsoleRole, readonly Scope[]> = {
  operator: ['*'],
  support: ['read'],
  viewer: ['read'],
};

/**
 * Who asks by the cookie of a browser's session; null where none came. Sessions are looked up for every request, so that
 * an end counts at once.
 *
 * @throws RollcallError unauthenticated, or forbidden for what comes from another site
 */
export function sessionAuthentication(
  deps: SessionDeps,
): (request: Request) => Promise<PresentedSession | null> {
  const cookies = createSessionCookies(deps.web);
  const find = sharedLookup((secret) => findBrowserSession(deps.database, secret));
  return async (request) => {
    const secrets = {
      portal: cookies.read(request, 'portal'),
      console: cookies.read(request, 'console'),
    };
    const app = appOf(request, secrets);
    if (app === null) return null;
    requireSameOrigin(request, deps.publicUrl);
    const secret = secrets[app];
    const session = secret === null ? null : await find(secret);
    if (secret === null || session?.kind !== app) throw ended(app);
    requireSessionOfPage(request, session);
    const caller = callerOfSession(deps, session);
    if (request.get(UNATTENDED_HEADER) === undefined) deps.web.sessionUse.note(session);
    return { caller, secret };
  };
}

/**
 * Refuses the request of a page whose session is not the browser's any more: another link was opened in it, or somebody
 * signed in anew. The page would else go on in another tenant, or under another name.
 *
 * @throws RollcallError unauthenticated
 */
export function requireSessionOfPage(request: Request, session: BrowserSession): void {
  const id = request.get(SESSION_HEADER);
  if (id === undefined || id === session.id) return;
  throw new RollcallError(
    'unauthenticated',
    session.kind === 'portal'
      ? 'Another link was opened in this browser, which ended the session of this page.'
      : 'Somebody signed in anew in this browser, which ended the session of this page.',
    { details: { session: 'another' } },
  );
}

/** Which session counts: the one of the application that asks, or the only one there is. Null: none came. */
function appOf(request: Request, secrets: Record<WebApp, string | null>): WebApp | null {
  if (secrets.portal === null && secrets.console === null) return null;
  const asking = askingApp(request) ?? appOfLink(request);
  if (asking !== null) return asking;
  if (secrets.portal === null) return 'console';
  if (secrets.console === null) return 'portal';
  throw new RollcallError(
    'unauthenticated',
    'The browser is signed in to the portal and to the console. Send `Rollcall-App: portal` or `console` to say which counts.',
  );
}

function callerOfSession({ clock }: SessionDeps, session: BrowserSession): Caller {
  const now = clock.now();
  if (!isOpenSession(session, now)) throw ended(session.kind);
  if (session.kind === 'portal') {
    return {
      credentialId: session.id,
      actor: portalUser(session.label),
      scopes: session.access === 'write' ? ['read', 'write'] : ['read'],
      expiresAt: session.expiresAt,
      tenantId: session.tenantId,
      session,
    };
  }
  const rights = rightsOf(session);
  if (rights === null || (rights.expiresAt !== null && rights.expiresAt <= now)) throw ended('console');
  return {
    credentialId: session.id,
    actor: { kind: 'console_user', id: session.label },
    ...rights,
    tenantId: session.tenantId,
    session,
  };
}

/** What a session of the console may do, and until when; of one with a token, as the token is by now. Null: nothing. */
function rightsOf({ role, token }: ConsoleSession): Pick<Caller, 'scopes' | 'expiresAt'> | null {
  // Tokens made by a person outlive their session, as those made by an operator's token do.
  if (role !== null) return { scopes: scopesOfRole[role], expiresAt: null };
  return token === null || token.isVoid ? null : { scopes: token.scopes, expiresAt: token.expiresAt };
}

function ended(app: WebApp): RollcallError {
  return new RollcallError(
    'unauthenticated',
    app === 'portal'
      ? 'The session has ended. Go back to where the link came from, and ask for a new one.'
      : 'The session has ended. Sign in again.',
    { details: { session: 'ended' } },
  );
}
