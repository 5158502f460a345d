import assert from 'node:assert/strict';
import { createStatements } from '../../src/store/statements.ts';

describe('createStatements', () => {
  it('counts values from one, and leaves the operator that is written with a backslash', () => {
    assert.deepEqual(createStatements('s', 9)('select ? where a \\? ? and b = ?'), {
      text: 'select $1 where a ? $2 and b = $3',
      count: 3,
      name: undefined,
    });
  });

  it('names what is asked again, each text differently, and no more of them than it may', () => {
    const statements = createStatements('s', 2);
    const nameOf = (sql: string) => statements(sql).name;
    const texts = ['select ?', 'select ? + 1', 'select ? + 2'];
    assert.deepEqual(texts.map(nameOf), [undefined, undefined, undefined]);
    for (let turn = 0; turn < 2; turn += 1) assert.deepEqual(texts.map(nameOf), ['s0', 's1', undefined]);
  });

  it('names no long text, however often it is asked', () => {
    const statements = createStatements('s', 2);
    const long = `select ?${' + 1'.repeat(3_000)}`;
    for (let turn = 0; turn < 3; turn += 1) assert.equal(statements(long).name, undefined);
    assert.equal(statements(long).count, 1);
  });

  it('names nothing without values, which may be several statements', () => {
    const statements = createStatements('s', 2);
    for (let turn = 0; turn < 3; turn += 1) assert.equal(statements('begin; select 1').name, undefined);
  });
});
