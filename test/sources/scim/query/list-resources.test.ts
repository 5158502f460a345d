import assert from 'node:assert/strict';
import { listResources } from '../../../../src/sources/scim/query/list-resources.ts';
import { openDatabase } from '../../../../src/store/database.ts';
import { createTestClock } from '../../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { isRefusal, namesOf, openLister, readOn, typeNamed, type Lister } from './lister.ts';
import { storeDirectory } from './stored-directory.ts';

describe('listing resources', () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  describe('page by page, by index', () => {
    let lister: Lister;
    before(async () => {
      lister = await openLister(test.database);
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
      const { directory, names } = await openLister(test.database);
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
      const { directory, list } = await openLister(test.database);
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

  it('gives the right part and number of those that have a name, however many they are', async () => {
    const { directory, list, names } = await openLister(test.database);
    const shared = (n: number) => ({ userName: `u${n}`, emails: [{ value: n < 3 ? 'few@x' : 'many@x' }] });
    for (let n = 0; n < 60; n += 1) await directory.addUser(shared(n), { gone: n % 30 === 1 });
    for (const [filter, all] of [
      ['emails eq "FEW@x"', ['u0', 'u2']],
      [
        'emails.value eq "many@x"',
        Array.from({ length: 57 }, (_, n) => `u${n + 3}`).filter((name) => name !== 'u31'),
      ],
    ] as const) {
      assert.deepEqual(await names('User', { filter }), all);
      for (const [startIndex, count] of [
        [1, 1],
        [2, 1],
        [3, 1],
        [1, 0],
        [40, 100],
      ] as const) {
        const page = await list('User', { filter, startIndex, count });
        assert.deepEqual(namesOf(page), all.slice(startIndex - 1, startIndex - 1 + count));
        assert.deepEqual([page.totalResults, page.startIndex], [all.length, startIndex]);
      }
      const whole = (await list('User', { filter })).items.map(({ record }) => record.id);
      assert.deepEqual(await readOn({ list }, 'User', { filter, count: 20 }), whole);
      assert.deepEqual(await readOn({ list }, 'User', { filter, count: 1 }), whole);
    }
  });

  it('refuses a filter that takes longer than any statement may', async () => {
    const { directory } = await openLister(test.database);
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
      const { directory, list } = await openLister(test.database);
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
      const { directory, list } = await openLister(test.database);
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
      const one = await openLister(test.database);
      const other = await openLister(
        test.database,
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
      lister = await openLister(test.database);
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
      const { directory, list } = await openLister(test.database);
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
      const sibling = await openLister(
        test.database,
        await storeDirectory(test.database, { tenantId: caller.tenantId }),
      );
      assert.deepEqual(await sibling.names(['User', 'Group', 'TestResource']), []);
      const stranger = await openLister(test.database);
      const asStranger = {
        ...stranger.directory,
        caller: { ...caller, tenantId: stranger.directory.caller.tenantId },
      };
      assert.deepEqual(
        await (await openLister(test.database, asStranger)).names(['User', 'Group', 'TestResource']),
        [],
      );
    });
  });

  describe('groups and members', () => {
    it('come along where they are asked for, in the order of their ids', async () => {
      const { directory, list } = await openLister(test.database);
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
            { value: bob.id, display: null, type: 'User' },
            { value: some.id, display: 'some', type: 'Group' },
            { value: 'ffffffff-ffff-7fff-8fff-ffffffffffff', display: null, type: 'User' },
          ],
          [
            { value: ann.id, display: 'Ann', type: 'User' },
            { value: back.id, display: null, type: 'User' },
          ],
        ],
      );
    });

    it('are not read where they are not asked for', async () => {
      const { directory, list } = await openLister(test.database);
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

  describe('of several types', () => {
    let lister: Lister;
    before(async () => {
      lister = await openLister(test.database);
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
});
