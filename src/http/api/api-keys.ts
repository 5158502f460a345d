import { RollcallError } from '../../domain/rollcall-error.ts';
import { requireActiveUser } from '../../store/active-user.ts';
import { apiKeysKeyset, createApiKey, listApiKeys } from '../../store/api-keys.ts';
import { revokeByHand } from '../../store/revoke-by-hand.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const apiKeyRoutes = {
  listApiKeys: tenantRoute({
    method: 'get',
    path: '/api-keys',
    scope: 'read',
    summary: 'List the API keys that are not revoked',
    description: 'User by user, the oldest first, without the keys themselves.',
    query: 'ApiKeysQuery',
    answer: 'ApiKeyList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'api-keys', apiKeysKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => listApiKeys(trx, tenant.id, query.user_id ?? null, page)),
      ),
  }),

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
