import assert from 'node:assert/strict';
import type { ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { findType } from '../../../../src/sources/scim/protocol/registry.ts';
import { ScimError, type ScimErrorKind } from '../../../../src/sources/scim/protocol/scim-error.ts';
import {
  listResources,
  type ListRequest,
  type ResourcePage,
} from '../../../../src/sources/scim/query/list-resources.ts';
import { openDatabase } from '../../../../src/store/database.ts';
import { createTestClock, type TestClock } from '../../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { storeDirectory, type StoredDirectory } from './stored-directory.ts';

let test: TestDatabase;
before(async () => {
  test = await createTestDatabase();
});
after(() => test.drop());

interface Lister {
  directory: StoredDirectory;
  clock: TestClock;
  list: (types: string | string[], request?: Partial<ListRequest>) => Promise<ResourcePage>;
  /** What each item of the page is called. */
  names: (types: string | string[], request?: Partial<ListRequest>) => Promise<unknown[]>;
}

async function openLister(directory?: StoredDirectory): Promise<Lister> {
  const stored = directory ?? (await storeDirectory(test.database));
  const clock = createTestClock();
  const list: Lister['list'] = (types, request = {}) =>
    listResources(
      { database: test.database, clock },
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

function typeNamed({ caller }: StoredDirectory, name: string): ResourceType {
  const type = findType(caller.registry, name);
  assert.ok(type, name);
  return type;
}

function namesOf({ items }: ResourcePage): unknown[] {
  return items.map(({ record: { attributes } }) => attributes['userName'] ?? attributes['displayName']);
}

function isRefusal(kind: ScimErrorKind): (error: unknown) => boolean {
  return (error) => error instanceof ScimError && error.kind === kind;
}

describe('listing resources', () => {
  describe('page by page, by index', () => {
    let lister: Lister;
    before(async () => {
      lister = await openLister();
      for (let n = 1; n <= 12; n += 1) await lister.directory.addUser({ userName: `u${n}`, active: true });
    });

    it('gives all of a short list, with how many there are', async () => {
      const page = await lister.list('User');
      assert.equal(page.totalResults, 12);
      assert.equal(page.startIndex, 1);
      assert.deepEqual(
        namesOf(page),
        Array.from({ length: 12 }, (_, n) => `u${n + 1}`),
      );
      assert.equal(page.nextCursor, null);
    });

    it('gives the part that is asked for, and counts all', async () => {
      const page = await lister.list('User', { startIndex: 6, count: 5 });
      assert.deepEqual(namesOf(page), ['u6', 'u7', 'u8', 'u9', 'u10']);
      assert.equal(page.totalResults, 12);
      assert.equal(page.startIndex, 6);
    });

    it('counts all also where the page ends with the last one', async () => {
      for (const [startIndex, count, length] of [
        [8, 5, 5],
        [8, 6, 5],
        [12, 5, 1],
        [13, 5, 0],
        [1, 12, 12],
        [1, 13, 12],
      ] as const) {
        const page = await lister.list('User', { startIndex, count });
        assert.equal(page.totalResults, 12, `from ${startIndex}, ${count}`);
        assert.equal(page.items.length, length);
      }
    });

    it('takes a startIndex below 1 as 1, and a negative count as 0', async () => {
      for (const startIndex of [0, -3]) {
        const page = await lister.list('User', { startIndex, count: 1 });
        assert.deepEqual([page.startIndex, namesOf(page)], [1, ['u1']]);
      }
      for (const count of [0, -1]) {
        const page = await lister.list('User', { count });
        assert.deepEqual([page.totalResults, page.items], [12, []]);
      }
    });

    it('echoes a startIndex behind the end', async () => {
      for (const startIndex of [13, 999_999_999_999_999]) {
        const page = await lister.list('User', { startIndex });
        assert.deepEqual([page.totalResults, page.startIndex, page.items], [12, startIndex, []]);
      }
    });

    it('reads on where the page before ended, and from the start where something changed since', async () => {
      const { directory, names } = await openLister();
      const at = (minute: number) => directory.tick(new Date(Date.UTC(2026, 0, 11, 0, minute)));
      const first = await directory.addUser({ userName: 'a' });
      for (const name of ['b', 'c', 'd', 'e']) await directory.addUser({ userName: name });
      await at(1);
      for (const sortOrder of ['ascending', 'descending'] as const) {
        const request = { sortBy: 'userName', sortOrder, count: 2 };
        const read: unknown[] = [];
        for (const startIndex of [1, 3, 5]) read.push(...(await names('User', { ...request, startIndex })));
        const expected = ['a', 'b', 'c', 'd', 'e'];
        if (sortOrder === 'descending') expected.reverse();
        assert.deepEqual(read, expected);
      }
      assert.deepEqual(await names('User', { count: 2 }), ['a', 'b']);
      // As long as the clock stands still nothing changes, so this shows where the page begins.
      await test.database.inTenant(directory.caller.tenantId, (trx) =>
        trx.raw('update directory_users set gone = true where tenant_id = ? and id = ?', [
          directory.caller.tenantId,
          first.rowId,
        ]),
      );
      assert.deepEqual(await names('User', { count: 2, startIndex: 3 }), ['c', 'd']);
      await at(2);
      assert.deepEqual(await names('User', { count: 2, startIndex: 3 }), ['d', 'e']);
    });

    it('gives a hundred unless more are asked for, and never more than a thousand', async () => {
      const { directory, list } = await openLister();
      await test.database.inTenant(directory.caller.tenantId, (trx) =>
        trx.raw(
          `insert into scim_resources (tenant_id, directory_id, type, id, resource, created_at, modified_at)
           select ?::uuid, ?::uuid, 'TestResource', lpad(n::text, 5, '0'), '{}', now(), now() from generate_series(1, 1100) n`,
          [directory.caller.tenantId, directory.caller.directoryId],
        ),
      );
      for (const [count, expected] of [
        [null, 100],
        [250, 250],
        [5_000, 1_000],
      ] as const) {
        const page = await list('TestResource', { count });
        assert.deepEqual([page.items.length, page.totalResults], [expected, 1_100]);
      }
    });
  });

  it('refuses a filter that takes longer than any statement may', async () => {
    const { directory } = await openLister();
    await directory.addUser({ userName: 'u', title: 'x'.repeat(200_000) });
    const database = openDatabase({ url: test.url, poolSize: 1, statementTimeout: 1 });
    const filter = Array(400).fill('title ew "é"').join(' or ');
    try {
      await assert.rejects(
        listResources(
          { database, clock: createTestClock() },
          directory.caller,
          [typeNamed(directory, 'User')],
          {
            ...{ filter, sortBy: null, sortOrder: 'ascending', startIndex: null, count: null, cursor: null },
            want: () => ({ groups: false, members: false }),
          },
        ),
        isRefusal('tooMany'),
      );
    } finally {
      await database.close();
    }
  });

  describe('the total of all', () => {
    it('follows the changes of a directory', async () => {
      const { directory, list } = await openLister();
      const totalOf = async () => (await list('User', { count: 1 })).totalResults;
      await directory.addUser({ userName: 'a' });
      assert.equal(await totalOf(), 1);
      await directory.tick(new Date('2026-01-11T00:00:00.000Z'));
      await directory.addUser({ userName: 'b' });
      assert.equal(await totalOf(), 2);
      await directory.addUser({ userName: 'c' });
      await directory.tick(new Date('2026-01-11T00:00:00.001Z'));
      assert.equal(await totalOf(), 3);
    });

    it('is not counted again while the clock of the directory stands still', async () => {
      const { directory, list } = await openLister();
      await directory.tick(new Date('2026-01-11T00:00:00.000Z'));
      for (const name of ['a', 'b', 'c']) await directory.addUser({ userName: name });
      assert.equal((await list('User', { count: 1 })).totalResults, 3);
      // No change does this: each moves the clock.
      await directory.addUser({ userName: 'd' });
      assert.equal((await list('User', { count: 1 })).totalResults, 3);
      assert.equal((await list('User', { count: 1, filter: 'userName pr' })).totalResults, 4);
      assert.equal((await list(['User', 'Group'], { count: 1 })).totalResults, 4);
    });

    it('is not taken for that of another directory', async () => {
      const one = await openLister();
      const other = await openLister(
        await storeDirectory(test.database, { tenantId: one.directory.caller.tenantId }),
      );
      const at = new Date('2026-01-11T00:00:00.000Z');
      for (const { directory } of [one, other]) await directory.tick(at);
      for (const name of ['a', 'b', 'c']) await one.directory.addUser({ userName: name });
      assert.equal((await one.list('User', { count: 1 })).totalResults, 3);
      assert.equal((await other.list('User', { count: 1 })).totalResults, 0);
    });
  });

  describe('who is shown', () => {
    let lister: Lister;
    before(async () => {
      lister = await openLister();
      const { directory } = lister;
      await directory.addUser({ userName: 'here', active: true });
      await directory.addUser({ userName: 'inactive', active: false });
      await directory.addUser({ userName: 'gone', active: true }, { gone: true });
      await directory.hold(await directory.addUser({ userName: 'kept gone', active: true }, { gone: true }));
      await directory.hold(await directory.addUser({ userName: 'kept inactive', active: false }));
      const past = await directory.addUser({ userName: 'freed', active: true }, { gone: true });
      await directory.hold(past, { status: 'approved' });
      const unclear = await directory.addUser({ userName: 'unclear', active: false });
      await directory.hold(unclear, { kind: 'ambiguous_match' });
      const group = await directory.addGroup({ displayName: 'group' });
      await directory.addGroup({ displayName: 'gone group' }, { gone: true });
      await directory.join('nobody yet', group);
    });

    it('leaves out who is gone or not yet known, and keeps who is held as the last administrator', async () => {
      const expected = ['here', 'inactive', 'kept gone', 'kept inactive', 'unclear'];
      assert.deepEqual(await lister.names('User'), expected);
      const page = await lister.list('User', { count: 2 });
      assert.equal(page.totalResults, expected.length);
      assert.deepEqual(await lister.names('Group'), ['group']);
    });

    it('shows the held one as active, also to filters', async () => {
      assert.deepEqual(await lister.names('User', { filter: 'active eq true' }), [
        'here',
        'kept gone',
        'kept inactive',
      ]);
      assert.deepEqual(await lister.names('User', { filter: 'active eq false' }), ['inactive', 'unclear']);
      const { items } = await lister.list('User', { filter: 'userName sw "kept"' });
      assert.deepEqual(
        items.map(({ record }) => record.attributes['active']),
        [true, true],
      );
    });

    it('counts the held one as long as the hold is open, whatever the clock says', async () => {
      const { directory, list } = await openLister();
      await directory.tick(new Date('2026-01-11T00:00:00.000Z'));
      await directory.addUser({ userName: 'a' });
      const last = await directory.addUser({ userName: 'b' }, { gone: true });
      await directory.addUser({ userName: 'c' });
      await directory.addUser({ userName: 'd' });
      assert.equal((await list('User', { count: 1 })).totalResults, 3);
      await directory.hold(last);
      assert.equal((await list('User', { count: 1 })).totalResults, 4);
    });

    it('shows nothing of another directory, nor of another tenant', async () => {
      const { caller } = lister.directory;
      const sibling = await openLister(await storeDirectory(test.database, { tenantId: caller.tenantId }));
      assert.deepEqual(await sibling.names(['User', 'Group', 'TestResource']), []);
      const stranger = await openLister();
      const asStranger = {
        ...stranger.directory,
        caller: { ...caller, tenantId: stranger.directory.caller.tenantId },
      };
      assert.deepEqual(await (await openLister(asStranger)).names(['User', 'Group', 'TestResource']), []);
    });
  });

  describe('groups and members', () => {
    it('come along where they are asked for, in the order of their ids', async () => {
      const { directory, list } = await openLister();
      const [ann, bob, left, back] = [
        await directory.addUser({ userName: 'ann', displayName: 'Ann' }),
        await directory.addUser({ userName: 'bob' }),
        await directory.addUser({ userName: 'left' }, { gone: true }),
        await directory.addUser({ userName: 'back' }, { removedAt: new Date('2026-01-12T00:00:00Z') }),
      ];
      const [all, some, gone] = [
        await directory.addGroup({ displayName: 'all' }),
        await directory.addGroup({ displayName: 'some' }),
        await directory.addGroup({ displayName: 'gone' }, { gone: true }),
      ];
      for (const person of [bob, ann, left, back]) await directory.join(person, all);
      await directory.join(ann, some);
      await directory.join(bob, some, { present: false });
      await directory.join(back, some, { at: new Date('2026-01-13T00:00:00Z') });
      await directory.join(ann, gone);
      await directory.join('ffffffff-ffff-7fff-8fff-ffffffffffff', all);
      await directory.join(some.id, all);

      const users = await list('User', { want: () => ({ groups: true, members: true }) });
      assert.deepEqual(
        users.items.map(({ record }) => record.groups),
        [
          [
            { value: all.id, display: 'all' },
            { value: some.id, display: 'some' },
          ],
          [{ value: all.id, display: 'all' }],
          [{ value: some.id, display: 'some' }],
        ],
      );
      assert.ok(users.items.every(({ record }) => record.members === undefined));

      const groups = await list('Group', { want: () => ({ groups: true, members: true }) });
      assert.deepEqual(
        groups.items.map(({ record }) => record.members),
        [
          [
            { value: ann.id, display: 'Ann', type: 'User' },
            { value: bob.id, display: 'bob', type: 'User' },
            { value: some.id, display: 'some', type: 'Group' },
            { value: 'ffffffff-ffff-7fff-8fff-ffffffffffff', display: null, type: 'User' },
          ],
          [
            { value: ann.id, display: 'Ann', type: 'User' },
            { value: back.id, display: 'back', type: 'User' },
          ],
        ],
      );
    });

    it('are not read where they are not asked for', async () => {
      const { directory, list } = await openLister();
      const group = await directory.addGroup({ displayName: 'g' });
      await directory.join(await directory.addUser({ userName: 'u' }), group);
      const asked: string[] = [];
      const note = ({ sql }: { sql: string }) => asked.push(sql);
      test.database.knex.on('query', note);
      try {
        const page = await list(['User', 'Group']);
        assert.ok(
          page.items.every(({ record }) => record.groups === undefined && record.members === undefined),
        );
      } finally {
        test.database.knex.off('query', note);
      }
      assert.equal(asked.length, 1);
      assert.doesNotMatch(asked[0] ?? '', /group_memberships/);
    });
  });

  describe('sorted', () => {
    let lister: Lister;
    before(async () => {
      lister = await openLister();
      const { directory } = lister;
      const people: [string, Record<string, unknown>][] = [
        ['b', { title: 'Zebra', emails: [{ value: 'z@x' }, { value: 'a@x', primary: true }] }],
        ['C', { title: 'apple', emails: [{ value: 'b@x' }, { value: 'a@x' }] }],
        ['a', { emails: [{ value: 'C@x', type: 'work' }] }],
        ['D', { title: 'Apple', name: { familyName: 'X' } }],
      ];
      for (const [userName, rest] of people) await directory.addUser({ userName, ...rest });
    });

    const orders: [string, string, string[]][] = [
      ['without case', 'userName', ['a', 'b', 'C', 'D']],
      [
        'by what the URN leads to',
        'urn:ietf:params:scim:schemas:core:2.0:User:username',
        ['a', 'b', 'C', 'D'],
      ],
      ['those that have nothing there last, equal ones by id', 'title', ['C', 'D', 'b', 'a']],
      ['by the primary or else the first value', 'emails', ['b', 'C', 'a', 'D']],
      ['by a sub-attribute of that', 'emails.type', ['a', 'b', 'C', 'D']],
      ['by a sub-attribute', 'name.familyName', ['D', 'b', 'C', 'a']],
      ['by id', 'id', ['b', 'C', 'a', 'D']],
      ['by what all have in common', 'meta.lastModified', ['b', 'C', 'a', 'D']],
      ['by the version', 'meta.version', ['b', 'C', 'a', 'D']],
    ];
    for (const [how, sortBy, expected] of orders) {
      it(how, async () => {
        assert.deepEqual(await lister.names('User', { sortBy }), expected);
      });
    }

    it('descending, those that have nothing there first, equal ones by id', async () => {
      assert.deepEqual(await lister.names('User', { sortBy: 'title', sortOrder: 'descending' }), [
        'a',
        'b',
        'C',
        'D',
      ]);
    });

    it('refuses what cannot be sorted by', async () => {
      for (const sortBy of [
        'password',
        'nonsense',
        '',
        'name',
        'addresses',
        '__proto__',
        "x'; drop table users --",
      ]) {
        await assert.rejects(lister.list('User', { sortBy }), isRefusal('invalidPath'), sortBy);
      }
    });

    it('by numbers, truth and times as such', async () => {
      const { directory, list } = await openLister();
      const values = [
        { identifier: '1', integerAttr: 10, booleanAttr: true, dateTimeAttr: '2026-01-01T00:00:00Z' },
        { identifier: '2', integerAttr: 9, booleanAttr: false, dateTimeAttr: '2026-01-01T01:00:00+02:00' },
        { identifier: '3', integerAttr: -1, dateTimeAttr: '2025-12-31T23:30:00.5' },
        { identifier: '4' },
      ];
      for (const each of values) await directory.addOther('TestResource', each);
      const order = async (sortBy: string) =>
        (await list('TestResource', { sortBy })).items.map(({ record }) => record.attributes['identifier']);
      assert.deepEqual(await order('integerAttr'), ['3', '2', '1', '4']);
      assert.deepEqual(await order('booleanAttr'), ['2', '1', '3', '4']);
      assert.deepEqual(await order('dateTimeAttr'), ['2', '3', '1', '4']);
    });
  });

  describe('of several types', () => {
    let lister: Lister;
    before(async () => {
      lister = await openLister();
      const { directory } = lister;
      await directory.addUser({ userName: 'bea', displayName: 'bea', externalId: 'x' });
      await directory.addGroup({ displayName: 'Ape', externalId: 'x' });
      await directory.addUser({ userName: 'cid', displayName: 'CID' });
      await directory.addGroup({ displayName: 'dog' });
      await directory.addOther('TestResource', { identifier: 'i' });
    });
    const all = ['User', 'Group', 'TestResource'];

    it('come type by type', async () => {
      const page = await lister.list(all);
      assert.deepEqual(
        page.items.map(({ type }) => type.name),
        ['User', 'User', 'Group', 'Group', 'TestResource'],
      );
      assert.equal(page.totalResults, 5);
    });

    it('are merged where something is sorted by', async () => {
      const page = await lister.list(all, { sortBy: 'displayName', count: 4 });
      assert.deepEqual(namesOf(page), ['Ape', 'bea', 'cid', 'dog']);
      assert.equal(page.totalResults, 5);
    });

    it('have no value where their type lacks the attribute that is filtered by', async () => {
      assert.deepEqual(await lister.names(all, { filter: 'userName pr' }), ['bea', 'cid']);
      assert.deepEqual(await lister.names(['User', 'Group'], { filter: 'not (userName pr)' }), [
        'Ape',
        'dog',
      ]);
      assert.deepEqual(await lister.names(['User', 'Group'], { filter: 'userName ne "bea"' }), [
        'cid',
        'Ape',
        'dog',
      ]);
      assert.deepEqual(await lister.names(all, { filter: 'externalId eq "x"' }), ['bea', 'Ape']);
      await assert.rejects(lister.list(all, { filter: 'nonsense pr' }), isRefusal('invalidFilter'));
    });

    it('can be read on with cursors', async () => {
      for (const sortBy of [null, 'displayName', 'externalId']) {
        const whole = (await lister.list(all, { sortBy })).items.map(({ record }) => record.id);
        assert.deepEqual(await readOn(lister, all, { sortBy, count: 2 }), whole, String(sortBy));
      }
    });
  });

  describe('by cursor', () => {
    let lister: Lister;
    const titles = ['b', null, 'a', 'B', null, 'c', 'a', 'ß', '😀', '', 'A'];
    before(async () => {
      lister = await openLister();
      for (const [n, title] of titles.entries()) {
        await lister.directory.addUser({
          userName: `u${n}`,
          ...(title === null ? {} : { title }),
          active: n % 2 === 0,
        });
        await lister.directory.addOther('TestResource', {
          identifier: `t${n}`,
          ...(n % 3 === 0 ? {} : { integerAttr: (n % 4) * 9 - 9 }),
        });
      }
    });

    it('reads each resource once, in the order of the list, and back again', async () => {
      const lists: [string, Partial<ListRequest>][] = [
        ['User', {}],
        ['User', { sortBy: 'title' }],
        ['User', { sortBy: 'title', sortOrder: 'descending' }],
        ['User', { sortBy: 'active' }],
        ['User', { filter: 'title pr', sortBy: 'meta.created' }],
        ['TestResource', { sortBy: 'integerAttr' }],
        ['TestResource', { sortBy: 'integerAttr', sortOrder: 'descending' }],
      ];
      for (const [type, request] of lists) {
        const whole = (await lister.list(type, request)).items.map(({ record }) => record.id);
        for (const count of [1, 3, 4, 11]) {
          assert.deepEqual(
            await readOn(lister, type, { ...request, count }),
            whole,
            JSON.stringify([request, count]),
          );
          const back = await readBack(lister, type, { ...request, count });
          assert.deepEqual(back, whole.slice(0, back.length), JSON.stringify([request, count]));
          assert.ok(back.length >= whole.length - count);
        }
      }
    });

    it('says how many there are on each page, and has no startIndex', async () => {
      const first = await lister.list('User', { cursor: '', count: 4 });
      assert.deepEqual([first.totalResults, first.startIndex, first.previousCursor], [11, null, null]);
      const second = await lister.list('User', { cursor: first.nextCursor, count: 4 });
      assert.equal(second.totalResults, 11);
      const last = await lister.list('User', { cursor: second.nextCursor, count: 4 });
      assert.deepEqual([last.totalResults, last.items.length, last.nextCursor], [11, 3, null]);
      assert.equal((await lister.list('User', { cursor: '', count: 11 })).nextCursor, null);
      assert.equal((await lister.list('User', { cursor: '' })).items.length, 11);
    });

    it('goes on where it was although others came and went', async () => {
      const own = await openLister();
      for (const name of ['b', 'd', 'f']) await own.directory.addUser({ userName: name });
      const first = await own.list('User', { cursor: '', count: 2, sortBy: 'userName' });
      for (const name of ['a', 'c', 'e']) await own.directory.addUser({ userName: name });
      assert.deepEqual(await own.names('User', { cursor: first.nextCursor, sortBy: 'userName' }), ['e', 'f']);
    });

    it('is refused on another list', async () => {
      const { nextCursor } = await lister.list('User', { cursor: '', count: 2, sortBy: 'title' });
      assert.ok(nextCursor);
      const others: [string, Partial<ListRequest>][] = [
        ['TestResource', {}],
        ['User', { sortBy: null }],
        ['User', { sortBy: 'userName' }],
        ['User', { sortOrder: 'descending' }],
        ['User', { filter: 'title pr' }],
      ];
      for (const [type, request] of others) {
        await assert.rejects(
          lister.list(type, {
            cursor: nextCursor,
            ...(type === 'User' ? { sortBy: 'title' } : {}),
            ...request,
          }),
          isRefusal('invalidCursor'),
        );
      }
      const other = await openLister();
      await assert.rejects(
        other.list('User', { cursor: nextCursor, sortBy: 'title' }),
        isRefusal('invalidCursor'),
      );
    });

    it('is refused an hour later', async () => {
      const { nextCursor } = await lister.list('User', { cursor: '', count: 2 });
      lister.clock.advance(3_600_000);
      assert.equal((await lister.list('User', { cursor: nextCursor })).items.length, 9);
      lister.clock.advance(1);
      await assert.rejects(lister.list('User', { cursor: nextCursor }), isRefusal('expiredCursor'));
    });

    it('is refused where any character of it was changed', async () => {
      const { nextCursor } = await lister.list('User', { cursor: '', count: 2 });
      assert.ok(nextCursor);
      assert.match(nextCursor, /^[\w-]+$/);
      for (let at = 0; at < nextCursor.length; at += 1) {
        const changed =
          nextCursor.slice(0, at) + (nextCursor[at] === 'A' ? 'B' : 'A') + nextCursor.slice(at + 1);
        // The last character holds bits that count for nothing.
        if (Buffer.from(changed, 'base64url').equals(Buffer.from(nextCursor, 'base64url'))) continue;
        await assert.rejects(lister.list('User', { cursor: changed }), isRefusal('invalidCursor'), changed);
      }
    });

    it('is refused where it is none', async () => {
      const made = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
      const nonsense = [
        'x',
        ' ',
        '%00',
        '\0',
        'ä',
        made(null),
        made({}),
        made([]),
        made(['d', 1, null, 0, 'id', 0]),
        made(['d', 1, { a: 1 }, '__proto__', 'id', 0]),
        'a'.repeat(100_000),
        "' or 1=1 --",
      ];
      for (const cursor of nonsense) {
        await assert.rejects(
          lister.list('User', { cursor }),
          isRefusal('invalidCursor'),
          cursor.slice(0, 30),
        );
      }
    });

    it('needs a count of one or more', async () => {
      for (const count of [0, -1]) {
        await assert.rejects(lister.list('User', { cursor: '', count }), isRefusal('invalidCount'));
      }
    });
  });
});

/** The ids of a list, read page by page. */
async function readOn(
  { list }: Lister,
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
async function readBack(
  { list }: Lister,
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
