import { hash } from 'node:crypto';
import type { DirectoryEvent } from '../generated/directory-event.ts';
import type { Transaction } from './database.ts';
import type { DirectoryRow } from './directory-rows.ts';

/**
 * The id of what an import as of one time says of a person: the same file twice is the same news. It has no digits that
 * could be taken for a number that a policy keeps out. `insertMissingPeople` makes the same.
 */
export function importedEventId(asOf: string, sourceId: string): string {
  const digest = hash('sha256', sourceId).replace(/[0-9]/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
  return `${prefixOf(asOf)}${digest}`;
}

const prefixOf = (asOf: string): string => `import:${asOf}:`;

export interface ImportingDirectory extends Pick<DirectoryRow, 'source' | 'state'> {
  /** As of when a whole directory was last taken from a file. */
  snapshot_as_of: Date | null;
}

/**
 * The directory, which stays as it is until the end of the transaction; null where there is none.
 * @param complete whether a whole directory is taken: then nothing else is imported into it meanwhile
 */
export async function holdImportingDirectory(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  complete: boolean,
): Promise<ImportingDirectory | null> {
  // Neither waits for lanes, which write other columns of this row.
  const result = await trx.raw<{ rows: ImportingDirectory[] }>(
    `select source, state, snapshot_as_of from directories where tenant_id = ? and id = ?
        for ${complete ? 'update' : 'key share'}`,
    [tenantId, directoryId],
  );
  return result.rows[0] ?? null;
}

/**
 * Puts events of an import into the inbox. One that is there already stays as it is.
 * @returns how many are new, and the ids of those that are there with other content
 */
export async function insertImportedEvents(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  events: DirectoryEvent[],
  receivedAt: Date,
): Promise<{ inserted: number; different: Set<string> }> {
  const rows = JSON.stringify(events.map((payload) => ({ payload })));
  const result = await trx.raw<{ rowCount: number }>(
    `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
     select ?::uuid, ?::uuid, payload ->> 'id', payload ->> 'source', payload ->> 'type',
            (payload ->> 'occurredAt')::timestamptz, ?::timestamptz, payload, 'waiting'
       from jsonb_to_recordset(?::jsonb) as r (payload jsonb)
     on conflict (tenant_id, directory_id, event_id) do nothing`,
    [tenantId, directoryId, receivedAt, rows],
  );
  if (result.rowCount === events.length) return { inserted: result.rowCount, different: new Set() };
  const known = await trx.raw<{ rows: { event_id: string }[] }>(
    `select i.event_id
       from jsonb_to_recordset(?::jsonb) as r (payload jsonb)
      cross join lateral (
            select event_id, payload from inbox
             where tenant_id = ? and directory_id = ? and event_id = r.payload ->> 'id' offset 0) i
      where i.payload <> r.payload`,
    [rows, tenantId, directoryId],
  );
  return {
    inserted: result.rowCount,
    different: new Set(known.rows.map(({ event_id }) => event_id)),
  };
}

/**
 * Tells of everyone of a directory who is not among the people imported as of a time, and of whom there is no later news,
 * that they are gone, as of that time: those of the mirror, and those whose earlier news still waits.
 *
 * @param spared ids of events that were not taken in: of whom a line could not be used, nothing is said
 * @returns how many were told of
 */
export async function insertMissingPeople(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { asOf, spared, receivedAt }: { asOf: string; spared: string[]; receivedAt: Date },
): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    `with people as (
       select source_id, external_id from directory_users
        where tenant_id = ? and directory_id = ? and not gone and occurred_at < ?::timestamptz
       union
       select payload #>> '{news,person,sourceId}', payload #>> '{news,person,externalId}' from inbox
        where tenant_id = ? and directory_id = ? and status = 'waiting' and occurred_at < ?::timestamptz
          and payload #>> '{news,kind}' = 'user_seen'
     ), missing as (
       select source_id, max(external_id) as external_id, translate(encode(sha256(convert_to(source_id, 'UTF8')), 'hex'), '0123456789', 'ghijklmnop') as digest
         from people group by source_id
     )
     insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
     select ?::uuid, ?::uuid, e.id, 'import', 'import.person_missing', ?::timestamptz, ?::timestamptz,
            jsonb_build_object(
              'id', e.id, 'source', 'import', 'type', 'import.person_missing', 'occurredAt', ?::text,
              'news', jsonb_build_object(
                'kind', 'user_gone',
                'person', jsonb_strip_nulls(jsonb_build_object('sourceId', m.source_id, 'externalId', m.external_id)))),
            'waiting'
       from missing m
      cross join lateral (select ?::text || m.digest || ':missing' as id) e
      where not exists (
              select 1 from inbox i
               where i.tenant_id = ? and i.directory_id = ? and i.event_id = ?::text || m.digest)
        and not ((?::text || m.digest) = any(?::text[]))
     on conflict (tenant_id, directory_id, event_id) do nothing`,
    [
      ...[tenantId, directoryId, asOf, tenantId, directoryId, asOf],
      ...[tenantId, directoryId, asOf, receivedAt, asOf],
      ...[prefixOf(asOf), tenantId, directoryId, prefixOf(asOf)],
      ...[prefixOf(asOf), spared],
    ],
  );
  return result.rowCount;
}

/** Notes as of when a whole directory was taken from a file. */
export async function writeSnapshotTime(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  asOf: string,
): Promise<void> {
  await trx.raw('update directories set snapshot_as_of = ?::timestamptz where tenant_id = ? and id = ?', [
    asOf,
    tenantId,
    directoryId,
  ]);
}
