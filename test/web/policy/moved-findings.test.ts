import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/generated/api.ts';
import { movedFindings } from '../../../src/web/policy/moved-findings.ts';

const before = 'one\ntwo\nthree\nfour\n';
const at = (line: number): Diagnostic => ({
  ...{ file: 'acme.policy.yaml', line, column: 1, severity: 'warning', code: 'group_gone' },
  ...{ message: 'Gone.', hint: null },
});
const linesIn = (after: string): number[] =>
  movedFindings([at(1), at(2), at(3), at(4)], before, after).map(({ line }) => line);

describe('findings about a text that has changed since', () => {
  for (const [what, after, lines] of [
    ['stay where nothing changed', before, [1, 2, 3, 4]],
    ['stay where lines only end otherwise', before.replaceAll('\n', '\r\n'), [1, 2, 3, 4]],
    ['go with their line where lines come before it', `zero\nzero\n${before}`, [3, 4, 5, 6]],
    ['go with their line where one is written behind another', 'one\ntwo\nnew\nthree\nfour\n', [1, 2, 4, 5]],
    ['go where their line is gone', 'one\nthree\nfour\n', [1, 2, 3]],
    ['stay where a line is written that begins like the next', 'one\ntwo\nthin\nthree\nfour\n', [1, 2, 4, 5]],
    ['go where their line is another', 'one\ntwo and more\nthree\nfour\n', [1, 3, 4]],
    ['go where two lines have become one', 'one\ntwothree\nfour\n', [1, 3]],
    ['are none of a whole other text', 'x', []],
  ] as const) {
    it(what, () => {
      assert.deepEqual(linesIn(after), lines);
    });
  }
});
