import assert from 'node:assert/strict';
import { textDifference } from '../../../src/policy/differences/text-difference.ts';

const names = { before: 'version 1', after: 'acme.policy.yaml' };

describe('The difference of two texts', () => {
  it('is a unified one, with the lines around', () => {
    assert.equal(
      textDifference('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 4\nc: 3\n', names),
      '--- version 1\n+++ acme.policy.yaml\n@@ -1,3 +1,3 @@\n a: 1\n-b: 2\n+b: 4\n c: 3\n',
    );
  });

  it('is empty where the texts are equal', () => {
    assert.equal(textDifference('a: 1\n', 'a: 1\n', names), '');
  });

  it('is everything out and everything in where hardly a line is left, however long the texts are', () => {
    const lines = (what: string) => Array.from({ length: 5_000 }, (_, i) => `${what}${i}\n`).join('');
    const patch = textDifference(lines('a'), lines('b'), names).split('\n');
    assert.deepEqual(patch.slice(0, 4), [
      '--- version 1',
      '+++ acme.policy.yaml',
      '@@ -1,5000 +1,5000 @@',
      '-a0',
    ]);
    assert.equal(patch.filter((line) => line.startsWith('-a')).length, 5_000);
    assert.equal(patch.filter((line) => line.startsWith('+b')).length, 5_000);
  });
});
