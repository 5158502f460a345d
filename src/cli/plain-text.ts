/** Text of which nothing steers a terminal: control, format and surrogate characters become dots. */
export function plainText(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '·');
}
