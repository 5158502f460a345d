import assert from 'node:assert/strict';
import type { ListRequest } from '../../../../src/sources/scim/query/list-resources.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { isRefusal, openLister, readBack, readOn, type Lister } from './lister.ts';

describe('a list by cursor', () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  let lister: Lister;
  const titles = ['b', null, 'a', 'B', null, 'c', 'a', 'ß', '😀', '', 'A'];
  before(async () => {
    lister = await openLister(test.database);
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
    const own = await openLister(test.database);
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
    const other = await openLister(test.database);
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
      await assert.rejects(lister.list('User', { cursor }), isRefusal('invalidCursor'), cursor.slice(0, 30));
    }
  });

  it('needs a count of one or more', async () => {
    for (const count of [0, -1]) {
      await assert.rejects(lister.list('User', { cursor: '', count }), isRefusal('invalidCount'));
    }
  });
});
