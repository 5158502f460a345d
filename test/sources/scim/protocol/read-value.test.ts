import assert from 'node:assert/strict';
import type { Attribute, ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { readValue } from '../../../../src/sources/scim/protocol/read-value.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { resolvePath } from '../../../../src/sources/scim/protocol/resolve-path.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { assertRefused } from './refused.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function attributeOf(type: ResourceType, name: string): Attribute {
  const path = resolvePath(type, name);
  assert.ok(path, name);
  return path.sub ?? path.attribute;
}

function readUser(name: string, value: unknown): unknown {
  return readValue(attributeOf(userType, name), value, name);
}

function readTest(name: string, value: unknown): unknown {
  return readValue(attributeOf(testResourceType, name), value, name);
}

describe('a value', () => {
  it('is kept as it was written where it is of the type of its attribute', () => {
    const right: [string, unknown][] = [
      ['caseExactString', ' Übung\t😀 '],
      ['caseExactString', ''],
      ['integerAttr', -7],
      ['integerAttr', 2 ** 53 - 1],
      ['booleanAttr', false],
      ['dateTimeAttr', '2026-02-28T23:59:59.5+02:00'],
      ['binaryAttr', 'AQIDBA=='],
      ['binaryAttr', '-_8'],
      ['binaryAttr', ''],
      ['referenceAttr', '../Users/1'],
    ];
    for (const [name, value] of right) assert.equal(readTest(name, value), value, name);
  });

  it('is refused where it is not, and the message names the place and never the value', () => {
    const wrong: [string, unknown[], RegExp][] = [
      ['caseExactString', [1, true, {}, { secret: 'secret' }], /^caseExactString must be a string\.$/],
      ['integerAttr', ['1', 1.5, 2 ** 53, true, {}], /^integerAttr must be a whole number/],
      ['booleanAttr', ['true', 'secret', 0, {}], /^booleanAttr must be true or false/],
      ['dateTimeAttr', ['secret', '2026-02-29T00:00:00Z', '', 0], /^dateTimeAttr must be a date and time/],
      ['binaryAttr', ['secret!', 'A', 'AQ=', 'AQIDB===', 'A+B_', 'AQID\n', 7], /^binaryAttr must be base64/],
      ['referenceAttr', [1, {}], /^referenceAttr must be a URI/],
      [
        'complexAttr',
        ['secret', 1, [{ sub1: 'a' }]],
        /^complexAttr must be an object with any of: sub1, sub2/,
      ],
      ['complexAttr', [{ sub2: 'secret' }], /^complexAttr\.sub2 must be a whole number/],
      ['multiComplex', ['secret'], /^multiComplex must be an object/],
      [
        'multiComplex',
        [[{ value: 'a' }, { value: ['secret'] }]],
        /^multiComplex\[1\]\.value must be a string/,
      ],
      ['multiStrings', [['a', { secret: 1 }]], /^multiStrings\[1\] must be a string/],
    ];
    for (const [name, values, message] of wrong) {
      for (const value of values) {
        assertRefused(() => readTest(name, value), 'invalidValue', message);
        assertRefused(() => readTest(name, value), 'invalidValue', /^(?!.*secret)/);
      }
    }
  });

  it('is a number that JSON can write', () => {
    const decimal: Attribute = { ...attributeOf(testResourceType, 'integerAttr'), type: 'decimal' };
    assert.equal(readValue(decimal, 1.5, 'weight'), 1.5);
    assert.ok(Object.is(readValue(decimal, -0, 'weight'), 0));
    assertRefused(() => readValue(decimal, JSON.parse('1e400'), 'weight'), 'invalidValue', /a number/);
  });

  it('is refused where PostgreSQL could not store it', () => {
    for (const text of ['a\u0000b', 'half \ud800', '\udc00 half']) {
      assertRefused(() => readUser('displayName', text), 'invalidValue', /NUL character or half/);
      assertRefused(() => readUser('emails', [{ value: text }]), 'invalidValue', /^emails\[0\]\.value /);
    }
    assert.equal(readUser('displayName', '\ud83d\ude00'), '😀');
  });

  it('is refused where it is longer than what it is for', () => {
    assertRefused(() => readUser('title', 'x'.repeat(300_000)), 'invalidValue', /^title is longer than/);
    assert.equal(readUser('title', 'x'.repeat(100_000)), 'x'.repeat(100_000));
    for (const name of ['userName', 'externalId', 'emails.value']) {
      assertRefused(() => readUser(name, 'ü'.repeat(501)), 'invalidValue', /longer than 1000 bytes/);
      assert.equal(readUser(name, 'ü'.repeat(500)), 'ü'.repeat(500));
    }
    const groupName = attributeOf(groupType, 'displayName');
    assertRefused(() => readValue(groupName, 'x'.repeat(1001), 'displayName'), 'invalidValue', /1000 bytes/);
    assertRefused(
      () =>
        readUser(
          'roles',
          Array.from({ length: 1001 }, (_, index) => ({ value: String(index) })),
        ),
      'invalidValue',
      /^roles has more than 1000 values/,
    );
  });

  it('is nothing where nothing is assigned', () => {
    for (const nothing of [null, undefined, [], [null], {}, [{}], { unknown: 1 }, [{ value: null }]]) {
      assert.equal(readUser('emails', nothing), undefined, JSON.stringify(nothing));
    }
    for (const nothing of [null, undefined, {}, { givenName: null }]) {
      assert.equal(readUser('name', nothing), undefined, JSON.stringify(nothing));
    }
    assert.equal(readTest('multiStrings', [null]), undefined);
  });
});

describe('a complex value', () => {
  it('has the names of the registry, and nothing that is unknown or read-only', () => {
    assert.deepEqual(readUser('name', { GIVENNAME: 'Barbara', familyname: 'Jensen', nick: 'B' }), {
      givenName: 'Barbara',
      familyName: 'Jensen',
    });
    assert.deepEqual(
      readUser(`${enterprise}:manager`, {
        value: '26118915',
        $REF: '../Users/26118915',
        displayName: 'John',
      }),
      { value: '26118915', $ref: '../Users/26118915' },
    );
  });

  it('takes no name for what every object has', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"givenName":"x","polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","givenName":"B"}',
    );
    const read = readUser('name', hostile) as object;
    assert.deepEqual(Object.keys(read), ['givenName']);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

describe('several values', () => {
  it('may be written as one', () => {
    assert.deepEqual(readUser('emails', { value: 'a@example.com' }), [{ value: 'a@example.com' }]);
    assert.deepEqual(readTest('multiStrings', 'a'), ['a']);
  });

  it('are each there once: the same type and value are one, with what either says', () => {
    assert.deepEqual(
      readUser('emails', [
        { value: 'a@example.com', type: 'work', display: 'first', primary: false },
        { value: 'a@example.com', type: 'home' },
        { value: 'A@Example.com', type: 'Work', display: 'second', primary: true },
        { value: 'a@example.com', type: 'work', primary: false },
      ]),
      [
        { value: 'a@example.com', type: 'work', display: 'first', primary: true },
        { value: 'a@example.com', type: 'home' },
      ],
    );
    assert.deepEqual(readTest('multiStrings', ['b', 'a', 'B', 'b']), ['b', 'a']);
  });

  it('are different where one of them has no value', () => {
    const addresses = [
      { type: 'work', locality: 'Hollywood' },
      { type: 'work', locality: 'Burbank' },
    ];
    assert.deepEqual(readUser('addresses', [...addresses, addresses[0]]), addresses);
  });

  it('tell texts from what they look like', () => {
    const numbers: Attribute = { ...attributeOf(testResourceType, 'integerAttr'), multiValued: true };
    assert.deepEqual(readValue(numbers, [1, 1, 10, 2], 'n'), [1, 10, 2]);
    const separated = [
      { value: 'a","b', type: 'c' },
      { value: 'a', type: 'b","c' },
    ];
    assert.deepEqual(readUser('roles', separated), separated);
  });

  it('have at most one that is primary', () => {
    assertRefused(
      () =>
        readUser('emails', [
          { value: 'a@example.com', primary: true },
          { value: 'b@example.com', primary: true },
        ]),
      'invalidValue',
      /^emails has more than one value that is primary/,
    );
    const fine = [
      { value: 'a@example.com', primary: true },
      { value: 'b@example.com', primary: false },
    ];
    assert.deepEqual(readUser('emails', fine), fine);
  });
});
