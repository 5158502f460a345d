import assert from 'node:assert/strict';
import { searchWordsOf, wordsSought } from '../../src/domain/search-words.ts';

const nobody = { displayName: null, givenName: null, familyName: null, email: null };

describe('the words that people are found by', () => {
  it('are those of their names and address, each once, in small letters and without accents', () => {
    const person = {
      displayName: 'Zoë Müller-Łukaszewicz',
      givenName: 'Zoë',
      familyName: 'Müller-Łukaszewicz',
      email: 'Zoe.Mueller@acme.com',
    };
    assert.deepEqual(searchWordsOf(person), [
      ...['zoe', 'muller', 'lukaszewicz'],
      ...['mueller', 'acme', 'com'],
    ]);
    assert.deepEqual(searchWordsOf(nobody), []);
  });

  const folded: [typed: string, words: string[]][] = [
    ['Straße', ['strasse']],
    ['ΟΔΥΣΣΕΥΣ', ['οδυσσευσ']],
    ['Οδυσσεύς', ['οδυσσευσ']],
    ['İpek Çelik', ['ipek', 'celik']],
    ['ﬁne ＡＢＣ', ['fine', 'abc']],
    ["O'Neil", ['o', 'neil']],
    ['山田太郎', ['山田太郎']],
    ['김민준', ['김민준']],
    ['b_n', ['b', 'n']],
    ['\u202eevil\u0000\ud800', ['evil']],
    ['%% .. __', []],
  ];
  for (const [typed, words] of folded) {
    it(`in ${JSON.stringify(typed)} are ${JSON.stringify(words)}`, () => {
      assert.deepEqual(wordsSought(typed), words);
    });
  }

  it('are so many and so long at most, whatever a directory sends', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(' ');
    assert.equal(wordsSought(many).length, 24);
    assert.deepEqual(
      searchWordsOf({ ...nobody, displayName: '\u{20000}'.repeat(10_000) }).map(
        (word) => Array.from(word).length,
      ),
      [40],
    );
  });
});
