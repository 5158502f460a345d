/** A piece of a text from outside: what is to be read, or a character that would be invisible or bend what is around it. */
export type TextPiece = { kind: 'text'; text: string } | { kind: 'control'; code: string };

/** Controls but tab and line break; directions and their overrides; spaces without width; tags; halves of surrogate pairs. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Splits a text so that what cannot be seen can be shown by its code, such as U+202E. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'control', code: codeOf(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** The beginning of a text in at most so many characters as people count them, or null where all of it fits. */
export function cutText(text: string, most: number): string | null {
  if (text.length <= most) return null;
  // A character as people count them can have many code units; far more than that are not looked at.
  const looked = text.slice(0, most * 16);
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(looked);
  let count = 0;
  for (const { index } of segments) {
    if (count === most) return text.slice(0, index);
    count += 1;
  }
  return looked.length === text.length ? null : looked;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
