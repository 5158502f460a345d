import type { Diagnostic } from '../../generated/api.ts';
import { changeBetween, linesOf } from './text-change.ts';

/** Findings about a text that has changed since: those of lines that are as they were, at where these are now. */
export function movedFindings(
  findings: readonly Diagnostic[],
  before: string,
  after: string,
): readonly Diagnostic[] {
  const was = linesOf(before);
  const change = changeBetween(was, linesOf(after));
  if (change === null) return findings;
  const { from, to, insert } = atLineStart(was, change);
  const removed = was.slice(from, to);
  let first = 1 + lineEnds(was.slice(0, from));
  let last = first + lineEnds(removed);
  // Whole lines that come or go before a line, or behind one, leave it as it was.
  if (/(^|\n)$/.test(was.slice(0, from)) && [removed, insert].every((text) => /(^|\n)$/.test(text)))
    last -= 1;
  else if (/^(\n|$)/.test(was.slice(to)) && [removed, insert].every((text) => /^(\n|$)/.test(text))) {
    first += 1;
  }
  const moved = lineEnds(insert) - lineEnds(removed);
  return findings.flatMap((finding) => {
    if (finding.line < first) return [finding];
    return finding.line > last ? [{ ...finding, line: finding.line + moved }] : [];
  });
}

interface Change {
  from: number;
  to: number;
  insert: string;
}

/** The same change, told from the start of its line on where it can be: of two lines that begin alike, one may be gone. */
function atLineStart(was: string, { from, to, insert }: Change): Change {
  const moved = insert === '' ? was.slice(from, to) : insert;
  if (insert !== '' && from !== to) return { from, to, insert };
  let by = 0;
  while (
    by < Math.min(from, moved.length) &&
    was[from - by - 1] !== '\n' &&
    was[from - by - 1] === moved.at(-1 - by)
  ) {
    by += 1;
  }
  const isAtStart = from === by || was[from - by - 1] === '\n';
  if (!isAtStart) return { from, to, insert };
  const turned = moved.slice(moved.length - by) + moved.slice(0, moved.length - by);
  return { from: from - by, to: to - by, insert: insert === '' ? '' : turned };
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}
