import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { User } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconSearch, IconUsers } from '../theme/icons.ts';
import { ConnectDirectory } from './connect-directory.tsx';
import { isFiltering, queryOf, readFilter, writeFilter, type PeopleFilter } from './people-filter.ts';
import { PeopleFilters } from './people-filters.tsx';
import { PersonName, RoleWords, toneOfStatus, WorkspacesWords } from './person-words.tsx';
import { useRoleNames } from './use-role-names.ts';

/** How long a reader has stopped typing before people are looked for, in milliseconds. */
const TYPED_MS = 250;

const { columns: headers } = strings.people;

const columns: readonly Column<User>[] = [
  {
    key: 'person',
    header: headers.person,
    cell: (user) => <PersonName user={user} />,
    lead: true,
  },
  {
    key: 'status',
    header: headers.status,
    cell: ({ status }) => (
      <StatusBadge tone={toneOfStatus[status]}>{strings.people.statuses[status]}</StatusBadge>
    ),
  },
  { key: 'role', header: headers.role, cell: (user) => <RoleWords user={user} /> },
  {
    key: 'workspaces',
    header: headers.workspaces,
    cell: ({ workspaces }) => <WorkspacesWords workspaces={workspaces} most={2} />,
  },
  {
    key: 'since',
    header: headers.since,
    cell: ({ provisioned_at: at, deactivated_at: left }) => <When at={left ?? at} />,
  },
];

/** Everybody with an account in a tenant: looked for by name, address, status and role. */
export function PeoplePage(): ReactNode {
  const { people } = strings;
  const { slug } = useTenant();
  const [search, setSearch] = useSearchParams();
  const filter = readFilter(search);
  const [settled] = useDebouncedValue(filter.search, TYPED_MS);
  const pages = usePages('UserList', ['tenants', slug, 'users'], queryOf({ ...filter, search: settled }));
  const roles = useRoleNames();
  const isSearched = isFiltering({ ...filter, search: settled });
  // There is nobody to look for.
  const isEmpty = pages.isSettled && pages.rows.length === 0 && pages.page === 1 && !isSearched;
  const setFilter = (next: PeopleFilter): void => {
    setSearch(writeFilter(next), { replace: true });
  };
  return (
    <PageFrame title={people.title} lead={people.lead}>
      {(!isEmpty || isFiltering(filter)) && (
        <PeopleFilters filter={filter} roles={roles.all} onChange={setFilter} />
      )}
      <PagedTable
        label={people.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          isSearched ? (
            <Empty icon={<IconSearch />} title={people.noMatch.title} text={people.noMatch.text}>
              <Button
                variant="default"
                onClick={() => {
                  setFilter({ search: '', status: null, role: null });
                }}
              >
                {people.filters.clear}
              </Button>
            </Empty>
          ) : (
            <Empty icon={<IconUsers />} title={people.empty.title} text={people.empty.text}>
              <ConnectDirectory />
            </Empty>
          )
        }
      />
    </PageFrame>
  );
}
