import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeInWords, cutText, piecesOf } from '../../../src/web/parts/printable-text.ts';
import { nastyText } from '../../support/nasty-text.ts';

describe('text from outside', () => {
  const shown = (text: string): string =>
    piecesOf(text)
      .map((piece) => (piece.kind === 'text' ? piece.text : `[${codeInWords(piece)}]`))
      .join('');

  it('shows by their code the characters that cannot be seen or bend what is around them', () => {
    assert.equal(shown('Ada\u202egnp.exe'), 'Ada[U+202E]gnp.exe');
    assert.equal(shown('a\u0000b\u200bc\ufeff'), 'a[U+0000]b[U+200B]c[U+FEFF]');
    assert.equal(shown('half \ud800 pair'), 'half [U+D800] pair');
    assert.equal(shown('tag\u{e0041}'), 'tag[U+E0041]');
    assert.equal(shown('\u3164'), '[U+3164]');
  });

  it('draws no letter over the rows above it, and says the same character once', () => {
    assert.equal(shown(`Z${'\u0301'.repeat(300)}!`), `Z${'\u0301'.repeat(4)}[U+0301 ×296]!`);
    assert.equal(shown('a\u200b\u200b\u200bb'), 'a[U+200B ×3]b');
  });

  it('leaves alone what people write', () => {
    for (const text of [
      'Ada Lovelace',
      'أحمد',
      'می\u200cخواهم',
      '👩\u200d💻',
      'Łukasz\nŻ\tx',
      '李四',
      'हिन्दी',
      'שָׁלוֹם',
      '',
    ]) {
      assert.equal(shown(text), text);
    }
  });

  it('cuts between characters as people count them, and not what fits', () => {
    assert.equal(cutText('Ada', 3), null);
    assert.equal(cutText('Adam', 3), 'Ada');
    assert.equal(cutText('👩‍💻👩‍💻👩‍💻', 2), '👩‍💻👩‍💻');
    assert.equal(cutText('e\u0301e\u0301', 2), null);
    assert.equal(cutText('x'.repeat(10_000), 80), 'x'.repeat(80));
    assert.ok((cutText(`e${'\u0301'.repeat(100_000)}`, 10) ?? '').length < 1_000);
  });

  it('loses nothing, whatever it is', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const back = piecesOf(text).map((piece) =>
          piece.kind === 'text'
            ? piece.text
            : String.fromCodePoint(Number.parseInt(piece.code.slice(2), 16)).repeat(piece.times),
        );
        assert.equal(back.join(''), text);
      }),
    );
  });
});
