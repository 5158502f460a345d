import assert from 'node:assert/strict';
import { listResponse } from '../../../../src/sources/scim/protocol/list-response.ts';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];

describe('a ListResponse', () => {
  it('counts what it holds where that is all', () => {
    assert.deepEqual(listResponse(['a', 'b']), {
      schemas,
      totalResults: 2,
      itemsPerPage: 2,
      startIndex: 1,
      Resources: ['a', 'b'],
    });
  });

  it('says which part of how many it is, by index or by cursor', () => {
    const page = { totalResults: 7, startIndex: 5, nextCursor: null, previousCursor: null };
    assert.deepEqual(listResponse(['a'], page), {
      schemas,
      totalResults: 7,
      itemsPerPage: 1,
      startIndex: 5,
      Resources: ['a'],
    });
    const byCursor = { totalResults: 7, startIndex: null, nextCursor: 'n', previousCursor: 'p' };
    assert.deepEqual(listResponse([], byCursor), {
      schemas,
      totalResults: 7,
      itemsPerPage: 0,
      nextCursor: 'n',
      previousCursor: 'p',
      Resources: [],
    });
  });
});
