import { RollcallError } from '../../domain/rollcall-error.ts';
import { scimBaseUrl } from '../../domain/scim-base-url.ts';
import { readDirectory } from '../../store/directory-rows.ts';
import {
  directoryTokensKeyset,
  listDirectoryTokens,
  toDirectoryToken,
} from '../../store/directory-tokens.ts';
import { createDirectoryToken, dropDirectoryToken } from '../../tenancy/directory-tokens.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const directoryTokenRoutes = {
  listDirectoryTokens: tenantRoute({
    method: 'get',
    path: '/directories/:directory/tokens',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'List the tokens of a SCIM directory',
    query: 'DirectoryTokensQuery',
    answer: 'DirectoryTokenList',
    perform: (deps, { tenant, params, query }) =>
      answerPage(query, 'directory-tokens', directoryTokensKeyset, (page) =>
        deps.database.inTenant(tenant.id, async (trx) => {
          if ((await readDirectory(trx, tenant.id, params.directory)) === null) throw noDirectory();
          return listDirectoryTokens(trx, tenant.id, params.directory, page, deps.clock.now());
        }),
      ),
  }),

  createDirectoryToken: tenantRoute({
    method: 'post',
    path: '/directories/:directory/tokens',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Make a token of a SCIM directory',
    description:
      'The token is in this answer and nowhere else. At most two are valid at once: make the second, put it into the identity provider, and revoke the first. With `replaces` the third takes the place of one of two: 409 where that one is not valid any more.',
    body: 'NewDirectoryToken',
    answer: 'DirectoryTokenOnce',
    creates: true,
    answersSecret: true,
    async perform(deps, { caller, tenant, params, body }) {
      const { directory } = params;
      const made = await createDirectoryToken(
        deps,
        tenant.id,
        directory,
        {
          expiresAt: body.expires_at === undefined ? null : new Date(body.expires_at),
          replace: body.replace ?? false,
          replaces: body.replaces ?? null,
        },
        actorOf(caller),
      );
      return {
        ...toDirectoryToken(made, deps.clock.now()),
        base_url: scimBaseUrl(deps.publicUrl, directory),
        token: made.token,
      };
    },
  }),

  revokeDirectoryToken: tenantRoute({
    method: 'delete',
    path: '/directories/:directory/tokens/:token',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Revoke a token of a SCIM directory',
    description: 'It opens nothing from the next request on.',
    async perform(deps, { caller, tenant, params }) {
      const { directory: directoryId, token: tokenId } = params;
      await dropDirectoryToken(deps, tenant.id, { directoryId, tokenId }, actorOf(caller));
      return undefined;
    },
  }),
};

function noDirectory(): RollcallError {
  return new RollcallError('not_found', 'There is no directory with this id.');
}
