import { sessionLife } from '../../domain/browser-session.ts';
import { portalPages } from '../../domain/portal-link.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { CurrentSession } from '../../generated/api.ts';
import { browserSessionsKeyset, listOpenSessions } from '../../store/browser-sessions-read.ts';
import { endBrowserSession, readBrowserSession } from '../../store/browser-sessions.ts';
import { readTenant } from '../../store/tenants.ts';
import { endPortalSession } from '../../tenancy/portal-links.ts';
import type { HttpDeps } from '../deps.ts';
import { answerPage } from '../paging.ts';
import { actorOf, sharedRoute, type Caller } from '../route.ts';

export const browserSessionRoutes = {
  getCurrentSession: sharedRoute({
    method: 'get',
    path: '/session',
    scope: 'read',
    portal: { access: 'read', pages: portalPages },
    summary: 'Show who asks, and what they may do',
    answer: 'CurrentSession',
    perform: async (deps, { caller }) => currentSession(caller, await slugOf(deps, caller)),
  }),

  listBrowserSessions: sharedRoute({
    method: 'get',
    path: '/browser-sessions',
    scope: 'tokens:write',
    summary: 'List the browsers that are signed in to the console, or in a portal',
    description: 'A token that is bound to one tenant sees those of that tenant.',
    query: 'BrowserSessionsQuery',
    answer: 'BrowserSessionList',
    async perform(deps, { caller, query, reach }) {
      const tenantId = query.tenant === undefined ? caller.tenantId : (await reach(query.tenant)).id;
      return answerPage(query, 'browser_sessions', browserSessionsKeyset, (page) =>
        deps.database.acrossTenants((trx) => listOpenSessions(trx, tenantId, page, deps.clock.now())),
      );
    },
  }),

  revokeBrowserSession: sharedRoute({
    method: 'delete',
    path: '/browser-sessions/:session',
    scope: 'tokens:write',
    summary: 'Sign a browser out',
    async perform(deps, { caller, params }) {
      const session = await readBrowserSession(deps.database, params.session);
      const isReached = caller.tenantId === null || session?.tenantId === caller.tenantId;
      if (session === null || !isReached) {
        throw new RollcallError('not_found', 'There is no session with this id.');
      }
      if (session.kind === 'portal')
        await endPortalSession(deps, session, actorOf(caller), 'The session was ended');
      else await endBrowserSession(deps.database, session.id, deps.clock.now());
      return undefined;
    },
  }),
};

async function slugOf({ database }: HttpDeps, { tenantId }: Caller): Promise<string | null> {
  if (tenantId === null) return null;
  const tenant = await database.inTenant(tenantId, (trx) => readTenant(trx, tenantId));
  return tenant?.slug ?? null;
}

function currentSession({ session, scopes, expiresAt }: Caller, tenant: string | null): CurrentSession {
  const portal = session?.kind === 'portal' ? session : null;
  const role = session?.kind === 'console' ? session.role : null;
  return {
    id: session?.id ?? null,
    kind: session?.kind ?? 'token',
    tenant,
    label: session?.label ?? null,
    role: portal === null ? role : 'tenant_admin',
    scopes: [...scopes],
    access: portal?.access ?? null,
    pages: portal?.pages ?? null,
    return_url: portal?.returnUrl ?? null,
    expires_at: (session?.expiresAt ?? expiresAt)?.toISOString() ?? null,
    idle_seconds: session === null ? null : sessionLife[session.kind].idle / 1_000,
  };
}
