import type { FakeDirectory } from './fake-directory.ts';
import { listPage, type WireList } from './list-page.ts';
import { badRequest, notFound } from './wire-error.ts';

/** GET /directories. */
export function listDirectories(directories: readonly FakeDirectory[], query: URLSearchParams): WireList {
  const organization = query.get('organization_id');
  const search = query.get('search')?.toLowerCase();
  const found = directories
    .map((directory) => directory.record())
    .filter((record) => organization === null || record['organization_id'] === organization)
    .filter((record) => search === undefined || String(record['name']).toLowerCase().includes(search));
  return listPage(found, query);
}

/** GET /directory_users: of a directory, or the members of a group. */
export function listUsers(directories: readonly FakeDirectory[], query: URLSearchParams): WireList {
  const directory = query.get('directory');
  const group = query.get('group');
  if (directory === null && group === null) throw badRequest('Either directory or group is required.');
  const within = ofDirectory(directories, directory);
  if (group === null) return listPage(oldestFirst(within.flatMap((each) => each.users())), query);
  const home = within.find((each) => each.groups().some((record) => record['id'] === group));
  if (home === undefined) throw notFound('Directory Group', group);
  return listPage(oldestFirst(home.members(group)), query);
}

/** The directory that listing people by this query reads, which is what WorkOS counts requests by. */
export function usersAskedOf(directories: readonly FakeDirectory[], query: URLSearchParams): string {
  const group = query.get('group');
  const home = directories.find((each) => each.groups().some((record) => record['id'] === group));
  return query.get('directory') ?? home?.id ?? '';
}

/** GET /directory_groups: of a directory, or those of a user. */
export function listGroups(directories: readonly FakeDirectory[], query: URLSearchParams): WireList {
  const directory = query.get('directory');
  const user = query.get('user');
  if (directory === null && user === null) throw badRequest('Either directory or user is required.');
  const within = ofDirectory(directories, directory);
  if (user === null) return listPage(oldestFirst(within.flatMap((each) => each.groups())), query);
  const home = within.find((each) => each.users().some((record) => record['id'] === user));
  if (home === undefined) throw notFound('Directory User', user);
  return listPage(oldestFirst(home.groupsOf(user)), query);
}

export function directoryOf(directories: readonly FakeDirectory[], id: string): FakeDirectory {
  const directory = directories.find((each) => each.id === id);
  if (directory === undefined) throw notFound('Directory', id);
  return directory;
}

export function oneOf(records: readonly Record<string, unknown>[], what: string, id: string): unknown {
  const record = records.find((each) => each['id'] === id);
  if (record === undefined) throw notFound(what, id);
  return record;
}

function ofDirectory(directories: readonly FakeDirectory[], id: string | null): readonly FakeDirectory[] {
  return id === null ? directories : [directoryOf(directories, id)];
}

/** Ids begin with the time at which they were made. */
function oldestFirst(records: Record<string, unknown>[]): Record<string, unknown>[] {
  return records.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}
