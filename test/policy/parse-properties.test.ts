import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { compilePolicy } from '../../src/policy/compile.ts';
import { mergeWithDefault } from '../../src/policy/effective-policy.ts';
import { parseCatalog } from '../../src/policy/parse-catalog.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { SHIPPED_POLICIES, shippedContext } from './shipped-context.ts';

const context = shippedContext();
const BAD = join(import.meta.dirname, '..', 'fixtures', 'bad-policies');

/** Texts of real files, good ones and bad ones. */
const SEEDS = [SHIPPED_POLICIES, BAD].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);

/** What YAML and the language itself make something of. */
const MORSELS = [
  ...[
    '\n',
    '\n  ',
    '\n- ',
    ': ',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '<<: ',
    '!!str ',
    '---\n',
    '? ',
    '|\n',
    '>\n',
    '\t',
    '%',
    '@',
    '~',
  ],
  ...[
    '\0',
    '\ud800',
    '\u2028',
    '\u200b',
    '\ufeff',
    '0123',
    '.inf',
    '1e999',
    'true',
    'null',
    '__proto__: 1',
    'constructor: {}',
  ],
  ...[
    'all: []',
    'any: ',
    'not: ',
    'attribute: ',
    'fact: role',
    'equals: ',
    'in: []',
    'matches: "("',
    'role: owner',
    'then: {}',
    'when: ',
    'map: ',
    'rules: ',
  ],
];

const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(
      fc.tuple(fc.nat(), fc.nat(40), fc.oneof(fc.constantFrom(...MORSELS), fc.string({ unit: 'binary' }))),
      {
        maxLength: 6,
      },
    ),
  )
  .map(([seed, edits]) =>
    edits.reduce((text, [at, length, insert]) => {
      const place = text.length === 0 ? 0 : at % text.length;
      return text.slice(0, place) + insert + text.slice(place + length);
    }, seed),
  );

const anyText = fc.oneof(
  mutated,
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...MORSELS), { maxLength: 60 }).map((morsels) => morsels.join('')),
);

function assertWellPlaced(text: string, diagnostics: Diagnostic[]): void {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const { line, column, message, code } of diagnostics) {
    assert(line >= 1 && line <= lines.length, `line ${line} of ${lines.length} for ${code}`);
    assert(
      column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1,
      `column ${column} in line ${line} for ${code}`,
    );
    assert(message.length > 0 && !message.includes('\n') && !message.includes('undefined'), message);
  }
}

describe('reading documents', () => {
  it('never throws, and places every finding inside the text, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const policy = parsePolicy(text, 'x.policy.yaml', context);
        const base = parsePolicy(text, 'default.policy.yaml', {
          catalog: context.catalog,
          defaultDocument: null,
        });
        const unnamed = parsePolicy(text, 'x.policy.yaml', { ...context, catalog: null });
        const catalog = parseCatalog(text, 'catalog.yaml');
        const effective = mergeWithDefault(context.defaultDocument, context.defaultDocument);
        const tests = parsePolicyTests(text, 'x.test.yaml', { catalog: context.catalog, policy: effective });
        for (const { diagnostics } of [policy, base, unnamed, catalog, tests])
          assertWellPlaced(text, diagnostics);
        const failed = policy.diagnostics.some(({ severity }) => severity === 'error');
        assert.equal(policy.document === null, failed);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets through only what can be compiled', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { effective } = parsePolicy(text, 'policy.yaml', context);
        if (effective) compilePolicy(effective, context.catalog, 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds the same in a file with a byte order mark and with Windows line ends', () => {
    for (const seed of SEEDS.filter((text) => !text.includes('\r'))) {
      const there = (text: string): unknown[] =>
        parsePolicy(text, 'x.policy.yaml', context).diagnostics.map(({ line, column, code }) => [
          line,
          column,
          code,
        ]);
      assert.deepEqual(there(`\uFEFF${seed.replaceAll('\n', '\r\n')}`), there(seed));
    }
  });
});
