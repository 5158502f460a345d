import type { WebhookEndpoint } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import type { EndpointRow } from './webhook-endpoints.ts';

type ViewRow = EndpointRow & {
  slug: string | null;
  secrets: { id: string; created_at: string; expires_at: string | null }[] | null;
};

const view = `
  select e.*, t.slug,
         (select jsonb_agg(jsonb_build_object('id', s.id, 'created_at', s.created_at, 'expires_at', s.expires_at)
                           order by s.id desc)
            from webhook_secrets s
           where s.endpoint_id = e.id and (s.expires_at is null or s.expires_at > ?)) as secrets
    from webhook_endpoints e left join tenants t on t.id = e.tenant_id`;

export const endpointsKeyset = ['uuid'] as const satisfies KeysetPart[];

/**
 * The endpoints that hear of one tenant alone, or all there are; the oldest first.
 *
 * @param trx must see tenants (database.acrossTenants)
 */
export async function listEndpoints(
  trx: Transaction,
  tenantId: string | null,
  { limit, after }: PageRequest,
  now: Date,
): Promise<Page<WebhookEndpoint>> {
  const result = await trx.raw<{ rows: ViewRow[] }>(
    `${view}
      where (?::uuid is null or e.tenant_id = ?::uuid) and (?::uuid is null or e.id > ?::uuid)
      order by e.id limit ?`,
    [now, tenantId, tenantId, after?.[0] ?? null, after?.[0] ?? null, limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => toEndpoint(row, now),
    (row) => [row.id],
  );
}

/** As listEndpoints, of one; null where there is none. @param reach the only tenant whose endpoints are seen; null: all */
export async function showEndpoint(
  trx: Transaction,
  id: string,
  reach: string | null,
  now: Date,
): Promise<WebhookEndpoint | null> {
  const result = await trx.raw<{ rows: ViewRow[] }>(
    `${view} where e.id = ? and (?::uuid is null or e.tenant_id = ?::uuid)`,
    [now, id, reach, reach],
  );
  const [row] = result.rows;
  return row === undefined ? null : toEndpoint(row, now);
}

function toEndpoint(row: ViewRow, now: Date): WebhookEndpoint {
  return {
    id: row.id,
    tenant: row.slug,
    url: row.url,
    description: row.description,
    event_types: row.event_types,
    state: row.state,
    says: inWords(row, now),
    disabled_at: row.disabled_at?.toISOString() ?? null,
    failing_since: row.failing_since?.toISOString() ?? null,
    resting_until: row.resting_until?.toISOString() ?? null,
    secrets: (row.secrets ?? []).map(({ id, created_at, expires_at }) => ({
      id,
      created_at: new Date(created_at).toISOString(),
      expires_at: expires_at === null ? null : new Date(expires_at).toISOString(),
    })),
    created_at: row.created_at.toISOString(),
  };
}

function inWords(row: EndpointRow, now: Date): string | null {
  if (row.state === 'disabled') {
    return `Disabled: ${row.disabled_because ?? ''} What is for it waits. Enable it once it is well.`;
  }
  if (row.failing_since === null) return null;
  const since = `Nothing has been delivered since ${row.failing_since.toISOString()}`;
  if (row.resting_until === null || row.resting_until <= now) return `${since}.`;
  return `${since}; it is tried again at ${row.resting_until.toISOString()}.`;
}
