import { Alert, Button, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { Group, GroupMappingOverview } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { plainText } from '../parts/plain-text.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconSearch, IconUsersGroup } from '../theme/icons.ts';
import { EffectPanel } from './effect-panel.tsx';
import { roleName } from './effect-words.ts';
import { GoneEntries } from './gone-entries.tsx';
import { GroupName } from './group-name.tsx';
import { givenBy, rebased, withDraft, type Drafts, type Given } from './mapping-draft.ts';
import { readDrafted } from './read-drafted.ts';
import { RoleField } from './role-field.tsx';
import { meanwhile, type Meanwhile } from './meanwhile.ts';
import { WorkspacesField } from './workspaces-field.tsx';

/** How long a reader has stopped typing before groups are looked for, in milliseconds. */
const TYPED_MS = 250;

/** What each group of a tenant gives: changed here, weighed against real people, and then put in force. */
export function MappingPage(): ReactNode {
  const { mapping } = strings;
  const { slug } = useTenant();
  const overview = useQuery({
    queryKey: ['tenants', slug, 'group-mapping'],
    queryFn: ({ signal }) =>
      ask('GroupMappingOverview', 'GET', ['tenants', slug, 'group-mapping'], { signal }),
  });
  return (
    <PageFrame title={mapping.title} lead={mapping.lead}>
      {overview.data !== undefined && <Mapping overview={overview.data} />}
      {overview.data === undefined && overview.error !== null && (
        <ProblemNote error={overview.error} retry={() => void overview.refetch()} />
      )}
      {overview.isPending && <StillLoading />}
    </PageFrame>
  );
}

function Mapping({ overview }: { overview: GroupMappingOverview }): ReactNode {
  const { mapping } = strings;
  const { slug } = useTenant();
  const mayWrite = useMay('write');
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('search') ?? '';
  const [settled] = useDebouncedValue(wanted, TYPED_MS);
  const pages = usePages('GroupList', ['tenants', slug, 'groups'], { search: settled.trim() });
  const [drafts, setDrafts] = useState<Drafts>(new Map());
  const [changes, setChanges] = useState<Meanwhile | null>(null);
  const [saves, setSaves] = useState(0);

  const look = (text: string): void => {
    setSearch(text === '' ? {} : { search: text }, { replace: true });
  };
  const give = (group: Group, given: Given): void => {
    setDrafts((before) => withDraft(before, before.get(group.id)?.group ?? group, given));
  };
  const forget = (): void => {
    setDrafts(new Map());
    setChanges(null);
  };
  const readAgain = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['tenants', slug] });
  };
  /** Somebody else was faster: what is not saved is kept, over what is there by now. */
  const rebase = async (effects: string): Promise<void> => {
    const [now, groups] = await Promise.all([
      ask('GroupMappingOverview', 'GET', ['tenants', slug, 'group-mapping']),
      readDrafted(slug, drafts),
    ]);
    setChanges(meanwhile(drafts, { before: overview.version, now: now.version, groups, effects }));
    setDrafts(rebased(drafts, groups));
    await readAgain();
  };

  const columns: Column<Group>[] = [
    {
      key: 'group',
      header: mapping.columns.group,
      lead: true,
      wide: true,
      cell: (group) => (
        <GroupName
          group={group}
          onUndo={
            drafts.has(group.id)
              ? () => {
                  give(group, givenBy(drafts.get(group.id)?.group ?? group));
                }
              : null
          }
        />
      ),
    },
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
          given={drafts.get(group.id)?.given ?? givenBy(group)}
          onChange={
            mayWrite
              ? (given) => {
                  give(group, given);
                }
              : null
          }
        />
      ),
    },
    {
      key: 'workspaces',
      header: mapping.columns.workspaces,
      cell: (group) => (
        <WorkspacesField
          group={nameOf(group)}
          roles={overview.workspace_roles.map(({ key }) => key)}
          given={drafts.get(group.id)?.given ?? givenBy(group)}
          onChange={
            mayWrite
              ? (given) => {
                  give(group, given);
                }
              : null
          }
        />
      ),
    },
  ];
  return (
    <>
      <LeaveGuard
        when={drafts.size > 0}
        title={mapping.leaving.title}
        happens={mapping.discarding.text(drafts.size)}
        action={mapping.leaving.action}
        severe
      />
      {!mayWrite && <Alert color="slate">{mapping.mayNot}</Alert>}
      <SearchField label={mapping.search} hint={mapping.searchHint} value={wanted} onChange={look} />
      <PagedTable
        label={mapping.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          settled === '' ? (
            <Empty icon={<IconUsersGroup />} title={mapping.empty.title} text={mapping.empty.text} />
          ) : (
            <Empty icon={<IconSearch />} title={mapping.noMatch.title} text={mapping.noMatch.text}>
              <Button
                variant="default"
                onClick={() => {
                  look('');
                }}
              >
                {mapping.clearSearch}
              </Button>
            </Empty>
          )
        }
      />
      <Text size="sm" c="dimmed">
        {mapping.precedence[overview.precedence]}{' '}
        {overview.default_role === 'no_access'
          ? mapping.defaultNone
          : mapping.defaultRole(roleName(overview.default_role, overview.roles))}{' '}
        {mapping.version(overview.version)}
      </Text>
      {overview.not_found.length > 0 && <GoneEntries overview={overview} />}
      {drafts.size > 0 && (
        <EffectPanel
          key={saves}
          drafts={drafts}
          overview={overview}
          changes={changes}
          onDiscard={forget}
          onSaved={async () => {
            forget();
            setSaves(saves + 1);
            await readAgain();
          }}
          onConflict={rebase}
        />
      )}
    </>
  );
}

/** For the names of controls. */
function nameOf({ name }: Group): string {
  return name === null || name.trim() === '' ? strings.mapping.unnamed : plainText(name);
}
