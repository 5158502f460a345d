import { eventsKeyset, listEvents } from '../../store/events.ts';
import { dismissNamedEvent, retryNamedEvent, theEvent } from '../../tenancy/failed-events.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const eventRoutes = {
  listEvents: tenantRoute({
    method: 'get',
    path: '/events',
    scope: 'read',
    portal: { access: 'read', pages: ['health'] },
    summary: 'List the events that arrived',
    query: 'EventsQuery',
    answer: 'EventList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'events', eventsKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listEvents(trx, tenant.id, query, query.order ?? 'desc', page),
        ),
      ),
  }),

  getEvent: tenantRoute({
    method: 'get',
    path: '/events/:event',
    scope: 'read',
    portal: { access: 'read', pages: ['health'] },
    summary: 'Show an event',
    query: 'EventQuery',
    answer: 'Event',
    perform: (deps, { tenant, params, query }) =>
      deps.database.inTenant(tenant.id, (trx) =>
        theEvent(trx, tenant.id, { id: params.event, directoryId: query.directory_id ?? null }),
      ),
  }),

  retryEvent: tenantRoute({
    method: 'post',
    path: '/events/:event/retry',
    scope: 'write',
    support: true,
    summary: 'Try an event again that was set aside',
    description: 'One that was dismissed, too. One that cannot be read is refused.',
    query: 'EventQuery',
    answer: 'Event',
    perform: (deps, { caller, tenant, params, query }) =>
      retryNamedEvent(
        deps,
        tenant.id,
        { id: params.event, directoryId: query.directory_id ?? null },
        actorOf(caller),
      ),
  }),

  dismissEvent: tenantRoute({
    method: 'post',
    path: '/events/:event/dismiss',
    scope: 'write',
    support: true,
    summary: 'Say that nothing is to be done about an event that was set aside',
    description: 'It may still be tried again.',
    query: 'EventQuery',
    body: 'EventDismissal',
    answer: 'Event',
    perform: (deps, { caller, tenant, params, query, body }) =>
      dismissNamedEvent(
        deps,
        tenant.id,
        { id: params.event, directoryId: query.directory_id ?? null },
        { actor: actorOf(caller), reason: body.reason },
      ),
  }),
};
