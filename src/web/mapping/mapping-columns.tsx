import type { Group, GroupMappingOverview } from '../../generated/api.ts';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import { GroupName } from './group-name.tsx';
import { draftOf, givenBy, type Draft, type Given } from './mapping-draft.ts';
import type { DirectoryNames } from './once-words.ts';
import { RoleField } from './role-field.tsx';
import { controlName, groupsOfOneName } from './same-names.ts';
import type { UsedUnsaved } from './use-unsaved.ts';
import { WorkspacesField } from './workspaces-field.tsx';

interface Shown {
  overview: GroupMappingOverview;
  /** Those that are listed. */
  groups: readonly Group[];
  used: UsedUnsaved;
  directories: DirectoryNames;
  mayWrite: boolean;
}

/** What is shown of a group, and can be changed of it. */
export function mappingColumns({ overview, groups, used, directories, mayWrite }: Shown): Column<Group>[] {
  const { mapping } = strings;
  const { unsaved, give, undo } = used;
  const ofOneName = groupsOfOneName(groups);
  const nameOf = (group: Group): string => controlName(group, ofOneName.has(group.id));
  const draftFor = (group: Group): Draft | null => draftOf(unsaved.drafts, group, overview.match_by);
  const givenFor = (group: Group): Given => draftFor(group)?.given ?? givenBy(group);
  const changing = (group: Group): ((given: Given) => void) | null =>
    mayWrite
      ? (given) => {
          give(group, given);
        }
      : null;
  const directory: Column<Group> = {
    key: 'directory',
    header: mapping.columns.directory,
    cell: ({ directory_id: id }) => (
      <SafeText most={60} brief>
        {directories.get(id) ?? ''}
      </SafeText>
    ),
  };
  return [
    {
      key: 'group',
      header: mapping.columns.group,
      lead: true,
      wide: true,
      cell: (group) => (
        <GroupName
          group={group}
          isOneOfSeveral={ofOneName.has(group.id)}
          overview={overview}
          draft={draftFor(group)}
          onUndo={() => {
            undo(group);
          }}
          onTakeOver={
            mayWrite
              ? (entry) => {
                  give(group, { role: entry.role, workspaces: entry.workspaces }, entry);
                }
              : null
          }
        />
      ),
    },
    // Groups of one name in two of them are told apart by it.
    ...(directories.size > 1 ? [directory] : []),
    {
      key: 'people',
      header: mapping.columns.people,
      figure: true,
      cell: ({ member_count: members }) => strings.common.count(members),
    },
    {
      key: 'role',
      header: mapping.columns.role,
      cell: (group) => (
        <RoleField
          group={nameOf(group)}
          roles={overview.roles}
          given={givenFor(group)}
          onChange={changing(group)}
        />
      ),
    },
    {
      key: 'workspaces',
      header: mapping.columns.workspaces,
      cell: (group) => (
        <WorkspacesField
          group={nameOf(group)}
          roles={overview.workspace_roles}
          given={givenFor(group)}
          onChange={changing(group)}
        />
      ),
    },
  ];
}
