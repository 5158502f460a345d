import assert from 'node:assert/strict';
import { parseCatalog } from '../../src/policy/parse-catalog.ts';

function found(text: string): string[] {
  return parseCatalog(`version: rollcall/v1\n${text}`, 'catalog.yaml').diagnostics.map(
    ({ line, column, code, severity }) => `${line}:${column} ${severity} ${code}`,
  );
}

describe('the catalog', () => {
  const cases: [string, string, string[]][] = [
    [
      'two roles of one key',
      'roles: [{ key: a, administers: true }, { key: a }]',
      ['2:47 error repeated_value'],
    ],
    [
      'a role called no_access',
      'roles: [{ key: a, administers: true }, { key: no_access }]',
      ['2:47 error reserved_name'],
    ],
    ['no role', 'roles: []', ['2:8 error empty_list']],
    ['no role that administers', 'roles: [{ key: a }]', ['2:1 warning nobody_administers']],
    ['a key with capital letters', 'roles: [{ key: Admin, administers: true }]', ['2:16 error bad_format']],
    [
      'attributes with reserved names',
      'roles: [{ key: a, administers: true }]\nattributes: { email: { type: text }, role: { type: text } }',
      ['3:15 error reserved_name', '3:38 error reserved_name'],
    ],
    [
      'an attribute of an unknown type',
      'roles: [{ key: a, administers: true }]\nattributes: { level: { type: numbr } }',
      ['3:30 error not_allowed_value'],
    ],
    [
      'a number with values to choose from',
      'roles: [{ key: a, administers: true }]\nattributes: { level: { type: number, values: ["1"] } }',
      ['3:38 error values_do_not_fit'],
    ],
    [
      'two workspace roles of one key',
      'roles: [{ key: a, administers: true }]\nworkspace_roles: [{ key: a }, { key: a }]',
      ['3:38 error repeated_value'],
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(`is refused or warned about with ${name}`, () => assert.deepEqual(found(`${text}\n`), expected));
  }

  it('is null only with an error', () => {
    assert.equal(parseCatalog('version: rollcall/v1\nroles: []\n', 'catalog.yaml').catalog, null);
    const warned = parseCatalog('version: rollcall/v1\nroles: [{ key: a }]\n', 'catalog.yaml');
    assert.deepEqual(warned.catalog, { version: 'rollcall/v1', roles: [{ key: 'a' }] });
  });
});
