import { randomBytes } from 'node:crypto';
import { parse, stringify, validate } from 'uuid';
import type { Actor } from '../domain/change.ts';
import {
  portalLinksKept,
  portalLinkState,
  type PortalAccess,
  type PortalLinkState,
  type PortalPage,
} from '../domain/portal-link.ts';
import type { PortalLink } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { newId } from './new-id.ts';
import { digestOfSecret } from './secret-digest.ts';
import { sqlConditions } from './sql-conditions.ts';

/** Newest first. */
export const portalLinksKeyset = ['uuid'] as const satisfies KeysetPart[];

const SECRET_BYTES = 32;
const TENANT_BYTES = 16;
const PREFIX = 'rcl_';

export interface PortalLinkRow {
  id: string;
  label: string | null;
  access: PortalAccess;
  pages: PortalPage[];
  return_url: string | null;
  made_by_kind: Actor['kind'];
  made_by_id: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  revoked_at: Date | null;
}

export type NewPortalLink = Pick<PortalLinkRow, 'label' | 'access' | 'pages' | 'return_url' | 'expires_at'>;

const columns = `id, label, access, pages, return_url, made_by_kind, made_by_id, created_at, expires_at, used_at, revoked_at`;

/** Makes a link. What is returned is the only place where its token ever is. */
export async function insertPortalLink(
  trx: Transaction,
  tenantId: string,
  { label, access, pages, return_url, expires_at }: NewPortalLink,
  actor: Actor,
  now: Date,
): Promise<PortalLinkRow & { token: string }> {
  const secret = Buffer.concat([parse(tenantId), randomBytes(SECRET_BYTES)]);
  const token = `${PREFIX}${secret.toString('base64url')}`;
  const result = await trx.raw<{ rows: [PortalLinkRow] }>(
    `insert into portal_links (tenant_id, id, token_hash, label, access, pages, return_url, made_by_kind, made_by_id,
                               created_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${columns}`,
    [
      ...[tenantId, newId(), digestOfSecret(token), label, access, pages, return_url, actor.kind, actor.id],
      ...[now, expires_at],
    ],
  );
  return { ...result.rows[0], token };
}

/** Whose link this would be; null for what was never a token of a link. Only the database knows whether it is one. */
export function tenantOfLinkToken(token: string): string | null {
  if (!/^rcl_[\w-]{64}$/.test(token)) return null;
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
  if (bytes.length !== TENANT_BYTES + SECRET_BYTES) return null;
  try {
    const tenantId = stringify(bytes.subarray(0, TENANT_BYTES));
    return validate(tenantId) ? tenantId : null;
  } catch {
    return null;
  }
}

export type TakenPortalLink =
  | { outcome: 'taken'; link: PortalLinkRow }
  | { outcome: 'unknown' }
  | { outcome: 'closed'; link: PortalLinkRow };

/** Uses an open link up. Of those who try at the same moment, one has it, and the others find it closed. */
export async function takePortalLink(
  trx: Transaction,
  tenantId: string,
  token: string,
  now: Date,
): Promise<TakenPortalLink> {
  const digest = digestOfSecret(token);
  const taken = await trx.raw<{ rows: PortalLinkRow[] }>(
    `update portal_links set used_at = ?
      where tenant_id = ? and token_hash = ? and used_at is null and revoked_at is null and expires_at > ?
     returning ${columns}`,
    [now, tenantId, digest, now],
  );
  const [link] = taken.rows;
  if (link !== undefined) return { outcome: 'taken', link };
  const found = await trx.raw<{ rows: PortalLinkRow[] }>(
    `select ${columns} from portal_links where tenant_id = ? and token_hash = ?`,
    [tenantId, digest],
  );
  const [closed] = found.rows;
  return closed === undefined ? { outcome: 'unknown' } : { outcome: 'closed', link: closed };
}

/** Voids a link for good. Null where there is none such; `again` where that was done before. */
export async function revokePortalLinkRow(
  trx: Transaction,
  tenantId: string,
  id: string,
  now: Date,
): Promise<{ link: PortalLinkRow; again: boolean } | null> {
  const result = await trx.raw<{ rows: PortalLinkRow[] }>(
    `select ${columns} from portal_links where tenant_id = ? and id = ? for update`,
    [tenantId, id],
  );
  const [link] = result.rows;
  if (link === undefined) return null;
  if (link.revoked_at !== null) return { link, again: true };
  await trx.raw('update portal_links set revoked_at = ? where tenant_id = ? and id = ?', [now, tenantId, id]);
  return { link: { ...link, revoked_at: now }, again: false };
}

/** As `portalLinkState`. Written out for each, so that the index of those that nobody has used is known to fit. */
function conditionsAt(now: Date): Record<PortalLinkState, [sql: string, ...values: Date[]]> {
  const isUnused = 'revoked_at is null and used_at is null';
  return {
    revoked: ['revoked_at is not null'],
    used: ['revoked_at is null and used_at is not null'],
    expired: [`${isUnused} and expires_at <= ?`, now],
    open: [`${isUnused} and expires_at > ?`, now],
  };
}

/** The links of a tenant. */
export async function listPortalLinks(
  trx: Transaction,
  tenantId: string,
  { state }: { state?: PortalLinkState },
  page: PageRequest,
  now: Date,
): Promise<Page<PortalLink>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  if (page.after?.[0] !== undefined) where.add('id < ?', page.after[0]);
  if (state !== undefined) where.add(...conditionsAt(now)[state]);
  const result = await trx.raw<{ rows: PortalLinkRow[] }>(
    `select ${columns} from portal_links where ${where.text()} order by tenant_id, id desc limit ?`,
    [...where.values(), page.limit + 1],
  );
  return pageOf(
    result.rows,
    page.limit,
    (row) => toPortalLink(row, now),
    ({ id }) => [id],
  );
}

/** Forgets links of a tenant that were made long ago, whose labels name people, and returns how many. */
export async function removeOldPortalLinks(
  trx: Transaction,
  tenantId: string,
  limit: number,
  now: Date,
): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    `delete from portal_links l
      using (select id from portal_links where tenant_id = ? and created_at < ? limit ?) old
      where l.tenant_id = ? and l.id = old.id`,
    [tenantId, new Date(now.getTime() - portalLinksKept), limit, tenantId],
  );
  return result.rowCount;
}

/** A link as the API and the commands show it. */
export function toPortalLink(row: PortalLinkRow, now: Date): PortalLink {
  return {
    id: row.id,
    label: row.label,
    state: portalLinkState(
      { expiresAt: row.expires_at, usedAt: row.used_at, revokedAt: row.revoked_at },
      now,
    ),
    access: row.access,
    pages: row.pages,
    return_url: row.return_url,
    made_by: { kind: row.made_by_kind, id: row.made_by_id },
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    used_at: row.used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}
