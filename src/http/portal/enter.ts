import express, { Router, type Request, type Response } from 'express';
import { sessionLife } from '../../domain/browser-session.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { findBrowserSession, type PortalSession } from '../../store/browser-sessions.ts';
import { endPortalSession, enterPortal, portalUser, type EnteredPortal } from '../../tenancy/portal-links.ts';
import { createAttemptLimit } from '../attempt-limit.ts';
import { requireSessionOfPage } from '../browser-session.ts';
import { createSessionCookies, type SessionCookies } from '../browser-session-cookies.ts';
import type { HttpDeps } from '../deps.ts';
import { contextOf } from '../request-context.ts';
import { requireSameOrigin } from '../same-origin.ts';
import { textOfBody } from '../text-of-body.ts';
import { webSecurityHeaders } from '../web-security.ts';
import { enterPage, enterScript, enterStyle } from './enter-page.ts';

/** In bytes. A link's token is far shorter. */
const LARGEST_BODY = 2_048;

/**
 * /portal/enter, where a link leads, and /portal/leave. The secret of a link is behind the # of its address, so that it is
 * in no log and no Referer; the page sends it with a POST of its own.
 */
export function portalEntry(deps: HttpDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const secure = webSecurityHeaders({ publicUrl: deps.publicUrl, embedOrigins: deps.web.embedOrigins });
  const cookies = createSessionCookies(deps.web);
  const attempt = createAttemptLimit(deps.clock, deps.web.trustedProxies);
  const readJson = express.json({ limit: LARGEST_BODY });

  const page = (path: string, type: string, content: string) => {
    router.get(path, (request, response) => {
      contextOf(request).route = path;
      secure('portal', response);
      response.type(type).send(content);
    });
  };
  page('/portal/enter', 'html', enterPage);
  page('/portal/enter.js', 'text/javascript', enterScript);
  page('/portal/enter.css', 'text/css', enterStyle);

  router.post('/portal/enter', readJson, async (request, response) => {
    contextOf(request).route = '/portal/enter';
    requireSameOrigin(request, deps.publicUrl);
    const token = textOfBody(request, 'token');
    const entered = await attempt(
      request,
      async () => enterPortal(deps, token, await formerSession(deps, cookies, request)),
      ({ outcome }) => outcome === 'unknown',
    );
    answerEntry(response, cookies, entered);
  });

  router.post('/portal/leave', async (request, response) => {
    contextOf(request).route = '/portal/leave';
    requireSameOrigin(request, deps.publicUrl);
    const session = await formerSession(deps, cookies, request);
    if (session !== null) {
      requireSessionOfPage(request, session);
      await endPortalSession(deps, session, portalUser(session.label), 'They left the portal');
    }
    cookies.clear(response, 'portal');
    response.json({ return_url: session?.returnUrl ?? null });
  });
  return router;
}

/** The session of the portal that the browser has by now, open or not. */
async function formerSession(
  { database }: HttpDeps,
  cookies: SessionCookies,
  request: Request,
): Promise<PortalSession | null> {
  const secret = cookies.read(request, 'portal');
  const session = secret === null ? null : await findBrowserSession(database, secret);
  return session?.kind === 'portal' ? session : null;
}

function answerEntry(response: Response, cookies: SessionCookies, entered: EnteredPortal): void {
  switch (entered.outcome) {
    case 'entered':
      cookies.set(response, 'portal', entered.session.secret, sessionLife.portal.longest);
      response.json({ go_to: '/portal', return_url: entered.link.return_url });
      return;
    case 'unknown':
      throw new RollcallError(
        'not_found',
        'There is no such link. Check that it was copied whole, or go back to where it came from and ask for a new one.',
      );
    case 'closed':
      throw new RollcallError('link_closed', sentences[entered.state], {
        details: { state: entered.state, return_url: entered.returnUrl },
      });
  }
}

const again = 'Go back to where it came from, and ask for a new one.';
const sentences = {
  used: `The link was opened already, and opens the portal only once. ${again}`,
  expired: `The link has expired: each can be opened for some minutes only. ${again}`,
  revoked: `The link was revoked. ${again}`,
};
