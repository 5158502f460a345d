import type { PolicyVocabulary, Roles } from '../generated/api.ts';
import type { Catalog } from '../generated/catalog.ts';
import { readFirstGroupNames } from '../store/groups-read.ts';
import { listWorkspaces } from '../store/workspaces.ts';
import type { TenancyDeps } from './deps.ts';

/** A list that is chosen from while typing is of no use when it is longer. */
const MOST_GROUPS = 1_000;
const MOST_WORKSPACES = 200;

/** What a policy of a tenant can name: what the product has, and the groups that its directories know. */
export async function showPolicyVocabulary(
  { database, policyContext: { catalog } }: Pick<TenancyDeps, 'database' | 'policyContext'>,
  tenantId: string,
): Promise<PolicyVocabulary> {
  const [groups, workspaces] = await database.inTenant(tenantId, async (trx) => [
    await readFirstGroupNames(trx, tenantId, MOST_GROUPS),
    await listWorkspaces(trx, tenantId, { limit: MOST_WORKSPACES, after: null }),
  ]);
  const attributes = Object.entries(catalog.attributes ?? {}).map(([name, attribute]) => ({
    name,
    values: attribute?.values ?? [],
    mapped: true,
  }));
  const always = ['email', 'user_name', 'display_name'].map((name) => ({ name, values: [], mapped: false }));
  return {
    roles: rolesByName(catalog),
    workspace_roles: (catalog.workspace_roles ?? []).map(({ key }) => key),
    workspaces: workspaces.items.map(({ key }) => key),
    attributes: [...attributes, ...always],
    groups: groups.sort((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id, 'en')),
  };
}

/** Roles by what they are called, the strongest first. */
export function rolesByName({ roles }: Catalog): Roles['roles'] {
  return roles.map(({ key, name, administers }) => ({
    key,
    name: name ?? key,
    administers: administers === true,
  }));
}
