/**
 * A piece of a text from outside: what is to be read, or a character that would be invisible, bend what is around it or be
 * drawn over it, and how often it stands there one after the other.
 */
export type TextPiece = { kind: 'text'; text: string } | { kind: 'control'; code: string; times: number };

/**
 * Controls but tab and line break; directions and their overrides; spaces without width; letters that look like nothing;
 * tags; halves of surrogate pairs; and the fifth mark on one letter, which no language writes, and all that follow it.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}|(?<=\p{M}{4})\p{M}/gu;

/** No character that people write has more code units; what has is marks upon marks, and each counts. */
const LONGEST_CHARACTER = 16;

/** Splits a text so that what cannot be seen can be shown by its code, such as U+202E. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    const code = codeOf(match[0]);
    const last = pieces.at(-1);
    if (last?.kind === 'control' && last.code === code) last.times += 1;
    else pieces.push({ kind: 'control', code, times: 1 });
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
  for (const { segment, index } of segments) {
    if (count === most) return text.slice(0, index);
    const counted = segment.length > LONGEST_CHARACTER ? segment.length : 1;
    if (count + counted > most) return text.slice(0, index + most - count);
    count += counted;
  }
  return looked.length === text.length ? null : looked;
}

/** A piece that is no text, as it is shown. */
export function codeInWords({ code, times }: { code: string; times: number }): string {
  return times === 1 ? code : `${code} ×${times}`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
