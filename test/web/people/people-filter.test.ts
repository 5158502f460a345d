import assert from 'node:assert/strict';
import { isFiltering, queryOf, readFilter, writeFilter } from '../../../src/web/people/people-filter.ts';

const read = (address: string) => readFilter(new URLSearchParams(address));

describe('who is looked for', () => {
  it('is in the address of the page, and read from it again', () => {
    const filter = { search: 'Ada & co', status: 'read_only', role: 'admin' } as const;
    assert.deepEqual(read(writeFilter(filter).toString()), filter);
    assert.deepEqual(read('status=__proto__'), { search: '', status: null, role: null });
  });

  it('is everybody where nothing is asked, also where only spaces were typed', () => {
    assert.equal(isFiltering(read('search=%20%20')), false);
    assert.deepEqual(queryOf(read('search=%20%20')), {});
    assert.deepEqual(queryOf(read(`search=${'x'.repeat(500)}&role=admin`)), {
      search: 'x'.repeat(200),
      role: 'admin',
    });
  });
});
