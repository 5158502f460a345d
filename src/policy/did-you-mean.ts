/** A file can make both the slips and the candidates many; more of them than these are not looked at. */
const MOST_CANDIDATES = 300;

/** The candidate that was most probably meant, or null if none is near. Case, `-`, `_` and spaces hardly count. */
export function nearest(written: string, candidates: Iterable<string>): string | null {
  const bare = simplified(written);
  if (bare.length === 0 || bare.length > 80) return null;
  const allowed = bare.length <= 2 ? 1 : bare.length <= 5 ? 2 : Math.floor(bare.length / 3) + 1;
  let best: string | null = null;
  let bestDistance = allowed + 1;
  let seen = 0;
  for (const candidate of candidates) {
    seen += 1;
    if (seen > MOST_CANDIDATES) break;
    const other = simplified(candidate);
    if (Math.abs(other.length - bare.length) >= bestDistance || other.length > 80) continue;
    const away = distance(bare, other);
    // Two words that share less than half of their letters are no slip of the same word.
    if (away < bestDistance && away * 2 <= Math.max(bare.length, other.length)) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}

/** "Did you mean x?" and what else is known, or only the latter. */
export function suggestion(written: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearest(written, candidates);
  return near === null ? otherwise : `Did you mean ${near}?`;
}

function simplified(text: string): string {
  return text.toLowerCase().replace(/[-_\s]/g, '');
}

/** Edits between two texts: insertions, deletions, replacements and swapped neighbours (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
