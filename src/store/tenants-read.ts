import type { Tenant } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';
import type { PolicyProblem } from './tenants.ts';

export const tenantsKeyset = ['text'] as const satisfies KeysetPart[];

type ShownTenantRow = Omit<Tenant, 'created_at' | 'policy_problem'> & {
  created_at: Date;
  policy_problem: PolicyProblem | null;
};

/** Tenants by slug: all of them, or the only one that a token reaches; of these, those that have `search` in slug or name. Needs the scope of every tenant. */
export async function listTenants(
  trx: Transaction,
  only: string | null,
  { limit, after }: PageRequest,
  search?: string,
): Promise<Page<Tenant>> {
  const where = sqlConditions();
  where.add('slug > ?', after?.[0] ?? '');
  if (only !== null) where.add('id = ?', only);
  if (search !== undefined) {
    const text = search.toLowerCase();
    where.add('(position(?::text in slug) > 0 or position(?::text in lower(name)) > 0)', text, text);
  }
  const result = await trx.raw<{ rows: ShownTenantRow[] }>(
    `select id, slug, name, active_policy_version, policy_problem, created_at
       from tenants where ${where.text()} order by slug limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toTenant, (row) => [row.slug]);
}

/** A tenant as the API and the commands show it. */
export function toTenant(row: ShownTenantRow): Tenant {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    active_policy_version: row.active_policy_version,
    policy_problem: row.policy_problem,
    created_at: row.created_at.toISOString(),
  };
}

/** How many tenants have a policy file that did not load at the last start. Needs the scope of every tenant. */
export async function countPolicyProblems(trx: Transaction): Promise<number> {
  const result = await trx.raw<{ rows: { count: number }[] }>(
    'select count(*)::int as count from tenants where policy_problem is not null',
  );
  return result.rows[0]?.count ?? 0;
}
