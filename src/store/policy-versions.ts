import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

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

/**
 * When a version was put in force last, and by whom; null for one that never was. Counted over all versions of the tenant,
 * from 1.
 */
export interface LastActivation {
  activation: number | null;
  activated_at: Date | null;
  activated_by: Actor | null;
}

/** A version as lists show it. */
export interface ListedVersion
  extends Omit<PolicyVersionRow<unknown>, 'yaml' | 'effective' | 'catalog'>, LastActivation {
  in_force: boolean;
  /** SHA-256 of the text alone, in hexadecimal. */
  yaml_digest: string;
}

const listed = `
  v.version, v.digest, v.origin, v.author, v.created_at, v.version is not distinct from t.active_policy_version as in_force,
  encode(sha256(convert_to(v.yaml, 'UTF8')), 'hex') as yaml_digest,
  a.number as activation, a.at as activated_at,
  case when a.number is not null then jsonb_build_object('kind', a.actor_kind, 'id', a.actor_id) end as activated_by`;

const listedFrom = `
  policy_versions v
  join tenants t on t.id = v.tenant_id
  left join lateral (
    select number, at, actor_kind, actor_id from policy_activations
     where tenant_id = v.tenant_id and version = v.version order by number desc limit 1) a on true`;

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
  if (!row) throw noSuchVersion(version);
  return row;
}

export async function isPolicyVersion(trx: Transaction, tenantId: string, version: number): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    'select 1 from policy_versions where tenant_id = ? and version = ?',
    [tenantId, version],
  );
  return result.rows.length > 0;
}

/** A version with what its list shows of it. Throws `not_found`. */
export async function readListedVersion(
  trx: Transaction,
  tenantId: string,
  version: number,
): Promise<ListedVersion> {
  const result = await trx.raw<{ rows: ListedVersion[] }>(
    `select ${listed} from ${listedFrom} where v.tenant_id = ? and v.version = ?`,
    [tenantId, version],
  );
  const row = result.rows[0];
  if (!row) throw noSuchVersion(version);
  return row;
}

export const policyVersionsKeyset = ['text'] as const satisfies KeysetPart[];

/** The versions of a tenant, the newest first. */
export async function listPolicyVersions(
  trx: Transaction,
  tenantId: string,
  { limit, after }: PageRequest,
): Promise<Page<ListedVersion>> {
  const before = after?.[0] ?? null;
  if (before !== null && !/^[1-9]\d{0,8}$/.test(before)) {
    throw new RollcallError('invalid_request', '`cursor` is not one that this list gave out.');
  }
  const result = await trx.raw<{ rows: ListedVersion[] }>(
    `select ${listed} from ${listedFrom}
      where v.tenant_id = ? and v.version < coalesce(?::int, 2147483647) order by v.version desc limit ?`,
    [tenantId, before, limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    ({ version }) => [String(version)],
  );
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

/** Notes that a version is put in force. Needs the tenant's row locked. */
export async function insertActivation(
  trx: Transaction,
  tenantId: string,
  { version, at, actor }: { version: number; at: Date; actor: Actor },
): Promise<void> {
  await trx.raw(
    `insert into policy_activations (tenant_id, number, version, at, actor_kind, actor_id)
     select ?::uuid, coalesce(max(number), 0) + 1, ?::int, ?::timestamptz, ?::text, ?::text
       from policy_activations where tenant_id = ?`,
    [tenantId, version, at, actor.kind, actor.id, tenantId],
  );
}

function noSuchVersion(version: number): RollcallError {
  return new RollcallError('not_found', `There is no policy version ${version} of this tenant.`);
}
