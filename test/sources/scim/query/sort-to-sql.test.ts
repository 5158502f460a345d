import assert from 'node:assert/strict';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { isRefusal, openLister, type Lister } from './lister.ts';

describe('a list is sorted', () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  let lister: Lister;
  before(async () => {
    lister = await openLister(test.database);
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
    ['by what the URN leads to', 'urn:ietf:params:scim:schemas:core:2.0:User:username', ['a', 'b', 'C', 'D']],
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
    const { directory, list } = await openLister(test.database);
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
