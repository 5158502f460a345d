import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Transaction } from '../../store/database.ts';
import { readDirectory } from '../../store/directory-rows.ts';
import {
  directorySchemasKeyset,
  listDirectorySchemas,
  readDirectorySchema,
} from '../../store/directory-schemas.ts';
import { readSchemaDocument } from '../../sources/scim/read-schema-document.ts';
import { dropDirectorySchema, putDirectorySchema } from '../../tenancy/directory-schemas.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const directorySchemaRoutes = {
  listDirectorySchemas: tenantRoute({
    method: 'get',
    path: '/directories/:directory/schemas',
    scope: 'read',
    summary: 'List the extension schemas of a SCIM directory',
    query: 'DirectorySchemasQuery',
    answer: 'DirectorySchemaList',
    perform: (deps, { tenant, params, query }) =>
      answerPage(query, 'directory-schemas', directorySchemasKeyset, (page) =>
        deps.database.inTenant(tenant.id, async (trx) => {
          await requireDirectory(trx, tenant.id, params.directory);
          return listDirectorySchemas(trx, tenant.id, params.directory, page);
        }),
      ),
  }),

  putDirectorySchema: tenantRoute({
    method: 'put',
    path: '/directories/:directory/schemas/:urn',
    scope: 'write',
    summary: 'Serve an extension schema in a SCIM directory',
    description:
      'In the place of the one with this URN, if there is one. The body is a schema as RFC 7643 section 7 writes it, with `resource_type` beside it.',
    body: 'NewDirectorySchema',
    answer: 'DirectorySchema',
    async perform(deps, { caller, tenant, params, body }) {
      const { directory, urn } = params;
      if (body.id.toLowerCase() !== urn.toLowerCase()) {
        throw new RollcallError('invalid_request', '`id`: It is not the URN in the path.');
      }
      const schema = readSchemaDocument(body);
      await putDirectorySchema(deps, tenant.id, directory, schema, actorOf(caller));
      const stored = await deps.database.inTenant(tenant.id, (trx) =>
        readDirectorySchema(trx, tenant.id, directory, urn),
      );
      if (stored === null) throw new RollcallError('conflict', 'The schema was removed in the same moment.');
      return stored;
    },
  }),

  removeDirectorySchema: tenantRoute({
    method: 'delete',
    path: '/directories/:directory/schemas/:urn',
    scope: 'write',
    summary: 'Serve an extension schema no longer',
    description: 'Values that were stored under it stay, and are not shown until it is back.',
    async perform(deps, { caller, tenant, params }) {
      const { directory: directoryId, urn } = params;
      await dropDirectorySchema(deps, tenant.id, { directoryId, urn }, actorOf(caller));
      return undefined;
    },
  }),
};

async function requireDirectory(trx: Transaction, tenantId: string, directoryId: string): Promise<void> {
  if ((await readDirectory(trx, tenantId, directoryId)) !== null) return;
  throw new RollcallError('not_found', 'There is no directory with this id.');
}
