import { listUnclaimedEvents, unclaimedEventsKeyset } from '../../store/events-unclaimed.ts';
import { purgeUnclaimedEvents } from '../../tenancy/purge-unclaimed-events.ts';
import { answerPage } from '../paging.ts';
import { operatorRoute } from '../route.ts';

export const unclaimedEventRoutes = {
  listUnclaimedEvents: operatorRoute({
    method: 'get',
    path: '/unclaimed-events',
    scope: 'read',
    summary: 'List the events of directories that belong to no tenant',
    description: 'Without what they say: whose they are is not known.',
    query: 'UnclaimedEventsQuery',
    answer: 'UnclaimedEventList',
    perform: (deps, { query }) =>
      answerPage(query, 'unclaimed-events', unclaimedEventsKeyset, (page) =>
        listUnclaimedEvents(deps.database, query, page),
      ),
  }),

  purgeUnclaimedEvents: operatorRoute({
    method: 'post',
    path: '/unclaimed-events/purge',
    scope: 'write',
    summary: 'Remove events of directories that belong to no tenant',
    description:
      'For good: whoever claims the directory afterwards reads it anew from its source. Events of a directory that is claimed by now are left alone.',
    body: 'UnclaimedEventsPurge',
    answer: 'UnclaimedEventsPurged',
    async perform(deps, { caller, body }) {
      const purged = await purgeUnclaimedEvents(deps.database, body);
      if (!purged.dry_run) {
        deps.logger.info(
          { token_id: caller.credentialId, events: purged.events },
          'unclaimed events were removed',
        );
      }
      return purged;
    },
  }),
};
