/** Deeper expressions are not followed. */
const MOST_DEPTH = 8;

/**
 * Texts that a regular expression probably matches, made from its own pieces: the first character of a class, one or
 * no repetition, each alternative. Whoever asks tries them on the expression; none is promised to fit.
 */
export function textsMatching(expression: string): string[] {
  const bare = expression.replace(/^\(\?[a-z]+\)/i, '');
  return [...new Set(alternatives(bare, 0))].slice(0, 20);
}

function alternatives(expression: string, depth: number): string[] {
  if (depth > MOST_DEPTH) return [];
  return splitAtBars(expression).flatMap((branch) => {
    const text = sequence(branch, depth);
    return text === null ? [] : [text];
  });
}

/** Splits at the `|` that are in no group and no class. */
function splitAtBars(expression: string): string[] {
  const branches: string[] = [];
  let branch = '';
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < expression.length; i++) {
    const character = expression.charAt(i);
    if (character === '\\') {
      branch += character + expression.charAt(++i);
      continue;
    }
    if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (!inClass && character === '(') depth++;
    else if (!inClass && character === ')') depth--;
    if (character === '|' && depth === 0 && !inClass) {
      branches.push(branch);
      branch = '';
    } else branch += character;
  }
  return [...branches, branch];
}

function sequence(branch: string, depth: number): string | null {
  let text = '';
  let rest = branch;
  while (rest !== '') {
    const piece = /^(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)/su.exec(rest)?.[0] ?? rest.charAt(0);
    let made: string;
    if (piece === '(') {
      const end = closing(rest);
      if (end === -1) return null;
      const inner = rest.slice(1, end).replace(/^\?(?:P?<[^>]*>|[a-z]*:)/, '');
      made = alternatives(inner, depth + 1)[0] ?? '';
      rest = rest.slice(end + 1);
    } else {
      made = oneOf(piece);
      rest = rest.slice(piece.length);
    }
    const repeat = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(rest);
    rest = rest.slice(repeat?.[0].length ?? 0);
    const times = repeat?.[1] === undefined ? 1 : Math.min(Number(repeat[1]), 50);
    text += made.repeat(times);
  }
  return text;
}

function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function oneOf(piece: string): string {
  if (piece === '^' || piece === '$' || piece === '\\b' || piece === '\\A' || piece === '\\z') return '';
  if (piece === '.') return 'x';
  if (piece.startsWith('[^')) return 'x';
  if (piece.startsWith('[')) {
    const inside = piece.slice(1, -1);
    return inside.startsWith('\\') ? oneOf(inside.slice(0, 2)) : inside.charAt(0);
  }
  if (!piece.startsWith('\\')) return piece;
  return { d: '1', w: 'x', s: ' ', D: 'x', S: 'x', W: '-' }[piece.charAt(1)] ?? piece.charAt(1);
}
