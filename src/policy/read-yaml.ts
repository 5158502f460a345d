import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  type Alias,
  type ParsedNode,
  type Scalar,
} from 'yaml';
import { checkCharacters, checkText } from './characters.ts';
import { error, quoted, type Finding, type Position } from './finding.ts';
import type { SourceNode } from './source-node.ts';
import { syntaxFindings } from './yaml-sentences.ts';
import { checkTokens } from './yaml-tokens.ts';

/** In UTF-16 units. A policy of a hundred thousand lines is a mistake or an attack. */
const MOST_CHARACTERS = 1_000_000;
const MOST_ALIASES = 100;
/** Nodes of a whole document with its aliases written out. */
const MOST_NODES = 200_000;

export interface YamlDocument {
  /** The root, or null if there is nothing to look at. */
  root: SourceNode | null;
  findings: Finding[];
  /** What stands from here on may have been misread because of a syntax error; Infinity without one. */
  reliableUntil: number;
  positionOf: (offset: number) => Position;
}

/** Reads one YAML 1.2 document (core schema) with the place of every value. Never throws. */
export function readYaml(written: string): YamlDocument {
  const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(offset, text.length)));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const failed = (findings: Finding[]): YamlDocument => ({
    root: null,
    findings,
    reliableUntil: 0,
    positionOf,
  });
  if (text.length > MOST_CHARACTERS) {
    return failed([
      error(
        0,
        'too_large',
        `This file has more than ${MOST_CHARACTERS} characters.`,
        'Split it, or remove what is not needed.',
      ),
    ]);
  }

  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const characters = checkCharacters(text);
  const check = checkTokens(tokens);
  const findings = [...characters, ...check.findings];
  if (!check.composable) return failed(findings);

  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = composer.compose(tokens, true, text.length);
  if (!document) return failed(findings);
  const syntax = syntaxFindings(document.errors, check.openQuotes, (offset) => positionOf(offset).line);
  findings.push(...syntax);
  const firstError = syntax.reduce((first, { at }) => Math.min(first, at), Infinity);

  const reading: Reading = {
    findings,
    positionOf,
    anchors: new Map(),
    open: new Set(),
    aliases: 0,
    nodes: 0,
    checkTexts: characters.length === 0,
  };
  const root = document.contents === null ? null : sourceNodeOf(document.contents, null, reading);
  return {
    root,
    findings,
    reliableUntil: Math.min(firstError, reading.nodes > MOST_NODES ? 0 : Infinity),
    positionOf,
  };
}

/** The state of one reading. */
interface Reading {
  findings: Finding[];
  positionOf: (offset: number) => Position;
  anchors: Map<string, ParsedNode>;
  /** Anchored nodes that are being read right now: an alias to one of them would never end. */
  open: Set<ParsedNode>;
  aliases: number;
  nodes: number;
  checkTexts: boolean;
}

/** @param keyAt where the key of this value stands, or null. */
function sourceNodeOf(node: ParsedNode | null, keyAt: number | null, reading: Reading): SourceNode {
  const at = node === null ? (keyAt ?? 0) : node.range[0];
  const blank = { at, keyAt: keyAt ?? at, written: null, entries: null, items: null };
  reading.nodes += 1;
  if (reading.nodes === MOST_NODES + 1) {
    reading.findings.push(
      error(at, 'too_many_values', `This file has more than ${MOST_NODES} values.`, null),
    );
  }
  if (node === null || reading.nodes > MOST_NODES) return { ...blank, value: null };
  if (isAlias(node)) return aliasedNode(node, keyAt, reading);
  if (isScalar(node)) return { ...blank, ...readScalar(node, reading) };

  reading.open.add(node);
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  const result: SourceNode = isSeq(node)
    ? { ...blank, ...readList(node.items, reading) }
    : { ...blank, ...readMap(node.items, reading) };
  reading.open.delete(node);
  return result;
}

function aliasedNode(alias: Alias.Parsed, keyAt: number | null, reading: Reading): SourceNode {
  const at = alias.range[0];
  const nothing = { value: null, at, keyAt: keyAt ?? at, written: null, entries: null, items: null };
  const target = reading.anchors.get(alias.source);
  reading.aliases += 1;
  if (!target) {
    reading.findings.push(
      error(
        at,
        'unknown_alias',
        `YAML reads *${alias.source} as "the same as &${alias.source}", and there is none above.`,
        'If text is meant, put it in quotes.',
      ),
    );
    return nothing;
  }
  if (reading.open.has(target)) {
    reading.findings.push(
      error(at, 'circular_alias', `*${alias.source} contains itself.`, 'Write out what is meant.'),
    );
    return nothing;
  }
  if (reading.aliases > MOST_ALIASES) {
    reading.findings.push(
      error(
        at,
        'too_many_aliases',
        `There are more than ${MOST_ALIASES} aliases like *${alias.source}.`,
        'Write out what is meant.',
      ),
    );
    return nothing;
  }
  return { ...sourceNodeOf(target, keyAt, reading), at };
}

function readScalar(node: Scalar.Parsed, reading: Reading): Pick<SourceNode, 'value' | 'written'> {
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  const { value, source } = node;
  if (typeof value === 'string') {
    if (reading.checkTexts) reading.findings.push(...checkText(value, node.range[0]));
    return { value, written: null };
  }
  return { value: value ?? null, written: source };
}

function readList(nodes: readonly unknown[], reading: Reading): Pick<SourceNode, 'value' | 'items'> {
  const items: SourceNode[] = [];
  for (const item of nodes) {
    // `[a: 1]` is a list with a map of one pair; the reader gives a bare pair or a map, by its style.
    if (isPair(item)) {
      const pair = item as unknown as ParsedPair;
      items.push({
        at: pair.key?.range[0] ?? 0,
        keyAt: pair.key?.range[0] ?? 0,
        written: null,
        items: null,
        ...readMap([pair], reading),
      });
    } else {
      items.push(sourceNodeOf(item as ParsedNode | null, null, reading));
    }
  }
  return { value: items.map((item) => item.value), items };
}

interface ParsedPair {
  key: ParsedNode | null;
  value: ParsedNode | null;
}

function readMap(pairs: readonly unknown[], reading: Reading): Pick<SourceNode, 'value' | 'entries'> {
  const value: Record<string, unknown> = {};
  const entries = new Map<string, SourceNode>();
  for (const pair of pairs as readonly ParsedPair[]) {
    const at = pair.key?.range[0] ?? pair.value?.range[0] ?? 0;
    const key = readKey(pair.key, at, reading);
    const entry = sourceNodeOf(pair.value, at, reading);
    if (key === null) continue;
    const first = entries.get(key);
    if (first) {
      const { line } = reading.positionOf(first.keyAt);
      reading.findings.push(
        error(
          at,
          'duplicate_key',
          `${quoted(key)} is here twice; the first is in line ${line}.`,
          'Keep one of them.',
        ),
      );
      continue;
    }
    entries.set(key, entry);
    value[key] = entry.value;
  }
  return { value, entries };
}

/** The key as text, or null if it cannot be one. */
function readKey(node: ParsedNode | null, at: number, reading: Reading): string | null {
  if (node === null || isMap(node) || isSeq(node) || isAlias(node)) {
    reading.findings.push(
      error(at, 'key_not_text', 'A key has to be a text of its own.', 'Write key: value.'),
    );
    return null;
  }
  const { value, source, type } = node;
  if (typeof value !== 'string') {
    const isEmpty = source === '';
    reading.findings.push(
      isEmpty
        ? error(at, 'key_not_text', 'There is no key before this colon.', 'Write key: value.')
        : error(
            at,
            'key_not_text',
            `YAML does not read ${source} as text.`,
            `Write it in quotes: "${source}".`,
          ),
    );
    return isEmpty ? null : source;
  }
  if (value === '<<' && type === 'PLAIN') {
    reading.findings.push(
      error(at, 'merge_key', 'Merge keys (<<) are not part of YAML 1.2.', 'Write out what is meant.'),
    );
    return null;
  }
  if (value === '__proto__') {
    reading.findings.push(error(at, 'forbidden_key', '__proto__ cannot be a key.', 'Choose another name.'));
    return null;
  }
  if (reading.checkTexts) reading.findings.push(...checkText(value, at));
  return value;
}
