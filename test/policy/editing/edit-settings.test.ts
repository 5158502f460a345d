import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { editSettings, type Setting, type SettingValue } from '../../../src/policy/editing/edit-settings.ts';

const HEAD = 'version: rollcall/v1\ntenant: acme\n';
const inherited = {
  deactivation: { mode: 'immediate', revoke: ['sessions', 'api_keys'], retain_data: 'forever' },
  guards: { deactivations: { percent: 10, at_least: 10, within: '1h' }, approvers: ['operator'] },
};

function edit(body: string, ...settings: Setting[]): string {
  const text = editSettings(HEAD + body, inherited, settings);
  assert.ok(text.startsWith(HEAD));
  return text.slice(HEAD.length);
}

describe('setting values in a policy', () => {
  const body = `# about leaving
deactivation: # inside
  mode: immediate # at once
  grace: { delete_after: 30d } # for later
  revoke:
    # both
    - sessions
    - api_keys # too

# about rules
rules: []
`;

  it('changes a value where it stands, and nothing else', () => {
    assert.equal(
      edit(body, { path: ['deactivation', 'mode'], value: 'grace' }),
      body.replace('mode: immediate', 'mode: grace'),
    );
    assert.equal(
      edit(body, { path: ['deactivation', 'grace', 'delete_after'], value: '60d' }),
      body.replace('30d', '60d'),
    );
  });

  it('writes a text as it is, where the text is the same value', () => {
    assert.equal(edit(body, { path: ['deactivation', 'mode'], value: 'immediate' }), body);
    assert.equal(edit(body, { path: ['deactivation', 'retain_data'], value: null }), body);
  });

  it('adds what is not there behind what is, with what leads to it', () => {
    assert.equal(
      edit(body, { path: ['deactivation', 'read_only', 'for'], value: '14d' }),
      body.replace('- api_keys # too\n', '- api_keys # too\n  read_only: { for: 14d }\n'),
    );
    assert.equal(
      edit('guards: { approvers: [operator] } # here\n', {
        path: ['guards', 'emptied_group'],
        value: { had_at_least: 5 },
      }),
      'guards: { approvers: [operator], emptied_group: { had_at_least: 5 } } # here\n',
    );
  });

  it('takes out whole lines', () => {
    assert.equal(
      edit(body, { path: ['deactivation', 'grace'], value: null }),
      body.replace(/ {2}grace.*\n/, ''),
    );
  });

  it('keeps the comments of a list that becomes one line', () => {
    const text = edit(body, { path: ['deactivation', 'revoke'], value: ['sessions'] });
    assert.match(text, /^ {2}# both\n {2}revoke: \[ sessions \] # too$/m);
  });

  it('writes a section that is not there whole, because a section replaces the default’s', () => {
    assert.equal(
      edit('', { path: ['guards', 'deactivations', 'percent'], value: 5 }),
      '\nguards:\n  deactivations: { percent: 5, at_least: 10, within: 1h }\n  approvers: [ operator ]\n',
    );
    assert.equal(edit('', { path: ['guards', 'emptied_group'], value: null }), '');
  });

  it('keeps the ends of lines of Windows', () => {
    const settings = [{ path: ['deactivation', 'mode'], value: 'grace' }];
    const windows = editSettings((HEAD + body).replaceAll('\n', '\r\n'), inherited, settings);
    assert.equal(windows, editSettings(HEAD + body, inherited, settings).replaceAll('\n', '\r\n'));
  });

  it('ends in the values that were asked for, whatever the style, and loses no comment of what stays', () => {
    const scalar = fc.oneof(
      fc.constantFrom('0123', 'null', '1e3', '- x', '#no', '{', 'a: b', "it's", 'yes', '', ' x '),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.boolean(),
      fc.integer({ min: -1000, max: 1000 }),
    );
    const value: fc.Arbitrary<SettingValue | null> = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('x', 'y'), scalar, { maxKeys: 2, noNullPrototype: true }),
      fc.constant(null),
    );
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const setting = fc.record(
      { path: fc.tuple(fc.constantFrom('first', 'second'), key), value },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        fc.array(setting, { minLength: 1, maxLength: 4 }),
        fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), {
          minKeys: 1,
          noNullPrototype: true,
        }),
        fc.constantFrom('flow', 'block'),
        (settings, section, style) => {
          const lines = Object.entries(section).flatMap(([name, each]) => {
            if (style === 'flow' || !Array.isArray(each) || each.length === 0)
              return [`  ${name}: ${JSON.stringify(each)} # of ${name}`];
            return [`  ${name}:`, ...each.map((item) => `    - ${JSON.stringify(item)} # of ${name}`)];
          });
          const before = `${HEAD}first: # top\n${lines.join('\n')}\n# end\nrules: []\n`;
          const after = editSettings(before, {}, settings);
          const expected = structuredClone(parse(before)) as Record<string, Record<string, unknown>>;
          for (const { path, value: wanted } of settings) {
            const [name, inner] = path;
            if (wanted !== null) (expected[name] ??= {})[inner] = wanted;
            else if (expected[name] !== undefined)
              expected[name] = Object.fromEntries(
                Object.entries(expected[name]).filter(([each]) => each !== inner),
              );
          }
          assert.deepEqual(parse(after), expected);
          assert.match(after, /^# end$/m);
          const touched = new Set(
            settings.filter(({ path }) => path[0] === 'first').map(({ path }) => path[1]),
          );
          for (const name of Object.keys(section)) {
            if (!touched.has(name as 'a'))
              assert.ok(after.includes(`# of ${name}`), `the comment of ${name} is lost`);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
