import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Event } from '../../generated/api.ts';
import type { Transaction } from '../../store/database.ts';
import { eventsKeyset, findEvents, listEvents, retryEvent } from '../../store/events.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

export const eventRoutes = {
  listEvents: tenantRoute({
    method: 'get',
    path: '/events',
    scope: 'read',
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
    summary: 'Show an event',
    query: 'EventQuery',
    answer: 'Event',
    perform: (deps, { tenant, params, query }) =>
      deps.database.inTenant(tenant.id, (trx) =>
        theEvent(trx, tenant.id, params.event, query.directory_id ?? null),
      ),
  }),

  retryEvent: tenantRoute({
    method: 'post',
    path: '/events/:event/retry',
    scope: 'write',
    summary: 'Try an event again that was set aside',
    query: 'EventQuery',
    answer: 'Event',
    async perform(deps, { tenant, params, query }) {
      const retried = await deps.database.inTenant(tenant.id, async (trx) => {
        const event = await theEvent(trx, tenant.id, params.event, query.directory_id ?? null);
        if (event.status !== 'set_aside') {
          throw new RollcallError(
            'conflict',
            `Only an event that was set aside can be tried again; this one is ${event.status}.`,
          );
        }
        if (isMalformed(event)) {
          throw new RollcallError(
            'conflict',
            'The event cannot be read, so trying again would change nothing.',
          );
        }
        await retryEvent(trx, tenant.id, event.directory_id, event.id);
        return theEvent(trx, tenant.id, event.id, event.directory_id);
      });
      deps.wakeLanes();
      return retried;
    },
  }),
};

async function theEvent(
  trx: Transaction,
  tenantId: string,
  eventId: string,
  directoryId: string | null,
): Promise<Event> {
  const [event, another] = await findEvents(trx, tenantId, eventId, directoryId);
  if (event === undefined) throw new RollcallError('not_found', 'There is no event with this id.');
  if (another === undefined) return event;
  throw new RollcallError(
    'conflict',
    'Two directories have an event of this id: say which with `directory_id`.',
    {
      details: { directory_ids: [event.directory_id, another.directory_id] },
    },
  );
}

function isMalformed({ payload }: Event): boolean {
  const { news } = payload as { news?: { kind?: unknown } };
  return news?.kind === 'malformed';
}
