import { RollcallError } from '../../domain/rollcall-error.ts';
import { requireUserWhoMaySignIn } from '../../store/active-user.ts';
import { revokeByHand } from '../../store/revoke-by-hand.ts';
import { createSession, listSessions, sessionsKeyset } from '../../store/sessions.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const sessionRoutes = {
  listSessions: tenantRoute({
    method: 'get',
    path: '/sessions',
    scope: 'read',
    portal: { access: 'read', pages: ['people'] },
    summary: 'List the open sessions',
    description: 'User by user, the oldest first. Those that are revoked are in the audit log.',
    query: 'SessionsQuery',
    answer: 'SessionList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'sessions', sessionsKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listSessions(trx, tenant.id, query.user_id ?? null, page, deps.clock.now()),
        ),
      ),
  }),

  createSession: tenantRoute({
    method: 'post',
    path: '/sessions',
    scope: 'write',
    summary: 'Register a session of a user',
    description:
      'It ends at `expires_at`, when it is revoked, or when the user is deactivated. Who has left and may still read can have one.',
    body: 'NewSession',
    answer: 'Session',
    creates: true,
    async perform(deps, { tenant, body }) {
      const now = deps.clock.now();
      const expiresAt = new Date(body.expires_at);
      if (expiresAt <= now) throw new RollcallError('invalid_request', '`expires_at` must be in the future.');
      return deps.database.inTenant(tenant.id, async (trx) => {
        await requireUserWhoMaySignIn(trx, tenant.id, body.user_id);
        return createSession(trx, tenant.id, { userId: body.user_id, expiresAt }, now);
      });
    },
  }),

  revokeSession: tenantRoute({
    method: 'delete',
    path: '/sessions/:session',
    scope: 'write',
    summary: 'Revoke a session',
    async perform(deps, { caller, tenant, params }) {
      const outcome = await deps.database.inTenant(tenant.id, (trx) =>
        revokeByHand(trx, tenant.id, 'session', params.session, actorOf(caller), deps.clock.now()),
      );
      if (outcome === 'unknown') throw new RollcallError('not_found', 'There is no session with this id.');
      return undefined;
    },
  }),
};
