import { listStandings, overviewKeyset, readOverviewFigures } from '../../store/overview-read.ts';
import { readInstallationFaults } from '../../tenancy/show-health.ts';
import { answerPage } from '../paging.ts';
import { sharedRoute } from '../route.ts';

const MINUTES = 5;

export const overviewRoutes = {
  getOverview: sharedRoute({
    method: 'get',
    path: '/overview',
    scope: 'read',
    summary: 'List the tenants with how they do, the worst first',
    description:
      'A token that is bound to one tenant sees that one. With `waiting`, those where the most waits come first.',
    query: 'OverviewQuery',
    answer: 'Overview',
    perform: (deps, { caller, query }) =>
      answerPage(query, `overview ${query.waiting ?? ''}`, overviewKeyset, (page) =>
        deps.database.acrossTenants((trx) => listStandings(trx, caller.tenantId, query, page)),
      ),
  }),

  getOverviewFigures: sharedRoute({
    method: 'get',
    path: '/overview/figures',
    scope: 'read',
    summary: 'Say how all tenants do, in numbers',
    description: 'A token that is bound to one tenant sees the numbers of that one.',
    answer: 'OverviewFigures',
    async perform(deps, { caller }) {
      const since = new Date(deps.clock.now().getTime() - MINUTES * 60_000);
      const figures = await deps.database.acrossTenants((trx) =>
        readOverviewFigures(trx, caller.tenantId, since, MINUTES),
      );
      const installation = caller.tenantId === null ? await readInstallationFaults(deps.database) : [];
      return { ...figures, installation };
    },
  }),
};
