import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { csvBegin, csvRow } from '../../src/http/csv.ts';

describe('CSV for spreadsheets', () => {
  it('reads back as it was, with what needs quotes', () => {
    const rows = [
      ['a', 'b'],
      ['with, comma', 'with "quotes"'],
      ['two\r\nlines', 'Żółć'],
    ];
    assert.deepEqual(parse(csvBegin + rows.map(csvRow).join(''), { bom: true }), rows);
  });

  it('never begins a cell like a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\tx', '\r=x']) {
      const [[cell] = []] = parse(csvRow([text]), { bom: true });
      assert.equal(cell, `'${text}`);
    }
    assert.deepEqual(parse(csvRow([-1, null]), { bom: true }), [['-1', '']]);
  });
});
