import assert from 'node:assert/strict';
import type { Move } from '../../src/policy/why-not/move.ts';
import { masksOf } from '../../src/tenancy/why-masks.ts';
import { shownChange } from '../../src/tenancy/why-not-in-words.ts';

describe('A change that somebody could make', () => {
  const saysOf = (is: string | null, how: 'be' | 'be_like'): string => {
    const change = {
      kind: 'attribute',
      attribute: 'country',
      from: 'country',
      is,
      how,
      becomes: 'FR',
    } as const;
    const move: Move = { change, reach: 'directory', slot: 'attribute country', at: null };
    return shownChange(move, () => assert.fail('it has no line'), masksOf([])).says;
  };

  it('says what the value is now, and where there is none, that too', () => {
    assert.equal(saysOf('DE', 'be'), 'country being FR instead of DE');
    assert.equal(saysOf(null, 'be'), 'country being FR, where there is none now');
    assert.equal(saysOf(null, 'be_like'), 'country being such as FR, where there is none now');
  });
});
