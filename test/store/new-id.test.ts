import assert from 'node:assert/strict';
import { validate, version } from 'uuid';
import { newId } from '../../src/store/new-id.ts';

describe('a new id', () => {
  const ids = Array.from({ length: 5_000 }, newId);

  it('is a UUID v7 of this moment', () => {
    assert.ok(ids.every((id) => validate(id) && version(id) === 7));
    const before = Date.now();
    const madeAt = parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    assert.ok(before <= madeAt && madeAt <= Date.now());
  });

  it('comes after all that were made before, and is none of them', () => {
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it('does not say what the next one is: what is drawn by chance differs from one to the next', () => {
    const drawn = ids.map((id) => id.slice(-10));
    assert.equal(new Set(drawn).size, ids.length);
  });
});
