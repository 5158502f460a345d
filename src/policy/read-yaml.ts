import { Composer, Parser } from 'yaml';
import { checkCharacters } from './characters.ts';
import { append, error, type Finding, type Position } from './finding.ts';
import type { SourceNode } from './source-node.ts';
import { toSourceNode, type Span } from './to-source-node.ts';
import { syntaxFindings } from './yaml-sentences.ts';
import { checkTokens } from './yaml-tokens.ts';

/** In UTF-16 units. A policy of a hundred thousand lines is a mistake or an attack. */
const MOST_CHARACTERS = 1_000_000;

export interface YamlDocument {
  /** The root, or null if there is nothing to look at. */
  root: SourceNode | null;
  findings: Finding[];
  /** What stands from here on may have been misread because of an error; Infinity without one. */
  reliableUntil: number;
  /** Places whose values could not be read, which has been said; they count as null. */
  unreadable: readonly Span[];
  positionOf: (offset: number) => Position;
}

/** Reads one YAML 1.2 document (core schema) with the place of every value. Never throws. */
export function readYaml(written: string): YamlDocument {
  const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
  const positionOf = positionsIn(text);
  const failed = (findings: Finding[]): YamlDocument => ({
    root: null,
    findings,
    reliableUntil: 0,
    unreadable: [],
    positionOf,
  });
  if (text.length > MOST_CHARACTERS) {
    const message = `This file has more than ${MOST_CHARACTERS} characters.`;
    return failed([error(0, 'too_large', message, 'Split it, or remove what is not needed.')]);
  }

  const tokens = [...new Parser().parse(text)];
  const characters = checkCharacters(text);
  const check = checkTokens(tokens);
  const findings = [...characters, ...check.findings];
  if (!check.composable) return failed(findings);

  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    // Ours is not quadratic, and tells where the first of two equal keys is.
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = composer.compose(tokens, true, text.length);
  if (!document) return failed(findings);
  const syntax = syntaxFindings(document.errors, check.openQuotes, {
    text,
    lineOf: (offset) => positionOf(offset).line,
  });
  findings.push(...syntax);
  const firstError = syntax.reduce((first, { at }) => Math.min(first, at), Infinity);
  if (document.contents === null) return { ...failed(findings), reliableUntil: firstError };

  const reading = toSourceNode(document.contents, { positionOf });
  const badLines = new Set(characters.map(({ at }) => positionOf(at).line));
  // What the file itself shows has been said; here follow texts in which an escape has made such a character.
  const isNews = ({ at, code }: Finding): boolean =>
    code !== 'unprintable_character' || !badLines.has(positionOf(at).line);
  append(findings, reading.findings.filter(isNews));
  return {
    root: reading.root,
    findings,
    reliableUntil: Math.min(firstError, reading.brokenOffAt ?? Infinity),
    unreadable: reading.unreadable,
    positionOf,
  };
}

/** Finds lines and columns, both from 1. The library's own counter misses the lines that a syntax error swallows. */
function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const wanted = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: wanted - (starts[low] ?? 0) + 1 };
  };
}
