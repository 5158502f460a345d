import type { Counted } from './dialect-rewrite.ts';
import { foldName } from './known-attributes.ts';

/** A piece of a filter: text in quotes, a word, blanks, or a bracket. Together they are the filter. */
interface Piece {
  kind: 'text' | 'word' | 'blank' | 'bracket';
  written: string;
}

/** One comparison of a filter, as it was written. */
export interface WrittenComparison {
  /** The attribute, without case and URN of the core schema. */
  name: string;
  /** Likewise, of the attribute in whose `[...]` the comparison is; null where it is in none. */
  within: string | null;
  /** With its quotes, if it has any. */
  value: string;
}

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);

/** What to write instead of an attribute's name, or of a value. */
export type RewrittenComparison = { name: string } | { value: string };

/**
 * The comparisons in a filter, or in the path of a PATCH, each rewritten on its own. Whatever is no comparison stays as
 * it is, also where it is no filter at all. Takes time in proportion to the length.
 *
 * @param rewrite gives null to leave a comparison as it is
 */
export function rewriteComparisons(
  filter: string,
  rewrite: (comparison: WrittenComparison) => RewrittenComparison | null,
): Counted<string> {
  const pieces = readPieces(filter);
  let within: string | null = null;
  let count = 0;
  for (const [index, piece] of pieces.entries()) {
    if (piece.written === '[') within = foldName(pieces[index - 1]?.written ?? '');
    else if (piece.written === ']') within = null;
    const value = comparedValue(pieces, index);
    if (value === null) continue;
    const instead = rewrite({ name: foldName(piece.written), within, value: value.written });
    if (instead === null) continue;
    if ('name' in instead) piece.written = instead.name;
    else value.written = instead.value;
    count += 1;
  }
  return count === 0
    ? { value: filter, count }
    : { value: pieces.map(({ written }) => written).join(''), count };
}

/** The value in `name operator value` that starts at this piece. */
function comparedValue(pieces: readonly Piece[], index: number): Piece | null {
  const [name, blank, operator, gap, value, next] = pieces.slice(index, index + 6);
  if (name?.kind !== 'word' || blank?.kind !== 'blank' || gap?.kind !== 'blank') return null;
  if (operator?.kind !== 'word' || !operators.has(operator.written.toLowerCase())) return null;
  if (value === undefined || value.kind === 'blank' || value.kind === 'bracket') return null;
  // What goes on without a blank is no value that could be told apart from what follows.
  const ends = next === undefined || next.kind === 'blank' || next.written === ')' || next.written === ']';
  return ends ? value : null;
}

function readPieces(filter: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  while (start < filter.length) {
    const kind = kindOf(filter.charAt(start));
    const end = kind === 'text' ? endOfText(filter, start) : endOfRun(filter, start, kind);
    pieces.push({ kind, written: filter.slice(start, end) });
    start = end;
  }
  return pieces;
}

function kindOf(character: string): Piece['kind'] {
  if (character === '"') return 'text';
  if (character === ' ' || character === '\t') return 'blank';
  return '()[]'.includes(character) ? 'bracket' : 'word';
}

function endOfRun(filter: string, start: number, kind: Piece['kind']): number {
  if (kind === 'bracket') return start + 1;
  let end = start + 1;
  while (end < filter.length && kindOf(filter.charAt(end)) === kind) end += 1;
  return end;
}

function endOfText(filter: string, start: number): number {
  let end = start + 1;
  while (end < filter.length && filter.charAt(end) !== '"') end += filter.charAt(end) === '\\' ? 2 : 1;
  return Math.min(end + 1, filter.length);
}
