import { Document, isCollection, isMap, isScalar, isSeq, parseDocument, visit, type YAMLMap } from 'yaml';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { asFlow } from './as-flow.ts';
import { commentsIn, endOf, lineEnd, lineStart, wholeLines } from './node-text.ts';
import { spliceText } from './splice-text.ts';

/** A value of a policy that a form can set: plain, a list of plain values, or a record of them. */
export type SettingValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | { readonly [key: string]: string | number | boolean | undefined };

/** One setting by the keys that lead to it, such as `deactivation`, `mode`; null takes it out. */
export interface Setting {
  path: readonly string[];
  value: SettingValue | null;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Sets values in the text of a policy: only what changes is written anew, so that comments, the order and everything else
 * stay as a person wrote them. A section that the text does not have is written whole, because a section that is present
 * takes the place of the default's.
 *
 * @param text YAML without errors
 * @param inherited the default policy's sections
 */
export function editSettings(text: string, inherited: Values, settings: readonly Setting[]): string {
  const lines = text.replaceAll('\r\n', '\n');
  const edited = settings.reduce((sofar, setting) => editOne(sofar, inherited, setting), lines);
  if (edited === lines) return text;
  // Positions are of lines that end with one character; a file of Windows gets its ends of lines back.
  return text.includes('\r\n') ? edited.replaceAll('\n', '\r\n') : edited;
}

function editOne(text: string, inherited: Values, setting: Setting): string {
  const { path, value } = setting;
  const before = readDocument(text);
  const values = (before.toJS() ?? {}) as Values;
  const [section = '', ...rest] = path;
  if (!Object.hasOwn(values, section) && rest.length > 0) {
    const from = (inherited[section] ?? {}) as Values;
    const content = withSetting(from, rest, value);
    if (isSame(content, from)) return text;
    return `${text.replace(/\n*$/, '\n')}\n${sectionText(section, content)}`;
  }
  const expected = withSetting(values, path, value);
  if (isSame(expected, values)) return text;
  const edited = value === null ? takeOut(text, before, path) : putIn(text, before, path, value);
  if (edited !== null && isSame(valueOf(edited), expected)) return edited;
  // What is written in a form that has no place to edit is written anew as a whole; comments stay all the same.
  if (value === null) before.deleteIn(path);
  else before.setIn(path, before.createNode(value));
  return before.toString({ lineWidth: 120, flowCollectionPadding: true, indentSeq: true });
}

/** Null where there is no place that one could be sure of. */
function putIn(
  text: string,
  document: Document,
  path: readonly string[],
  value: SettingValue,
): string | null {
  const node = document.getIn(path, true);
  if (node === undefined) return addTo(text, document, path, value);
  const end = endOf(text, node);
  const from = (node as { range?: [number, number, number] | null }).range?.[0];
  if (end === null || from === undefined) return null;
  if (isScalar(node) || (isCollection(node) && node.flow === true)) {
    if (isCollection(node) && commentsIn(text.slice(from, end)).length > 0) return null;
    return spliceText(text, [{ from, to: end, text: asFlow(value) }]);
  }
  // A block becomes one line; the comments that were inside it go above it.
  const key = keyOf(mapAt(document, path.slice(0, -1)), path.at(-1));
  if (key === null) return null;
  const start = lineStart(text, key.from);
  const indent = text.slice(start, key.from);
  if (indent.trim() !== '') return null;
  const above = commentsIn(text.slice(key.to, end)).map((comment) => `${indent}${comment}\n`);
  return spliceText(text, [
    { from: start, to: start, text: above.join('') },
    { from: key.to, to: end, text: `: ${asFlow(value)}` },
  ]);
}

/** Adds a key, and the maps on the way to it that are not there, behind the last key of the map that is. */
function addTo(
  text: string,
  document: Document,
  path: readonly string[],
  value: SettingValue,
): string | null {
  let depth = path.length - 1;
  while (depth > 0 && mapAt(document, path.slice(0, depth)) === null) depth -= 1;
  const map = mapAt(document, path.slice(0, depth));
  const [name = '', ...below] = path.slice(depth);
  if (map === null) return null;
  const nested = below.reduceRight<unknown>((inside, key) => ({ [key]: inside }), value);
  const entry = `${name}: ${asFlow(nested)}`;
  const last = map.items.at(-1);
  const end = endOf(text, last?.value) ?? endOf(text, last?.key);
  if (map.flow === true) {
    if (map.range == null) return null;
    if (end === null)
      return spliceText(text, [{ from: map.range[0], to: map.range[1], text: `{ ${entry} }` }]);
    return spliceText(text, [{ from: end, to: end, text: `, ${entry}` }]);
  }
  const first = map.items[0]?.key;
  if (end === null || !isScalar(first) || first.range == null) return null;
  const indent = ' '.repeat(first.range[0] - lineStart(text, first.range[0]));
  const at = lineEnd(text, end);
  return spliceText(text, [{ from: at, to: at, text: `\n${indent}${entry}` }]);
}

function takeOut(text: string, document: Document, path: readonly string[]): string | null {
  const map = mapAt(document, path.slice(0, -1));
  const key = keyOf(map, path.at(-1));
  const value = document.getIn(path, true);
  if (map === null || map.flow === true || map.items.length < 2 || key === null) return null;
  // Above the rest of its line there may be the key of an item of a list.
  if (text.slice(lineStart(text, key.from), key.from).trim() !== '') return null;
  return spliceText(text, [wholeLines(text, key.from, endOf(text, value) ?? key.to)]);
}

function mapAt(document: Document, path: readonly string[]): YAMLMap | null {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isMap(node) ? node : null;
}

function keyOf(map: YAMLMap | null, name: string | undefined): { from: number; to: number } | null {
  const keys = (map?.items ?? []).map(({ key }) => key);
  const key = keys.filter(isScalar).find(({ value }) => value === name);
  return key?.range == null ? null : { from: key.range[0], to: key.range[1] };
}

/** A section as people write it: its lists and what is deeper in one line each. */
function sectionText(section: string, content: Values): string {
  const document = new Document({ [section]: content }, { version: '1.2', schema: 'core' });
  visit(document, {
    Seq: (_key, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
    Map: (_key, node, way) => {
      // The document, its map and the pair of the section are above the section's own map.
      if (way.some((each) => isSeq(each)) || way.filter((each) => isMap(each)).length > 1) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, indentSeq: true });
}

function withSetting(
  values: Values,
  [key = '', ...rest]: readonly string[],
  value: SettingValue | null,
): Values {
  const below = Object.hasOwn(values, key) ? values[key] : undefined;
  const isMapBelow = typeof below === 'object' && below !== null && !Array.isArray(below);
  if (rest.length > 0) {
    if (value === null && !isMapBelow) return values;
    return { ...values, [key]: withSetting(isMapBelow ? (below as Values) : {}, rest, value) };
  }
  if (value !== null) return { ...values, [key]: value };
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

function readDocument(text: string): Document {
  return parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' });
}

function valueOf(text: string): unknown {
  const document = readDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

function isSame(a: unknown, b: unknown): boolean {
  return a !== undefined && canonicalJson(a) === canonicalJson(b);
}
