import assert from 'node:assert/strict';
import { readSearchQuery, readSearchRequest } from '../../../src/http/scim/read-search.ts';
import { ScimError } from '../../../src/sources/scim/protocol/scim-error.ts';

const nothingSaid = {
  filter: null,
  sortBy: null,
  sortOrder: 'ascending',
  startIndex: null,
  count: null,
  cursor: null,
  attributes: undefined,
  excludedAttributes: undefined,
};

const refusedAs = (kind: string) => (error: unknown) => error instanceof ScimError && error.kind === kind;

describe('a search', () => {
  it('is read the same from a query and from a message', () => {
    const expected = {
      filter: 'userName pr',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 0,
      cursor: '',
      attributes: 'userName,name.givenName',
      excludedAttributes: 'groups',
    };
    assert.deepEqual(
      readSearchQuery({
        filter: 'userName pr',
        sortBy: 'userName',
        sortOrder: 'Descending',
        startIndex: '2',
        count: '0',
        cursor: '',
        attributes: 'userName,name.givenName',
        excludedAttributes: 'groups',
        unknown: 'x',
      }),
      expected,
    );
    assert.deepEqual(
      readSearchRequest({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
        filter: 'userName pr',
        SORTBY: 'userName',
        sortOrder: 'descending',
        startIndex: 2,
        count: 0,
        cursor: '',
        attributes: ['userName', 'name.givenName'],
        excludedAttributes: 'groups',
        unknown: {},
      }),
      expected,
    );
  });

  it('may say nothing', () => {
    assert.deepEqual(readSearchQuery({}), nothingSaid);
    assert.deepEqual(readSearchRequest({}), nothingSaid);
    assert.deepEqual(readSearchRequest({ filter: null, count: null, attributes: null }), nothingSaid);
    assert.deepEqual(readSearchQuery({ startIndex: '', count: '' }), nothingSaid);
  });

  it('may count below nothing', () => {
    assert.equal(readSearchQuery({ count: '-7' }).count, -7);
    assert.equal(readSearchRequest({ startIndex: -1 }).startIndex, -1);
  });

  it('is refused where it cannot be meant', () => {
    for (const text of ['x', '1.5', '1e3', '0x10', '9'.repeat(16), 'NaN']) {
      assert.throws(() => readSearchQuery({ count: text }), refusedAs('invalidCount'), text);
      assert.throws(() => readSearchQuery({ startIndex: text }), refusedAs('invalidValue'), text);
    }
    assert.throws(() => readSearchRequest({ count: 1.5 }), refusedAs('invalidCount'));
    assert.throws(() => readSearchQuery({ sortOrder: 'up' }), refusedAs('invalidValue'));
    assert.throws(() => readSearchRequest({ filter: {} }), refusedAs('invalidFilter'));
    for (const body of [undefined, null, [], 'x', 7]) {
      assert.throws(() => readSearchRequest(body), refusedAs('invalidSyntax'));
    }
    for (const wrong of [{ sortBy: 1 }, { attributes: [1] }, { cursor: [] }, { count: true }]) {
      assert.throws(() => readSearchRequest(wrong), refusedAs('invalidSyntax'));
    }
  });
});
