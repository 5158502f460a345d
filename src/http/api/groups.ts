import type { Group } from '../../generated/api.ts';
import { locateIn, type FindLine } from '../../policy/locate.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { Transaction } from '../../store/database.ts';
import { groupsKeyset, listGroups, type MirroredGroup } from '../../store/groups-read.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import { readTenant } from '../../store/tenants.ts';
import type { HttpDeps } from '../deps.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

export const groupRoutes = {
  listGroups: tenantRoute({
    method: 'get',
    path: '/groups',
    scope: 'read',
    portal: { access: 'read', pages: ['group_mapping', 'directory_sync'] },
    summary: 'List the groups that the directories know, and what the policy makes of them',
    query: 'GroupsQuery',
    answer: 'GroupList',
    perform: (deps, { tenant, query }) =>
      deps.database.inTenant(tenant.id, async (trx) => {
        const inForce = await policyInForce(deps, trx, tenant.id);
        return answerPage(query, 'groups', groupsKeyset, async (page) => {
          const { items, next } = await listGroups(trx, tenant.id, query, page);
          return { items: items.map((group) => withMapping(group, inForce)), next };
        });
      }),
  }),
};

interface PolicyInForce {
  policy: ActivePolicy;
  findLine: FindLine;
}

async function policyInForce(
  deps: HttpDeps,
  trx: Transaction,
  tenantId: string,
): Promise<PolicyInForce | null> {
  const tenant = await readTenant(trx, tenantId);
  if (tenant?.active_policy_version == null) return null;
  const policy = await deps.policies.load(trx, tenant);
  const { yaml } = await readPolicyVersion(trx, tenantId, policy.version);
  return { policy, findLine: locateIn(yaml) };
}

/** Where several entries of the policy name a group, its members get the strongest role and every workspace. */
function withMapping(group: MirroredGroup, inForce: PolicyInForce | null): Group {
  const { source_id: sourceId, external_id: externalId, name } = group;
  const matched = inForce?.policy.compiled.matchGroups([{ sourceId, externalId, name }]) ?? [];
  const [first] = matched;
  if (inForce === null || first === undefined) return { ...group, unmapped: true, mapping: null };
  const roles = matched.flatMap(({ role }) => (role === null ? [] : [role]));
  return {
    ...group,
    unmapped: false,
    mapping: {
      role: roles.sort((a, b) => inForce.policy.compiled.roles.compare(a, b))[0] ?? null,
      workspaces: matched.flatMap(({ workspaces }) => [...workspaces]),
      name: inForce.policy.effective.groups.map[first.place]?.name ?? null,
      line: inForce.findLine(`/groups/map/${first.place}`),
    },
  };
}
