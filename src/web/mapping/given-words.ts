import type { GroupMappingOverview } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { roleName } from './effect-words.ts';
import type { Given } from './mapping-draft.ts';

/** What a group gives in a few words: "Member, Admin in crm". */
export function givenInWords(
  { role, workspaces }: Given,
  { roles, workspace_roles: workspaceRoles }: Pick<GroupMappingOverview, 'roles' | 'workspace_roles'>,
): string {
  const { gone } = strings.mapping;
  const parts = [
    ...(role === null ? [] : [roleName(role, roles)]),
    ...workspaces.map((grant) => gone.inWorkspace(roleName(grant.role, workspaceRoles), grant.key)),
  ];
  return parts.length === 0 ? gone.nothing : parts.join(', ');
}
