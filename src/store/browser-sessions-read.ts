import { isSessionOf, sessionLife, type ConsoleRole, type SessionOwner } from '../domain/browser-session.ts';
import type { BrowserSessionItem } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

/** Newest first. */
export const browserSessionsKeyset = ['uuid'] as const satisfies KeysetPart[];

interface ListedRow {
  id: string;
  kind: 'portal' | 'console';
  slug: string | null;
  label: string;
  portal_link_id: string | null;
  role: ConsoleRole | null;
  api_token_id: string | null;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date;
}

/** Who asks for sessions, and for which. */
export interface SessionsAsked {
  /** Only those that reach this tenant alone; null: all of them. */
  tenantId: string | null;
  owner: SessionOwner;
  onlyOwn: boolean;
  /** Null: none of these asks. */
  currentId: string | null;
}

/** The sessions that open something at this moment. `trx` must see tenants. */
export async function listOpenSessions(
  trx: Transaction,
  { tenantId, owner, onlyOwn, currentId }: SessionsAsked,
  page: PageRequest,
  now: Date,
): Promise<Page<BrowserSessionItem>> {
  const ownToken = onlyOwn && owner.kind === 'token' ? owner.tokenId : null;
  const ownLabel = onlyOwn && owner.kind !== 'token' ? owner.label : null;
  const after = page.after?.[0] ?? null;
  const idleSince = (kind: 'portal' | 'console') => new Date(now.getTime() - sessionLife[kind].idle);
  const result = await trx.raw<{ rows: ListedRow[] }>(
    // The few that are open are found first, by their index: in the order of the page, all that ever were are passed by.
    `select s.id, s.kind, n.slug, s.label, s.portal_link_id, s.role, s.api_token_id, s.created_at, s.expires_at,
            s.last_used_at
       from browser_sessions s
       left join tenants n on n.id = s.tenant_id
       left join api_tokens t on t.id = s.api_token_id
      where (?::uuid is null or s.tenant_id = ?::uuid)
        and (?::uuid is null or (s.kind = 'console' and s.api_token_id = ?::uuid))
        and (?::text is null or (s.kind = 'console' and s.api_token_id is null and s.label = ?::text))
        and (?::uuid is null or s.id < ?::uuid)
        and s.id = any(array(select o.id from browser_sessions o
                              where o.ended_at is null and o.expires_at > ?::timestamptz))
        and s.last_used_at > case s.kind when 'portal' then ?::timestamptz else ?::timestamptz end
        and (t.id is null or (t.revoked_at is null and t.token_hash = s.api_token_hash
                              and (t.expires_at is null or t.expires_at > ?::timestamptz)))
      order by s.id desc limit ?`,
    [
      ...[tenantId, tenantId, ownToken, ownToken, ownLabel, ownLabel],
      ...[after, after, now, idleSince('portal'), idleSince('console'), now],
      page.limit + 1,
    ],
  );
  return pageOf(
    result.rows,
    page.limit,
    (row) => toItem(row, owner, currentId),
    ({ id }) => [id],
  );
}

function toItem(row: ListedRow, owner: SessionOwner, currentId: string | null): BrowserSessionItem {
  return {
    id: row.id,
    kind: row.kind,
    tenant: row.slug,
    label: row.label,
    role: row.role,
    portal_link_id: row.portal_link_id,
    token_id: row.api_token_id,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at.toISOString(),
    own: isSessionOf(owner, { kind: row.kind, label: row.label, tokenId: row.api_token_id }),
    current: row.id === currentId,
  };
}
