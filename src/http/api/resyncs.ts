import { RollcallError } from '../../domain/rollcall-error.ts';
import { readDirectory } from '../../store/directory-rows.ts';
import { toResync } from '../../store/resyncs-read.ts';
import { listResyncs, resyncsKeyset } from '../../store/resyncs.ts';
import { cancelResync, requestResync, resyncOf } from '../../tenancy/resyncs.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const resyncRoutes = {
  createResync: tenantRoute({
    method: 'post',
    path: '/directories/:directory/resyncs',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    support: true,
    summary: 'Read a directory anew from WorkOS',
    description:
      'Everyone, every group and every membership is read from the lists of WorkOS, as of one moment, and what differs is taken in as news of that moment, guards included: newer events win. It goes on in the background; the answer says where to look. Where one is under way already, that one is answered. 409 `conflict`: the directory is not one of WorkOS, has claimed none, or is disconnected, or there is no WORKOS_API_KEY.',
    answer: 'Resync',
    accepts: true,
    async perform(deps, { caller, tenant, params }) {
      return toResync(
        await requestResync(deps, tenant.id, params.directory, actorOf(caller)),
        deps.clock.now(),
      );
    },
  }),

  listResyncs: tenantRoute({
    method: 'get',
    path: '/directories/:directory/resyncs',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync', 'health'] },
    summary: 'List when a directory was read anew, and what differed, the newest first',
    query: 'ResyncsQuery',
    answer: 'ResyncList',
    perform: (deps, { tenant, params, query }) =>
      answerPage(query, 'resyncs', resyncsKeyset, (page) =>
        deps.database.inTenant(tenant.id, async (trx) => {
          if ((await readDirectory(trx, tenant.id, params.directory)) === null) {
            throw new RollcallError('not_found', 'There is no directory with this id.');
          }
          const { items, next } = await listResyncs(trx, tenant.id, params.directory, page);
          return { items: items.map((row) => toResync(row, deps.clock.now())), next };
        }),
      ),
  }),

  getResync: tenantRoute({
    method: 'get',
    path: '/directories/:directory/resyncs/:resync',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync', 'health'] },
    summary: 'Show how far a resync is, or what it came to',
    answer: 'Resync',
    perform: (deps, { tenant, params }) =>
      deps.database.inTenant(tenant.id, async (trx) =>
        toResync(await resyncOf(trx, tenant.id, params.directory, params.resync), deps.clock.now()),
      ),
  }),

  cancelResync: tenantRoute({
    method: 'post',
    path: '/directories/:directory/resyncs/:resync/cancel',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    support: true,
    summary: 'Cancel a resync',
    description:
      'What was read so far is forgotten, and nothing comes of it. What was found different already is applied all the same. 409 `conflict`: it has ended.',
    answer: 'Resync',
    async perform(deps, { caller, tenant, params }) {
      const { directory, resync } = params;
      return toResync(
        await cancelResync(deps, tenant.id, directory, resync, actorOf(caller)),
        deps.clock.now(),
      );
    },
  }),
};
