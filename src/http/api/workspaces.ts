import { RollcallError } from '../../domain/rollcall-error.ts';
import { createWorkspace, listWorkspaces, workspacesKeyset } from '../../store/workspaces.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

export const workspaceRoutes = {
  listWorkspaces: tenantRoute({
    method: 'get',
    path: '/workspaces',
    scope: 'read',
    portal: { access: 'read', pages: ['group_mapping'] },
    summary: 'List the workspaces of a tenant',
    query: 'WorkspacesQuery',
    answer: 'WorkspaceList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'workspaces', workspacesKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => listWorkspaces(trx, tenant.id, page)),
      ),
  }),

  createWorkspace: tenantRoute({
    method: 'post',
    path: '/workspaces',
    scope: 'write',
    summary: 'Create a workspace',
    description:
      'A workspace that a policy grants comes into being by itself; here it gets a name beforehand.',
    body: 'NewWorkspace',
    answer: 'Workspace',
    creates: true,
    async perform(deps, { tenant, body }) {
      const { key, name = key } = body;
      const created = await deps.database.inTenant(tenant.id, (trx) =>
        createWorkspace(trx, tenant.id, { key, name }, deps.clock.now()),
      );
      if (created === null) throw new RollcallError('conflict', `There is a workspace ${key} already.`);
      return created;
    },
  }),
};
