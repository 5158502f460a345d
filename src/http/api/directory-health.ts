import { unwellDirectoriesKeyset } from '../../store/unwell-directories.ts';
import { showDirectoryHealth } from '../../tenancy/show-directory-health.ts';
import { listUnwell, summarizeHealth } from '../../tenancy/show-health.ts';
import { answerPage } from '../paging.ts';
import { readerOf } from '../reader-of.ts';
import { operatorRoute, tenantRoute } from '../route.ts';

export const directoryHealthRoutes = {
  getDirectoryHealth: tenantRoute({
    method: 'get',
    path: '/directories/:directory/health',
    scope: 'read',
    portal: { access: 'read', pages: ['health', 'directory_sync'] },
    summary: 'Say how a directory does: what is wrong, since when, and what to do',
    description:
      'As it is at this moment. `silent` is learned from when news came from this directory. `docs/health.md` has every problem. Sessions of the portal are told what the administrator of a customer can do.',
    answer: 'DirectoryHealth',
    perform: (deps, { caller, tenant, params }) =>
      showDirectoryHealth(deps, tenant.id, params.directory, readerOf(caller)),
  }),

  getHealth: operatorRoute({
    method: 'get',
    path: '/health',
    scope: 'read',
    summary: 'List the directories of every tenant that are not ok',
    description:
      'As they were when they were last looked at, which is every five minutes. Those that fail come first.',
    query: 'HealthQuery',
    answer: 'Health',
    async perform(deps, { query }) {
      const page = await answerPage(query, 'health', unwellDirectoriesKeyset, (request) =>
        listUnwell(deps.database, query.state ?? null, request),
      );
      return { ...(await summarizeHealth(deps.database)), ...page };
    },
  }),
};
