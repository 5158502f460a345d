import type { Actor } from '../../domain/change.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Database, Queries, Transaction } from '../../store/database.ts';
import { readEndpoint, type EndpointRow } from '../../store/webhook-endpoints.ts';

/** Who asks for a change of an endpoint. */
export interface Asked {
  /** The only tenant whose endpoints are reached; null: every one. */
  reach: string | null;
  actor: Actor;
}

/** One transaction, in which the audit log of the endpoint's tenant can be written, if it has one. */
export function inScopeOf<T>(
  { database }: { database: Database },
  { tenant_id }: Pick<EndpointRow, 'tenant_id'>,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  return tenant_id === null ? database.acrossTenants(work) : database.inTenant(tenant_id, work);
}

/** @throws RollcallError not_found where there is none, or none that is reached */
export async function reachEndpoint(
  queries: Queries,
  id: string,
  reach: string | null,
): Promise<EndpointRow> {
  const endpoint = await readEndpoint(queries, id, reach);
  if (endpoint === null) throw noEndpoint();
  return endpoint;
}

export function noEndpoint(): RollcallError {
  return new RollcallError('not_found', 'There is no webhook endpoint with this id.');
}
