import { RollcallError } from '../../domain/rollcall-error.ts';
import { createApiToken, listApiTokens, revokeApiToken, tokensKeyset } from '../../store/api-tokens.ts';
import { readTenant } from '../../store/tenants.ts';
import { holds } from '../authentication.ts';
import type { HttpDeps } from '../deps.ts';
import { answerPage } from '../paging.ts';
import { sharedRoute, type Caller, type TenantRef } from '../route.ts';

export const tokenRoutes = {
  listTokens: sharedRoute({
    method: 'get',
    path: '/tokens',
    scope: 'tokens:write',
    summary: 'List the tokens',
    description: 'The newest first. A token that is bound to one tenant sees those of that tenant.',
    query: 'TokensQuery',
    answer: 'TokenList',
    perform: (deps, { caller, query }) =>
      answerPage(query, 'tokens', tokensKeyset, (page) =>
        deps.database.acrossTenants((trx) =>
          listApiTokens(trx, { tenantId: caller.tenantId, ownId: tokenOf(caller) }, page),
        ),
      ),
  }),

  createToken: sharedRoute({
    method: 'post',
    path: '/tokens',
    scope: 'tokens:write',
    summary: 'Make a token',
    description:
      'The token is in this answer and nowhere else. It cannot have a scope, or reach a tenant, that the token that makes it does not, and it ends no later.',
    body: 'NewToken',
    answer: 'TokenOnce',
    creates: true,
    answersSecret: true,
    async perform(deps, { caller, body, reach }) {
      const now = deps.clock.now();
      const excess = body.scopes.find((scope) => !holds(caller.scopes, scope));
      if (excess !== undefined) {
        throw new RollcallError(
          'forbidden',
          `The token lacks the scope \`${excess}\` itself, so it cannot give it.`,
          {
            details: { required_scope: excess },
          },
        );
      }
      const asked = body.expires_at === undefined ? null : new Date(body.expires_at);
      // A token never outlives the one that makes it.
      const { expiresAt: latest } = caller;
      const expiresAt = latest !== null && (asked === null || asked > latest) ? latest : asked;
      if (expiresAt !== null && expiresAt <= now) {
        throw new RollcallError('invalid_request', '`expires_at` must be in the future.');
      }
      const tenant = await tenantOfNewToken(deps, caller, body.tenant ?? null, reach);
      const request = {
        name: body.name,
        scopes: body.scopes,
        tenantId: tenant?.id ?? null,
        tenantSlug: tenant?.slug ?? null,
        expiresAt,
      };
      return createApiToken(deps.database, request, now);
    },
  }),

  revokeToken: sharedRoute({
    method: 'delete',
    path: '/tokens/:token',
    scope: 'tokens:write',
    summary: 'Revoke a token',
    async perform(deps, { caller, params }) {
      const revoked = await revokeApiToken(deps.database, params.token, caller.tenantId, deps.clock.now());
      if (!revoked) throw new RollcallError('not_found', 'There is no token with this id.');
      return undefined;
    },
  }),
};

/** The token that they came with, or signed in to the console with; null where it was neither. */
function tokenOf({ session, credentialId }: Caller): string | null {
  if (session === null) return credentialId;
  return session.kind === 'console' ? (session.token?.id ?? null) : null;
}

/** A token made by one that is bound to a tenant is bound to the same, said or not. */
async function tenantOfNewToken(
  deps: HttpDeps,
  caller: Caller,
  slug: string | null,
  reach: (slug: string) => Promise<TenantRef>,
): Promise<TenantRef | null> {
  if (slug !== null) return reach(slug);
  const { tenantId } = caller;
  if (tenantId === null) return null;
  return deps.database.inTenant(tenantId, (trx) => readTenant(trx, tenantId));
}
