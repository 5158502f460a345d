import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { GroupMapping, Groups } from '../../../src/generated/policy.ts';
import { editedMap, editGroupMap, type MapEdit } from '../../../src/policy/editing/edit-group-map.ts';

const inherited: Groups = { match_by: 'id', default_role: 'member', never_grant: ['owner'], map: [] };
const HEAD = 'version: rollcall/v1\ntenant: acme\n';

function edit(body: string, ...edits: MapEdit[]): string {
  const text = editGroupMap(HEAD + body, inherited, edits);
  assert.ok(text.startsWith(HEAD));
  return text.slice(HEAD.length);
}

describe('editing the map of groups in a policy', () => {
  const body = `# about groups
groups:
  match_by: id # survives renames
  map:
    # those who administer
    - { id: "0123", name: saas-admins, role: admin } # keep me
    - id: 00g2 # inside
      # about the role
      role: member
      name: "a # b"
    - { id: 00g3, workspaces: [{ key: engineering, role: member }] }

    # the end of the list
# about rules
rules: []
`;

  it('changes a role where it stands, and nothing else', () => {
    const entry = { id: '0123', name: 'saas-admins', role: 'viewer' };
    assert.equal(
      edit(body, { kind: 'replace', place: 0, entry }),
      body.replace('role: admin', 'role: viewer'),
    );
  });

  it('keeps the comments inside an entry that is written anew', () => {
    const entry = { id: '00g2', name: 'a # b', workspaces: [{ key: 'sales', role: 'admin' }] };
    assert.equal(
      edit(body, { kind: 'replace', place: 1, entry }),
      body.replace(
        / {4}- id: 00g2[^]*"a # b"/,
        '    # inside\n    # about the role\n    - { id: 00g2, name: "a # b", workspaces: [ { key: sales, role: admin } ] }',
      ),
    );
  });

  it('adds behind the last entry, and removes whole lines', () => {
    const text = edit(
      body,
      { kind: 'remove', place: 2 },
      { kind: 'add', entry: { id: '1e3', role: 'admin' } },
    );
    assert.equal(text, body.replace(/ {4}- \{ id: 00g3.*\n/, '    - { id: "1e3", role: admin }\n'));
  });

  it('leaves an empty list where nobody is left, with its comments', () => {
    const text = edit(body, ...[0, 1, 2].map((place): MapEdit => ({ kind: 'remove', place })));
    assert.match(
      text,
      /^ {2}map: \[\]\n {4}# those who administer\n\n {4}# the end of the list\n# about rules$/m,
    );
    assert.deepEqual((parse(text) as { groups: Groups }).groups.map, []);
  });

  it('writes the whole section where the policy has none, because a section replaces the default’s', () => {
    assert.equal(
      edit('', { kind: 'add', entry: { id: '00g1', name: 'saas-admins', role: 'admin' } }),
      `
groups:
  match_by: id
  default_role: member
  never_grant:
    - owner
  map:
    - { id: 00g1, name: saas-admins, role: admin }
`,
    );
  });

  it('puts entries on lines of their own where the list was written in one', () => {
    assert.equal(
      edit('groups:\n  match_by: name\n  map: [] # none yet\n', {
        kind: 'add',
        entry: { name: 'yes: no', role: 'admin' },
      }),
      'groups:\n  match_by: name\n  map:\n    - { name: "yes: no", role: admin } # none yet\n',
    );
  });

  it('edits a section that is written in one line, and keeps the comments around it', () => {
    const text = edit('groups: { match_by: name, map: [{ name: x, role: admin }] } # here\nrules: []\n', {
      kind: 'add',
      entry: { name: 'y', role: 'member' },
    });
    assert.match(text, /# here/);
    assert.deepEqual((parse(text) as { groups: Groups }).groups, {
      match_by: 'name',
      map: [
        { name: 'x', role: 'admin' },
        { name: 'y', role: 'member' },
      ],
    });
  });

  it('keeps the ends of lines of Windows', () => {
    const text = edit(body, { kind: 'add', entry: { id: '00g9', role: 'member' } });
    const windows = editGroupMap((HEAD + body).replaceAll('\n', '\r\n'), inherited, [
      { kind: 'add', entry: { id: '00g9', role: 'member' } },
    ]);
    assert.equal(windows, (HEAD + text).replaceAll('\n', '\r\n'));
  });

  it('ends in the map that was asked for, whatever the style, and loses no comment', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const entry = fc.record<GroupMapping>(
      {
        id: fc.oneof(text, fc.constantFrom('0123', 'null', '1e3', '- x', '#no', '{', 'a: b', "it's")),
        name: text,
        role: fc.constantFrom('admin', 'member'),
        workspaces: fc.array(
          fc.record(
            { key: fc.constantFrom('a', 'b'), role: fc.constant('member') },
            { noNullPrototype: true },
          ),
          {
            minLength: 1,
            maxLength: 2,
          },
        ),
      },
      { requiredKeys: ['id'], noNullPrototype: true },
    );
    const styles = fc.constantFrom('flow', 'block', 'mixed');
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 5 }),
        fc.array(fc.record({ at: fc.nat(9), entry, remove: fc.boolean() }), { maxLength: 6 }),
        styles,
        fc.boolean(),
        (map, wishes, style, isIndented) => {
          const lines = map.flatMap((each, place) => {
            const comment = ` # of ${place}`;
            if (style === 'flow' || (style === 'mixed' && place % 2 === 0))
              return [`- ${JSON.stringify(each)}${comment}`];
            return Object.entries(each).map(
              ([key, value], i) =>
                `${i === 0 ? '- ' : '  '}${key}: ${JSON.stringify(value)}${i === 0 ? comment : ''}`,
            );
          });
          const indent = isIndented ? '    ' : '  ';
          const listed = map.length === 0 ? ' []' : `\n${lines.map((line) => indent + line).join('\n')}`;
          const before = `${HEAD}groups:\n  match_by: id\n  map:${listed}\n# end\nrules: []\n`;
          const places = new Set<number>();
          const edits = wishes.map(({ at, entry: wanted, remove }): MapEdit => {
            if (at >= map.length || places.has(at)) return { kind: 'add', entry: wanted };
            places.add(at);
            return remove ? { kind: 'remove', place: at } : { kind: 'replace', place: at, entry: wanted };
          });
          const after = editGroupMap(before, inherited, edits);
          const value = parse(after) as { groups: Groups; rules: unknown };
          assert.deepEqual(value.groups, { match_by: 'id', map: editedMap(map, edits) });
          assert.deepEqual(value.rules, []);
          assert.match(after, /^# end$/m);
          for (const place of map.keys()) {
            const isGone = edits.some((each) => each.kind === 'remove' && each.place === place);
            if (!isGone) assert.ok(after.includes(`# of ${place}`), `the comment of ${place} is lost`);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
