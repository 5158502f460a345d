import { createTwoFilesPatch } from 'diff';

/** Beyond this many lines that differ, looking for the shortest difference takes longer than reading it does. */
const MOST_EDITS = 4_000;

/**
 * The unified difference of two texts, as `diff -u` prints it; empty where they are equal.
 * @param names what the two are called in its head
 */
export function textDifference(
  before: string,
  after: string,
  names: { before: string; after: string },
): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(names.before, names.after, before, after, undefined, undefined, {
    context: 3,
    maxEditLength: MOST_EDITS,
  });
  return (patch ?? wholeTexts(before, after, names)).replace(/^=+\n/, '');
}

/** Everything out, everything in. */
function wholeTexts(before: string, after: string, names: { before: string; after: string }): string {
  const [was, is] = [linesOf(before), linesOf(after)];
  return [
    `--- ${names.before}`,
    `+++ ${names.after}`,
    `@@ -1,${String(was.length)} +1,${String(is.length)} @@`,
    ...was.map((line) => `-${line}`),
    ...is.map((line) => `+${line}`),
    '',
  ].join('\n');
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
