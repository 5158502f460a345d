import { randomBytes } from 'node:crypto';
import { endedSessionsKept, sessionLife, type ConsoleRole } from '../domain/browser-session.ts';
import type { PortalAccess, PortalPage } from '../domain/portal-link.ts';
import type { Scope } from '../generated/api.ts';
import type { Database, Queries } from './database.ts';
import { newId } from './new-id.ts';
import { digestOfSecret } from './secret-digest.ts';

/** The session of a browser. Whether it is open is judged by its caller. */
export type BrowserSession = PortalSession | ConsoleSession;

interface AnySession {
  id: string;
  /** Whom the audit log names. */
  label: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date;
  endedAt: Date | null;
}

export interface PortalSession extends AnySession {
  kind: 'portal';
  tenantId: string;
  linkId: string;
  access: PortalAccess;
  pages: PortalPage[];
  returnUrl: string | null;
}

export interface ConsoleSession extends AnySession {
  kind: 'console';
  /** Null: all of them. */
  tenantId: string | null;
  /** Null for whoever signed in with an API token. */
  role: ConsoleRole | null;
  /** The API token that they signed in with; null for whoever signed in by OIDC. */
  token: SessionToken | null;
  /** Sealed. */
  idToken: string | null;
}

/** An API token as it is by now. */
export interface SessionToken {
  id: string;
  scopes: Scope[];
  expiresAt: Date | null;
  /** Whether it opens nothing any more: it was revoked, or has another value. */
  isVoid: boolean;
}

export type NewBrowserSession =
  | Pick<PortalSession, 'kind' | 'tenantId' | 'label' | 'linkId' | 'access' | 'pages' | 'returnUrl'>
  | (Pick<ConsoleSession, 'kind' | 'tenantId' | 'label' | 'idToken'> &
      ({ role: ConsoleRole; token: null } | { role: null; token: { id: string; text: string } }));

interface SessionRow {
  id: string;
  kind: 'portal' | 'console';
  tenant_id: string | null;
  label: string;
  portal_link_id: string | null;
  access: PortalAccess | null;
  pages: PortalPage[] | null;
  return_url: string | null;
  role: ConsoleRole | null;
  api_token_id: string | null;
  id_token: string | null;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date;
  ended_at: Date | null;
  token_scopes: Scope[] | null;
  token_expires_at: Date | null;
  token_is_void: boolean | null;
}

const columns = `s.id, s.kind, s.tenant_id, s.label, s.portal_link_id, s.access, s.pages, s.return_url, s.role,
                 s.api_token_id, s.id_token, s.created_at, s.expires_at, s.last_used_at, s.ended_at,
                 t.scopes as token_scopes, t.expires_at as token_expires_at,
                 t.revoked_at is not null or t.token_hash <> s.api_token_hash as token_is_void`;
const sessions = 'browser_sessions s left join api_tokens t on t.id = s.api_token_id';

/** The session with this secret, or null where there is none. Every request of a browser asks this. */
export async function findBrowserSession(
  database: Pick<Database, 'raw'>,
  secret: string,
): Promise<BrowserSession | null> {
  const result = await database.raw<{ rows: SessionRow[] }>(
    `select ${columns} from ${sessions} where s.session_hash = ?`,
    [digestOfSecret(secret)],
    { quick: true },
  );
  const row = result.rows[0];
  return row === undefined ? null : toSession(row);
}

export async function readBrowserSession(queries: Queries, id: string): Promise<BrowserSession | null> {
  const result = await queries.raw<{ rows: SessionRow[] }>(
    `select ${columns} from ${sessions} where s.id = ?`,
    [id],
  );
  const row = result.rows[0];
  return row === undefined ? null : toSession(row);
}

/** Notes that a session was used, unless that was noted after `stale` already. */
export async function writeBrowserSessionUse(
  database: Pick<Database, 'raw'>,
  { id }: { id: string },
  now: Date,
  stale: Date,
): Promise<void> {
  await database.raw('update browser_sessions set last_used_at = ? where id = ? and last_used_at <= ?', [
    now,
    id,
    stale,
  ]);
}

/** Begins a session. What is returned is the only place where its secret ever is. */
export async function insertBrowserSession(
  trx: Queries,
  session: NewBrowserSession,
  now: Date,
): Promise<{ id: string; secret: string; expiresAt: Date }> {
  const secret = `rcb_${randomBytes(32).toString('base64url')}`;
  const id = newId();
  const expiresAt = new Date(now.getTime() + sessionLife[session.kind].longest);
  const portal = session.kind === 'portal' ? session : null;
  const console = session.kind === 'console' ? session : null;
  await trx.raw(
    `insert into browser_sessions (id, session_hash, kind, tenant_id, label, portal_link_id, access, pages, return_url,
                                   role, api_token_id, api_token_hash, id_token, created_at, expires_at, last_used_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[id, digestOfSecret(secret), session.kind, session.tenantId, session.label],
      ...[portal?.linkId ?? null, portal?.access ?? null, portal?.pages ?? null, portal?.returnUrl ?? null],
      ...[console?.role ?? null, console?.token?.id ?? null],
      console?.token == null ? null : digestOfSecret(console.token.text),
      ...[console?.idToken ?? null, now, expiresAt, now],
    ],
  );
  return { id, secret, expiresAt };
}

/** Ends a session for good. False where it was ended before. */
export async function endBrowserSession(trx: Queries, id: string, now: Date): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    'update browser_sessions set ended_at = ?, id_token = null where id = ? and ended_at is null',
    [now, id],
  );
  return result.rowCount > 0;
}

/** Forgets sessions that ended long ago, of all tenants and of none. */
export async function removeOldSessions(queries: Pick<Queries, 'raw'>, now: Date): Promise<void> {
  await queries.raw('delete from browser_sessions where expires_at < ?', [
    new Date(now.getTime() - endedSessionsKept),
  ]);
}

/** Ends what a link was exchanged for. */
export async function endSessionsOfLink(trx: Queries, linkId: string, now: Date): Promise<void> {
  await trx.raw('update browser_sessions set ended_at = ? where portal_link_id = ? and ended_at is null', [
    now,
    linkId,
  ]);
}

function toSession(row: SessionRow): BrowserSession {
  const any = {
    id: row.id,
    label: row.label,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    endedAt: row.ended_at,
  };
  if (row.kind === 'portal') {
    const { tenant_id: tenantId, portal_link_id: linkId, access, pages, return_url: returnUrl } = row;
    // The table has no such row; without it, nothing may be opened.
    if (tenantId === null || linkId === null || access === null || pages === null) {
      throw new TypeError('A session of the portal is bound to a tenant and a link.');
    }
    return { ...any, kind: 'portal', tenantId, linkId, access, pages, returnUrl };
  }
  const { tenant_id: tenantId, role, id_token: idToken, api_token_id: tokenId } = row;
  const token =
    tokenId === null
      ? null
      : {
          id: tokenId,
          scopes: row.token_scopes ?? [],
          expiresAt: row.token_expires_at,
          isVoid: row.token_is_void !== false,
        };
  return { ...any, kind: 'console', tenantId, role, token, idToken };
}
