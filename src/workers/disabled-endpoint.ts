import type { Logger } from 'pino';
import { operatorChannel, type NewNotice, type NoticeItem } from '../domain/notice.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { WebhookDisabled } from '../generated/webhook-messages.ts';
import { disabledInWords } from '../outbound/webhooks/disabled-in-words.ts';
import { byItself, hostOf, recordEndpoint } from '../outbound/webhooks/endpoint-record.ts';
import type { EffectiveChannel } from '../policy/effective-policy.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import { announceSharedEndpoint } from '../store/announce-shared-endpoint.ts';
import { isConnectionFault, sqlStateOf } from '../store/connection-fault.ts';
import type { Transaction } from '../store/database.ts';
import { insertNotices } from '../store/notices.ts';
import { commitForGood } from '../store/outbox-deliveries.ts';
import { readTenant } from '../store/tenants.ts';
import { countWaitingFor, type DisabledEndpoint } from '../store/webhook-endpoint-health.ts';
import { codeOf } from '../store/connection-fault.ts';

/** What an endpoint answered last, and whether it says that it is gone for good. */
export interface LastAnswer {
  gone: boolean;
  lastStatus: number | null;
  lastError: string | null;
}

interface AlertDeps {
  policies: ActivePolicies;
  log: Logger;
}

/** What is logged of it. */
export interface DisabledFacts {
  host: string;
  every_tenant: boolean;
  failing_since: string;
  last_status: number | null;
  waiting: number;
}

/**
 * Raises the alert that an endpoint was disabled, in the transaction that disables it, so once for each time: in the audit
 * log of its tenant and by it to the other endpoints, to the channels of the tenant's policy that ask for
 * `webhook_disabled`, and always to those who run Rollcall. A policy that cannot be loaded is logged and keeps nothing from being written.
 *
 * @param tenantId in whose scope the transaction is: of an endpoint of every tenant, whose deliveries showed it
 */
export async function alertDisabled(
  deps: AlertDeps,
  trx: Transaction,
  tenantId: string,
  endpoint: DisabledEndpoint,
  { gone, lastStatus, lastError }: LastAnswer,
  now: Date,
): Promise<DisabledFacts> {
  await commitForGood(trx);
  const waiting = await countWaitingFor(trx, endpoint);
  const host = hostOf(endpoint.url);
  const ofEveryTenant = endpoint.tenant_id === null;
  const failingSince = endpoint.failing_since ?? now;
  const says = disabledInWords({ host, ofEveryTenant, gone, failingSince, lastError, waiting });
  const facts = { failing_since: failingSince.toISOString(), last_status: lastStatus, waiting };
  const change = {
    action: 'webhook.disabled',
    before: { state: 'active' },
    after: { state: 'disabled', ...facts, last_error: lastError },
    reason: `${says} Once it is well, enable it: rollcall webhook enable ${endpoint.id}`,
    actor: byItself,
  } as const;
  if (ofEveryTenant) {
    const named = { webhook_endpoint: endpoint.id, host };
    const message: WebhookDisabled = {
      type: change.action,
      timestamp: now.toISOString(),
      data: {
        tenant: null,
        record_id: null,
        action: change.action,
        user_id: null,
        user: null,
        before: { ...named, ...change.before },
        after: { ...named, ...change.after },
        reason: change.reason,
        actor: change.actor,
        directory_id: null,
        event_ids: [],
        policy_version: null,
      },
    };
    await announceSharedEndpoint(trx, tenantId, message, endpoint.id, now);
  } else {
    await recordEndpoint(trx, endpoint, change, now);
  }
  const item: NoticeItem = {
    kind: 'webhook_disabled',
    says,
    people: 0,
    user_ids: [],
    hold_id: null,
    hold_kind: null,
    endpoint: { id: endpoint.id, of_every_tenant: ofEveryTenant },
  };
  const channels = ofEveryTenant ? [] : await channelsOf(deps, trx, tenantId);
  const operators = { channel: operatorChannel, send: 'at_once' } as const;
  const notices = [...channels, operators].map((to): NewNotice => ({ ...to, items: [item] }));
  await insertNotices(trx, tenantId, notices, now);
  return { host, every_tenant: ofEveryTenant, ...facts };
}

/** The channels of the policy in force that ask to be told; none where it cannot be loaded. */
async function channelsOf(
  { policies, log }: AlertDeps,
  trx: Transaction,
  tenantId: string,
): Promise<Pick<NewNotice, 'channel' | 'send'>[]> {
  const tenant = await readTenant(trx, tenantId);
  if (tenant === null) throw new RollcallError('internal', 'A tenant is gone whose webhooks are delivered.');
  let channels: Record<string, EffectiveChannel> | null;
  try {
    channels = (await policies.load(trx, tenant)).effective.notifications;
  } catch (fault) {
    if (isOfDatabase(fault)) throw fault;
    // What was delivered would be delivered again and again, and nobody would hear of the endpoint.
    log.error(
      { tenant_id: tenantId, code: codeOf(fault) },
      'the policy in force cannot be loaded, so its channels are not told of the disabled webhook endpoint',
    );
    return [];
  }
  return channelsIn(channels)
    .filter(([, { on }]) => on.includes('webhook_disabled'))
    .map(([channel, { send }]) => ({ channel, send }));
}

/** Whether the transaction is lost, so that nothing more can be written in it. */
function isOfDatabase(fault: unknown): boolean {
  return isConnectionFault(fault) || sqlStateOf(fault) !== null;
}

/** A version that was made before there were notifications has null. */
function channelsIn(notifications: Record<string, EffectiveChannel> | null): [string, EffectiveChannel][] {
  return Object.entries(notifications ?? {});
}
