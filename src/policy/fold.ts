/**
 * Text as policies compare it: composed (NFC), without case, whatever the locale of the machine.
 * The final sigma is folded too, so that the end of a word compares like its middle.
 */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
}
