import { Alert, Button, SegmentedControl, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import { IconSearch, IconUsersGroup } from '../theme/icons.ts';
import { ConflictNote } from './conflict-note.tsx';
import { EffectPanel } from './effect-panel.tsx';
import { roleName } from './effect-words.ts';
import { GoneEntries } from './gone-entries.tsx';
import { mappingColumns } from './mapping-columns.tsx';
import classes from './mapping.module.css';
import { countOf, isNothing } from './unsaved.ts';
import { useDirectoryNames } from './use-directory-names.ts';
import { useUnsaved } from './use-unsaved.ts';

/** How long a reader has stopped typing before groups are looked for, in milliseconds. */
const TYPED_MS = 250;
/** How often it is asked how far a version is that is being applied, for the first group, or for what could not be had, in milliseconds. */
const AGAIN_MS = 3_000;
/** How often groups are read again, for those that others rename, empty or add, in milliseconds. */
const POLL_MS = 15_000;

/** What each group of a tenant gives: changed here, weighed against real people, and then put in force. */
export function MappingPage(): ReactNode {
  const { mapping } = strings;
  const { slug } = useTenant();
  const overview = useQuery({
    queryKey: ['tenants', slug, 'group-mapping'],
    queryFn: ({ signal }) =>
      ask('GroupMappingOverview', 'GET', ['tenants', slug, 'group-mapping'], { signal }),
    refetchInterval: ({ state }) =>
      state.data?.under_way === true || state.data?.groups.all === 0 || state.error !== null
        ? AGAIN_MS
        : POLL_MS,
  });
  return (
    <PageFrame title={mapping.title} lead={mapping.lead}>
      {overview.data !== undefined && <Mapping overview={overview.data} />}
      {overview.data === undefined && overview.error !== null && (
        <ProblemNote error={overview.error} retry={() => void overview.refetch()} />
      )}
      {overview.isPending && <StillLoading retry={() => void overview.refetch()} />}
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
  const mapped = mappedOf(search.get('mapped'));
  const [settled] = useDebouncedValue(wanted, TYPED_MS);
  const pages = usePages(
    'GroupList',
    ['tenants', slug, 'groups'],
    { search: settled.trim(), ...(mapped === 'all' ? {} : { mapped }) },
    { pollMs: overview.groups.all === 0 ? AGAIN_MS : POLL_MS },
  );
  const directories = useDirectoryNames();
  const used = useUnsaved(overview);
  const { unsaved, lookAgain, forget } = used;
  const [saves, setSaves] = useState(0);
  // What was kept may be of groups that are not there any more, or of a version before this one.
  const isToCheck = useRef(unsaved.isRestored);
  useEffect(() => {
    if (isToCheck.current) void lookAgain(null);
    isToCheck.current = false;
  }, [lookAgain]);

  const show = (what: { search?: string; mapped?: string }): void => {
    const next = { search: wanted, mapped, ...what };
    setSearch(
      {
        ...(next.search === '' ? {} : { search: next.search }),
        ...(next.mapped === 'all' ? {} : { mapped: next.mapped }),
      },
      { replace: true },
    );
  };
  const isAnything = !isNothing(unsaved);
  const hasGroups = overview.groups.all > 0;
  return (
    <>
      <LeaveGuard
        when={isAnything}
        title={mapping.leaving.title}
        happens={mapping.discarding.text(countOf(unsaved))}
        action={mapping.leaving.action}
        onLeave={forget}
        severe
      />
      {!mayWrite && <Alert color="slate">{mapping.mayNot}</Alert>}
      {hasGroups && (
        <div className={classes.filters}>
          <SegmentedControl
            aria-label={mapping.shown}
            value={mapped}
            onChange={(value) => {
              show({ mapped: value });
            }}
            data={[
              { value: 'all', label: mapping.showAll(overview.groups.all) },
              { value: 'true', label: mapping.showMapped(overview.groups.mapped) },
              { value: 'false', label: mapping.showOthers(overview.groups.all - overview.groups.mapped) },
            ]}
          />
          <SearchField
            label={mapping.search}
            hint={mapping.searchHint}
            value={wanted}
            onChange={(text) => {
              show({ search: text });
            }}
          />
        </div>
      )}
      {!isAnything && unsaved.changes !== null && unsaved.changes.gone.length > 0 && (
        <ConflictNote changes={unsaved.changes} overview={overview} isAnythingLeft={false} />
      )}
      <PagedTable
        label={mapping.table}
        pages={pages}
        columns={mappingColumns({ overview, groups: pages.rows, used, directories, mayWrite })}
        rowKey={({ id }) => id}
        empty={
          settled === '' && mapped === 'all' ? (
            <NoGroups isConnected={directories.size > 0} />
          ) : (
            <Empty icon={<IconSearch />} title={mapping.noMatch.title} text={mapping.noMatch.text}>
              <Button
                variant="default"
                onClick={() => {
                  show({ search: '', mapped: 'all' });
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
      {hasGroups && overview.not_found.length > 0 && <GoneEntries overview={overview} used={used} />}
      {isAnything && (
        <EffectPanel
          key={saves}
          overview={overview}
          used={used}
          directories={directories}
          onSaved={async () => {
            forget();
            setSaves(saves + 1);
            await queries.invalidateQueries({ queryKey: ['tenants', slug] });
          }}
        />
      )}
    </>
  );
}

/** Before the first group has arrived: what brings it. */
function NoGroups({ isConnected }: { isConnected: boolean }): ReactNode {
  const { empty } = strings.mapping;
  const { base } = useTenant();
  const reachesSync = useReaches('directory_sync');
  return (
    <Empty icon={<IconUsersGroup />} title={empty.title} text={empty.text}>
      {reachesSync && (
        <Button component={Link} to={`${base}/directories`} variant="default">
          {isConnected ? empty.toConnected : empty.toDirectories}
        </Button>
      )}
    </Empty>
  );
}

type Mapped = 'all' | 'true' | 'false';

function mappedOf(text: string | null): Mapped {
  return text === 'true' || text === 'false' ? text : 'all';
}
