import type { UsersQuery, UserStatus } from '../../generated/api.ts';

export const userStatuses = [
  'active',
  'read_only',
  'deactivated',
  'purged',
] as const satisfies readonly UserStatus[];

/** Who is looked for, as it stands in the address of the page. */
export interface PeopleFilter {
  /** A part of a name or an address; empty: anybody. */
  search: string;
  status: UserStatus | null;
  role: string | null;
}

/** Reads the filter out of an address; what cannot be understood is not there. */
export function readFilter(search: URLSearchParams): PeopleFilter {
  const status = search.get('status');
  return {
    search: search.get('search') ?? '',
    status: userStatuses.find((known) => known === status) ?? null,
    role: search.get('role'),
  };
}

export function writeFilter({ search, status, role }: PeopleFilter): URLSearchParams {
  const written = new URLSearchParams();
  if (search !== '') written.set('search', search);
  if (status !== null) written.set('status', status);
  if (role !== null) written.set('role', role);
  return written;
}

export function isFiltering({ search, status, role }: PeopleFilter): boolean {
  return search.trim() !== '' || status !== null || role !== null;
}

/** What the service is asked for. */
export function queryOf({ search, status, role }: PeopleFilter): UsersQuery {
  const wanted = search.trim().slice(0, 200);
  return {
    ...(wanted === '' ? {} : { search: wanted }),
    ...(status === null ? {} : { status }),
    ...(role === null ? {} : { role }),
  };
}
