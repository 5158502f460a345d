import { createHash } from 'node:crypto';
import { isSessionOf, sessionLife, type SessionOwner } from '../../domain/browser-session.ts';
import { portalPages } from '../../domain/portal-link.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { CurrentSession } from '../../generated/api.ts';
import { browserSessionsKeyset, listOpenSessions } from '../../store/browser-sessions-read.ts';
import { endBrowserSession, readBrowserSession } from '../../store/browser-sessions.ts';
import { readTenant } from '../../store/tenants.ts';
import { endPortalSession } from '../../tenancy/portal-links.ts';
import { requireScope } from '../authentication.ts';
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
    perform: async (deps, { caller }) => currentSession(caller, await tenantOf(deps, caller)),
  }),

  listBrowserSessions: sharedRoute({
    method: 'get',
    path: '/browser-sessions',
    scope: 'read',
    summary: 'List the browsers that are signed in to the console, or in a portal',
    description:
      'A token that is bound to one tenant sees those of that tenant. `own` says which are of whoever asks.',
    query: 'BrowserSessionsQuery',
    answer: 'BrowserSessionList',
    async perform(deps, { caller, query, reach }) {
      const tenantId = query.tenant === undefined ? caller.tenantId : (await reach(query.tenant)).id;
      const asked = {
        tenantId,
        owner: ownerOf(caller),
        onlyOwn: query.whose === 'mine',
        currentId: caller.session?.id ?? null,
      };
      return answerPage(query, 'browser_sessions', browserSessionsKeyset, (page) =>
        deps.database.acrossTenants((trx) => listOpenSessions(trx, asked, page, deps.clock.now())),
      );
    },
  }),

  revokeBrowserSession: sharedRoute({
    method: 'delete',
    path: '/browser-sessions/:session',
    scope: 'read',
    summary: 'Sign a browser out',
    description: 'One of your own; those of others need the scope `tokens:write`.',
    async perform(deps, { caller, params }) {
      const session = await readBrowserSession(deps.database, params.session);
      const isReached = caller.tenantId === null || session?.tenantId === caller.tenantId;
      if (session === null || !isReached) {
        throw new RollcallError('not_found', 'There is no session with this id.');
      }
      const tokenId = session.kind === 'console' ? (session.token?.id ?? null) : null;
      if (!isSessionOf(ownerOf(caller), { ...session, tokenId })) requireScope(caller, 'tokens:write');
      if (session.kind === 'portal')
        await endPortalSession(deps, session, actorOf(caller), 'The session was ended');
      else await endBrowserSession(deps.database, session.id, deps.clock.now());
      return undefined;
    },
  }),
};

/** Whose sessions are the caller's own: with a token, those that were opened with it. */
function ownerOf({ session, credentialId }: Caller): SessionOwner {
  if (session === null) return { kind: 'token', tokenId: credentialId };
  const { label } = session;
  if (session.kind === 'portal') return { kind: 'portal', tenantId: session.tenantId, label };
  return session.token === null ? { kind: 'person', label } : { kind: 'token', tokenId: session.token.id };
}

/** Tells people apart, and nothing else about them. */
function personOf(caller: Caller): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.values(ownerOf(caller))))
    .digest('hex');
}

async function tenantOf(
  { database }: HttpDeps,
  { tenantId }: Caller,
): Promise<{ slug: string; name: string } | null> {
  if (tenantId === null) return null;
  return database.inTenant(tenantId, (trx) => readTenant(trx, tenantId));
}

function currentSession(caller: Caller, tenant: { slug: string; name: string } | null): CurrentSession {
  const { session, scopes, expiresAt } = caller;
  const portal = session?.kind === 'portal' ? session : null;
  const role = session?.kind === 'console' ? session.role : null;
  return {
    id: session?.id ?? null,
    kind: session?.kind ?? 'token',
    tenant: tenant?.slug ?? null,
    tenant_name: tenant?.name ?? null,
    label: session?.label ?? null,
    person: personOf(caller),
    role: portal === null ? role : 'tenant_admin',
    scopes: [...scopes],
    access: portal?.access ?? null,
    pages: portal?.pages ?? null,
    return_url: portal?.returnUrl ?? null,
    expires_at: (session?.expiresAt ?? expiresAt)?.toISOString() ?? null,
    idle_seconds: session === null ? null : sessionLife[session.kind].idle / 1_000,
  };
}
