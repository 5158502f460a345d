import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { mendText } from '../../src/policy/mend-text.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { wordsOfPolicies } from '../../src/policy/words-of-policies.ts';
import { shippedContext, SHIPPED_POLICIES } from './shipped-context.ts';

const context = shippedContext();
const words = wordsOfPolicies('policy', context.catalog);
const check = (text: string) => parsePolicy(text, 'acme.policy.yaml', context).diagnostics;
const errorsOf = (text: string): string[] =>
  check(text)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
const HEAD = 'version: rollcall/v1\ntenant: acme\n';

/** What is made of a policy below its head. */
function mend(body: string): { body: string; says: string[] } {
  const { text, mended } = mendText(HEAD + body, check, words);
  assert.ok(text.startsWith(HEAD));
  return { body: text.slice(HEAD.length), says: mended.map(({ says }) => says) };
}

describe('mending a policy', () => {
  const table: [string, string, string, string[]][] = [
    [
      'puts ids in quotes, and leaves the comment beside them',
      'groups:\n  map:\n    - { id: 0123, role: member } # of old\n',
      'groups:\n  map:\n    - { id: "0123", role: member } # of old\n',
      ['0123 is in quotes now'],
    ],
    [
      'respells roles, keys and operators that can only be meant in one way',
      'grups:\n  default_rol: member\n  map: [{ id: a, role: "amdin" }]\nrules:\n  - name: x\n    when: { attribute: title, equal: CEO }\n    then: { cap_role: viewer }\n',
      'groups:\n  default_role: member\n  map: [{ id: a, role: "admin" }]\nrules:\n  - name: x\n    when: { attribute: title, equals: CEO }\n    then: { cap_role: viewer }\n',
      [
        '"grups" is groups now',
        '"default_rol" is default_role now',
        '"amdin" is admin now',
        '"equal" is equals now',
      ],
    ],
    [
      'knows what people from elsewhere call an operator',
      'filters: { exclude: [{ name: x, attribute: email, begins_with: svc- }] }\n',
      'filters: { exclude: [{ name: x, attribute: email, starts_with: svc- }] }\n',
      ['"begins_with" is starts_with now'],
    ],
    [
      'keeps one of two equal entries of a list',
      'identity:\n  verified_domains: [a.example, b.example, a.example]\n  match_by:\n    - email\n    - email\n',
      'identity:\n  verified_domains: [a.example, b.example]\n  match_by:\n    - email\n',
      ['"a.example" is in the list once now', '"email" is in the list once now'],
    ],
    [
      'makes blanks of tabs, and takes those at the end of lines away',
      'groups:\n\tdefault_role: member   \nabout: x\t\n',
      'groups:\n  default_role: member\nabout: x\n',
      [
        'the tabs at the beginning of the line are blanks now',
        'blanks at the end of the line are gone',
        'blanks at the end of the line are gone',
      ],
    ],
    [
      'writes a blank after a colon',
      'about: x\nsole_admin: { action:block }\n',
      'about: x\nsole_admin: { action: block }\n',
      ['a blank stands after "action:"'],
    ],
    [
      'writes a blank after the colon of a key on a line of its own',
      'groups:\n  match_by:name\n  default_role:member # all\n  map:\n    - id:a\n      role: admin\nsole_admin:\n  action:block\nabout:x\n',
      'groups:\n  match_by: name\n  default_role: member # all\n  map:\n    - id: a\n      role: admin\nsole_admin:\n  action: block\nabout: x\n',
      [
        'a blank stands after "match_by:"',
        'a blank stands after "default_role:"',
        'a blank stands after "id:"',
        'a blank stands after "action:"',
        'a blank stands after "about:"',
      ],
    ],
    [
      'writes no blank into what is no key, or no key there, or text',
      'xyzzy:name\nhttps://acme.com\nabout: |\n  match_by:name\n',
      'xyzzy:name\nhttps://acme.com\nabout: |\n  match_by:name\n',
      [],
    ],
    [
      'leaves alone what nobody can guess',
      'groups: { default_role: xyzzy, precedence: list }\n',
      'groups: { default_role: xyzzy, precedence: listed }\n',
      ['"list" is listed now'],
    ],
    [
      'does not make a key twice',
      'groups: { default_role: member }\ngrups: { default_role: viewer }\n',
      'groups: { default_role: member }\ngrups: { default_role: viewer }\n',
      [],
    ],
    ['keeps blanks that are part of a text', 'about: |\n  one  \n  two\n', 'about: |\n  one  \n  two\n', []],
    [
      'keeps an entry with a comment of its own',
      'identity:\n  match_by:\n    - email\n    - email # why?\n',
      'identity:\n  match_by:\n    - email\n    - email # why?\n',
      [],
    ],
    [
      'does not touch a value that nobody calls wrong',
      'rules:\n  - name: x\n    when: { attribute: title, equals: amdin }\n    then: { cap_role: viewer }\n',
      'rules:\n  - name: x\n    when: { attribute: title, equals: amdin }\n    then: { cap_role: viewer }\n',
      [],
    ],
  ];
  for (const [name, body, expected, says] of table) {
    it(name, () => assert.deepEqual(mend(body), { body: expected, says }));
  }

  it('mends nothing of what it cannot tell apart', () => {
    const catalog = { ...context.catalog, roles: [{ key: 'reader' }, { key: 'leader', administers: true }] };
    const own = { catalog, defaultDocument: { version: 'rollcall/v1' as const } };
    const text = `${HEAD}groups: { default_role: feader }\n`;
    const found = mendText(
      text,
      (each) => parsePolicy(each, 'acme.policy.yaml', own).diagnostics,
      wordsOfPolicies('policy', catalog),
    );
    assert.deepEqual(found, { text, mended: [] });
  });

  it('makes no bad policy worse, and is done after once', () => {
    const folder = join(import.meta.dirname, '..', 'fixtures', 'bad-policies');
    let mends = 0;
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.policy.yaml'))) {
      const written = readFileSync(join(folder, name), 'utf8');
      if (written.length > 20_000) continue;
      const at = (text: string) => parsePolicy(text, name, context).diagnostics;
      const once = mendText(written, at, words);
      mends += once.mended.length;
      if (once.mended.length === 0) assert.equal(once.text, written, name);
      assert.deepEqual(mendText(once.text, at, words), { text: once.text, mended: [] }, name);
    }
    assert.ok(mends > 25, String(mends));
  });

  it('never changes a policy that is valid but for blanks at the end of its lines', () => {
    const texts = readdirSync(SHIPPED_POLICIES)
      .filter((name) => name.endsWith('.policy.yaml') && !name.startsWith('default'))
      .map((name) => ({ name, text: readFileSync(join(SHIPPED_POLICIES, name), 'utf8') }));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.nat(200), { maxLength: 3 }),
        ({ name, text }, places) => {
          const lines = text.split('\n');
          const spoiltLines = new Set(places.map((place) => place % lines.length));
          const spoilt = lines.map((line, i) => (spoiltLines.has(i) ? `${line}  ` : line)).join('\n');
          const at = (each: string) => parsePolicy(each, name, context).diagnostics;
          const { text: mended } = mendText(spoilt, at, words);
          assert.deepEqual(parse(mended), parse(text));
          assert.equal(mended, text);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('brings back a policy in which one word was misspelt, or leaves it refused', () => {
    const text = readFileSync(join(SHIPPED_POLICIES, 'initech.policy.yaml'), 'utf8').replace(
      'initech\n',
      'acme\n',
    );
    assert.deepEqual(errorsOf(text), []);
    const places = [
      ...text.matchAll(/\b(?:groups|default_role|precedence|exceptions|equals|starts_with|cap_role)\b(?=:)/g),
    ];
    assert.ok(places.length > 10);
    let back = 0;
    for (const { index, 0: word } of places) {
      const spoilt = text.slice(0, index + 2) + text.slice(index + 3);
      if (errorsOf(spoilt).length === 0) continue;
      const { text: mended } = mendText(spoilt, check, words);
      if (errorsOf(mended).length === 0) {
        back += 1;
        assert.deepEqual(parse(mended), parse(text), word);
      }
    }
    assert.ok(back > 8, String(back));
  });
});
