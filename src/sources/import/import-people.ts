import type { Actor } from '../../domain/change.ts';
import type { Clock } from '../../domain/clock.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { DirectoryEvent } from '../../generated/directory-event.ts';
import type { ImportReport } from '../../generated/api.ts';
import type { Redaction } from '../../policy/redact.ts';
import type { ActivePolicies } from '../../reconcile/active-policy.ts';
import { insertAuditRecords } from '../../store/audit-records.ts';
import type { Database, Transaction } from '../../store/database.ts';
import {
  holdImportingDirectory,
  importedEventId,
  insertImportedEvents,
  insertMissingPeople,
  writeSnapshotTime,
} from '../../store/imported-events.ts';
import { readTenant } from '../../store/tenants.ts';
import { guessMapping, mappingAsWritten, type ColumnMapping, type FileSample } from './column-mapping.ts';
import { withSample } from './read-file.ts';
import { readPerson } from './read-person.ts';
import { refuseSensitiveIdentity } from './sensitive-identity.ts';
import type { FileItem, ImportFormat } from './record.ts';

export interface ImportDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  /** Says that there may be work for the lanes of this process. */
  wakeLanes: () => void;
}

export interface ImportRequest {
  tenantId: string;
  directoryId: string;
  format: ImportFormat;
  mode: 'partial' | 'full';
  /** When the file was true. */
  asOf: Date;
  /** Column → attribute; null: what is guessed, if that is sure or `guess` says so. */
  map: Record<string, string> | null;
  guess: boolean;
  /** What stands between the groups of one cell; null: what the file shows. */
  separator: string | null;
  maxRejects: number | null;
  actor: Actor;
}

/** Records that are written in one transaction. */
const batchSize = 500;
/** Nobody mends more lines than this by hand: the mapping is wrong. */
export const mostRejects = 10_000;
/** Clocks differ a little; a time far ahead would win over all news until then. */
const farthestAheadMs = 300_000;

/**
 * Takes the people of a file into the inbox of an import directory, in parts, each durable before the next: what is killed
 * in the middle is simply run again. Each person is news as of the file's time, so an older file undoes nothing, and the
 * same file again is the same news. Lines that cannot be used are told and left out.
 *
 * A full import, once everything was read, also tells of everyone who is not in the file that they are gone.
 *
 * @param items of the file, as readFile gives them
 * @param onProgress told after each part how many records were read
 * @throws RollcallError not_found, conflict (no import directory, or an older file than the last full one),
 *   invalid_request (not readable, or a mapping that is not confirmed: `mapping` in its details)
 */
export async function importPeople(
  deps: ImportDeps,
  request: ImportRequest,
  items: AsyncIterable<FileItem>,
  onProgress: (records: number) => void = () => undefined,
): Promise<ImportReport> {
  const now = deps.clock.now();
  const asOf = asOfOrRefuse(request.asOf, now);
  const redaction = await inDirectory(deps, request, asOf, false, (trx) => redactionOf(deps, trx, request));
  const { sample, all } = await withSample(request.format, items);
  const mapping = mappingOf(request, sample);
  refuseSensitiveIdentity(mapping, redaction);

  const rejected: ImportReport['rejected'] = [];
  const spared: string[] = [];
  const most = request.mode === 'full' ? mostRejects : (request.maxRejects ?? mostRejects);
  let [records, people, known] = [0, 0, 0];
  let announced: number | null = null;
  let batch = new Map<string, { line: number; event: DirectoryEvent; text: string }>();

  const write = async (): Promise<void> => {
    if (batch.size === 0) return;
    const written = batch;
    batch = new Map();
    const events = [...written.values()].map(({ event }) => event);
    const { inserted, different } = await inDirectory(deps, request, asOf, false, (trx) =>
      insertImportedEvents(trx, request.tenantId, request.directoryId, events, now),
    );
    people += inserted;
    known += events.length - inserted - different.size;
    for (const id of different)
      rejected.push({ line: written.get(id)?.line ?? 0, reason: otherwiseKnown(asOf) });
    deps.wakeLanes();
    onProgress(records);
  };

  for await (const item of all) {
    if (item.kind === 'columns') continue;
    if (item.kind === 'total') {
      announced = item.total;
      continue;
    }
    records += 1;
    if (item.kind === 'unreadable') rejected.push({ line: item.line, reason: item.reason });
    else {
      const read = readPerson(item.fields, mapping);
      if ('reason' in read) {
        rejected.push({ line: item.line, reason: read.reason });
        if (read.sourceId !== undefined) {
          spared.push(importedEventId(asOf, redaction.redactIdentity(read.sourceId)));
        }
      } else {
        const { person, active, resource, groups } = read;
        const event = redaction.redactEvent({
          id: 'import',
          source: 'import',
          type: 'import.person',
          occurredAt: asOf,
          news: { kind: 'user_seen', person, active, resource, ...(groups === undefined ? {} : { groups }) },
        });
        if (event.news.kind === 'user_seen') event.id = importedEventId(asOf, event.news.person.sourceId);
        const text = JSON.stringify(event);
        const twin = batch.get(event.id);
        if (twin === undefined) batch.set(event.id, { line: item.line, event, text });
        else if (twin.text === text) known += 1;
        else
          rejected.push({
            line: item.line,
            reason: `line ${twin.line} says something else of the same person`,
          });
      }
    }
    if (rejected.length > most) break;
    if (batch.size >= batchSize) await write();
  }
  await write();
  const wholeFile = rejected.length <= most;
  const because =
    request.mode === 'partial'
      ? 'The import is partial: whoever is not in the file stays.'
      : notWhole({ rejected: rejected.length, ...request }, people + known, { records, announced });
  const report: ImportReport = {
    directory_id: request.directoryId,
    mode: request.mode,
    format: request.format,
    as_of: asOf,
    records,
    people,
    known,
    rejected: rejected.slice(0, most).sort((a, b) => a.line - b.line),
    mapping: [...mapping.columns].map(([column, attribute]) => ({ column, attribute })),
    group_separator: mapping.groupSeparator,
    missing: {
      people: null,
      because: wholeFile
        ? because
        : `More than ${most} lines could not be used, so the rest of the file was left.`,
    },
  };
  await inDirectory(deps, request, asOf, report.missing.because === null, async (trx) => {
    if (report.missing.because === null) {
      const { tenantId, directoryId } = request;
      report.missing.people = await insertMissingPeople(trx, tenantId, directoryId, {
        asOf,
        spared,
        receivedAt: now,
      });
      await writeSnapshotTime(trx, tenantId, directoryId, asOf);
    }
    await recordImport(trx, request, report, now);
  });
  deps.wakeLanes();
  onProgress(records);
  return report;
}

function asOfOrRefuse(asOf: Date, now: Date): string {
  if (asOf.getTime() <= now.getTime() + farthestAheadMs) return asOf.toISOString();
  throw new RollcallError(
    'invalid_request',
    `The file is to be as of ${asOf.toISOString()}, which is still to come. Give the time when it was made.`,
  );
}

/** Runs `work` in the scope of the tenant while nothing newer can become known of the whole directory. */
async function inDirectory<T>(
  { database }: ImportDeps,
  { tenantId, directoryId }: ImportRequest,
  asOf: string,
  complete: boolean,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  return database.inTenant(tenantId, async (trx) => {
    const directory = await holdImportingDirectory(trx, tenantId, directoryId, complete);
    if (directory === null) throw new RollcallError('not_found', 'There is no directory with this id.');
    if (directory.source !== 'import') {
      throw new RollcallError(
        'conflict',
        `Files go into a directory with the source import; the source of this one is ${directory.source}.`,
      );
    }
    if (directory.state === 'disconnected') {
      throw new RollcallError('conflict', 'The directory is disconnected. Create another one.');
    }
    const last = directory.snapshot_as_of;
    if (last !== null && last.toISOString() > asOf) {
      throw new RollcallError(
        'conflict',
        `The whole directory was imported as of ${last.toISOString()}, and this file is as of ${asOf}: nothing of it is news. If it is newer, say when it was made.`,
      );
    }
    return work(trx);
  });
}

async function redactionOf(
  { policies }: ImportDeps,
  trx: Transaction,
  { tenantId }: ImportRequest,
): Promise<Redaction> {
  const tenant = await readTenant(trx, tenantId);
  if (tenant === null) throw new RollcallError('not_found', 'There is no such tenant.');
  return (await policies.load(trx, tenant)).redaction;
}

function mappingOf({ map, guess, separator }: ImportRequest, sample: FileSample): ColumnMapping {
  const named = separator === null ? {} : { groupSeparator: separator };
  if (map !== null) return { ...mappingAsWritten(map, sample), ...named };
  const guessed = guessMapping(sample);
  if (guessed.certain || guess) return { ...guessed, ...named };
  throw new RollcallError(
    'invalid_request',
    'What the columns say was guessed from their names. Look at `mapping`, and give it as `map`, or `guess=true` to take it as it is.',
    { details: { mapping: Object.fromEntries(guessed.columns) } },
  );
}

/** Why a full import says nothing of those who are not in the file, or null: it does. */
function notWhole(
  { rejected, maxRejects }: { rejected: number; maxRejects: number | null },
  usable: number,
  { records, announced }: { records: number; announced: number | null },
): string | null {
  const most = maxRejects ?? 0;
  if (rejected > most) {
    return `${rejected} lines could not be used, and at most ${most} may be left out of a full import: nobody was taken for gone.`;
  }
  if (announced !== null && announced > records) {
    return `The source has ${announced} people, and the file ${records} of them: it is one page, so nobody was taken for gone.`;
  }
  return usable === 0 ? 'Nobody is in the file: nobody was taken for gone.' : null;
}

/** What changed nothing is not recorded. */
async function recordImport(
  trx: Transaction,
  { tenantId, directoryId, actor }: ImportRequest,
  { mode, format, as_of, people, rejected, missing }: ImportReport,
  now: Date,
): Promise<void> {
  if (people === 0 && (missing.people ?? 0) === 0) return;
  const tenant = await readTenant(trx, tenantId);
  const gone = missing.people === null ? '' : `, and ${missing.people} who are not in it are gone`;
  await insertAuditRecords(
    trx,
    tenantId,
    [
      {
        actor,
        action: 'directory.imported',
        userId: null,
        directoryId,
        before: null,
        after: { mode, format, as_of, people, rejected: rejected.length, missing: missing.people },
        reason: `A file was imported as of ${as_of}: ${people} people are news${gone}`,
        eventIds: [],
        policyVersion: tenant?.active_policy_version ?? null,
      },
    ],
    now,
  );
}

function otherwiseKnown(asOf: string): string {
  return `as of ${asOf}, something else of the same person is known already: give a later time where this is newer`;
}
