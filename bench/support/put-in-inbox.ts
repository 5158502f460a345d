import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { toArrivedEvent } from '../../src/domain/arrived-event.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import type { Database } from '../../src/store/database.ts';
import { insertEvents } from '../../src/store/inbox.ts';

/** Events as the webhook would have put them into the inbox, in their order. */
export async function putInInbox(
  database: Database,
  ids: { tenantId: string; directoryId: string },
  events: Iterable<WorkosEvent>,
): Promise<void> {
  const receivedAt = new Date();
  const arrived = [...events].map((event) => ({
    ...ids,
    receivedAt,
    ...toArrivedEvent(normalizeWorkosEvent(event, Buffer.alloc(0), receivedAt).event),
  }));
  for (let start = 0; start < arrived.length; start += 2_000) {
    await insertEvents(database, arrived.slice(start, start + 2_000));
  }
}
