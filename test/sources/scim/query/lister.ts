import assert from 'node:assert/strict';
import type { ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { findType } from '../../../../src/sources/scim/protocol/registry.ts';
import { ScimError, type ScimErrorKind } from '../../../../src/sources/scim/protocol/scim-error.ts';
import {
  listResources,
  type ListRequest,
  type ResourcePage,
} from '../../../../src/sources/scim/query/list-resources.ts';
import type { Database } from '../../../../src/store/database.ts';
import { createTestClock, type TestClock } from '../../../support/test-clock.ts';
import { storeDirectory, type StoredDirectory } from './stored-directory.ts';

/** Lists what is in a directory. */
export interface Lister {
  directory: StoredDirectory;
  clock: TestClock;
  list: (types: string | string[], request?: Partial<ListRequest>) => Promise<ResourcePage>;
  /** What each item of the page is called. */
  names: (types: string | string[], request?: Partial<ListRequest>) => Promise<unknown[]>;
}

export async function openLister(database: Database, directory?: StoredDirectory): Promise<Lister> {
  const stored = directory ?? (await storeDirectory(database));
  const clock = createTestClock();
  const list: Lister['list'] = (types, request = {}) =>
    listResources(
      { database, clock },
      stored.caller,
      [types].flat().map((name) => typeNamed(stored, name)),
      {
        filter: null,
        sortBy: null,
        sortOrder: 'ascending',
        startIndex: null,
        count: null,
        cursor: null,
        want: () => ({ groups: false, members: false }),
        ...request,
      },
    );
  return {
    directory: stored,
    clock,
    list,
    names: async (types, request) => namesOf(await list(types, request)),
  };
}

export function typeNamed({ caller }: StoredDirectory, name: string): ResourceType {
  const type = findType(caller.registry, name);
  assert.ok(type, name);
  return type;
}

export function namesOf({ items }: ResourcePage): unknown[] {
  return items.map(({ record: { attributes } }) => attributes['userName'] ?? attributes['displayName']);
}

export function isRefusal(kind: ScimErrorKind): (error: unknown) => boolean {
  return (error) => error instanceof ScimError && error.kind === kind;
}

/** The ids of a list, read page by page. */
export async function readOn(
  { list }: Pick<Lister, 'list'>,
  types: string | string[],
  request: Partial<ListRequest>,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: ResourcePage = await list(types, { ...request, cursor });
    ids.push(...page.items.map(({ record }) => record.id));
    cursor = page.nextCursor;
  }
  return ids;
}

/** The ids of a list without those of its last page, read page by page from there back to the start. */
export async function readBack(
  { list }: Pick<Lister, 'list'>,
  types: string | string[],
  request: Partial<ListRequest>,
): Promise<string[]> {
  let page = await list(types, { ...request, cursor: '' });
  while (page.nextCursor !== null) page = await list(types, { ...request, cursor: page.nextCursor });
  const ids: string[] = [];
  while (page.previousCursor !== null) {
    page = await list(types, { ...request, cursor: page.previousCursor });
    ids.unshift(...page.items.map(({ record }) => record.id));
    assert.ok(page.nextCursor);
  }
  return ids;
}
