import { RollcallError } from '../../domain/rollcall-error.ts';
import type { GroupMappingEdit } from '../../generated/api.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { NamedGroup } from '../../store/groups-read.ts';

/** @throws RollcallError invalid_request: a role that is not there, or that no group may give */
export function refuseWhatIsNotToGive(
  { role, workspaces }: GroupMappingEdit,
  { name, source_id }: NamedGroup,
  { effective, catalog }: ActivePolicy,
): void {
  const group = name ?? source_id;
  if (role !== null) refuseRole(role, group, effective.groups.never_grant, catalog);
  for (const workspace of workspaces) {
    if (catalog.workspace_roles?.some(({ key }) => key === workspace.role) === true) continue;
    throw new RollcallError(
      'invalid_request',
      `There is no role "${workspace.role}" in workspaces, which the group ${group} is to give.`,
    );
  }
}

function refuseRole(role: string, group: string, neverGrant: readonly string[], catalog: Catalog): void {
  if (!catalog.roles.some(({ key }) => key === role)) {
    throw new RollcallError(
      'invalid_request',
      `There is no role "${role}", which the group ${group} is to give.`,
    );
  }
  if (neverGrant.includes(role)) {
    throw new RollcallError(
      'invalid_request',
      `The policy lets no group give the role "${role}" (\`never_grant\`), so ${group} cannot.`,
    );
  }
}
