import type { CST } from 'yaml';
import { append, error, type Finding } from './finding.ts';

/** Deeper than any document of ours; composing is recursive, and hostile depth would exhaust the stack. */
const MOST_DEPTH = 40;

export interface TokenCheck {
  findings: Finding[];
  /** False where composing the tokens would be unsafe. */
  composable: boolean;
  /** Where each quote that is never closed begins, by the offset at which YAML notices. */
  openQuotes: ReadonlyMap<number, number>;
}

/** Looks through the raw tokens of a file for what documents of ours do not use. */
export function checkTokens(tokens: readonly CST.Token[]): TokenCheck {
  const findings: Finding[] = [];
  const openQuotes = new Map<number, number>();
  const documents = tokens.filter((token) => token.type === 'document');
  for (const token of tokens) {
    if (token.type === 'directive') findings.push(directiveFinding(token));
  }
  const second = documents[1];
  if (second) findings.push(secondDocumentFinding(second));

  let deepest: CST.Token | null = null;
  // A list of what is still to see, not recursion: this runs before the depth is known.
  const waiting: PlacedToken[] = documents.slice(0, 1).map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > MOST_DEPTH) {
      deepest = token;
      continue;
    }
    if (token.type === 'tag') findings.push(tagFinding(token));
    if (isOpenQuote(token)) openQuotes.set(token.offset + token.source.length, token.offset);
    append(waiting, innerTokens(next));
  }
  if (deepest) {
    findings.push(
      error(
        deepest.offset,
        'too_deep',
        `This is nested more than ${MOST_DEPTH} levels deep.`,
        'Write it flatter.',
      ),
    );
  }
  return { findings, composable: deepest === null, openQuotes };
}

interface PlacedToken {
  token: CST.Token;
  depth: number;
}

/** The tokens right inside one. A key or a value is a level deeper, the marks beside it are not. */
function innerTokens({ token, depth }: PlacedToken): PlacedToken[] {
  const inner: PlacedToken[] = [];
  const add = (tokens: readonly (CST.Token | null | undefined)[] | undefined, deeper: 0 | 1): void => {
    for (const found of tokens ?? []) if (found) inner.push({ token: found, depth: depth + deeper });
  };
  if (token.type === 'document') {
    add(token.start, 0);
    add([token.value], 1);
  } else if (token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection') {
    for (const item of token.items) {
      add(item.start, 0);
      add(item.sep, 0);
      add([item.key, item.value], 1);
    }
  }
  return inner;
}

function isOpenQuote(token: CST.Token): token is CST.FlowScalar {
  if (token.type !== 'single-quoted-scalar' && token.type !== 'double-quoted-scalar') return false;
  return token.source.length < 2 || !token.source.endsWith(token.source.charAt(0));
}

function directiveFinding(token: CST.Directive): Finding {
  return error(
    token.offset,
    'directive',
    'A line that starts with % is an instruction to YAML readers, and policies have none.',
    'Remove this line.',
  );
}

function secondDocumentFinding(token: CST.Document): Finding {
  return error(
    token.offset,
    'several_documents',
    'A second YAML document starts here; a file of ours holds one.',
    'Remove the line "---", or move what follows to a file of its own.',
  );
}

function tagFinding(token: CST.SourceToken): Finding {
  return error(
    token.offset,
    'tag',
    `${token.source.slice(0, 40)} is a YAML tag, and policies have none.`,
    'Remove it. If text is meant, put the value in quotes.',
  );
}
