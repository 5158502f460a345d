import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Splice } from './splice-text.ts';

/** Where a node's own text ends, without the blank lines and comments that follow it. */
export function endOf(text: string, node: unknown): number | null {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return endOf(text, last?.value) ?? endOf(text, last?.key);
  }
  if (isSeq(node) && node.flow !== true) return endOf(text, node.items.at(-1));
  const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
  if (range == null) return null;
  return range[0] + text.slice(range[0], range[1]).trimEnd().length;
}

/** The comments of a block that are lines or ends of lines. A `#` inside a quoted text is none. */
export function commentsIn(block: string): string[] {
  const document = parseDocument(block, { keepSourceTokens: true, logLevel: 'silent' });
  const quoted: [number, number][] = [];
  const note = (node: unknown): void => {
    if (isScalar(node) && node.range != null) quoted.push([node.range[0], node.range[1]]);
    if (isMap(node)) node.items.forEach(({ key, value }) => [key, value].forEach(note));
    if (isSeq(node)) node.items.forEach(note);
  };
  note(document.contents);
  return [...block.matchAll(/(?:^|[ \t])(#[^\n\r]*)/gm)].flatMap((match) => {
    const at = match.index + match[0].length - (match[1]?.length ?? 0);
    return quoted.some(([from, to]) => from <= at && at < to) ? [] : [(match[1] ?? '').trimEnd()];
  });
}

/** Takes away whole lines: from that of one place to that of another. */
export function wholeLines(text: string, from: number, end: number): Splice {
  return { from: lineStart(text, from), to: Math.min(lineEnd(text, end) + 1, text.length), text: '' };
}

/** Where the line of a place begins. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line of a place ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
