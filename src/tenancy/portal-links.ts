import type { Actor, PortalLinkAction } from '../domain/change.ts';
import {
  portalLinkSeconds,
  portalLinkState,
  portalPages,
  type PortalAccess,
  type PortalLinkState,
  type PortalPage,
} from '../domain/portal-link.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PortalLinkOnce } from '../generated/api.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import {
  endBrowserSession,
  endSessionsOfLink,
  insertBrowserSession,
  type PortalSession,
} from '../store/browser-sessions.ts';
import type { Transaction } from '../store/database.ts';
import {
  insertPortalLink,
  revokePortalLinkRow,
  takePortalLink,
  tenantOfLinkToken,
  toPortalLink,
  type PortalLinkRow,
} from '../store/portal-links.ts';
import { readTenant } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';

type Deps = Pick<TenancyDeps, 'database' | 'clock'>;

export interface PortalLinkRequest {
  /** Whom it is for; null: the audit log names the link. */
  label: string | null;
  /** For how many seconds it can be opened. */
  expiresIn: number;
  access: PortalAccess;
  /** Empty: all of them. */
  pages: readonly PortalPage[];
  returnUrl: string | null;
}

const LONGEST_LABEL = 200;

/**
 * Makes a link into the portal of a tenant. Its address is in what is returned and nowhere else.
 *
 * @param publicUrl where browsers reach this service
 * @throws RollcallError invalid_request
 */
export async function createPortalLink(
  { database, clock, publicUrl }: Deps & { publicUrl: string },
  tenantId: string,
  { label, expiresIn, access, pages, returnUrl }: PortalLinkRequest,
  actor: Actor,
): Promise<PortalLinkOnce> {
  const { least, most } = portalLinkSeconds;
  if (!(Number.isInteger(expiresIn) && expiresIn >= least && expiresIn <= most)) {
    throw invalid('expires_in', `It must be ${least} to ${most} seconds.`);
  }
  if (label !== null && label.length > LONGEST_LABEL) {
    throw invalid('label', `It must have ${LONGEST_LABEL} characters at most.`);
  }
  if (returnUrl !== null && !isWebAddress(returnUrl)) {
    throw invalid('return_url', 'It must be an address such as https://app.example.com/settings.');
  }
  const now = clock.now();
  const wanted = {
    label,
    access,
    pages: portalPages.filter((page) => pages.length === 0 || pages.includes(page)),
    return_url: returnUrl,
    expires_at: new Date(now.getTime() + expiresIn * 1_000),
  };
  const row = await database.inTenant(tenantId, async (trx) => {
    const made = await insertPortalLink(trx, tenantId, wanted, actor, now);
    const reason = 'A link into the portal was made, which opens it once';
    await record(trx, tenantId, { action: 'portal_link.created', row: made, reason, actor }, now);
    return made;
  });
  return { ...toPortalLink(row, now), url: `${publicUrl}/portal/enter#${row.token}` };
}

export type EnteredPortal =
  | { outcome: 'entered'; session: { id: string; secret: string; expiresAt: Date }; link: PortalLinkRow }
  | { outcome: 'unknown' }
  | { outcome: 'closed'; state: Exclude<PortalLinkState, 'open'>; returnUrl: string | null };

/**
 * Exchanges a link for a session of its tenant, once: of those who try at the same moment one enters. A session that the
 * browser had before ends.
 *
 * @param former what the browser presented beside the link; null: nothing
 */
export async function enterPortal(
  deps: Deps,
  token: string,
  former: PortalSession | null,
): Promise<EnteredPortal> {
  const tenantId = tenantOfLinkToken(token);
  if (tenantId === null) return { outcome: 'unknown' };
  const now = deps.clock.now();
  const entered = await deps.database.inTenant(tenantId, async (trx): Promise<EnteredPortal> => {
    const taken = await takePortalLink(trx, tenantId, token, now);
    if (taken.outcome === 'unknown') return taken;
    const { link } = taken;
    if (taken.outcome === 'closed')
      return { ...taken, state: closedState(link, now), returnUrl: link.return_url };
    const session = await insertBrowserSession(
      trx,
      {
        kind: 'portal',
        tenantId,
        label: nameOf(link),
        linkId: link.id,
        access: link.access,
        pages: link.pages,
        returnUrl: link.return_url,
      },
      now,
    );
    const reason = 'The link was opened, and began a session of the portal';
    const actor = portalUser(nameOf(link));
    await record(trx, tenantId, { action: 'portal_link.used', row: link, reason, actor }, now);
    return { outcome: 'entered', session, link };
  });
  if (entered.outcome === 'entered' && former !== null) {
    await endPortalSession(deps, former, portalUser(former.label), 'The same browser opened another link');
  }
  return entered;
}

/**
 * Voids a link for good, and ends the session that it began, from the next request on. One that was revoked before stays
 * as it was.
 *
 * @throws RollcallError not_found
 */
export async function revokePortalLink(
  { database, clock }: Deps,
  tenantId: string,
  linkId: string,
  actor: Actor,
): Promise<void> {
  const now = clock.now();
  await database.inTenant(tenantId, async (trx) => {
    const revoked = await revokePortalLinkRow(trx, tenantId, linkId, now);
    if (revoked === null) throw new RollcallError('not_found', 'There is no link with this id.');
    if (revoked.again) return;
    await endSessionsOfLink(trx, linkId, now);
    const reason = 'The link was revoked; it opens nothing, and neither does the session that it began';
    await record(trx, tenantId, { action: 'portal_link.revoked', row: revoked.link, reason, actor }, now);
  });
}

/** Ends a session of the portal. One that was ended before stays as it was. */
export async function endPortalSession(
  { database, clock }: Deps,
  { id, tenantId, linkId }: Pick<PortalSession, 'id' | 'tenantId' | 'linkId'>,
  actor: Actor,
  reason: string,
): Promise<void> {
  const now = clock.now();
  await database.inTenant(tenantId, async (trx) => {
    if (!(await endBrowserSession(trx, id, now))) return;
    const tenant = await readTenant(trx, tenantId);
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor,
          action: 'portal_link.session_ended',
          userId: null,
          directoryId: null,
          before: { portal_link: linkId, session_id: id },
          after: null,
          reason,
          eventIds: [],
          policyVersion: tenant?.active_policy_version ?? null,
        },
      ],
      now,
    );
  });
}

/** Who acts in a session of the portal, for the audit log. */
export function portalUser(label: string): Actor {
  return { kind: 'portal_user', id: label };
}

function nameOf({ label, id }: PortalLinkRow): string {
  return label ?? `portal link ${id}`;
}

function closedState(link: PortalLinkRow, now: Date): Exclude<PortalLinkState, 'open'> {
  const state = portalLinkState(
    { expiresAt: link.expires_at, usedAt: link.used_at, revokedAt: link.revoked_at },
    now,
  );
  if (state === 'open') throw new TypeError('A link that is open would have been taken.');
  return state;
}

async function record(
  trx: Transaction,
  tenantId: string,
  change: {
    action: Exclude<PortalLinkAction, 'portal_link.session_ended'>;
    row: PortalLinkRow;
    reason: string;
    actor: Actor;
  },
  now: Date,
): Promise<void> {
  const { action, row, reason, actor } = change;
  const tenant = await readTenant(trx, tenantId);
  const shown = {
    portal_link: row.id,
    label: row.label,
    access: row.access,
    pages: row.pages,
    expires_at: row.expires_at.toISOString(),
  };
  await insertAuditRecords(
    trx,
    tenantId,
    [
      {
        ...{ actor, action, userId: null, directoryId: null, reason, eventIds: [] },
        before: action === 'portal_link.revoked' ? shown : null,
        after: action === 'portal_link.revoked' ? null : shown,
        policyVersion: tenant?.active_policy_version ?? null,
      },
    ],
    now,
  );
}

/** Other schemes, such as javascript:, would run where they are clicked. */
function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function invalid(field: string, message: string): RollcallError {
  return new RollcallError('invalid_request', `\`${field}\`: ${message}`, {
    details: { errors: [{ field, message }] },
  });
}
