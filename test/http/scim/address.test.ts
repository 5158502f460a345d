import assert from 'node:assert/strict';
import { decodedPath, readAddress, readQuery } from '../../../src/http/scim/address.ts';
import { RollcallError } from '../../../src/domain/rollcall-error.ts';

const brokenAddress = (error: unknown) => error instanceof RollcallError && error.code === 'invalid_request';

describe('the address of a SCIM request', () => {
  it('is taken apart into the directory, the path below it and the query', () => {
    assert.deepEqual(readAddress('/d1/Users/42?attributes=userName'), {
      directoryId: 'd1',
      segments: ['Users', '42'],
      query: 'attributes=userName',
    });
    assert.deepEqual(readAddress('/'), { directoryId: '', segments: [], query: '' });
    assert.deepEqual(readAddress('?x'), { directoryId: '', segments: [], query: 'x' });
    assert.deepEqual(readAddress('http://sync.example.com:8080/d1/Users?filter=https://a/b'), {
      directoryId: 'd1',
      segments: ['Users'],
      query: 'filter=https://a/b',
    });
  });

  it('may have a slash at the end, or two in between, as base URLs that are typed by hand have', () => {
    for (const url of ['/d1/Users', '/d1/Users/', '/d1//Users', '/d1//Users//']) {
      assert.deepEqual(readAddress(url).segments, ['Users'], url);
    }
  });

  it('is decoded part by part, so that an encoded slash never makes another part', () => {
    assert.equal(decodedPath(['Schemas', 'urn%3Aietf%3Aa']), '/Schemas/urn:ietf:a');
    assert.equal(decodedPath(['Users', 'a%2F..%2Fb']).split('/').length, 3);
    assert.equal(decodedPath([]), '/');
    // A plus is a plus in a path.
    assert.equal(decodedPath(['a+b']), '/a+b');
  });

  it('is refused where its encoding is broken', () => {
    for (const broken of ['%', '%f', '%ff', '%ED%A0%80']) {
      assert.throws(() => decodedPath(['Users', broken]), brokenAddress, broken);
      assert.throws(() => readQuery(`filter=${broken}`), brokenAddress, broken);
    }
  });

  it('has the first of each parameter, with names as they were written', () => {
    const query = readQuery('filter=userName+eq+%22a%2Bb%22&count=1&count=2&Count=3&empty=&flag');
    assert.deepEqual(
      { ...query },
      { filter: 'userName eq "a+b"', count: '1', Count: '3', empty: '', flag: '' },
    );
  });

  it('may end in the signs that identity providers leave behind', () => {
    assert.deepEqual({ ...readQuery('filter=x&') }, { filter: 'x' });
    assert.deepEqual({ ...readQuery('') }, {});
    assert.deepEqual({ ...readQuery('aadOptscim062020&filter=x') }, { aadOptscim062020: '', filter: 'x' });
  });

  it('may name what every object of JavaScript has, to no effect', () => {
    const query = readQuery('__proto__=a&constructor=b&toString=c');
    assert.deepEqual(Object.keys(query), ['__proto__', 'constructor', 'toString']);
    assert.equal('toString' in readQuery(''), false);
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });
});
