import { isAlias, isMap, isPair, isScalar, isSeq, type Alias, type ParsedNode, type Scalar } from 'yaml';
import { checkText } from './characters.ts';
import { error, quoted, type Finding, type Position } from './finding.ts';
import type { SourceNode } from './source-node.ts';

const MOST_ALIASES = 100;
/** Nodes of a whole document with its aliases written out. */
const MOST_NODES = 200_000;

/** Offsets, both inclusive. */
export interface Span {
  from: number;
  to: number;
}

export interface SourceReading {
  root: SourceNode;
  findings: Finding[];
  /** Places whose values could not be read; they count as null. */
  unreadable: Span[];
  /** Where reading stopped because of a limit, or null. */
  brokenOffAt: number | null;
}

interface Options {
  positionOf: (offset: number) => Position;
}

/**
 * Turns what the YAML library has read into plain values with their places. Aliases are written out, within limits;
 * of two equal keys the first counts. The recursion is as deep as the tokens, whose depth has been checked.
 */
export function toSourceNode(contents: ParsedNode, options: Options): SourceReading {
  const reading: Reading = {
    ...options,
    findings: [],
    unreadable: [],
    brokenOffAt: null,
    anchors: new Map(),
    open: new Set(),
    aliases: 0,
    nodes: 0,
  };
  const root = readNode(contents, null, reading);
  return {
    root,
    findings: reading.findings,
    unreadable: reading.unreadable,
    brokenOffAt: reading.brokenOffAt,
  };
}

/** The state of one reading. */
interface Reading extends Options, Omit<SourceReading, 'root'> {
  anchors: Map<string, ParsedNode>;
  /** Nodes that are being read right now: an alias to one of them would never end. */
  open: Set<ParsedNode>;
  aliases: number;
  nodes: number;
}

/** @param keyAt where the key of this value stands, or null. */
function readNode(node: ParsedNode | null, keyAt: number | null, reading: Reading): SourceNode {
  const at = node === null ? (keyAt ?? 0) : node.range[0];
  const blank = { value: null, at, keyAt: keyAt ?? at, written: null, entries: null, items: null };
  reading.nodes += 1;
  if (reading.nodes > MOST_NODES) {
    breakOff(reading, error(at, 'too_many_values', `This file has more than ${MOST_NODES} values.`));
    return blank;
  }
  if (node === null) return blank;
  if (isAlias(node)) return readAlias(node, keyAt, reading) ?? blank;
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  if (isScalar(node)) return { ...blank, ...readScalar(node, reading) };
  reading.open.add(node);
  const inside = isSeq(node) ? readList(node.items, reading) : readMap(node.items, reading, at);
  reading.open.delete(node);
  return { ...blank, ...inside };
}

/** Reports a limit once; what follows is not looked at. */
function breakOff(reading: Reading, finding: Finding): void {
  if (reading.brokenOffAt !== null) return;
  reading.brokenOffAt = finding.at;
  reading.findings.push(finding);
}

function readAlias(alias: Alias.Parsed, keyAt: number | null, reading: Reading): SourceNode | null {
  const [at, to] = alias.range;
  const name = alias.source;
  const target = reading.anchors.get(name);
  reading.aliases += 1;
  if (reading.aliases > MOST_ALIASES) {
    const message = `With *${name}, there are more than ${MOST_ALIASES} aliases in this file.`;
    breakOff(reading, error(at, 'too_many_aliases', message, 'Write out what is meant.'));
    return null;
  }
  if (target && !reading.open.has(target)) return { ...readNode(target, keyAt, reading), at };
  reading.unreadable.push({ from: keyAt ?? at, to });
  reading.findings.push(
    target
      ? error(at, 'circular_alias', `*${name} contains itself.`, 'Write out what is meant.')
      : error(
          at,
          'unknown_alias',
          `YAML reads *${name} as "the same as &${name}", and there is no &${name} above.`,
          'If text is meant, put it in quotes.',
        ),
  );
  return null;
}

function readScalar(node: Scalar.Parsed, reading: Reading): Pick<SourceNode, 'value' | 'written'> {
  const { value, source } = node;
  if (typeof value !== 'string') return { value: value ?? null, written: source };
  reading.findings.push(...checkText(value, node.range[0]));
  return { value, written: null };
}

function readList(nodes: readonly unknown[], reading: Reading): Pick<SourceNode, 'value' | 'items'> {
  const items = nodes.map((item): SourceNode => {
    if (!isPair(item)) return readNode(item as ParsedNode | null, null, reading);
    // `[a: 1]` is a list of a map of one pair.
    const pair = item as unknown as ParsedPair;
    const at = pair.key?.range[0] ?? 0;
    return { at, keyAt: at, written: null, items: null, ...readMap([pair], reading, at) };
  });
  return { value: items.map((item) => item.value), items };
}

interface ParsedPair {
  key: ParsedNode | null;
  value: ParsedNode | null;
}

/** @param map where the map begins */
function readMap(
  pairs: readonly ParsedPair[],
  reading: Reading,
  map: number,
): Pick<SourceNode, 'value' | 'entries'> {
  const value: Record<string, unknown> = {};
  const entries = new Map<string, SourceNode>();
  for (const pair of pairs) {
    const at = pair.key?.range[0] ?? pair.value?.range[0] ?? 0;
    const key = readKey(pair.key, at, reading, map);
    const entry = readNode(pair.value, at, reading);
    if (key === null) continue;
    const first = entries.get(key);
    if (first) {
      const { line } = reading.positionOf(first.keyAt);
      const message = `${quoted(key)} is here twice; the first is in line ${line}.`;
      reading.findings.push(error(at, 'duplicate_key', message, 'Keep one of them.'));
      continue;
    }
    entries.set(key, entry);
    value[key] = entry.value;
  }
  return { value, entries };
}

/** The key as text, or null if it cannot be one. */
function readKey(node: ParsedNode | null, at: number, reading: Reading, map: number): string | null {
  const refuse = (code: string, message: string, hint: string): null => {
    reading.findings.push(error(at, code, message, hint));
    return null;
  };
  if (node === null || isMap(node) || isSeq(node) || isAlias(node)) {
    return refuse('key_not_text', 'A key has to be a text of its own.', 'Write key: value.');
  }
  const { value, source, type } = node;
  if (typeof value !== 'string') {
    if (source === '')
      return refuse('key_not_text', 'There is no key before this colon.', 'Write key: value.');
    refuse('key_not_text', `YAML does not read ${source} as text.`, `Write it in quotes: "${source}".`);
    return source;
  }
  if (value === '<<' && type === 'PLAIN') {
    reading.unreadable.push({ from: map, to: map });
    return refuse('merge_key', 'Merge keys (<<) are not part of YAML 1.2.', 'Write out what is meant.');
  }
  if (value === '__proto__') {
    return refuse('forbidden_key', '__proto__ cannot be a key.', 'Choose another name.');
  }
  reading.findings.push(...checkText(value, at));
  return value;
}
