import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePolicy } from '../../src/policy/compile.ts';
import { mergeWithDefault } from '../../src/policy/effective-policy.ts';
import { parseCatalog } from '../../src/policy/parse-catalog.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { SHIPPED_POLICIES, shippedContext } from './shipped-context.ts';

const context = shippedContext();
const HEAD = 'version: rollcall/v1\ntenant: x\n';

/** The findings as "line:column code". */
function found(text: string, file = 'x.policy.yaml'): string[] {
  return parsePolicy(text, file, context).diagnostics.map(
    ({ line, column, code }) => `${line}:${column} ${code}`,
  );
}

describe('policies that come with Rollcall', () => {
  const names = readdirSync(SHIPPED_POLICIES);
  const read = (name: string): string => readFileSync(join(SHIPPED_POLICIES, name), 'utf8');

  it('are a catalog, a default and three tenants, each tenant with tests', () => {
    assert.deepEqual(names.sort(), [
      'catalog.yaml',
      'default.policy.yaml',
      ...['globex', 'initech', 'northwind'].flatMap((name) => [`${name}.policy.yaml`, `${name}.test.yaml`]),
    ]);
  });

  it('have a clean catalog and a clean default', () => {
    assert.deepEqual(parseCatalog(read('catalog.yaml'), 'catalog.yaml').diagnostics, []);
    const { catalog } = context;
    const base = parsePolicy(read('default.policy.yaml'), 'default.policy.yaml', {
      catalog,
      defaultDocument: null,
    });
    assert.deepEqual(base.diagnostics, []);
  });

  for (const file of names.filter((name) => /^(?!default).*\.policy\.yaml$/.test(name))) {
    it(`are clean and can be compiled: ${file}`, () => {
      const { effective, diagnostics } = parsePolicy(read(file), file, context);
      assert.deepEqual(diagnostics, []);
      assert(effective);
      compilePolicy(effective, context.catalog, 1);
      const tests = file.replace('.policy.', '.test.');
      const parsed = parsePolicyTests(read(tests), tests, { catalog: context.catalog, policy: effective });
      assert.deepEqual(parsed.diagnostics, []);
    });
  }
});

describe('a policy', () => {
  it('may be as short as its head, and is the default then', () => {
    const { document, effective, diagnostics } = parsePolicy(HEAD, 'x.policy.yaml', context);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(document, { version: 'rollcall/v1', tenant: 'x' });
    assert.deepEqual(
      effective,
      mergeWithDefault({ version: 'rollcall/v1', tenant: 'x' }, context.defaultDocument),
    );
  });

  it('reports everything at once, each at its own place', () => {
    const text = `${HEAD}identity:\n  existing_accounts: lnk\ngroups:\n  default_role: nobody\n  map:\n    - { id: 1, role: x }\n`;
    assert.deepEqual(found(text), [
      '4:22 not_allowed_value',
      '6:17 unknown_role',
      '8:13 needs_quotes',
      '8:22 unknown_role',
    ]);
  });

  it('has the place of the key for an unknown key, and of the value for a wrong value', () => {
    assert.deepEqual(found(`${HEAD}sole_admin: { acton: block, action: blok }\n`), [
      '3:15 unknown_key',
      '3:37 not_allowed_value',
    ]);
  });

  it('is checked up to a syntax error, but says nothing that what follows could prove wrong', () => {
    const text = `${HEAD}identity: { email_change: no }\nfilters:\n  include:\n    - { name: A, attribute: shoe_size, equals: "9 }\n`;
    assert.deepEqual(found(text), ['3:27 not_allowed_value', '6:48 yaml_syntax']);
  });

  it('may use aliases', () => {
    const text = `${HEAD}filters:
  include:
    - { name: Staff, attribute: country, in: &countries [US, DE] }
rules:
  - name: Abroad
    when: { attribute: country, not_in: *countries }
    then: { deny: true }
`;
    const { document } = parsePolicy(text, 'x.policy.yaml', context);
    assert.deepEqual(document?.rules?.[0]?.when, { attribute: 'country', not_in: ['US', 'DE'] });
  });

  it('is YAML 1.2: yes, no, on and dates are text', () => {
    const text = `${HEAD}filters:\n  exclude:\n    - { name: yes, attribute: country, in: [no, on, 2026-01-31, 12:30] }\n`;
    const { document, diagnostics } = parsePolicy(text, 'x.policy.yaml', context);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(document?.filters?.exclude, [
      { name: 'yes', attribute: 'country', in: ['no', 'on', '2026-01-31', '12:30'] },
    ]);
  });

  it('of more than a million characters is refused unread', () => {
    assert.deepEqual(found('#'.repeat(1_000_001)), ['1:1 too_large']);
  });

  it('that nests a hundred thousand levels deep is refused', () => {
    assert.deepEqual(found('['.repeat(100_000)).at(-1)?.split(' ')[1], 'too_deep');
    assert.deepEqual(found('- '.repeat(100_000)).at(-1)?.split(' ')[1], 'too_deep');
  });

  it('with conditions nested deeper than the engine takes them is refused', () => {
    const nested = (depth: number): string =>
      depth === 0 ? '{ attribute: country, equals: US }' : `{ not: ${nested(depth - 1)} }`;
    const text = (depth: number): string =>
      `${HEAD}rules: [{ name: A, when: ${nested(depth)}, then: { deny: true } }]\n`;
    const codes = found(text(16)).map((each) => each.split(' ')[1]);
    assert(codes.includes('too_deep'));
    const { effective } = parsePolicy(text(15), 'x.policy.yaml', context);
    assert(effective);
    compilePolicy(effective, context.catalog, 1);
  });

  it('with more conditions than the engine takes is refused', () => {
    const many = Array.from({ length: 2_001 }, (_, n) => `{ attribute: title, equals: "t${n}" }`).join(', ');
    assert.deepEqual(found(`${HEAD}filters: { exclude: [{ name: A, any: [${many}] }] }\n`), [
      '3:22 too_many_conditions',
    ]);
  });

  it('need not be named for its tenant if its file is not named for one', () => {
    assert.deepEqual(found(HEAD, 'draft.yaml'), []);
    assert.deepEqual(found(HEAD, 'some/folder/x.policy.yaml'), []);
    assert.deepEqual(found(HEAD, 'some\\folder\\y.policy.yaml'), ['2:9 tenant_is_not_file']);
  });

  it('keeps what nobody can inherit: keys of Object.prototype are keys like any other', () => {
    const text = `${HEAD}attributes: { map: { employee_type: { from: userType, values: { constructor: employee, toString: contractor } } } }\n`;
    const { document, diagnostics } = parsePolicy(text, 'x.policy.yaml', context);
    assert.deepEqual(diagnostics, []);
    const values = document?.attributes?.map?.['employee_type']?.values;
    assert.deepEqual(Object.entries(values ?? {}), [
      ['constructor', 'employee'],
      ['toString', 'contractor'],
    ]);
  });

  it('is only looked at for its form while there is no catalog', () => {
    const text = `${HEAD}groups: { default_role: anything, precedence: strong }\n`;
    const codes = parsePolicy(text, 'x.policy.yaml', { ...context, catalog: null }).diagnostics.map(
      ({ code }) => code,
    );
    assert.deepEqual(codes, ['not_allowed_value']);
  });

  it('may say anything in retired rules but cannot break the form', () => {
    const rule = (when: string): string =>
      `${HEAD}rules: [{ name: Old, status: retired, when: ${when}, then: { notify: x, cap_role: king } }]\n`;
    const { effective, diagnostics } = parsePolicy(
      rule('{ attribute: gone, equals: x }'),
      'x.policy.yaml',
      context,
    );
    assert.deepEqual(diagnostics, []);
    assert(effective);
    compilePolicy(effective, context.catalog, 1);
    assert.deepEqual(found(rule('{ attribute: gone, equls: x }')), ['3:64 unknown_operator']);
  });
});

describe('the default policy', () => {
  const base = { catalog: context.catalog, defaultDocument: null };

  it('names no tenant', () => {
    const codes = parsePolicy(HEAD, 'default.policy.yaml', base).diagnostics.map(({ code }) => code);
    assert.deepEqual(codes, ['tenant_in_default']);
  });

  it('is a document, and not in force by itself', () => {
    const { document, effective } = parsePolicy('version: rollcall/v1\n', 'default.policy.yaml', base);
    assert.deepEqual(document, { version: 'rollcall/v1' });
    assert.equal(effective, null);
  });
});
