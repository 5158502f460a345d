import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticText, summaryText } from '../../src/cli/diagnostic-text.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { shippedContext } from './shipped-context.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'bad-policies');
const ENDING = '.policy.yaml';

describe('policies with mistakes', () => {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length));

  it('are a good sixty', () => {
    assert(names.length >= 60);
  });

  for (const name of names) {
    it(`are explained as expected: ${name}`, () => {
      const text = readFileSync(join(FOLDER, `${name}${ENDING}`), 'utf8');
      const { document, effective, diagnostics } = parsePolicy(text, `${name}${ENDING}`, shippedContext());
      const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
      assert.equal(document === null, hasErrors);
      assert.equal(effective === null, hasErrors);
      const shown = diagnostics.map((diagnostic) => diagnosticText(diagnostic, text, false).join('\n'));
      const actual = `${[...shown, summaryText(diagnostics, 1)].join('\n\n')}\n`;

      const golden = join(FOLDER, `${name}.expected.txt`);
      // Write what is there now with UPDATE_GOLDENS=1, and read the difference before committing it.
      if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, actual);
      assert(existsSync(golden), `There is no ${golden}; run with UPDATE_GOLDENS=1 to write it.`);
      assert.equal(actual, readFileSync(golden, 'utf8'));
    });
  }

  it('have no expectation without a policy', () => {
    const expected = readdirSync(FOLDER).filter((name) => name.endsWith('.expected.txt'));
    assert.deepEqual(expected, names.map((name) => `${name}.expected.txt`).sort());
  });
});
