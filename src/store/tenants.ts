import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Transaction } from './database.ts';
import { passProposal } from './proposals.ts';

export interface TenantRow {
  id: string;
  slug: string;
  name: string;
  active_policy_version: number | null;
  policy_problem: PolicyProblem | null;
  /** Whether what is in force is in version control too: false since it was made elsewhere or brought back by hand. */
  policy_seen_by_git: boolean;
  /** Of the text of the tenant's policy file, as the last start found it; null: there was none. */
  policy_file_digest: string | null;
  reconsider_after: string | null;
  /** The version that is decided by as well, and not applied; null: none. */
  proposed_policy_version: number | null;
  /** Everyone with a directory user id after this one is still to be compared with that; null: nobody is. */
  shadow_after: string | null;
  created_at: Date;
}

/** Why the policy file that was read last is not in force. */
export interface PolicyProblem {
  at: string;
  file: string;
  diagnostics: Diagnostic[];
}

const columns = `id, slug, name, active_policy_version, policy_problem, policy_seen_by_git, policy_file_digest,
  reconsider_after, proposed_policy_version, shadow_after, created_at`;

/** Locks a tenant's row for the rest of the transaction: one batch at a time, in a tenant. */
export async function lockTenant(trx: Transaction, tenantId: string): Promise<TenantRow | null> {
  const result = await trx.raw<{ rows: TenantRow[] }>(
    `select ${columns} from tenants where id = ? for no key update`,
    [tenantId],
  );
  return result.rows[0] ?? null;
}

/** As lockTenant, but gives up at once where someone else holds the lock. */
export async function tryLockTenant(trx: Transaction, tenantId: string): Promise<TenantRow | null> {
  const result = await trx.raw<{ rows: TenantRow[] }>(
    `select ${columns} from tenants where id = ? for no key update skip locked`,
    [tenantId],
  );
  return result.rows[0] ?? null;
}

/** Needs the scope of every tenant. */
export async function findTenantBySlug(trx: Transaction, slug: string): Promise<TenantRow | null> {
  const result = await trx.raw<{ rows: TenantRow[] }>(`select ${columns} from tenants where slug = ?`, [
    slug,
  ]);
  return result.rows[0] ?? null;
}

export async function readTenant(trx: Transaction, tenantId: string): Promise<TenantRow | null> {
  const result = await trx.raw<{ rows: TenantRow[] }>(`select ${columns} from tenants where id = ?`, [
    tenantId,
  ]);
  return result.rows[0] ?? null;
}

/** Inserts a tenant; false if the slug is taken. */
export async function insertTenant(
  trx: Transaction,
  tenant: { id: string; slug: string; name: string; createdAt: Date },
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `insert into tenants (id, slug, name, created_at) values (?, ?, ?, ?)
     on conflict (slug) do nothing`,
    [tenant.id, tenant.slug, tenant.name, tenant.createdAt],
  );
  return result.rowCount > 0;
}

/** Puts a policy version in force, and asks for everyone to be reconsidered. */
export async function activateVersion(
  trx: Transaction,
  tenantId: string,
  version: number,
  { followsDefault, isSeenByGit }: { followsDefault: boolean; isSeenByGit: boolean },
): Promise<void> {
  // Under the first version nobody has been decided on yet.
  await trx.raw(
    `update tenants set active_policy_version = ?, follows_default = ?, policy_seen_by_git = ?, policy_problem = null,
            reconsider_after = case when active_policy_version is null then null
                                    else '00000000-0000-0000-0000-000000000000'::uuid end
      where id = ?`,
    [version, followsDefault, isSeenByGit, tenantId],
  );
  await passProposal(trx, tenantId);
}

/** Notes that what is in force is in version control too, and so there is no problem with the file. */
export async function writeSeenByGit(trx: Transaction, tenantId: string): Promise<void> {
  await trx.raw('update tenants set policy_seen_by_git = true, policy_problem = null where id = ?', [
    tenantId,
  ]);
}

/** Notes the policy file that a start has found. */
export async function writePolicyFileDigest(
  trx: Transaction,
  tenantId: string,
  digest: string,
): Promise<void> {
  await trx.raw('update tenants set policy_file_digest = ? where id = ?', [digest, tenantId]);
}

/** Tenants that have no policy of their own. Needs the scope of every tenant. */
export async function listTenantsOnDefault(trx: Transaction): Promise<{ id: string; slug: string }[]> {
  const result = await trx.raw<{ rows: { id: string; slug: string }[] }>(
    'select id, slug from tenants where follows_default order by id',
  );
  return result.rows;
}

export async function writePolicyProblem(
  trx: Transaction,
  tenantId: string,
  problem: PolicyProblem | null,
): Promise<void> {
  await trx.raw(`update tenants set policy_problem = ?::jsonb where id = ?`, [
    problem === null ? null : JSON.stringify(problem),
    tenantId,
  ]);
}

/** Where going through everyone has come; null when it is done, the nil UUID to begin. */
export async function writeReconsiderAfter(
  trx: Transaction,
  tenantId: string,
  after: string | null,
): Promise<void> {
  await trx.raw(`update tenants set reconsider_after = ? where id = ?`, [after, tenantId]);
}
