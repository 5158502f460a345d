import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import policySchema from '../../../schemas/policy.schema.json' with { type: 'json' };
import type { PolicyVocabulary } from '../../../src/generated/api.ts';
import { completePolicy } from '../../../src/web/policy/complete-policy.ts';
import { placeInYaml } from '../../../src/web/policy/place-in-yaml.ts';
import { helpAt } from '../../../src/web/policy/policy-help.ts';
import type { SchemaPart } from '../../../src/web/policy/schema-parts.ts';

const schema = policySchema as unknown as SchemaPart;
const words: PolicyVocabulary = {
  roles: [
    { key: 'owner', name: 'Owner', administers: true },
    { key: 'admin', name: 'Admin', administers: true },
    { key: 'member', name: 'Member', administers: false },
  ],
  workspace_roles: ['admin', 'member'],
  workspaces: ['engineering'],
  attributes: [
    { name: 'employee_type', values: ['employee', 'contractor'], mapped: true },
    { name: 'email', values: [], mapped: false },
  ],
  groups: [{ id: '00123', name: 'saas: admins' }],
};

/** What is offered where the text has a `|`. */
function offered(marked: string): string[] {
  const at = marked.indexOf('|');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  return (completePolicy(text, at, schema, words)?.offers ?? []).map(({ insert }) => insert);
}

describe('completing a policy', () => {
  it('offers the sections that are not there yet', () => {
    const offers = offered('version: rollcall/v1\n|\ngroups:\n  map: []\n');
    assert.ok(offers.includes('deactivation:') && offers.includes('about: '));
    assert.ok(!offers.includes('version: ') && !offers.includes('groups:'));
  });

  it('offers keys by where they stand: in a block, in brackets, in an item of a list', () => {
    assert.ok(offered('deactivation:\n  mo|').includes('mode: '));
    assert.ok(offered('deactivation:\n  |\n').includes('mode: '));
    assert.ok(!offered('deactivation:\n  |\n  mode: grace\n').includes('mode: '));
    assert.deepEqual(offered('groups:\n  map:\n    - { id: x, |'), ['name: ', 'role: ', 'workspaces:']);
    assert.ok(offered('rules:\n- na|').includes('name: '));
    assert.ok(
      offered('rules:\n  - name: x\n    when:\n      all: [{ attribute: email, |').includes('starts_with: '),
    );
    assert.deepEqual(offered('deactivation: { grace: { | } }'), ['delete_after: ']);
  });

  it('offers only the name of a key that has its colon', () => {
    assert.ok(offered('deactivation:\n  mo|de: grace\n').includes('mode'));
  });

  it('offers the values of a list of them, quoted where they have to be', () => {
    assert.deepEqual(offered('deactivation:\n  mode: |'), ['immediate', 'grace', 'read_only']);
    assert.deepEqual(offered('deactivation:\n  revoke: [sessions, |]'), ['sessions', 'api_keys']);
    assert.deepEqual(offered('deactivation:\n  revoke:\n    - |'), ['sessions', 'api_keys']);
    assert.deepEqual(offered('sole_admin:\n  revoke_sessions: t|'), ['true', 'false']);
    assert.deepEqual(offered("version: '|'"), ['rollcall/v1']);
  });

  it('offers what only this tenant knows', () => {
    assert.deepEqual(offered('groups:\n  map:\n    - { role: |'), ['owner', 'admin', 'member']);
    assert.ok(offered('groups:\n  default_role: |').includes('no_access'));
    assert.deepEqual(offered('groups:\n  never_grant: [|'), ['owner', 'admin', 'member']);
    assert.deepEqual(offered('groups:\n  map:\n    - id: |'), ['"00123"']);
    assert.deepEqual(offered('groups:\n  map:\n    - { id: "|" }'), ['00123']);
    assert.deepEqual(offered('groups:\n  map:\n    - { name: |'), ['"saas: admins"']);
    assert.deepEqual(offered('filters:\n  include:\n    - { name: x, attribute: |'), [
      'employee_type',
      'email',
    ]);
    assert.deepEqual(offered('filters:\n  include:\n    - { name: x, attribute: employee_type, in: [|'), [
      'employee',
      'contractor',
    ]);
    assert.deepEqual(offered('groups:\n  map:\n    - { workspaces: [ { key: |'), ['engineering']);
    assert.deepEqual(offered('groups:\n  map:\n    - { workspaces: [ { key: x, role: |'), [
      'admin',
      'member',
    ]);
    assert.deepEqual(offered('sole_admin:\n  promote: { from: [|'), ['member']);
    assert.ok(offered('attributes:\n  map:\n    |').includes('employee_type: '));
    assert.deepEqual(offered('rules:\n  - when: { fact: role, equals: |'), ['owner', 'admin', 'member']);
    assert.deepEqual(offered('rules:\n  - when: { fact: is_last_admin, equals: |'), ['true', 'false']);
  });

  it('offers no group of another tenant where this one has none, and says what is an example', () => {
    const at = (marked: string, known: PolicyVocabulary) =>
      completePolicy(marked.replace('|', ''), marked.indexOf('|'), schema, known)?.offers ?? [];
    assert.deepEqual(at('groups:\n  map:\n    - { name: |', { ...words, groups: [] }), []);
    const [example] = at('rules:\n  - name: |', words);
    assert.equal(example?.kind, 'example');
  });

  it('writes what nobody sees in a name so that it can be seen, and says a name once', () => {
    const hostile = { ...words, groups: [{ id: 'adm\u202enimda "q"', name: 'adm\u202enimda "q"' }] };
    const text = 'groups:\n  map:\n    - { name: ';
    const [plain] = completePolicy(text, text.length, schema, hostile)?.offers ?? [];
    assert.equal(plain?.insert, '"adm\\u202Enimda \\"q\\""');
    assert.equal(plain.detail, null);
    assert.equal(parseDocument(plain.insert).toJS(), 'adm\u202enimda "q"');
    const [quoted] = completePolicy(`${text}"`, text.length + 1, schema, hostile)?.offers ?? [];
    assert.equal(quoted?.insert, 'adm\\u202Enimda \\"q\\"');
  });

  it('offers nothing in comments and in blocks of text', () => {
    assert.deepEqual(offered('deactivation: # mo|'), []);
    assert.deepEqual(offered('# mo|'), []);
    assert.deepEqual(offered('about: >\n  some te|xt\n'), []);
  });

  it('says what a key and a value mean', () => {
    const text = 'deactivation:\n  mode: grace # here\n  grace: { delete_after: 30d }\n';
    const mode = helpAt(text, text.indexOf('mode') + 1, schema);
    assert.equal(mode?.name, 'deactivation.mode');
    assert.deepEqual(
      mode.values.map(({ value }) => value),
      ['immediate', 'grace', 'read_only'],
    );
    assert.equal(mode.unwritten, 'immediate');
    assert.match(helpAt(text, text.indexOf('grace #') + 2, schema)?.says ?? '', /^grace: No sign-in either/);
    const after = helpAt(text, text.indexOf('delete_after') + 3, schema);
    assert.equal(after?.name, 'deactivation.grace.delete_after');
    assert.equal(after.example, '30d');
    assert.equal(helpAt('nonsense: 1\n', 2, schema), null);
    // An example is YAML, as what is around it.
    const groups = helpAt('groups:\n  map: []\n', 3, schema)?.example ?? '';
    assert.match(groups, /^\{ match_by: \w+/);
    assert.ok(parseDocument(groups).errors.length === 0 && parseDocument(groups).toJS() !== groups);
  });

  it('finds the path to every value of every document', () => {
    const key = fc.constantFrom('a', 'b', 'c-d', 'e f');
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('x', 'y z', '#not', 'a: b', '', "it's", '{', 1, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
        fc.constantFrom(true, false),
        fc.nat(2),
        (root, indentSeq, style) => {
          const document = parseDocument(JSON.stringify(root));
          // 0: all in blocks; 1: what is deep in brackets; 2: all in brackets, over several lines where it is long.
          const loosen = (node: unknown, depth: number): void => {
            if (!isMap(node) && !isSeq(node)) return;
            node.flow = style === 2 || (style === 1 && depth > 1);
            node.items.forEach((item) => {
              loosen(isMap(node) ? (item as { value: unknown }).value : item, depth + 1);
            });
          };
          loosen(document.contents, 0);
          const text = document.toString({ indentSeq, lineWidth: 30, blockQuote: false });
          const written = parseDocument(text);
          const look = (node: unknown, path: (string | number)[]): void => {
            if (isMap(node))
              node.items.forEach(({ key: name, value: inside }) => {
                look(inside, [...path, String((name as { value: unknown }).value)]);
              });
            if (isSeq(node))
              node.items.forEach((item, at) => {
                look(item, [...path, at]);
              });
            if (!isScalar(node) || node.range == null || typeof node.value !== 'string') return;
            // A text that goes over several lines is no place for completion.
            if (text.slice(node.range[0], node.range[1]).includes('\n') || node.value === '') return;
            const place = placeInYaml(text, node.range[0] + 1);
            assert.deepEqual(place?.path, path, `${text}\nat ${node.range[0]}`);
          };
          look(written.contents, []);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never fails, whatever is written', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '#',
      '|',
      '__proto__',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(80), (pieces, at) => {
        const text = pieces.join('');
        completePolicy(text, Math.min(at, text.length), schema, words);
        helpAt(text, Math.min(at, text.length), schema);
      }),
      { numRuns: 500 },
    );
  });
});
