import type { GroupMappingOverview } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { roleName } from './effect-words.ts';
import type { Given } from './mapping-draft.ts';

/** What a group gives in a few words: "Member, admin in crm". */
export function givenInWords({ role, workspaces }: Given, roles: GroupMappingOverview['roles']): string {
  const { gone } = strings.mapping;
  const parts = [
    ...(role === null ? [] : [roleName(role, roles)]),
    ...workspaces.map((grant) => gone.inWorkspace(grant.role, grant.key)),
  ];
  return parts.length === 0 ? gone.nothing : parts.join(', ');
}
