import type { WorkspaceGrant } from '../../domain/decision.ts';
import { byPrecedence } from '../../policy/choose-role.ts';
import type { CompiledPolicy } from '../../policy/compile.ts';
import type { MatchedMapping } from '../../policy/group-mapping.ts';

/** What a group gives to its members. */
export interface GivenByGroup {
  role: string | null;
  workspaces: WorkspaceGrant[];
}

/**
 * What the entries that match one group give together, as it is decided of somebody who is in no other: the role that
 * counts, and the stronger one of two in a workspace.
 */
export function givenByEntries(
  policy: Pick<CompiledPolicy, 'effective' | 'roles' | 'workspaceRoles' | 'neverGranted'>,
  matched: readonly MatchedMapping[],
): GivenByGroup {
  const roles = matched.flatMap(({ role }) => (role === null ? [] : [{ role }]));
  const granted = roles.filter(({ role }) => !policy.neverGranted.has(role));
  // One that is never granted is said as well, where there is nothing else: it is what the entry says.
  const [first] = byPrecedence(policy, granted.length > 0 ? granted : roles);
  const workspaces = new Map<string, WorkspaceGrant>();
  for (const { key, role } of matched.flatMap((entry) => entry.workspaces)) {
    const had = workspaces.get(key);
    if (had && !policy.workspaceRoles.isStronger(role, had.role)) continue;
    workspaces.set(key, { key, role });
  }
  return { role: first?.role ?? null, workspaces: [...workspaces.values()] };
}
