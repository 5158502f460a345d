import assert from 'node:assert/strict';
import { importProgress } from '../../src/cli/import-progress.ts';

function watch(isTTY: boolean) {
  const written: string[] = [];
  const clock = { now: 0 };
  const progress = importProgress({ write: (text) => written.push(text), isTTY }, 1_000, () => clock.now);
  return { written, clock, progress };
}

describe('the progress of an import', () => {
  it('is one line on a terminal, with the rate and the time left, and is gone at the end', () => {
    const { written, clock, progress } = watch(true);
    clock.now = 10_000;
    progress.show(250, 5_000);
    assert.match(written.at(-1) ?? '', /█{6}░{18} 25% · 5,000 lines, 500 lines\/s, 30 s left$/);
    progress.show(251, 5_001);
    assert.equal(written.length, 1, 'not redrawn at once');
    progress.clear();
    assert.match(written.at(-1) ?? '', /\[2K$/);
  });

  it('is a line now and then elsewhere, by bytes where lines are not told', () => {
    const { written, clock, progress } = watch(false);
    for (let bytes = 1; bytes <= 1_000; bytes += 1) {
      clock.now += 100;
      progress.show(bytes, null);
    }
    progress.clear();
    assert.equal(written.length, 10);
    assert.match(written[4] ?? '', /^50%, \d\.\d MB\/s, 50 s left\n$/);
  });
});
