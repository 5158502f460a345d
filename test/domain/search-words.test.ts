import assert from 'node:assert/strict';
import fc from 'fast-check';
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
      ...['zoe', 'mueller', 'acme', 'com'],
      ...['muller', 'lukaszewicz'],
    ]);
    assert.deepEqual(searchWordsOf(nobody), []);
  });

  const folded: [typed: string, words: string[]][] = [
    ['Straße', ['strasse']],
    ['ΟΔΥΣΣΕΥΣ', ['οδυσσευσ']],
    ['Οδυσσεύς', ['οδυσσευσ']],
    ['İpek Çelik', ['ipek', 'celik']],
    ['ﬁne ＡＢＣ', ['fine', 'abc']],
    ['Işık Yılmaz', ['isik', 'yilmaz']],
    ['Đorđe Ærøskøbing', ['dorde', 'aeroskobing']],
    ['Guðrún Þórsdóttir Ħal-Lœuvre Ǿrsted', ['gudrun', 'thorsdottir', 'hal', 'loeuvre', 'orsted']],
    ['m\u200bu\u0308l\u00adler \ufeffx\u2060y', ['muller', 'xy']],
    ["O'Neil O’Neil Oʼneil O＇NEIL", ['oneil']],
    ["'Ann' o' 'n 'ʿAbd", ['ann', 'o', 'n', 'abd']],
    ["b'\u0301", ['b']],
    ['山田太郎', ['山田太郎']],
    ['김민준', ['김민준']],
    ['李小龙Bruce', ['李小龙', 'bruce']],
    ['ﾔﾏﾀﾞ ヤマダ', ['ヤマタ']],
    ['b_n', ['b', 'n']],
    ['\u202eevil\u0000\ud800', ['evil']],
    ['%% .. __', []],
  ];
  for (const [typed, words] of folded) {
    it(`in ${JSON.stringify(typed)} are ${JSON.stringify(words)}`, () => {
      assert.deepEqual(wordsSought(typed), words);
    });
  }

  const found: [name: string, by: string[]][] = [
    ['李小龙', ['李', '李小龙', '小龙', '龙', '小']],
    ['李 小龙 (Bruce)', ['李小龙', '小龙 李', 'bruce 李小']],
    ['李小龙Bruce', ['龙Bruce', 'bru', '小龙']],
    ['山田 太郎', ['山田太郎', '太郎 山田', '太郎', '山田 太', '田太']],
    ['山田太郎', ['山田 太郎', '太郎']],
    ['김민수', ['민수', '김', '김 민수']],
    ['김 민수', ['김민수', '민']],
    ["Sinéad O'Brien", ['obrien', "o'brien", 'O’Brien', 'brien', "o'", 'o brien', 'sinead o']],
    ["Dell'Acqua d'Arc", ['acqua', 'dellacqua', 'arc', "d'arc"]],
    ['m\u200buller', ['muller', 'mül\u00adler']],
    ['Işık', ['ISIK', 'ışık', 'işik']],
  ];
  for (const [name, by] of found) {
    it(`find ${JSON.stringify(name)} by ${by.join(', ')}`, () => {
      for (const named of [{ displayName: name }, { displayName: 'X', familyName: name }]) {
        const words = searchWordsOf({ ...nobody, ...named });
        for (const text of by)
          for (const sought of wordsSought(text))
            assert.ok(
              words.some((word) => word.startsWith(sought)),
              `${text}: ${words.join(' ')}`,
            );
      }
    });
  }

  it('find Johnson not by what is within a word', () => {
    assert.deepEqual(searchWordsOf({ ...nobody, displayName: 'Johnson' }), ['johnson']);
  });

  it('are of a family name and a given name also what both make without a space', () => {
    const words = searchWordsOf({ ...nobody, givenName: '太郎', familyName: '山田' });
    assert.deepEqual(words, ['山田', '太郎', '山田太郎', '田太郎', '郎']);
  });

  it('are first those of the address, which no name hides, and which hides no name', () => {
    const many = Array.from({ length: 40 }, (_, index) => `w${index}`);
    const byName = searchWordsOf({ ...nobody, displayName: many.join(' '), email: 'many@acme.example' });
    assert.deepEqual(byName.slice(0, 4), ['many', 'acme', 'example', 'w0']);
    assert.equal(byName.length, 24);
    const byAddress = searchWordsOf({
      ...nobody,
      displayName: 'Ada Byron',
      email: `${many.join('.')}@acme.com`,
    });
    assert.deepEqual(byAddress.slice(11, 14), ['w11', 'ada', 'byron']);
  });

  it('are so many and so long at most, whatever a directory sends', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(' ');
    assert.equal(wordsSought(many).length, 24);
    const kanji = Array.from({ length: 4_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    for (const displayName of [
      kanji,
      '\u{20000}'.repeat(10_000),
      Array.from(kanji).join(' '),
      Array.from(kanji).join("'"),
      `a${"'b".repeat(5_000)}`,
    ]) {
      const words = searchWordsOf({ ...nobody, displayName, email: 'ada@acme.com' });
      assert.ok(words.length <= 24);
      assert.ok(words.every((word) => Array.from(word).length <= 40));
      assert.ok(words.includes('ada'));
    }
  });

  it('are without blanks, whatever is in a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (displayName) => {
        const words = searchWordsOf({ ...nobody, displayName });
        assert.ok(words.length <= 24);
        for (const word of words) assert.match(word, /^[\p{L}\p{N}]+$/u);
        // Whoever copies the name finds the person.
        for (const sought of wordsSought(displayName).slice(0, 20))
          assert.ok(words.some((word) => word.startsWith(sought)));
      }),
    );
  });
});
