import { RollcallError } from '../../domain/rollcall-error.ts';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { locateIn } from '../../policy/locate.ts';
import type { Transaction } from '../../store/database.ts';
import { readGroupNames } from '../../store/groups-read.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import { readTenant } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';
import { lostEntries } from './lost-entries.ts';

/**
 * How the policy in force maps groups, what groups may give, and the entries that no group of a directory matches.
 *
 * @throws RollcallError not_found
 */
export async function showMapping(
  { policies }: Pick<TenancyDeps, 'policies'>,
  trx: Transaction,
  tenantId: string,
): Promise<GroupMappingOverview> {
  const tenant = await readTenant(trx, tenantId);
  if (tenant?.active_policy_version == null) {
    throw new RollcallError('not_found', 'The tenant has no policy in force.');
  }
  const { version, effective, catalog, compiled } = await policies.load(trx, tenant);
  const { match_by, precedence, default_role, never_grant } = effective.groups;
  const lineOf = locateIn((await readPolicyVersion(trx, tenantId, version)).yaml);
  const groups = await readGroupNames(trx, tenantId);
  return {
    version,
    under_way: tenant.reconsider_after !== null,
    groups: {
      all: groups.length,
      mapped: groups.filter((group) => compiled.matchGroups([group]).length > 0).length,
    },
    match_by,
    precedence,
    default_role,
    roles: catalog.roles.map(({ key, name, administers }) => ({
      key,
      name: name ?? key,
      administers: administers === true,
      may_be_given: !never_grant.includes(key),
    })),
    workspace_roles: (catalog.workspace_roles ?? []).map(({ key, name }) => ({ key, name: name ?? key })),
    not_found: lostEntries(compiled, groups).map(({ place, entry, now }) => ({
      id: entry.id ?? null,
      name: entry.name ?? null,
      role: entry.role ?? null,
      workspaces: entry.workspaces ?? [],
      line: lineOf(`/groups/map/${place}`),
      now: now === null ? null : { group_id: now.id, name: now.name },
    })),
  };
}
