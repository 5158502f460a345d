import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attributes, ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { evaluateFilter, evaluateOnElement } from '../../../../src/sources/scim/protocol/evaluate-filter.ts';
import { parseFilter } from '../../../../src/sources/scim/protocol/parse-filter.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { resolveFilter, resolveValueFilter } from '../../../../src/sources/scim/protocol/resolve-filter.ts';
import { resolvePath } from '../../../../src/sources/scim/protocol/resolve-path.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { randomFilter, randomResource } from '../query/random-resources.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const barbara: Attributes = {
  id: '2819c223-7f76-453a-919d-413861904646',
  externalId: 'Bjensen',
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  userName: 'bjensen@example.com',
  name: { familyName: "O'Malley", givenName: 'Barbara' },
  title: 'Tour Guide',
  active: true,
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  addresses: [{ locality: 'Hollywood', type: 'work' }],
  meta: { resourceType: 'User', lastModified: '2011-05-13T04:42:34.000Z', version: 'W/"a"' },
  [enterprise]: { department: 'Tour Operations', manager: { value: '26118915', displayName: 'John Smith' } },
};

function holds(filter: string, value: Attributes = barbara, type: ResourceType = userType): boolean {
  return evaluateFilter(resolveFilter(type, parseFilter(filter)), value);
}

describe('evaluating a filter', () => {
  // RFC 7644 §3.4.2.2, and what identity providers send.
  const cases: [string, boolean][] = [
    ['userName eq "BJENSEN@example.com"', true],
    ['userName Eq "john"', false],
    [`name.familyName co "o'malley"`, true],
    ['userName sw "B"', true],
    ['userName ew ".COM"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', false],
    ['URN:ietf:params:scim:schemas:core:2.0:user:USERNAME sw "b"', true],
    ['title pr', true],
    ['nickName pr', false],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', false],
    ['meta.lastModified ge "2011-05-13T06:42:34+02:00"', true],
    ['meta.lastModified lt "2012-01-01T00:00:00Z"', true],
    ['title pr and userType eq "Employee"', false],
    ['title pr or userType eq "Intern"', true],
    [`schemas eq "${enterprise}"`, true],
    ['not (title pr)', false],
    // Case exact.
    ['externalId eq "bjensen"', false],
    ['externalId eq "Bjensen"', true],
    ['id eq "2819c223-7f76-453a-919d-413861904646"', true],
    // A complex attribute without a sub-attribute means its value.
    ['emails eq "babs@jensen.org"', true],
    ['emails co "@jensen"', true],
    [`${enterprise}:manager eq "26118915"`, true],
    [`${enterprise}:manager.displayName sw "john"`, true],
    [`${enterprise}:department eq "tour operations"`, true],
    // One and the same value.
    ['emails[type eq "work" and value co "@example.com"]', true],
    ['emails[type eq "home" and value co "@example.com"]', false],
    ['emails.type eq "home" and emails.value co "@example.com"', true],
    ['emails[type eq "home"].value eq "BABS@jensen.org"', true],
    ['emails[type eq "work"].value eq "babs@jensen.org"', false],
    ['emails[not (type eq "work")]', true],
    ['emails[primary eq true]', true],
    ['emails[not (primary pr)]', true],
    ['phoneNumbers[not (type eq "work")]', false],
    // ne is the opposite of eq, also of nothing, and of each of several.
    ['userName ne "someone"', true],
    ['nickName ne "x"', true],
    ['emails.type ne "work"', false],
    ['emails.type ne "other"', true],
    ['emails[type ne "work"]', true],
    // null is nothing.
    ['nickName eq null', true],
    ['nickName ne null', false],
    ['emails ne null', true],
    ['name eq null', false],
    ['addresses eq null', false],
    ['addresses.country eq null', true],
    ['active eq true', true],
    ['active ne false', true],
    ['title gt "Tour"', true],
    ['title le "tour guide"', true],
    ['nickName lt "z"', false],
    ['meta.version eq "W/\\"a\\""', true],
  ];
  for (const [filter, expected] of cases) {
    it(`${expected ? 'finds' : 'leaves out'} by ${filter}`, () => assert.equal(holds(filter), expected));
  }

  it('takes no value that is merely inherited', () => {
    for (const value of [{}, Object.create({ userName: 'x' }) as Attributes]) {
      assert.equal(holds('userName pr', value), false);
    }
    assert.equal(holds('name.givenName pr', { name: Object.create({ givenName: 'x' }) as unknown }), false);
  });

  it('compares numbers and truth as such', () => {
    const value = {
      integerAttr: 10,
      booleanAttr: false,
      multiStrings: ['a', 'B'],
      complexAttr: { sub2: 3, sub3: true },
    };
    const of = (filter: string) => holds(filter, value, testResourceType);
    assert.ok(of('integerAttr gt 9'));
    assert.ok(of('integerAttr eq 10.0'));
    assert.ok(!of('integerAttr lt 9'));
    assert.ok(of('booleanAttr eq false'));
    assert.ok(of('multiStrings eq "b"'));
    assert.ok(of('multiStrings[value eq "b"]'));
    assert.ok(of('complexAttr.sub3 eq true and complexAttr[sub2 le 3]'));
  });

  it('looks at one value of an attribute for the filter of a path', () => {
    const path = resolvePath(userType, 'emails');
    assert.ok(path);
    const filter = resolveValueFilter(path, parseFilter('type eq "work" and not (primary eq true)'));
    assert.equal(evaluateOnElement(filter, { type: 'Work', value: 'x' }), true);
    assert.equal(evaluateOnElement(filter, { type: 'work', primary: true }), false);
    for (const odd of [null, undefined, 'work', 3, [], {}])
      assert.equal(evaluateOnElement(filter, odd), false);
  });

  it('holds or does not, whatever the resource is made of', () => {
    for (const type of [userType, groupType, testResourceType]) {
      const anything = fc.oneof(
        randomResource(type),
        fc.dictionary(fc.string(), fc.anything()),
        fc.anything(),
      );
      fc.assert(
        fc.property(randomFilter(type, ['id']), anything, (written, value) => {
          const filter = resolveFilter(type, written);
          const result = evaluateFilter(filter, value as Attributes);
          assert.equal(evaluateFilter({ kind: 'not', part: filter }, value as Attributes), !result);
        }),
        { numRuns: 300 },
      );
    }
  });
});

describe('resolving a filter', () => {
  const refused = [
    'nonsense eq "x"',
    'name.nonsense eq "x"',
    'userName.value eq "x"',
    '__proto__ pr',
    'constructor.name pr',
    'toString pr',
    'urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq "x"',
    `${enterprise} pr`,
    'department eq "x"',
    // Never returned.
    'password eq "x"',
    'password pr',
    'active gt true',
    'active co "t"',
    'active eq "true"',
    'active eq 1',
    'userName eq true',
    'userName eq 1',
    'userName gt null',
    'userName co null',
    'name eq "x"',
    'addresses eq "x"',
    'meta.lastModified gt "yesterday"',
    'meta.lastModified gt "2026-02-30T00:00:00Z"',
    'meta.lastModified sw "2026"',
    'meta.lastModified gt 1',
    'x509Certificates.value gt "x"',
    'emails[nonsense eq "x"]',
    'emails[emails.type eq "x"]',
    'emails[type eq 1]',
    'name.givenName[value eq "x"]',
    'userName[nonsense eq "x"]',
  ];
  for (const filter of refused) {
    it(`refuses ${filter}`, () => {
      assert.throws(
        () => resolveFilter(userType, parseFilter(filter)),
        (error) => error instanceof ScimError && error.kind === 'invalidFilter',
      );
    });
  }

  it('refuses to order or search numbers as texts', () => {
    for (const filter of [
      'integerAttr co 1',
      'integerAttr eq "1"',
      'writeOnlyAttr eq "x"',
      'binaryAttr ge "x"',
    ]) {
      assert.throws(() => resolveFilter(testResourceType, parseFilter(filter)), ScimError, filter);
    }
    resolveFilter(testResourceType, parseFilter('requestOnlyAttr eq "x" and binaryAttr co "x"'));
  });

  it('finds no value where another type that is searched has the attribute', () => {
    const known = (path: string) => path === 'members.value' || path === 'members';
    const of = (filter: string) =>
      evaluateFilter(resolveFilter(userType, parseFilter(filter), known), barbara);
    assert.equal(of('members.value eq "x"'), false);
    assert.equal(of('members pr'), false);
    assert.equal(of('members[value pr]'), false);
    assert.equal(of('members.value ne "x"'), true);
    assert.equal(of('members.value eq null'), true);
    assert.equal(of('members.value ne null'), false);
    assert.equal(of('members.value gt "x" or title pr'), true);
    assert.throws(() => of('nonsense pr'), ScimError);
  });

  it('never repeats a value that was written', () => {
    for (const filter of ['active eq "secret"', 'secret.secret eq "secret"', 'meta.created gt "secret"']) {
      assert.throws(
        () => resolveFilter(userType, parseFilter(filter)),
        (error) => error instanceof ScimError && !error.message.includes('secret'),
      );
    }
  });
});
