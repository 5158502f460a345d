import { hash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Actor, AuditAction } from '../domain/change.ts';
import { messageTypeOf } from '../domain/outbox-message.ts';
import { announcing } from './announce.ts';
import type { Transaction } from './database.ts';
import { newId } from './new-id.ts';

/** One thing that happened, as the audit log keeps it. */
export interface AuditEntry {
  actor: Actor;
  action: AuditAction;
  userId: string | null;
  directoryId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string;
  eventIds: string[];
  policyVersion: number | null;
  /** The trace that the message about it continues (W3C traceparent). */
  traceParent?: string | null;
}

/** The columns that the digests cover. */
export interface DigestedRecord {
  tenant_id: string;
  id: string;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  user_id: string | null;
  directory_id: string | null;
  source: string | null;
  idp: string | null;
  event_ids: string[];
  policy_version: number | null;
}

export interface RecordContent {
  before: unknown;
  after: unknown;
  reason: string;
}

/** The digest of what may be personal. Salted, so that it gives nothing away once a purge has removed the content. */
export function contentDigest(salt: string, { before, after, reason }: RecordContent): string {
  return sha256(salt + canonicalJson({ before, after, reason }));
}

/** The digest of a whole record, the content included through its own digest. */
export function recordDigest(record: DigestedRecord, content: string): string {
  return sha256(
    canonicalJson({
      tenant_id: record.tenant_id,
      id: record.id,
      at: record.at,
      actor_kind: record.actor_kind,
      actor_id: record.actor_id,
      action: record.action,
      user_id: record.user_id,
      directory_id: record.directory_id,
      source: record.source,
      idp: record.idp,
      event_ids: record.event_ids,
      policy_version: record.policy_version,
      content,
    }),
  );
}

/** The link of the chain: what came before, the place, and the record. */
export function chainHash(previousHash: string | null, seq: number, digest: string): string {
  return sha256(`${previousHash ?? ''}:${seq}:${digest}`);
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

const saltBytes = 9;

/** What is behind a directory at this moment. */
export interface Origin {
  source: string;
  idp: string | null;
  /** Whether any webhook endpoint listened to its tenant at that moment; left out where that was not asked. */
  listened?: boolean;
}

/** Of more records than these, PostgreSQL writes the first while the digests of the next are made. */
const recordsAtOnce = 250;

/**
 * Appends records in the transaction of the writes that they are about, and announces them to the webhook endpoints that
 * listen, in the same statement. They are sealed into the chain, and delivered, afterwards. Where nobody listened to the
 * tenant as it was read, in the same transaction, there is nobody to announce them to.
 *
 * Accounts are written before: a message shows them as they are by now.
 *
 * @param known directories, by id, of which it need not be read what is behind them
 * @param exceptEndpoint an endpoint that is not told, because the records are about itself
 */
export async function insertAuditRecords(
  trx: Transaction,
  tenantId: string,
  entries: AuditEntry[],
  now: Date,
  known: ReadonlyMap<string, Origin> = new Map(),
  exceptEndpoint: string | null = null,
): Promise<void> {
  if (entries.length === 0) return;
  const directories = await readOrigins(trx, tenantId, entries, known);
  for (let start = 0; start < entries.length; start += recordsAtOnce) {
    // What has been asked for goes out in the meantime: the writes that the records are about, and earlier records.
    if (entries.length > recordsAtOnce) await setImmediate();
    const some = entries.slice(start, start + recordsAtOnce);
    await sendRecords(trx, tenantId, some, now, directories, exceptEndpoint);
  }
}

async function sendRecords(
  trx: Transaction,
  tenantId: string,
  entries: AuditEntry[],
  now: Date,
  directories: ReadonlyMap<string | null, Origin>,
  exceptEndpoint: string | null,
): Promise<void> {
  // One draw for all salts: thousands of small ones cost more than the digests.
  const random = randomBytes(entries.length * saltBytes);
  const backgrounds = new Map<string, Background>();
  const rows = entries.map((entry, index) => {
    const background = backgroundOf(entry, directories, backgrounds);
    const { actor_kind, actor_id, directory_id, source, idp, policy_version } = background;
    const id = newId();
    const { action, userId: user_id, eventIds: event_ids, before, after, reason, traceParent } = entry;
    const salt = random.toString('base64url', index * saltBytes, (index + 1) * saltBytes);
    const content_digest = contentDigest(salt, { before, after, reason });
    const digest = recordDigest(
      {
        ...{ tenant_id: tenantId, id, at: now, actor_kind, actor_id, action, user_id, directory_id },
        ...{ source, idp, event_ids, policy_version },
      },
      content_digest,
    );
    const type = messageTypeOf(action);
    return {
      ...{ id, action, type, user_id, before, after, reason, event_ids, salt, content_digest, digest },
      behind: background.n,
      // Left out where there is none.
      trace_parent: traceParent ?? undefined,
    };
  });
  const given = [JSON.stringify(rows), JSON.stringify([...backgrounds.values()])];
  const isHeard = entries.some(({ directoryId }) => directories.get(directoryId)?.listened !== false);
  if (!isHeard) {
    await trx.send(inserting('(select ?::json as rows, ?::json as backgrounds) given'), [
      tenantId,
      now,
      ...given,
    ]);
    return;
  }
  const { text, values } = announcing(tenantId, now, exceptEndpoint);
  await trx.send(
    `with given as materialized (select ?::json as rows, ?::json as backgrounds),
     recorded as (${inserting('given')}),
     ${text}`,
    [...given, tenantId, now, ...values],
  );
}

/** Inserts what `given (rows, backgrounds)` has as JSON. Needs the tenant and the time before what is in `given`. */
function inserting(given: string): string {
  return `insert into audit_records (tenant_id, id, at, actor_kind, actor_id, action, user_id, directory_id,
                                     source, idp, before, after, reason, event_ids, policy_version, salt, content_digest, digest)
          select ?::uuid, r.id, ?::timestamptz, b.actor_kind, b.actor_id, r.action, r.user_id, b.directory_id,
                 b.source, b.idp, r.before, r.after, r.reason, r.event_ids, b.policy_version, r.salt, r.content_digest, r.digest
            from ${given}
           cross join lateral json_to_recordset(given.rows) as r (
                   id uuid, action text, user_id uuid, before jsonb, after jsonb, reason text, event_ids text[], salt text,
                   content_digest text, digest text, behind integer)
            join lateral json_to_recordset(given.backgrounds) as b (
                   n integer, actor_kind text, actor_id text, directory_id uuid, source text, idp text, policy_version integer)
              on b.n = r.behind`;
}

/** What records of one origin have in common. It is sent once for all of them. */
interface Background {
  n: number;
  actor_kind: string;
  actor_id: string | null;
  directory_id: string | null;
  source: string | null;
  idp: string | null;
  policy_version: number | null;
}

function backgroundOf(
  { actor, directoryId, policyVersion }: AuditEntry,
  directories: ReadonlyMap<string | null, Origin>,
  known: Map<string, Background>,
): Background {
  const key = JSON.stringify([actor.kind, actor.id, directoryId, policyVersion]);
  let background = known.get(key);
  if (background === undefined) {
    background = {
      n: known.size,
      actor_kind: actor.kind,
      actor_id: actor.id,
      directory_id: directoryId,
      source: directories.get(directoryId)?.source ?? null,
      idp: directories.get(directoryId)?.idp ?? null,
      policy_version: policyVersion,
    };
    known.set(key, background);
  }
  return background;
}

/** Which source and which identity provider is behind each directory that the entries name. */
async function readOrigins(
  trx: Transaction,
  tenantId: string,
  entries: AuditEntry[],
  known: ReadonlyMap<string, Origin>,
): Promise<ReadonlyMap<string | null, Origin>> {
  const named = new Set(entries.map(({ directoryId }) => directoryId).filter((id) => id !== null));
  const ids = [...named].filter((id) => !known.has(id));
  if (ids.length === 0) return known;
  const result = await trx.raw<{ rows: ({ id: string } & Origin)[] }>(
    'select id, source, idp from directories where tenant_id = ? and id = any(?::uuid[])',
    [tenantId, ids],
  );
  return new Map([...known, ...result.rows.map(({ id, ...origin }): [string, Origin] => [id, origin])]);
}
