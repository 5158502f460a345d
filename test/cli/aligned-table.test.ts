import assert from 'node:assert/strict';
import { alignedTable } from '../../src/cli/aligned-table.ts';

describe('a table for people', () => {
  it('aligns its columns, and shows a dash for what is missing', () => {
    assert.equal(
      alignedTable(
        ['NAME', 'EVENTS', 'STATE'],
        [
          ['acme', 12, null],
          ['a longer name', 3, 'active'],
        ],
      ),
      ['NAME           EVENTS  STATE', 'acme           12      -', 'a longer name  3       active'].join(
        '\n',
      ),
    );
  });

  it('lets nothing from outside steer the terminal', () => {
    assert.equal(alignedTable(['N'], [['\u001b[31mred\nline']]), 'N\n\uFFFD[31mred\uFFFDline');
    assert.equal(alignedTable(['N'], [['\u202Enimda\u2028x']]), 'N\n\uFFFDnimda\uFFFDx');
    assert.equal(alignedTable(['N'], [['می\u200Cخواهم']]), 'N\nمی\u200Cخواهم');
  });
});
