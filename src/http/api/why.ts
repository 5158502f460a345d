import { directoryUsersKeyset, listDirectoryUsers } from '../../store/directory-users-read.ts';
import { showWhy } from '../../tenancy/show-why.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

const decidedAgain =
  'Decided again from the mirror and the policy in force; with `at` as of then, from the recorded events, the policy ' +
  'version of then and the audit log, and `caveats` says what could not be known. With `not`, why somebody does not have ' +
  'something, and the smallest change that would give it. Values that the policy drops or keeps out of logs are not ' +
  'shown. Nothing is written.';

export const whyRoutes = {
  explainUser: tenantRoute({
    method: 'get',
    path: '/users/:user/why',
    scope: 'read',
    portal: { access: 'read', pages: ['people'] },
    summary: 'Explain why an account is as it is, was, or is not',
    description: decidedAgain,
    query: 'WhyQuery',
    answer: 'Why',
    perform: (deps, { tenant, params, query }) =>
      deps.database.inTenant(tenant.id, (trx) =>
        showWhy(deps, trx, tenant.id, { userId: params.user }, query),
      ),
  }),

  listDirectoryUsers: tenantRoute({
    method: 'get',
    path: '/directory-users',
    scope: 'read',
    portal: { access: 'read', pages: ['people', 'directory_sync'] },
    summary: 'List the people whom the directories know, also those who have no account',
    query: 'DirectoryUsersQuery',
    answer: 'DirectoryUserList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'directory-users', directoryUsersKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => listDirectoryUsers(trx, tenant.id, query, page)),
      ),
  }),

  explainDirectoryUser: tenantRoute({
    method: 'get',
    path: '/directory-users/:person/why',
    scope: 'read',
    portal: { access: 'read', pages: ['people', 'directory_sync'] },
    summary: 'Explain why somebody of a directory has the account that they have, or none',
    description: decidedAgain,
    query: 'WhyQuery',
    answer: 'Why',
    perform: (deps, { tenant, params, query }) =>
      deps.database.inTenant(tenant.id, (trx) =>
        showWhy(deps, trx, tenant.id, { directoryUserId: params.person }, query),
      ),
  }),
};
