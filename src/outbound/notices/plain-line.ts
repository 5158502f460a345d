/**
 * A value as one line of plain text: no line break that could begin a header or another paragraph, no invisible
 * character that turns text around, no address that a mail program would make a link of.
 *
 * @param most characters
 */
export function plainLine(value: string, most = 200): string {
  const line = value
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('://', ': //')
    .trim();
  const characters = Array.from(line.slice(0, most * 2));
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
