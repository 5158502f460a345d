import { codeInWords, cutText, piecesOf } from './printable-text.ts';

/** Of a title that has a name in it, in characters. */
export const MOST_OF_A_TITLE = 160;

/**
 * Text that somebody outside has written, for where there is no room for elements: the name of a control, the title of a
 * page. Characters that nobody sees are written as their code.
 */
export function plainText(text: string, most = 60): string {
  const cut = cutText(text, most);
  const shown = piecesOf(cut ?? text)
    .map((piece) => (piece.kind === 'text' ? piece.text : ` ${codeInWords(piece)} `))
    .join('');
  return cut === null ? shown : `${shown}…`;
}
