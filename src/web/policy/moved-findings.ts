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
  const { from, to, insert } = change;
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

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}
