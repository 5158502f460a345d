import type { PersonFacts } from '../../domain/decision.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { GroupMapping } from '../../generated/policy.ts';
import type { CompiledPolicy } from '../compile.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { quoted } from '../finding.ts';
import type { PolicyMove } from './move.ts';
import { lineMove } from './line-move.ts';
import type { Wish } from './wish.ts';

/** More groups of a person that no line names are not proposed one by one. */
const MOST_UNMAPPED = 5;
const MOST_OTHERS = 10;

/** Lines of `groups` that could be otherwise. */
export function groupLineMoves(
  policy: CompiledPolicy,
  catalog: Catalog,
  facts: PersonFacts,
  wish: Wish,
): PolicyMove[] {
  const { groups } = policy.effective;
  const role = wish.kind === 'role' ? wish.role : (catalog.roles.at(-1)?.key ?? null);
  const moves: PolicyMove[] = [];
  if (wish.kind === 'role' && policy.neverGranted.has(wish.role)) {
    moves.push(
      lineMove(`taking ${wish.role} out of never_grant`, '/groups/never_grant', (effective) =>
        withGroups(effective, {
          never_grant: effective.groups.never_grant.filter((each) => each !== wish.role),
        }),
      ),
    );
  }
  const given = gift(catalog, wish, role);
  if (given !== null)
    moves.push(...mappedMoves(policy, facts, given), ...unmappedMoves(policy, facts, given));
  // Nobody means to make everyone an administrator.
  const administers = catalog.roles.some((each) => each.key === role && each.administers === true);
  if (role !== null && !administers && groups.default_role !== role) {
    moves.push(
      lineMove(`making ${role} the default role`, '/groups/default_role', (effective) =>
        withGroups(effective, { default_role: role }),
      ),
    );
  }
  if (facts.manualRole !== null) {
    const other = groups.manual_roles === 'keep' ? 'replace' : 'keep';
    moves.push(
      lineMove(`manual_roles being ${other}`, '/groups/manual_roles', (effective) =>
        withGroups(effective, { manual_roles: other }),
      ),
    );
  }
  if (groups.precedence === 'hold') {
    moves.push(
      lineMove('precedence being strongest', '/groups/precedence', (effective) =>
        withGroups(effective, { precedence: 'strongest' }),
      ),
    );
  }
  return moves;
}

/** What a group would have to give. */
interface Gift {
  says: string;
  give: (entry: GroupMapping) => GroupMapping;
}

function gift(catalog: Catalog, wish: Wish, role: string | null): Gift | null {
  if (wish.kind !== 'workspace') {
    return role === null ? null : { says: `the role ${role}`, give: (entry) => ({ ...entry, role }) };
  }
  const workspaceRole = wish.role ?? catalog.workspace_roles?.at(-1)?.key;
  if (workspaceRole === undefined) return null;
  const grant = { key: wish.key, role: workspaceRole };
  return {
    says: `the workspace ${grant.key} as ${grant.role}`,
    give: (entry) => ({
      ...entry,
      workspaces: [grant, ...(entry.workspaces ?? []).filter(({ key }) => key !== grant.key)],
    }),
  };
}

/** Entries for groups that the person is in come first; of the others not too many. */
function mappedMoves(policy: CompiledPolicy, facts: PersonFacts, { says, give }: Gift): PolicyMove[] {
  const own = policy.matchGroups(facts.groups).map(({ place, groups: [name = ''] }) => ({ place, name }));
  const isOwn = new Set(own.map(({ place }) => place));
  const others = policy.effective.groups.map.flatMap(({ id, name }, place) =>
    isOwn.has(place) ? [] : [{ place, name: name ?? id ?? '' }],
  );
  return [...own, ...others.slice(0, MOST_OTHERS)].map(({ place, name }) =>
    lineMove(`giving the group ${quoted(name)} ${says}`, `/groups/map/${place}`, (effective) =>
      withGroups(effective, {
        map: effective.groups.map.map((entry, i) => (i === place ? give(entry) : entry)),
      }),
    ),
  );
}

function unmappedMoves(policy: CompiledPolicy, facts: PersonFacts, { says, give }: Gift): PolicyMove[] {
  return facts.groups
    .filter((group) => policy.matchGroups([group]).length === 0)
    .sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1))
    .slice(0, MOST_UNMAPPED)
    .map(({ sourceId, name }) => {
      const entry = give({ id: sourceId, ...(name === null ? {} : { name }) });
      return lineMove(
        `mapping the group ${quoted(name ?? sourceId)} to ${says}`,
        '/groups/map',
        (effective) => withGroups(effective, { map: [...effective.groups.map, entry] }),
        `/groups/map/+${sourceId}`,
      );
    });
}

function withGroups(effective: EffectivePolicy, own: Partial<EffectivePolicy['groups']>): EffectivePolicy {
  return { ...effective, groups: { ...effective.groups, ...own } };
}
