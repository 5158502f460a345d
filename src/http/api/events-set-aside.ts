import { failuresKeyset, listFailures } from '../../store/events-failures.ts';
import { dismissFilteredEvents, retryFilteredEvents } from '../../tenancy/failed-events.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

/** Many events at once. Before the routes with an event in their path: these would be taken for one. */
export const setAsideEventRoutes = {
  listEventFailures: tenantRoute({
    method: 'get',
    path: '/events/failures',
    scope: 'read',
    portal: { access: 'read', pages: ['health'] },
    summary: 'List what events were set aside for, with how many each',
    query: 'EventFailuresQuery',
    answer: 'EventFailureList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'event-failures', failuresKeyset, (page) => {
        const { status = 'set_aside', directory_id, type } = query;
        const filter = {
          status,
          ...(directory_id === undefined ? {} : { directory_id }),
          ...(type === undefined ? {} : { type }),
        };
        return deps.database.inTenant(tenant.id, (trx) => listFailures(trx, tenant.id, filter, page));
      }),
  }),

  retryEvents: tenantRoute({
    method: 'post',
    path: '/events/retry',
    scope: 'write',
    support: true,
    summary: 'Try events again that were set aside',
    description:
      'Each that the members given fit; without any, all of them. Those that cannot be read are passed over and counted.',
    body: 'EventsRetry',
    bodyIsOptional: true,
    answer: 'EventsRetried',
    perform(deps, { caller, tenant, body }) {
      const { status = 'set_aside', dry_run: dryRun = false, limit: most, as_of: asOf, ...filter } = body;
      const asked = { actor: actorOf(caller), dryRun, most, asOf };
      return retryFilteredEvents(deps, tenant.id, { ...filter, status }, asked);
    },
  }),

  dismissEvents: tenantRoute({
    method: 'post',
    path: '/events/dismiss',
    scope: 'write',
    support: true,
    summary: 'Say that nothing is to be done about events that were set aside',
    description:
      'Each that the members given fit; with `all`, every one. They may still be tried again with the status dismissed.',
    body: 'EventsDismissal',
    answer: 'EventsDismissed',
    perform(deps, { caller, tenant, body }) {
      const { reason, all = false, dry_run: dryRun = false, limit: most, as_of: asOf, ...filter } = body;
      return dismissFilteredEvents(
        deps,
        tenant.id,
        { filter, all },
        { actor: actorOf(caller), reason, dryRun, most, asOf },
      );
    },
  }),
};
