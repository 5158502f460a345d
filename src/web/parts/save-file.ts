import type { AnsweredFile } from '../api/ask.ts';

/** For so long the browser may take to begin with it, in milliseconds. */
const TAKEN_AFTER_MS = 10_000;

/** Hands a file to the reader to keep. */
export function saveFile({ name, content }: AnsweredFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, TAKEN_AFTER_MS);
}
