import type { AuditRecord, Order } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { exactTime, pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const auditRecordsKeyset = ['time', 'uuid'] as const satisfies KeysetPart[];

export interface AuditFilter {
  user_id?: string;
  action?: string;
  /** At this moment or later (RFC 3339). */
  since?: string;
  /** At this moment or earlier (RFC 3339 where it is a text). */
  until?: string | Date;
}

interface AuditRow {
  id: string;
  at: Date;
  exact: string;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  user_id: string | null;
  user_name: string | null;
  token_name: string | null;
  directory_id: string | null;
  source: AuditRecord['source'];
  idp: string | null;
  before: AuditRecord['before'];
  after: AuditRecord['after'];
  reason: string;
  content_purged_at: Date | null;
  event_ids: string[];
  policy_version: number | null;
  seq: number | null;
  previous_hash: string | null;
  hash: string | null;
}

/** The audit log of a tenant by time. */
export async function listAuditRecords(
  trx: Transaction,
  tenantId: string,
  filter: AuditFilter,
  order: Order,
  { limit, after }: PageRequest,
): Promise<Page<AuditRecord>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  if (filter.user_id !== undefined) where.add('user_id = ?', filter.user_id);
  if (filter.action !== undefined) where.add('action = ?', filter.action);
  if (filter.since !== undefined) where.add('at >= ?', new Date(filter.since));
  if (filter.until !== undefined) where.add('at <= ?', new Date(filter.until));
  if (after !== null)
    where.add(`(at, id) ${order === 'asc' ? '>' : '<'} (?::timestamptz, ?::uuid)`, ...after);
  const result = await trx.raw<{ rows: AuditRow[] }>(
    `select id, at, ${exactTime('at')} as exact, actor_kind, actor_id, action, user_id, directory_id, source, idp, before, after,
            reason, content_purged_at, event_ids, policy_version, seq, previous_hash, hash,
            (select coalesce(u.display_name, u.email) from users u
              where u.tenant_id = audit_records.tenant_id and u.id = audit_records.user_id) as user_name,
            (select t.name from api_tokens t
              where t.id = case when actor_kind = 'api_token' and actor_id ~ '^[0-9a-f-]{36}$'
                                then actor_id::uuid end) as token_name
       from audit_records where ${where.text()} order by at ${order}, id ${order} limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toAuditRecord, (row) => [row.exact, row.id]);
}

function toAuditRecord(row: AuditRow): AuditRecord {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    user_id: row.user_id,
    user_name: row.user_name,
    actor_name: actorNameOf(row),
    directory_id: row.directory_id,
    source: row.source,
    idp: row.idp,
    before: row.before,
    after: row.after,
    reason: row.reason,
    content_purged_at: row.content_purged_at?.toISOString() ?? null,
    event_ids: row.event_ids,
    policy_version: row.policy_version,
    sealed: row.hash !== null,
    sequence: row.seq,
    hash: row.hash,
    previous_hash: row.previous_hash,
  };
}

/** The id of a token says nothing to people; that of whoever came by a link or signed in is what they are called. */
function actorNameOf({ actor_kind: kind, actor_id: id, token_name: token }: AuditRow): string | null {
  if (kind === 'api_token') return token;
  return kind === 'portal_user' || kind === 'console_user' || kind === 'operator' ? id : null;
}
