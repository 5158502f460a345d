import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareTexts, foldCase } from '../../../../src/sources/scim/protocol/fold-case.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';

describe('comparing texts', () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  it('folds every letter as the database does', async () => {
    const letters: string[] = [];
    for (let code = 1; code <= 0x10ffff; code += 1) {
      // Where Unicode still grows, one of the two may be ahead of the other.
      if ((code >= 0xa7c0 && code <= 0xa7ff) || (code >= 0x16ea0 && code <= 0x16eff)) continue;
      const letter = String.fromCodePoint(code);
      if (/\p{L}|\p{M}|\p{N}/u.test(letter)) letters.push(letter);
    }
    const result = await test.database.raw<{ rows: { letter: string; folded: string }[] }>(
      'select letter, lower(letter) as folded from unnest(?::text[]) letter',
      [letters],
    );
    const differing = result.rows.filter(({ letter, folded }) => foldCase(letter) !== folded);
    assert.deepEqual(
      differing.map(
        ({ letter, folded }) => `${letter.codePointAt(0)?.toString(16) ?? ''} ${folded} ${foldCase(letter)}`,
      ),
      [],
    );
    assert.ok(letters.length > 100_000);
  });

  it('folds and orders whole texts as the database does', async () => {
    const unit = fc.constantFrom(...Array.from('aAzßẞİiıΣσςÄ😀\ue000\uffff𐐀𐐨 '), 'e\u0301');
    const texts = fc.sample(fc.string({ unit, maxLength: 5 }), { numRuns: 400 });
    const { rows } = await test.database.raw<{ rows: { text: string; folded: string }[] }>(
      `select t.text, lower(t.text) as folded from unnest(?::text[]) t (text) order by t.text collate "C"`,
      [texts],
    );
    assert.deepEqual(
      rows.map(({ folded }) => folded),
      rows.map(({ text }) => foldCase(text)),
    );
    assert.deepEqual(
      rows.map(({ text }) => text),
      [...texts].sort(compareTexts),
    );
  });
});
