import type { Config } from '../config.ts';
import type { Actor } from '../domain/change.ts';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { createActivePolicies } from '../reconcile/active-policy.ts';
import { createShadowPolicies, silentNotes } from '../reconcile/shadow-policies.ts';
import type { Database } from '../store/database.ts';
import { readRedactionKey } from '../store/installation.ts';
import type { Page, PageRequest } from '../store/keyset.ts';
import { findTenantBySlug, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from '../tenancy/deps.ts';
import { readPolicyContext } from '../tenancy/policy-context.ts';

/** Whoever may run commands on this machine. */
export const commandLine: Actor = { kind: 'operator', id: 'command line' };

const PAGE_SIZE = 200;

/** What founding tenants and directories takes, for a command beside a running server: its lanes find the work. */
export async function tenancyDeps(database: Database, config: Config): Promise<TenancyDeps> {
  const policies = createActivePolicies(await readRedactionKey(database));
  return {
    database,
    policies,
    shadows: createShadowPolicies(policies, silentNotes),
    clock: systemClock,
    policyContext: readPolicyContext(config.policiesDirectory).context,
    wakeLanes: () => undefined,
    readsDirectories: config.workosApiKey !== null,
  };
}

/** The tenant of this slug. Throws `not_found`. */
export async function tenantOfSlug(database: Database, slug: string): Promise<TenantRow> {
  const tenant = await database.acrossTenants((trx) => findTenantBySlug(trx, slug));
  if (tenant !== null) return tenant;
  throw new RollcallError(
    'not_found',
    `There is no tenant ${JSON.stringify(slug)}. See \`rollcall tenant list\`.`,
  );
}

/** Every item of a list, page by page, as one answer of the API. */
export async function everyItem<Item>(
  read: (page: PageRequest) => Promise<Page<Item>>,
): Promise<{ data: Item[]; next_cursor: null }> {
  const data: Item[] = [];
  let after: string[] | null = null;
  do {
    const page: Page<Item> = await read({ limit: PAGE_SIZE, after });
    data.push(...page.items);
    after = page.next;
  } while (after !== null);
  return { data, next_cursor: null };
}
