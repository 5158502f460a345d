import type { Group } from '../../generated/api.ts';
import { locateIn, type FindLine } from '../../policy/locate.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { Transaction } from '../../store/database.ts';
import { groupsKeyset, listGroups, readGroupNames, type MirroredGroup } from '../../store/groups-read.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import { readTenant } from '../../store/tenants.ts';
import { givenByEntries } from '../../tenancy/group-mapping/given-by-entries.ts';
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
        const { ids, mapped, ...others } = query;
        const named = ids?.split(',') ?? null;
        const counting =
          mapped === undefined ? null : await idsOf(trx, tenant.id, inForce, mapped === 'true');
        const filter = { ...others, ...among(named, counting) };
        return answerPage(query, 'groups', groupsKeyset, async (page) => {
          const { items, next } = await listGroups(trx, tenant.id, filter, page);
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

/** The groups that the policy mentions, or the others. */
async function idsOf(
  trx: Transaction,
  tenantId: string,
  inForce: PolicyInForce | null,
  isMapped: boolean,
): Promise<string[]> {
  const groups = await readGroupNames(trx, tenantId);
  const isFound = (group: (typeof groups)[number]): boolean =>
    (inForce?.policy.compiled.matchGroups([group]).length ?? 0) > 0;
  return groups.filter((group) => isFound(group) === isMapped).map(({ id }) => id);
}

/** The ids that are in every list that is there. */
function among(...lists: (readonly string[] | null)[]): { ids?: string[] } {
  const given = lists.filter((list) => list !== null);
  const [first, ...others] = given;
  if (first === undefined) return {};
  const sets = others.map((list) => new Set(list));
  return { ids: first.filter((id) => sets.every((set) => set.has(id))) };
}

/** What somebody gets by this group alone, where the policy mentions it. */
function withMapping(group: MirroredGroup, inForce: PolicyInForce | null): Group {
  const { source_id: sourceId, external_id: externalId, name } = group;
  const matched = inForce?.policy.compiled.matchGroups([{ sourceId, externalId, name }]) ?? [];
  const [first] = matched;
  if (inForce === null || first === undefined) return { ...group, unmapped: true, mapping: null };
  const { compiled, effective } = inForce.policy;
  const entry = effective.groups.map[first.place];
  return {
    ...group,
    unmapped: false,
    mapping: {
      ...givenByEntries(compiled, matched),
      id: (effective.groups.match_by === 'id' ? entry?.id : undefined) ?? null,
      name: entry?.name ?? null,
      line: inForce.findLine(`/groups/map/${first.place}`),
    },
  };
}
