import type { Actor, WebhookAction } from '../../domain/change.ts';
import { insertAuditRecords } from '../../store/audit-records.ts';
import type { Transaction } from '../../store/database.ts';
import type { EndpointRow } from '../../store/webhook-endpoints.ts';

export type NamedEndpoint = Pick<EndpointRow, 'id' | 'tenant_id' | 'url'>;

/** What becomes of an endpoint. What is known of it beyond its id and host; never a secret, nor more of its address. */
export interface EndpointChange {
  action: WebhookAction;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** A sentence. */
  reason: string;
  actor: Actor;
}

/** A structured log. */
export interface EndpointLog {
  info(facts: Record<string, unknown>, sentence: string): void;
}

/** By itself, because of what it answers. */
export const byItself: Actor = { kind: 'system', id: null };

/**
 * Records what becomes of an endpoint of one tenant in the audit log of that tenant, and so tells the other endpoints,
 * in the scope of that tenant. An endpoint of every tenant is in nobody's audit log: see logSharedEndpoint.
 */
export async function recordEndpoint(
  trx: Transaction,
  endpoint: NamedEndpoint,
  { action, before, after, reason, actor }: EndpointChange,
  now: Date,
): Promise<void> {
  const { id, tenant_id } = endpoint;
  if (tenant_id === null) return;
  const named = { webhook_endpoint: id, host: hostOf(endpoint.url) };
  const entry = {
    actor,
    action,
    userId: null,
    directoryId: null,
    before: before && { ...named, ...before },
    after: after && { ...named, ...after },
    reason,
    eventIds: [],
    policyVersion: null,
  };
  await insertAuditRecords(trx, tenant_id, [entry], now, undefined, id);
}

/** Writes into the log what became of an endpoint of every tenant, once it is committed. */
export function logSharedEndpoint(
  log: EndpointLog,
  endpoint: NamedEndpoint,
  { action, before, after, actor }: EndpointChange,
): void {
  if (endpoint.tenant_id !== null) return;
  log.info(
    {
      action,
      endpoint_id: endpoint.id,
      host: hostOf(endpoint.url),
      actor_kind: actor.kind,
      actor_id: actor.id,
      ...(after ?? before),
    },
    'what became of a webhook endpoint of every tenant',
  );
}

/** With the port, where it is not the usual one. The rest of an address may say more than everybody is to read. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that cannot be read';
}
