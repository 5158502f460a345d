import { RollcallError } from '../../domain/rollcall-error.ts';
import { requireActiveUser } from '../../store/active-user.ts';
import { createApiKey } from '../../store/api-keys.ts';
import { revokeByHand } from '../../store/revoke-by-hand.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const apiKeyRoutes = {
  createApiKey: tenantRoute({
    method: 'post',
    path: '/api-keys',
    scope: 'write',
    summary: 'Make an API key for a user',
    description:
      'The key is in this answer and nowhere else. It is void once it is revoked or the user is deactivated.',
    body: 'NewApiKey',
    answer: 'ApiKeyOnce',
    creates: true,
    answersSecret: true,
    perform: (deps, { tenant, body }) =>
      deps.database.inTenant(tenant.id, async (trx) => {
        await requireActiveUser(trx, tenant.id, body.user_id);
        return createApiKey(trx, tenant.id, { userId: body.user_id, name: body.name }, deps.clock.now());
      }),
  }),

  revokeApiKey: tenantRoute({
    method: 'delete',
    path: '/api-keys/:key',
    scope: 'write',
    summary: 'Revoke an API key',
    async perform(deps, { caller, tenant, params }) {
      const outcome = await deps.database.inTenant(tenant.id, (trx) =>
        revokeByHand(trx, tenant.id, 'api_key', params.key, actorOf(caller), deps.clock.now()),
      );
      if (outcome === 'unknown') throw new RollcallError('not_found', 'There is no API key with this id.');
      return undefined;
    },
  }),
};
