import assert from 'node:assert/strict';
import type { AttributeValue } from '../../src/domain/decision.ts';
import type { AttributeMapping } from '../../src/generated/policy.ts';
import { ENTERPRISE_URN, pathOf, readPath } from '../../src/policy/attribute-path.ts';
import { compileAttributes, readProfile } from '../../src/policy/attributes.ts';
import { CATALOG } from './policy-fixture.ts';

function read(
  name: string,
  mapping: AttributeMapping,
  resource: Record<string, unknown>,
  attributes?: Record<string, AttributeValue>,
) {
  const reader = compileAttributes({ [name]: { apply: 'always', ...mapping } }, CATALOG);
  const result = reader.read(resource, attributes ? { attributes } : null);
  return {
    value: result.forAccount[name],
    today: result.today.get(name),
    says: result.trace.map((step) => step.says),
    at: result.trace.map((step) => step.at),
  };
}

const RESOURCE = {
  userName: 'ada',
  title: ' Engineer ',
  name: { givenName: 'Ada' },
  emails: [
    { value: 'first@acme.example', type: 'other' },
    { value: 'old@acme.example', type: 'Work' },
    { value: 'work@acme.example', type: 'work', primary: true },
  ],
  addresses: [
    { type: 'home', country: 'FR' },
    { type: 'work', country: 'US' },
  ],
  [ENTERPRISE_URN]: { department: 'R&D', manager: { value: 'm-1', displayName: 'Grace' } },
  'urn:example:2.0:User': { badge: 7, 'a.b': { c: 'dotted' } },
  custom: { cost_code: 'C1', 'cost.center': 'C2', skills: ['go', '', 'sql'], nested: { level: '3' } },
};

/** path, what it reads */
const PATHS: [string, unknown][] = [
  ['userName', 'ada'],
  ['USERNAME', 'ada'],
  ['name.givenName', 'Ada'],
  ['enterprise.department', 'R&D'],
  ['Enterprise.DEPARTMENT', 'R&D'],
  ['enterprise.manager.displayName', 'Grace'],
  [`${ENTERPRISE_URN}:department`, 'R&D'],
  [`${ENTERPRISE_URN}:manager.displayName`, 'Grace'],
  ['urn:example:2.0:User:badge', 7],
  ['addresses.work.country', 'US'],
  ['addresses.HOME.country', 'FR'],
  ['addresses.other.country', undefined],
  ['addresses.country', 'FR'],
  ['addresses.first.country', 'FR'],
  ['emails.primary.value', 'work@acme.example'],
  ['emails.first.value', 'first@acme.example'],
  ['emails.work.value', 'work@acme.example'],
  ['custom.cost_code', 'C1'],
  ['custom.cost.center', 'C2'],
  ['custom.nested.level', '3'],
  ['custom.missing', undefined],
  ['userName.more', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
  ['custom.__proto__.toString', undefined],
  ['custom.constructor.name', undefined],
  ['emails.length', undefined],
];

describe('paths into a directory user', () => {
  for (const [path, value] of PATHS) {
    it(`${path} reads ${String(value)}`, () => {
      assert.deepEqual(readPath(RESOURCE, pathOf(path)), value);
    });
  }
});

describe('attributes', () => {
  it('are trimmed texts of the directory', () => {
    assert.deepEqual(read('title', { from: 'title' }, RESOURCE), {
      value: 'Engineer',
      today: 'Engineer',
      says: [],
      at: [],
    });
    assert.equal(read('title', { from: 'emails.work' }, RESOURCE).value, 'work@acme.example');
    assert.equal(read('title', { from: 'emails' }, RESOURCE).value, 'work@acme.example');
  });

  it('have the type of the catalog', () => {
    assert.equal(read('level', { from: 'custom.nested.level' }, RESOURCE).value, 3);
    assert.equal(read('title', { from: 'urn:example:2.0:User:badge' }, RESOURCE).value, '7');
    assert.equal(read('remote', { from: 'custom.r' }, { custom: { r: 'True' } }).value, true);
    assert.equal(read('remote', { from: 'custom.r' }, { custom: { r: false } }).value, false);
    assert.deepEqual(read('skills', { from: 'custom.skills' }, RESOURCE).value, ['go', 'sql']);
    assert.deepEqual(read('skills', { from: 'userName' }, RESOURCE).value, ['ada']);
    assert.deepEqual(read('skills', { from: 'emails' }, RESOURCE).value, [
      'first@acme.example',
      'old@acme.example',
      'work@acme.example',
    ]);
    assert.equal(read('title', { from: 'custom.skills' }, RESOURCE).value, 'go');
  });

  it('are missing, and say so, where the value is of another type', () => {
    const level = read('level', { from: 'title', if_missing: 1 }, RESOURCE);
    assert.deepEqual(level, {
      value: undefined,
      today: undefined,
      says: ['title in the directory says "Engineer", which is not a number, so level counts as missing.'],
      at: ['/attributes/map/level/from'],
    });
    assert.equal(read('remote', { from: 'title', if_missing: true }, RESOURCE).value, undefined);
  });

  it("translate values without regard to case, and accept the product's own", () => {
    const mapping = { from: 'userType', values: { E: 'employee', C: 'contractor' }, if_missing: 'employee' };
    for (const [userType, expected] of [
      ['c', 'contractor'],
      [' E ', 'employee'],
      ['Contractor', 'contractor'],
    ]) {
      assert.deepEqual(read('employee_type', mapping, { userType }).value, expected);
    }
  });

  it('are missing without the default where a value is none of those translated', () => {
    const mapping = { from: 'userType', values: { E: 'employee' }, if_missing: 'employee' };
    const vendor = read('employee_type', mapping, { userType: 'Vendor' });
    assert.equal(vendor.value, undefined);
    assert.deepEqual(vendor.at, ['/attributes/map/employee_type/values']);
    assert.match(vendor.says.join(), /"Vendor", which is none of the values that employee_type can have/);
    assert.equal(
      read('employee_type', { from: 'userType', if_missing: 'employee' }, { userType: 'Vendor' }).value,
      undefined,
    );
    const untyped = { from: 'title', values: { Eng: 'Engineer' }, if_missing: 'nobody' };
    assert.equal(read('title', untyped, { title: 'Engineer' }).value, undefined);
  });

  it('take the default only where the directory has nothing', () => {
    const mapping = { from: 'locale', if_missing: 'en-US' };
    for (const locale of [undefined, null, '', '  ', [], {}]) {
      assert.deepEqual(read('locale', mapping, { locale }), {
        value: 'en-US',
        today: 'en-US',
        says: ['The directory has no locale, so locale is "en-US".'],
        at: ['/attributes/map/locale/if_missing'],
      });
    }
    assert.equal(read('locale', mapping, { locale: 'de' }).value, 'de');
    assert.equal(read('locale', { from: 'locale' }, {}).value, undefined);
  });

  it('are missing without the default where a text is too long to be one', () => {
    const long = read('title', { from: 'title', if_missing: 'x' }, { title: 'a'.repeat(1_001) });
    assert.equal(long.value, undefined);
    assert.match(long.says.join(), /longer than 1,000 characters/);
    assert.equal(
      read('title', { from: 'title' }, { title: 'a'.repeat(1_000) }).value?.toString().length,
      1_000,
    );
  });

  it("keep the account's value with apply: on_create, while conditions see the directory's", () => {
    const mapping: AttributeMapping = { from: 'locale', if_missing: 'en-US', apply: 'on_create' };
    const kept = read('locale', mapping, { locale: 'fr' }, { locale: 'de' });
    assert.equal(kept.value, 'de');
    assert.equal(kept.today, 'fr');
    assert.deepEqual(kept.at, ['/attributes/map/locale/apply']);
    assert.equal(read('locale', mapping, { locale: 'fr' }, {}).value, 'fr');
    assert.equal(read('locale', mapping, { locale: 'fr' }, { locale: '' }).value, 'fr');
    assert.equal(read('locale', mapping, {}, { locale: 'de' }).value, 'de');
    assert.deepEqual(read('locale', mapping, { locale: 'de' }, { locale: 'de' }).says, []);
    assert.equal(
      read('locale', { ...mapping, apply: 'always' }, { locale: 'fr' }, { locale: 'de' }).value,
      'fr',
    );
  });

  it('drop entries of a list that cannot be translated, and say so', () => {
    const mapping = { from: 'custom.skills', values: { go: 'Go' } };
    const skills = read('skills', mapping, RESOURCE);
    assert.deepEqual(skills.value, ['Go']);
    assert.match(skills.says.join(), /also says "sql"/);
  });
});

describe('the profile', () => {
  const emailOf = (resource: Record<string, unknown>): string | null => readProfile(resource).email;

  it('has the primary address, else the one for work, else the first, else the user name', () => {
    const home = { value: 'home@x.example', type: 'home' };
    const work = { value: 'work@x.example', type: 'work' };
    const main = { value: 'main@x.example', primary: true };
    assert.equal(emailOf({ emails: [home, work, main] }), 'main@x.example');
    assert.equal(emailOf({ emails: [home, work] }), 'work@x.example');
    assert.equal(emailOf({ emails: [home] }), 'home@x.example');
    assert.equal(emailOf({ emails: [{ value: '', primary: true }, home] }), 'home@x.example');
    assert.equal(emailOf({ emails: [], userName: 'user@x.example' }), 'user@x.example');
    assert.equal(emailOf({ userName: 'user' }), null);
    assert.equal(emailOf({ emails: 'user@x.example' }), null);
    assert.equal(emailOf({ emails: [null, 7, { value: 7 }, { value: 'two words@x' }] }), null);
  });

  it('has the names as they are, and a display name of their parts where there is none', () => {
    assert.deepEqual(
      readProfile({ displayName: ' Ada L. ', name: { givenName: 'Ada', familyName: 'Example' } }),
      {
        email: null,
        displayName: 'Ada L.',
        givenName: 'Ada',
        familyName: 'Example',
      },
    );
    assert.equal(readProfile({ name: { formatted: 'Dr. Ada', givenName: 'Ada' } }).displayName, 'Dr. Ada');
    assert.equal(
      readProfile({ name: { givenName: 'Ada', familyName: 'Example' } }).displayName,
      'Ada Example',
    );
    assert.deepEqual(readProfile({}), { email: null, displayName: null, givenName: null, familyName: null });
  });
});
