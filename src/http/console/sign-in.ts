import express, { Router, type Request, type Response } from 'express';
import { sessionLife } from '../../domain/browser-session.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { findApiToken, readTokenName } from '../../store/api-tokens.ts';
import {
  endBrowserSession,
  findBrowserSession,
  insertBrowserSession,
  type ConsoleSession,
  type NewBrowserSession,
} from '../../store/browser-sessions.ts';
import { openSecret } from '../../store/sealed-secret.ts';
import { createAttemptLimit } from '../attempt-limit.ts';
import { callerOf, requireScope } from '../authentication.ts';
import { createSessionCookies, type SessionCookies } from '../browser-session-cookies.ts';
import { requireSessionOfPage } from '../browser-session.ts';
import type { HttpDeps } from '../deps.ts';
import { contextOf } from '../request-context.ts';
import { requireSameOrigin } from '../same-origin.ts';
import { textOfBody } from '../text-of-body.ts';
import { createOidcClient, type OidcClient } from './oidc.ts';
import { ID_TOKEN_PLACE, oidcSignIn } from './oidc-sign-in.ts';

const LARGEST_BODY = 2_048;
export const SIGN_IN_PAGE = '/admin/sign-in';

/** How people sign in to the console and out of it. The page itself is of the web application. */
export function consoleSignIn(deps: HttpDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const cookies = createSessionCookies(deps.web);
  const attempt = createAttemptLimit(deps.clock, deps.web.trustedProxies);
  const readJson = express.json({ limit: LARGEST_BODY });
  const { oidc: settings } = deps.web;
  const oidc =
    settings === null ? null : createOidcClient(settings, `${deps.publicUrl}${SIGN_IN_PAGE}/callback`);
  const endFormer = async (request: Request): Promise<void> => {
    const former = await formerSession(deps, cookies, request);
    if (former !== null) await endBrowserSession(deps.database, former.id, deps.clock.now());
  };
  const begin = async (request: Request, response: Response, session: NewBrowserSession): Promise<void> => {
    await endFormer(request);
    const now = deps.clock.now();
    const { id, secret } = await insertBrowserSession(deps.database, session, now);
    cookies.set(response, 'console', secret, sessionLife.console.longest);
    const signedIn =
      session.kind === 'console' ? { role: session.role, token_id: session.token?.id ?? null } : {};
    deps.logger.info({ session_id: id, ...signedIn }, 'somebody signed in to the console');
  };

  router.get(`${SIGN_IN_PAGE}/methods`, (request, response) => {
    contextOf(request).route = `${SIGN_IN_PAGE}/methods`;
    response.json({ method: oidc === null ? 'token' : 'oidc' });
  });

  router.post(`${SIGN_IN_PAGE}/token`, readJson, async (request, response) => {
    contextOf(request).route = `${SIGN_IN_PAGE}/token`;
    requireSameOrigin(request, deps.publicUrl);
    if (oidc !== null) {
      throw new RollcallError(
        'forbidden',
        'Here people sign in at their identity provider, not with a token.',
      );
    }
    const text = textOfBody(request, 'token');
    const session = await attempt(request, () => sessionOfToken(deps, text));
    await begin(request, response, session);
    response.json({ go_to: '/admin' });
  });

  if (oidc !== null) router.use(oidcSignIn(deps, { oidc, cookies, attempt, begin, endFormer }));

  router.post('/admin/sign-out', async (request, response) => {
    contextOf(request).route = '/admin/sign-out';
    requireSameOrigin(request, deps.publicUrl);
    const session = await formerSession(deps, cookies, request);
    if (session !== null) requireSessionOfPage(request, session);
    const goTo = session === null ? null : await providersSignOut(deps, oidc, session);
    if (session !== null) await endBrowserSession(deps.database, session.id, deps.clock.now());
    cookies.clear(response, 'console');
    response.json({ go_to: goTo ?? SIGN_IN_PAGE });
  });
  return router;
}

/** A session that can do what the token can, for as long as it can. Throws unauthenticated and forbidden. */
async function sessionOfToken(deps: HttpDeps, text: string): Promise<NewBrowserSession> {
  const caller = callerOf(deps, await findApiToken(deps.database, text));
  // Without it, nothing of the console would show anything.
  requireScope(caller, 'read');
  const label = await readTokenName(deps.database, caller.credentialId);
  const token = { id: caller.credentialId, text };
  return { kind: 'console', tenantId: caller.tenantId, label, role: null, token, idToken: null };
}

async function formerSession(
  { database }: HttpDeps,
  cookies: SessionCookies,
  request: Request,
): Promise<ConsoleSession | null> {
  const secret = cookies.read(request, 'console');
  const session = secret === null ? null : await findBrowserSession(database, secret);
  return session?.kind === 'console' ? session : null;
}

/** Where whoever signed in at the identity provider signs out there too. Should it not answer, they are out of here. */
async function providersSignOut(
  deps: HttpDeps,
  oidc: OidcClient | null,
  { idToken, role }: ConsoleSession,
): Promise<string | null> {
  if (oidc === null || role === null) return null;
  try {
    const opened =
      idToken === null ? null : openSecret(deps.webhookEndpoints.secretKeys, idToken, ID_TOKEN_PLACE);
    return await oidc.endSessionUrl(opened, `${deps.publicUrl}${SIGN_IN_PAGE}`);
  } catch {
    deps.logger.warn('the identity provider of the console could not be asked how to sign out');
    return null;
  }
}
