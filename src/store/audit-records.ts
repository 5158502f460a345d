import { createHash, randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Actor, AuditAction } from '../domain/change.ts';
import { messageTypeOf } from '../domain/outbox-message.ts';
import { announcing } from './announce.ts';
import type { Transaction } from './database.ts';

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
  return createHash('sha256').update(text).digest('hex');
}

const saltBytes = 9;

/** What is behind a directory at this moment. */
export interface Origin {
  source: string;
  idp: string | null;
}

/**
 * Appends records in the transaction of the writes that they are about, and announces them to the webhook endpoints that
 * listen, all in one statement. They are sealed into the chain, and delivered, afterwards.
 *
 * Accounts are written before: a message shows them as they are by now.
 *
 * @param known directories, by id, of which it need not be read what is behind them
 */
export async function insertAuditRecords(
  trx: Transaction,
  tenantId: string,
  entries: AuditEntry[],
  now: Date,
  known: ReadonlyMap<string, Origin> = new Map(),
): Promise<void> {
  if (entries.length === 0) return;
  const directories = await readOrigins(trx, tenantId, entries, known);
  // One draw for all salts: thousands of small ones cost more than the digests.
  const random = randomBytes(entries.length * saltBytes);
  const rows = entries.map((entry, index) => {
    const record = {
      tenant_id: tenantId,
      id: newId(),
      at: now,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      action: entry.action,
      user_id: entry.userId,
      directory_id: entry.directoryId,
      source: directories.get(entry.directoryId)?.source ?? null,
      idp: directories.get(entry.directoryId)?.idp ?? null,
      event_ids: entry.eventIds,
      policy_version: entry.policyVersion,
    };
    const content = { before: entry.before, after: entry.after, reason: entry.reason };
    const salt = random.toString('base64url', index * saltBytes, (index + 1) * saltBytes);
    const content_digest = contentDigest(salt, content);
    const digest = recordDigest(record, content_digest);
    return { ...record, ...content, salt, content_digest, digest, type: messageTypeOf(entry.action) };
  });
  const { text, values } = announcing(tenantId);
  await trx.send(
    `with given as materialized (select ?::jsonb as rows),
     recorded as (
       insert into audit_records (tenant_id, id, at, actor_kind, actor_id, action, user_id, directory_id,
                                  source, idp, before, after, reason, event_ids, policy_version, salt, content_digest, digest)
       select ?::uuid, id, at, actor_kind, actor_id, action, user_id, directory_id,
              source, idp, before, after, reason, event_ids, policy_version, salt, content_digest, digest
         from given cross join lateral jsonb_to_recordset(given.rows) as r (
                id uuid, at timestamptz, actor_kind text, actor_id text, action text, user_id uuid, directory_id uuid,
                source text, idp text, before jsonb, after jsonb, reason text, event_ids text[], policy_version integer, salt text,
                content_digest text, digest text)),
     ${text}`,
    [JSON.stringify(rows), tenantId, ...values],
  );
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
