import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvBegin, csvRow } from '../../src/http/csv.ts';

/** Of the text of a cell: takes the apostrophes away that were put before what a spreadsheet would compute. */
function unmark(cell: string): string {
  return cell
    .replace(/^'(?=['\s]*[=+\-@＝＋－＠]|'*[\t\r\n])/, '')
    .replaceAll(/([;\t\r\n][\s"]*)'('*[=+\-@＝＋－＠])/g, '$1$2');
}

const cellsOf = (text: string, more: { delimiter?: string; relax_quotes?: boolean } = {}): string[][] =>
  parse(text, { bom: true, record_delimiter: '\r\n', relax_column_count: true, ...more });

/** Where cells, separators, quotes, marks and formulas meet. */
const awkward = fc.string({
  unit: fc.constantFrom(...Array.from(`=+-@＝＠;\t\r\n"', |aé\u3000`)),
  maxLength: 12,
});
const texts = fc.oneof(awkward, fc.string({ unit: 'grapheme' }));

describe('CSV for spreadsheets', () => {
  it('reads back as it was, with what needs quotes', () => {
    const rows = [
      ['a', 'b'],
      ['with, comma', 'with "quotes"'],
      ['two\r\nlines', 'Żółć'],
      ['with; semicolon', 'with | bar'],
    ];
    assert.deepEqual(cellsOf(csvBegin + rows.map(csvRow).join('')), rows);
  });

  it('reads back as it was, whatever is in it, once the marks are taken away', () => {
    fc.assert(
      fc.property(fc.array(fc.array(texts, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const read = cellsOf(csvBegin + rows.map(csvRow).join(''));
        assert.deepEqual(
          read.map((row) => row.map(unmark)),
          rows,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no cell that is computed, neither by commas nor by semicolons or tabs', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (cells) => {
        const text = csvRow(['at', ...cells]);
        for (const cell of cellsOf(text).flat()) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/);
        // Where quotes within a cell mean nothing, each line and each separator begins one.
        for (const piece of text.split(/[;\t\r\n]/)) assert.doesNotMatch(piece, /^[\s"]*[=+\-@＝＋－＠]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never begins a cell like a formula', () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@x',
      '\tx',
      '\r=x',
      ' =1',
      '＝1+1',
      '＋1',
      '－1',
      '＠x',
      "'=1",
    ]) {
      const cell = cellsOf(csvRow([text]))
        .flat()
        .join();
      assert.ok(cell.startsWith(`'${text.slice(0, 1)}`), cell);
      assert.equal(unmark(cell), text);
    }
    assert.deepEqual(cellsOf(csvRow([-1, null])), [['-1', '']]);
  });

  const within: [text: string, row: string][] = [
    ["Ann;=cmd|'/C calc'!A0;x", `"Ann;'=cmd|'/C calc'!A0;x"`],
    ['Ann; "＝1', `"Ann; ""'＝1"`],
    ['two\n=1', `"two\n'=1"`],
    ['a\t@b', `"a\t'@b"`],
    ['{"display_name":"Ann;=1"}', `"{""display_name"":""Ann;'=1""}"`],
    ['a=b - c', 'a=b - c'],
  ];
  for (const [text, row] of within) {
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(row)}`, () => {
      assert.equal(csvRow([text]), `${row}\r\n`);
    });
  }

  it('takes no longer for hostile text', () => {
    // Minutes, were it looked at again from each place.
    csvRow(['\n'.repeat(400_000), `;${"'".repeat(400_000)}`, ' '.repeat(400_000)]);
  });
});
