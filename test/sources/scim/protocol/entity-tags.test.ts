import assert from 'node:assert/strict';
import { namesVersion } from '../../../../src/sources/scim/protocol/entity-tags.ts';

describe('the entity tags of a request', () => {
  const version = 'W/"m1x2"';

  it('name a version weakly, alone or in a list', () => {
    for (const header of ['W/"m1x2"', '"m1x2"', 'w/"m1x2"', '"a", W/"m1x2"', ' "m1x2" ,"b"', 'm1x2', '*']) {
      assert.equal(namesVersion(header, version), true, header);
    }
  });

  it('do not name another version', () => {
    for (const header of ['W/"m1x3"', '"M1X2"', '', ',', '"', 'W/', '"m1x2', 'W/"W/"m1x2""', '"*"']) {
      assert.equal(namesVersion(header, version), false, header);
    }
  });

  it('are read in time that grows with their length only', () => {
    assert.equal(namesVersion('"a",'.repeat(200_000), version), false);
  });
});
