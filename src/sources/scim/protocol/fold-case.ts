/**
 * Lower case, one character at a time (Unicode's simple mapping): what `lower()` of the database makes of a text, so that
 * what is compared here and there without case is compared alike.
 */
export function foldCase(text: string): string {
  // toLowerCase looks at what stands around: a capital sigma at the end of a word would become another letter.
  if (!hasContext.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += character === 'İ' ? 'i' : character.toLowerCase();
  return folded;
}

const hasContext = /[Σİ]/;

/** Negative where `one` comes first, by code points: UTF-16 would put what is beyond U+FFFF before U+E000. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const left = one.charCodeAt(at);
    const right = other.charCodeAt(at);
    if (left === right) continue;
    const isLeftSurrogate = left >= 0xd800 && left <= 0xdfff;
    const isRightSurrogate = right >= 0xd800 && right <= 0xdfff;
    if (isLeftSurrogate === isRightSurrogate) return left - right;
    return isLeftSurrogate ? 1 : -1;
  }
  return one.length - other.length;
}
