import assert from 'node:assert/strict';
import { createProgressLine } from '../../../src/cli/demo/progress-line.ts';

function written(terminal: { isTTY?: boolean; columns?: number }, total: number): string[] {
  const texts: string[] = [];
  const line = createProgressLine({ ...terminal, write: (text) => texts.push(text) });
  for (let done = 0; done <= total; done += 1) line.show(done, total, 'Leavers');
  line.clear();
  return texts;
}

describe('the progress line', () => {
  it('is written over on a terminal, never wider than it, and leaves nothing behind', () => {
    const texts = written({ isTTY: true, columns: 40 }, 50);
    assert.equal(texts.length, 52);
    for (const text of texts) {
      assert.ok(text.startsWith('\r\u001b[2K'));
      assert.ok(!text.includes('\n'));
      assert.ok(text.slice('\r\u001b[2K'.length).length < 40);
    }
    assert.equal(texts.at(-1), '\r\u001b[2K');
  });

  it('is a line for each tenth elsewhere, without control characters', () => {
    const texts = written({}, 1000);
    assert.equal(texts.length, 11);
    assert.deepEqual(
      [texts[0], texts.at(-1)],
      ['0/1000 webhooks · Leavers\n', '1000/1000 webhooks · Leavers\n'],
    );
    for (const text of texts) assert.ok(!text.includes('\r') && !text.includes('\u001b'));
  });
});
