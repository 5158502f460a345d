import type { DirectoryEvent } from '../generated/directory-event.ts';
import type { Transaction } from './database.ts';

/** An event whose directory belongs to no tenant yet; without any directory its key is empty. */
export interface UnclaimedEvent {
  directoryKey: string;
  event: DirectoryEvent;
  receivedAt: Date;
}

export async function insertUnclaimedEvents(trx: Transaction, events: UnclaimedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await trx.raw(
    `insert into unclaimed_events (directory_key, event_id, source, type, occurred_at, received_at, payload)
     select directory_key, event_id, source, type, occurred_at, received_at, payload
       from jsonb_to_recordset(?::jsonb) as r (
              directory_key text, event_id text, source text, type text, occurred_at timestamptz,
              received_at timestamptz, payload jsonb)
     on conflict (directory_key, event_id) do nothing`,
    [
      JSON.stringify(
        events.map(({ directoryKey, event, receivedAt }) => ({
          directory_key: directoryKey,
          event_id: event.id,
          source: event.source,
          type: event.type,
          occurred_at: event.occurredAt,
          received_at: receivedAt,
          payload: event,
        })),
      ),
    ],
  );
}

/** A directory that is claimed by now, and still has events waiting outside the inbox. */
export interface ClaimedBacklog {
  directory_key: string;
  tenant_id: string;
  directory_id: string;
}

export async function findClaimedBacklogs(trx: Transaction): Promise<ClaimedBacklog[]> {
  const result = await trx.raw<{ rows: ClaimedBacklog[] }>(
    // A loose scan: as many index look-ups as there are unclaimed directories, however many events they have.
    `with recursive keys as (
       (select directory_key from unclaimed_events order by directory_key limit 1)
       union all
       select (select u.directory_key from unclaimed_events u
                where u.directory_key > keys.directory_key order by u.directory_key limit 1)
         from keys where keys.directory_key is not null)
     select r.key as directory_key, r.tenant_id, r.directory_id
       from keys join directory_routes r on r.key = keys.directory_key
      limit 100`,
  );
  return result.rows;
}

/** Takes up to `limit` events of a directory out, oldest first; whoever takes them must put them into the inbox. */
export async function takeUnclaimedEvents(
  trx: Transaction,
  directoryKey: string,
  limit: number,
): Promise<{ payload: DirectoryEvent; received_at: Date }[]> {
  const result = await trx.raw<{ rows: { payload: DirectoryEvent; received_at: Date }[] }>(
    `delete from unclaimed_events where (directory_key, event_id) in (
       select directory_key, event_id from unclaimed_events
        where directory_key = ? order by received_at, event_id limit ? for update skip locked)
     returning payload, received_at`,
    [directoryKey, limit],
  );
  return result.rows;
}
