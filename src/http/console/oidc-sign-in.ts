import { Router, type Request, type Response } from 'express';
import type { NewBrowserSession } from '../../store/browser-sessions.ts';
import { sealSecret } from '../../store/sealed-secret.ts';
import type { SessionCookies } from '../browser-session-cookies.ts';
import type { HttpDeps } from '../deps.ts';
import type { Attempt } from '../attempt-limit.ts';
import { contextOf } from '../request-context.ts';
import { openSignIn, sealSignIn, signInLasts, type KeptSignIn } from './begun-sign-in.ts';
import type { OidcClient, SignedIn } from './oidc.ts';

export const ID_TOKEN_PLACE = 'console session';
const PAGE = '/admin/sign-in';
const FIRST_PAGE = '/admin';

/** Why nobody was signed in. The page shows what to do. */
type SignInProblem = 'unreachable' | 'refused' | 'expired' | 'no_role';

interface OidcSignIn {
  oidc: OidcClient;
  cookies: SessionCookies;
  attempt: Attempt;
  /** Begins a session in place of the one that the browser had. */
  begin: (request: Request, response: Response, session: NewBrowserSession) => Promise<void>;
  /** Ends the session that the browser had. */
  endFormer: (request: Request) => Promise<void>;
}

/** /admin/sign-in/start leads to the identity provider, which leads back to /admin/sign-in/callback. */
export function oidcSignIn(deps: HttpDeps, { oidc, cookies, attempt, begin, endFormer }: OidcSignIn): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const { clock, logger } = deps;
  const { secretKeys } = deps.webhookEndpoints;
  const refuse = (
    response: Response,
    problem: SignInProblem,
    { error, returnTo = FIRST_PAGE }: { error?: unknown; returnTo?: string } = {},
  ): void => {
    // Never its message: that of an identity provider may name people.
    const code = (error as { error?: unknown; code?: unknown } | undefined)?.error ?? codeOf(error);
    logger.warn({ problem, code }, 'nobody was signed in to the console');
    // Whoever tries again goes on to where they were going.
    const goal = returnTo === FIRST_PAGE ? {} : { return_to: returnTo };
    response.redirect(303, `${PAGE}?${new URLSearchParams({ problem, ...goal }).toString()}`);
  };

  router.get(`${PAGE}/start`, async (request, response) => {
    contextOf(request).route = `${PAGE}/start`;
    const returnTo = returnAddress(request.query['return_to']);
    try {
      const { goTo, begun } = await oidc.begin();
      const until = clock.now().getTime() + signInLasts;
      const kept = { ...begun, returnTo, until };
      cookies.set(response, 'sign_in', sealSignIn(secretKeys, kept), signInLasts);
      response.redirect(303, goTo);
    } catch (error) {
      refuse(response, 'unreachable', { error, returnTo });
    }
  });

  router.get(`${PAGE}/callback`, async (request, response) => {
    contextOf(request).route = `${PAGE}/callback`;
    const sealed = cookies.read(request, 'sign_in');
    cookies.clear(response, 'sign_in');
    const kept = sealed === null ? null : openSignIn(secretKeys, sealed, clock.now());
    if (kept === null) {
      refuse(response, 'expired');
      return;
    }
    // As browsers see it, whatever a proxy makes of the path: the provider compares it with where it led to.
    const address = new URL(`${deps.publicUrl}${PAGE}/callback`);
    address.search = new URL(request.originalUrl, address).search;
    // Only this asks the provider.
    const signedIn = await attempt(
      request,
      () => finish(oidc, address, kept),
      (finished) => 'problem' in finished,
    );
    if ('problem' in signedIn) {
      refuse(response, signedIn.problem, { error: signedIn.error, returnTo: kept.returnTo });
      return;
    }
    const { role, label, idToken } = signedIn;
    if (role === null) {
      // What they could do until now came from a role that the provider has just said they do not have.
      await endFormer(request);
      cookies.clear(response, 'console');
      refuse(response, 'no_role', { returnTo: kept.returnTo });
      return;
    }
    const sealedToken = sealSecret(secretKeys, idToken, ID_TOKEN_PLACE);
    await begin(request, response, {
      ...{ kind: 'console', tenantId: null, label, role, token: null },
      idToken: sealedToken,
    });
    response.redirect(303, kept.returnTo);
  });
  return router;
}

async function finish(
  oidc: OidcClient,
  address: URL,
  kept: KeptSignIn,
): Promise<SignedIn | { problem: SignInProblem; error: unknown }> {
  try {
    return await oidc.finish(address, kept);
  } catch (error) {
    return { problem: 'refused', error };
  }
}

/** A page of the console, and never an address elsewhere. As `returnAddress` of the web application. */
function returnAddress(asked: unknown): string {
  const isPlain =
    typeof asked === 'string' && asked.length <= 1_000 && /^\/admin(?:[/?][\w\-./?=&%:~+,]*)?$/.test(asked);
  if (!isPlain) return FIRST_PAGE;
  // What leads out again by dots does not count as ours.
  const { pathname, search } = new URL(asked, 'http://localhost');
  return /^\/admin(\/|$)/.test(pathname) ? `${pathname}${search}` : FIRST_PAGE;
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : null;
}
