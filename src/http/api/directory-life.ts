import {
  activateDirectory,
  disconnectDirectory,
  pauseDirectory,
  resumeDirectory,
} from '../../tenancy/directory-life.ts';
import { everybody, planDirectory } from '../../tenancy/directory-plan/plan-directory.ts';
import { inTurn } from '../in-turn.ts';
import { planExport } from '../plan-export.ts';
import { actorOf, tenantDownload, tenantRoute } from '../route.ts';
import { showDirectory } from './directories.ts';

export const directoryLifeRoutes = {
  planDirectory: tenantRoute({
    method: 'post',
    path: '/directories/:directory/plans',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'Say what activating, resuming or disconnecting a directory would do to people',
    description:
      'Everyone is decided on as if it were done, guards and the last administrator included, without a write. `hash` is for doing exactly this: with it, the step is refused where it would do something else by now. 409 `conflict`: the directory is in a state that has no such step.',
    body: 'DirectoryPlanRequest',
    bodyIsOptional: true,
    answer: 'DirectoryPlan',
    perform: (deps, { tenant, params, body, givenUp }) =>
      inTurn(deps.database, { givenUp }, () => planDirectory(deps, tenant, params.directory, body)),
  }),

  exportDirectoryPlan: tenantDownload({
    path: '/directories/:directory/plans/export',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'Download whom a plan of a directory is about, as JSON or CSV',
    description:
      'Everybody for whom something would be done or would wait, with each change and its reason, the most consequential first, as of this moment. In the CSV, what a spreadsheet would compute has an apostrophe before it.',
    query: 'DirectoryPlanExportQuery',
    types: ['application/json', 'text/csv'],
    open(deps, { tenant, params, query, givenUp }) {
      const { format = 'json', step, people } = query;
      const request = { named: everybody, ...(step && { step }), ...(people && { people }) };
      return {
        type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        fileName: `rollcall-plan-${tenant.slug}-${deps.clock.now().toISOString().slice(0, 10)}.${format}`,
        pieces: planExport(format, () =>
          inTurn(deps.database, { givenUp }, () => planDirectory(deps, tenant, params.directory, request)),
        ),
      };
    },
  }),

  activateDirectory: tenantRoute({
    method: 'post',
    path: '/directories/:directory/activate',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'End the test mode of a directory',
    description:
      'What its events decide is applied from now on, beginning with everyone there is. 409 `conflict`: it is paused or disconnected; or, with `plan`, it would do something else by now.',
    body: 'DirectoryStep',
    bodyIsOptional: true,
    answer: 'DirectoryDetail',
    async perform(deps, { caller, tenant, params, body }) {
      const request = { actor: actorOf(caller), plan: body.plan ?? null };
      await activateDirectory(deps, tenant.id, params.directory, request);
      return showDirectory(deps, tenant.id, params.directory, caller);
    },
  }),

  pauseDirectory: tenantRoute({
    method: 'post',
    path: '/directories/:directory/pause',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Pause a directory',
    description:
      'What it says is kept and shown, and nothing is applied; whoever leaves loses access all the same, unless the policy says `pause: { deactivations: hold }`. 409 `conflict`: it is not active.',
    answer: 'DirectoryDetail',
    async perform(deps, { caller, tenant, params }) {
      await pauseDirectory(deps, tenant.id, params.directory, actorOf(caller));
      return showDirectory(deps, tenant.id, params.directory, caller);
    },
  }),

  resumeDirectory: tenantRoute({
    method: 'post',
    path: '/directories/:directory/resume',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Resume a paused directory',
    description:
      'What it has said meanwhile is applied, everyone being looked at once, guards included. 409 `conflict`: it is not paused; or, with `plan`, it would do something else by now.',
    body: 'DirectoryStep',
    bodyIsOptional: true,
    answer: 'DirectoryDetail',
    async perform(deps, { caller, tenant, params, body }) {
      const request = { actor: actorOf(caller), plan: body.plan ?? null };
      await resumeDirectory(deps, tenant.id, params.directory, request);
      return showDirectory(deps, tenant.id, params.directory, caller);
    },
  }),

  disconnectDirectory: tenantRoute({
    method: 'post',
    path: '/directories/:directory/disconnect',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Disconnect a directory for good',
    description:
      'Nothing of it is taken in any more. `people` says whether its people keep their accounts or leave, as anybody leaves, guards and the last administrator included. 409 `conflict`: it is disconnected already; or, with `plan`, it would do something else by now.',
    body: 'DirectoryDisconnect',
    answer: 'DirectoryDetail',
    async perform(deps, { caller, tenant, params, body }) {
      const { people, plan = null } = body;
      await disconnectDirectory(deps, tenant.id, params.directory, { actor: actorOf(caller), people, plan });
      return showDirectory(deps, tenant.id, params.directory, caller);
    },
  }),
};
