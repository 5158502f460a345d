import type { Queries } from './database.ts';

/** Who is told of what happens. `tenant_id` null: of every tenant. */
export interface EndpointRow {
  id: string;
  tenant_id: string | null;
  url: string;
  description: string | null;
  /** Types and families (`user.*`); null: every type. */
  event_types: string[] | null;
  state: 'active' | 'disabled';
  disabled_at: Date | null;
  disabled_because: string | null;
  /** The first failure since the last success. */
  failing_since: Date | null;
  /** Failures since the last success. */
  failures: number;
  /** Until then nothing is sent; from then on one delivery at a time, until one succeeds. */
  resting_until: Date | null;
  created_at: Date;
}

export type NewEndpoint = Pick<EndpointRow, 'id' | 'tenant_id' | 'url' | 'description' | 'event_types'>;

const columns = `id, tenant_id, url, description, event_types, state, disabled_at, disabled_because, failing_since,
                 failures, resting_until, created_at`;

export async function insertEndpoint(trx: Queries, endpoint: NewEndpoint, now: Date): Promise<EndpointRow> {
  const { id, tenant_id, url, description, event_types } = endpoint;
  const result = await trx.raw<{ rows: [EndpointRow] }>(
    `insert into webhook_endpoints (id, tenant_id, url, description, event_types, created_at)
     values (?, ?, ?, ?, ?, ?) returning ${columns}`,
    [id, tenant_id, url, description, event_types, now],
  );
  return result.rows[0];
}

/**
 * An endpoint, or null where there is none.
 *
 * @param reach the only tenant whose endpoints are seen; null: every one
 */
export async function readEndpoint(
  queries: Queries,
  id: string,
  reach: string | null = null,
): Promise<EndpointRow | null> {
  const result = await queries.raw<{ rows: EndpointRow[] }>(
    `select ${columns} from webhook_endpoints where id = ? and (?::uuid is null or tenant_id = ?::uuid)`,
    [id, reach, reach],
  );
  return result.rows[0] ?? null;
}

/** Endpoints that there still are, by their ids, and whether they are sent to. */
export async function readEndpointStates(
  queries: Queries,
  ids: readonly string[],
): Promise<Map<string, EndpointRow['state']>> {
  if (ids.length === 0) return new Map();
  const result = await queries.raw<{ rows: Pick<EndpointRow, 'id' | 'state'>[] }>(
    'select id, state from webhook_endpoints where id = any(?::uuid[])',
    [ids],
  );
  return new Map(result.rows.map(({ id, state }) => [id, state]));
}

/** Removes an endpoint and its secrets. What waited for it is forgotten by the worker. False where there is none. */
export async function deleteEndpoint(queries: Queries, id: string, reach: string | null): Promise<boolean> {
  const result = await queries.raw<{ rowCount: number }>(
    'delete from webhook_endpoints where id = ? and (?::uuid is null or tenant_id = ?::uuid)',
    [id, reach, reach],
  );
  return result.rowCount > 0;
}

/** How many endpoints one tenant has, or for null, how many every tenant shares. */
export async function countEndpointsOf(queries: Queries, tenantId: string | null): Promise<number> {
  const result = await queries.raw<{ rows: [{ count: number }] }>(
    tenantId === null
      ? 'select count(*)::int as count from webhook_endpoints where tenant_id is null'
      : 'select count(*)::int as count from webhook_endpoints where tenant_id = ?',
    tenantId === null ? [] : [tenantId],
  );
  return result.rows[0].count;
}

/** How many endpoints there are, by how they do. */
export async function countEndpoints(
  queries: Queries,
): Promise<{ active: number; failing: number; disabled: number }> {
  const result = await queries.raw<{ rows: [{ active: number; failing: number; disabled: number }] }>(
    `select count(*) filter (where state = 'active' and failing_since is null)::int as active,
            count(*) filter (where state = 'active' and failing_since is not null)::int as failing,
            count(*) filter (where state = 'disabled')::int as disabled
       from webhook_endpoints`,
  );
  return result.rows[0];
}
