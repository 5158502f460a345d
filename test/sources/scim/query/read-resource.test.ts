import assert from 'node:assert/strict';
import { readResource } from '../../../../src/sources/scim/query/read-resource.ts';
import type { ScimCaller } from '../../../../src/sources/scim/scim-caller.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { typeNamed } from './lister.ts';
import { storeDirectory, type StoredDirectory } from './stored-directory.ts';

describe('reading one resource', () => {
  let test: TestDatabase;
  let directory: StoredDirectory;
  before(async () => {
    test = await createTestDatabase();
    directory = await storeDirectory(test.database);
  });
  after(() => test.drop());

  const nothingMore = { groups: false, members: false };
  const read = (type: string, id: string, want = nothingMore, caller: ScimCaller = directory.caller) =>
    readResource({ database: test.database }, caller, typeNamed(directory, type), id, want);

  it('gives its attributes, and when it was made and changed', async () => {
    const at = new Date('2026-01-12T10:00:00.123Z');
    const user = await directory.addUser({ userName: 'ann', active: true, title: 'x' }, { at });
    assert.deepEqual(await read('User', user.id), {
      id: user.id,
      attributes: { userName: 'ann', active: true, title: 'x' },
      createdAt: new Date('2026-01-10T08:00:00.000Z'),
      modifiedAt: at,
    });
    const group = await directory.addGroup({ displayName: 'g' });
    assert.deepEqual((await read('Group', group.id))?.attributes, { displayName: 'g' });
    const other = await directory.addOther('TestResource', { identifier: 'i' });
    assert.deepEqual((await read('TestResource', other.id))?.attributes, { identifier: 'i' });
  });

  it('gives groups and members where they are asked for, in the order of their ids', async () => {
    const [ann, bob] = [
      await directory.addUser({ userName: 'ann', displayName: 'Ann' }),
      await directory.addUser({ userName: 'bob' }),
    ];
    const [one, two] = [
      await directory.addGroup({ displayName: 'one' }),
      await directory.addGroup({ displayName: 'two' }),
    ];
    for (const group of [two, one]) {
      await directory.join(bob, group);
      await directory.join(ann, group);
    }
    const want = { groups: true, members: true };
    assert.deepEqual((await read('User', ann.id, want))?.groups, [
      { value: one.id, display: 'one' },
      { value: two.id, display: 'two' },
    ]);
    assert.deepEqual((await read('Group', two.id, want))?.members, [
      { value: ann.id, display: 'Ann', type: 'User' },
      { value: bob.id, display: null, type: 'User' },
    ]);
    const lonely = await directory.addUser({ userName: 'lonely' });
    assert.deepEqual((await read('User', lonely.id, want))?.groups, []);
  });

  it('asks one statement, and of no memberships where none are asked for', async () => {
    const group = await directory.addGroup({ displayName: 'g' });
    const asked: string[] = [];
    const note = ({ sql }: { sql: string }) => asked.push(sql);
    test.database.knex.on('query', note);
    try {
      await read('Group', group.id, { groups: true, members: false });
    } finally {
      test.database.knex.off('query', note);
    }
    assert.equal(asked.length, 1);
    assert.doesNotMatch(asked[0] ?? '', /group_memberships/);
  });

  it('finds nobody who is gone or not yet known, unless held as the last administrator', async () => {
    const gone = await directory.addUser({ userName: 'gone', active: true }, { gone: true });
    assert.equal(await read('User', gone.id), null);
    await directory.hold(gone, { status: 'expired' });
    assert.equal(await read('User', gone.id), null);
    const held = await directory.addUser({ userName: 'held', active: false }, { gone: true });
    await directory.hold(held);
    assert.deepEqual((await read('User', held.id))?.attributes, { userName: 'held', active: true });

    const group = await directory.addGroup({ displayName: 'gone' }, { gone: true });
    assert.equal(await read('Group', group.id), null);
    await directory.join('someone', await directory.addGroup({ displayName: 'here' }));
    assert.equal(await read('User', 'someone'), null);
  });

  it('shows someone held as active, and others as they are', async () => {
    const held = await directory.addUser({ userName: 'held', active: false });
    await directory.hold(held);
    assert.equal((await read('User', held.id))?.attributes['active'], true);
    const other = await directory.addUser({ userName: 'other', active: false });
    await directory.hold(other, { kind: 'ambiguous_match' });
    assert.equal((await read('User', other.id))?.attributes['active'], false);
  });

  it('finds nothing of another type, directory or tenant', async () => {
    const user = await directory.addUser({ userName: 'u' });
    const { caller } = directory;
    const sibling = await storeDirectory(test.database, { tenantId: caller.tenantId });
    const stranger = await storeDirectory(test.database);
    assert.ok(await read('User', user.id));
    assert.equal(await read('Group', user.id), null);
    assert.equal(await read('TestResource', user.id), null);
    assert.equal(await read('User', user.id, nothingMore, sibling.caller), null);
    assert.equal(await read('User', user.id, nothingMore, stranger.caller), null);
    assert.equal(
      await read('User', user.id, nothingMore, { ...caller, tenantId: stranger.caller.tenantId }),
      null,
    );
  });

  it('takes what differs from request to request for itself', async () => {
    const [one, other] = [
      await directory.addUser({ userName: 'one' }),
      await directory.addUser({ userName: 'other' }),
    ];
    const names = await Promise.all(
      [one, other, one].map(async ({ id }) => (await read('User', id))?.attributes['userName']),
    );
    assert.deepEqual(names, ['one', 'other', 'one']);
  });
});
