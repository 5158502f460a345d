import type { Catalog } from '../generated/catalog.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Transaction } from './database.ts';

/** One immutable version of a tenant's policy. `effective` is the document after merging with the default policy. */
export interface PolicyVersionRow<Effective> {
  version: number;
  yaml: string;
  effective: Effective;
  catalog: Catalog;
  digest: string;
  origin: 'file' | 'default' | 'api';
  author: string;
  created_at: Date;
}

export async function readPolicyVersion<Effective>(
  trx: Transaction,
  tenantId: string,
  version: number,
): Promise<PolicyVersionRow<Effective>> {
  const result = await trx.raw<{ rows: PolicyVersionRow<Effective>[] }>(
    `select version, yaml, effective, catalog, digest, origin, author, created_at
       from policy_versions where tenant_id = ? and version = ?`,
    [tenantId, version],
  );
  const row = result.rows[0];
  if (!row) throw new RollcallError('not_found', `There is no policy version ${version} of this tenant.`);
  return row;
}

/** Adds the next version of a tenant's policy and returns its number. Needs the tenant's row locked. */
export async function insertPolicyVersion(
  trx: Transaction,
  tenantId: string,
  policy: Omit<PolicyVersionRow<unknown>, 'version'>,
): Promise<number> {
  const result = await trx.raw<{ rows: { version: number }[] }>(
    `insert into policy_versions (tenant_id, version, yaml, effective, catalog, digest, origin, author, created_at)
     select ?::uuid, coalesce(max(version), 0) + 1, ?::text, ?::jsonb, ?::jsonb, ?::text, ?::text, ?::text, ?::timestamptz
       from policy_versions where tenant_id = ?
     returning version`,
    [
      tenantId,
      policy.yaml,
      JSON.stringify(policy.effective),
      JSON.stringify(policy.catalog),
      policy.digest,
      policy.origin,
      policy.author,
      policy.created_at,
      tenantId,
    ],
  );
  const row = result.rows[0];
  if (!row) throw new RollcallError('internal', 'A policy version was not stored.');
  return row.version;
}
