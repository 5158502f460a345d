/** A text of the policy in quotes, whole: what is left out cannot be checked. On one line, and nothing that steers. */
export function inQuotes(text: string): string {
  return `"${onOneLine(text)}"`;
}

/** A text without line breaks, and without characters that nobody sees. */
export function onOneLine(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
