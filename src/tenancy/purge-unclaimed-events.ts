import type { UnclaimedEventsPurge, UnclaimedEventsPurged } from '../generated/api.ts';
import type { Database } from '../store/database.ts';
import { countUnclaimedEvents, deleteUnclaimedEvents } from '../store/events-unclaimed.ts';

const eventsAtOnce = 5_000;

/** Removes events of directories that nobody has claimed, for good, or says how many that would be. */
export async function purgeUnclaimedEvents(
  database: Database,
  { received_before, directory_key, dry_run = false }: UnclaimedEventsPurge,
): Promise<UnclaimedEventsPurged> {
  const filter = { until: received_before, ...(directory_key === undefined ? {} : { directory_key }) };
  if (dry_run) return { events: await countUnclaimedEvents(database, filter), dry_run };
  let events = 0;
  for (;;) {
    const removed = await deleteUnclaimedEvents(database, filter, eventsAtOnce);
    events += removed;
    if (removed < eventsAtOnce) return { events, dry_run };
  }
}
