import { gatherNoticeItems } from '../domain/gather-notice-items.ts';
import { operatorChannel, peopleNamed, type NoticeItem } from '../domain/notice.ts';
import { noticeAllowedAt, noticesKeptSince } from '../domain/notice-times.ts';
import type { LetterContents } from '../outbound/notices/notice-letter.ts';
import { noticeMessage } from '../outbound/notices/notice-message.ts';
import type { EffectiveChannel } from '../policy/effective-policy.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import { announceNotice } from '../store/announce-notice.ts';
import type { Transaction } from '../store/database.ts';
import { readNamedHolds, readNamedUsers } from '../store/notice-people.ts';
import { readEndpointStates } from '../store/webhook-endpoints.ts';
import {
  claimNotices,
  finishNotices,
  lockWaitingNotices,
  postponeNotices,
  readLastSent,
  removeOldNotices,
  type DueChannel,
  type WaitingNotice,
} from '../store/notices.ts';
import { readTenant, type TenantRow } from '../store/tenants.ts';

/** Notices of one channel that this process is to tell. */
export interface ClaimedNotices {
  kind: 'claimed';
  notices: WaitingNotice[];
  /** The addresses of today; none where the channel is only told by webhook. */
  to: readonly string[];
  contents: LetterContents;
}

export type Claim =
  ClaimedNotices | { kind: 'dropped'; ids: string[]; because: string } | { kind: 'postponed' };

export interface ClaimDeps {
  policies: ActivePolicies;
  publicUrl: string;
  /** The addresses of those who run this service, whom alerts go to that no policy can turn off; none: nobody. */
  alertsTo: readonly string[];
}

/** How long others leave alone what one process sends: longer than an attempt can take. */
const leaseMs = 120_000;
/** Notices in one mail; further ones are in the next. */
const mostAtOnce = 2_000;

/**
 * Takes everything that waits for a channel, to be told together, in the scope of the tenant. It is put off while the
 * channel was told a moment ago, while another process tells it, and while an attempt that failed is to be repeated.
 * Whom it goes to, and how people are called, is as of now.
 */
export async function claimDueNotices(
  deps: ClaimDeps,
  trx: Transaction,
  { tenant_id: tenantId, channel }: DueChannel,
  now: Date,
): Promise<Claim> {
  const tenant = await readTenant(trx, tenantId);
  const notices = await lockWaitingNotices(trx, tenantId, channel, mostAtOnce, now);
  const ids = notices.map(({ id }) => id);
  if (tenant === null || notices.length === 0) return { kind: 'postponed' };

  const found = await addressesOf(deps, trx, tenant, channel);
  if (found.kind === 'nobody') {
    const { because } = found;
    await finishNotices(trx, tenantId, ids, { status: 'dropped', error: because });
    return { kind: 'dropped', ids, because };
  }
  const allowedAt = await mayBeToldAt(trx, tenantId, channel, notices, now);
  if (allowedAt > now) {
    await postponeNotices(trx, tenantId, ids, allowedAt);
    return { kind: 'postponed' };
  }
  await removeOldNotices(trx, tenantId, noticesKeptSince(now), mostAtOnce);
  await claimNotices(trx, tenantId, ids, new Date(now.getTime() + leaseMs));
  const claimed: ClaimedNotices = {
    kind: 'claimed',
    notices,
    to: found.to,
    contents: await readContents(trx, tenant, channel, notices, deps.publicUrl),
  };
  // What operators hear of, endpoints are told by a message of its own.
  if (channel !== operatorChannel) await announce(trx, tenant, claimed, now);
  return claimed;
}

/** Whom a channel goes to as of now. */
async function addressesOf(
  { policies, alertsTo }: ClaimDeps,
  trx: Transaction,
  tenant: TenantRow,
  channel: string,
): Promise<{ kind: 'found'; to: readonly string[] } | { kind: 'nobody'; because: string }> {
  if (channel === operatorChannel) {
    return alertsTo.length > 0
      ? { kind: 'found', to: alertsTo }
      : { kind: 'nobody', because: `${operatorChannel} is not set, so no operator was told.` };
  }
  const rules = channelOf((await policies.load(trx, tenant)).effective.notifications, channel);
  return rules === undefined
    ? { kind: 'nobody', because: `The policy has no channel ${channel} any more.` }
    : { kind: 'found', to: rules.to };
}

async function readContents(
  trx: Transaction,
  tenant: TenantRow,
  channel: string,
  notices: readonly WaitingNotice[],
  publicUrl: string,
): Promise<LetterContents> {
  const items = gatherNoticeItems(notices.flatMap((notice) => notice.items));
  return {
    tenant: tenant.slug,
    channel,
    send: notices.every(({ send }) => send === 'daily') ? 'daily' : 'at_once',
    items,
    people: await readNamedUsers(trx, tenant.id, [...new Set(items.flatMap(({ user_ids }) => user_ids))]),
    holds: await readNamedHolds(trx, tenant.id, holdsOf(items), peopleNamed),
    endpoints: await readEndpointStates(trx, [
      ...new Set(items.flatMap(({ endpoint }) => (endpoint === undefined ? [] : [endpoint.id]))),
    ]),
    publicUrl,
  };
}

/**
 * Webhooks are told with the first attempt, in its transaction, and no more with the further ones: they have retries of
 * their own, and do not wait for a mail server.
 */
async function announce(
  trx: Transaction,
  tenant: TenantRow,
  { notices, contents }: ClaimedNotices,
  now: Date,
): Promise<void> {
  const untold = notices.filter(({ attempts }) => attempts === 0);
  if (untold.length === 0) return;
  const items = gatherNoticeItems(untold.flatMap((notice) => notice.items));
  await announceNotice(trx, tenant.id, noticeMessage({ ...contents, items }, tenant, now), now);
}

/** A version that was made before there were notifications has null. */
function channelOf(
  notifications: Record<string, EffectiveChannel> | null,
  name: string,
): EffectiveChannel | undefined {
  return notifications !== null && Object.hasOwn(notifications, name) ? notifications[name] : undefined;
}

async function mayBeToldAt(
  trx: Transaction,
  tenantId: string,
  channel: string,
  notices: WaitingNotice[],
  now: Date,
): Promise<Date> {
  const attempted = notices.filter(({ attempts, next_attempt_at }) => attempts > 0 && next_attempt_at > now);
  const allowed = [
    noticeAllowedAt(await readLastSent(trx, tenantId, channel)),
    ...attempted.map(({ next_attempt_at }) => next_attempt_at),
  ];
  return new Date(Math.max(...allowed.map((time) => time.getTime())));
}

function holdsOf(items: NoticeItem[]): string[] {
  return [...new Set(items.flatMap(({ hold_id }) => (hold_id === null ? [] : [hold_id])))];
}
