import {
  Document,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { GroupMapping, Groups } from '../../generated/policy.ts';
import { asFlow } from './as-flow.ts';
import { commentsIn, endOf, lineEnd, lineStart, wholeLines } from './node-text.ts';
import { spliceText, type Splice } from './splice-text.ts';

/** What becomes of one entry of `groups.map`. */
export type MapEdit =
  | { kind: 'replace'; place: number; entry: GroupMapping }
  | { kind: 'remove'; place: number }
  | { kind: 'add'; entry: GroupMapping };

/**
 * Edits `groups.map` in the text of a policy: only the entries that change are written anew, so that comments, the order
 * and everything else stay as a person wrote them. A policy without the section gets it whole, because a section that is
 * present takes the place of the default's.
 *
 * @param text a policy without errors
 * @param inherited what counts where the text has no `groups`
 */
export function editGroupMap(text: string, inherited: Groups, edits: readonly MapEdit[]): string {
  // Positions are of lines that end with one character; a file of Windows gets its ends of lines back.
  if (!text.includes('\r\n')) return editLines(text, inherited, edits);
  return editLines(text.replaceAll('\r\n', '\n'), inherited, edits).replaceAll('\n', '\r\n');
}

function editLines(text: string, inherited: Groups, edits: readonly MapEdit[]): string {
  const before = readDocument(text);
  const own = before.getIn(['groups']);
  const wanted = editedMap(isMap(own) ? mapOf(before) : (inherited.map ?? []), edits);
  if (!isMap(own)) {
    const section = new Document({ groups: { ...inherited, map: wanted.map((entry) => ({ ...entry })) } });
    const list = section.getIn(['groups', 'map'], true);
    if (isSeq(list)) for (const item of list.items) if (isMap(item)) item.flow = true;
    return `${text.replace(/\n*$/, '\n')}\n${section.toString({ ...written, lineWidth: 0 })}`;
  }
  const expected = { ...(before.toJS() as object), groups: { ...(own.toJSON() as object), map: wanted } };
  const edited = editInPlace(text, before, edits, wanted);
  if (edited !== null && isSame(valueOf(edited), expected)) return edited;
  // What is written in a form that has no place to edit is written anew as a whole; comments stay all the same.
  before.setIn(['groups', 'map'], before.createNode(wanted));
  return before.toString(written);
}

const written = { lineWidth: 120, flowCollectionPadding: true, indentSeq: true } as const;

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

function mapOf(document: Document): GroupMapping[] {
  return ((document.toJS() as { groups?: { map?: GroupMapping[] | null } }).groups?.map ?? []).slice();
}

/** The list after the edits; places are those of the list before them. */
export function editedMap(before: readonly GroupMapping[], edits: readonly MapEdit[]): GroupMapping[] {
  const removed = new Set(edits.flatMap((edit) => (edit.kind === 'remove' ? [edit.place] : [])));
  const replaced = new Map(
    edits.flatMap((edit) => (edit.kind === 'replace' ? [[edit.place, edit.entry] as const] : [])),
  );
  const added = edits.flatMap((edit) => (edit.kind === 'add' ? [edit.entry] : []));
  const kept = before.flatMap((entry, place) => (removed.has(place) ? [] : [replaced.get(place) ?? entry]));
  return [...kept, ...added];
}

/** Null where the section is not written as a block with one entry a line or more. */
function editInPlace(
  text: string,
  document: Document,
  edits: readonly MapEdit[],
  wanted: readonly GroupMapping[],
): string | null {
  const groups = document.getIn(['groups'], true);
  if (!isMap(groups) || groups.flow === true) return null;
  const list = document.getIn(['groups', 'map'], true);
  const splices = isSeq(list) && list.flow !== true ? inBlock(text, groups, list, edits) : null;
  if (splices !== null) return spliceText(text, splices);
  return wholeList(text, groups, wanted);
}

function inBlock(text: string, groups: YAMLMap, list: YAMLSeq, edits: readonly MapEdit[]): Splice[] | null {
  const ends = list.items.map((item) => endOf(text, item));
  if (list.items.length === 0) return null;
  const splices: Splice[] = [];
  for (const edit of edits) {
    if (edit.kind === 'add') continue;
    const item = list.items[edit.place];
    const end = ends[edit.place];
    if (!isMap(item) || item.range == null || end == null) return null;
    if (edit.kind === 'remove') splices.push(wholeLines(text, item.range[0], end));
    else splices.push(replacing(text, item, end, edit.entry));
  }
  const added = edits.flatMap((edit) => (edit.kind === 'add' ? [edit.entry] : []));
  const removed = edits.filter(({ kind }) => kind === 'remove').length;
  const [first] = list.items;
  const lastEnd = ends.at(-1);
  if (added.length === 0 && removed === list.items.length) {
    const key = mapKeyOf(groups);
    if (key?.range == null) return null;
    splices.push({ from: key.range[1], to: key.range[1] + 1, text: ': []' });
  }
  if (added.length > 0) {
    if (!isMap(first) || first.range == null || lastEnd == null) return null;
    const indent = dashIndent(text, first.range[0]);
    const at = lineEnd(text, lastEnd);
    splices.push({ from: at, to: at, text: added.map((entry) => `\n${indent}- ${asFlow(entry)}`).join('') });
  }
  return splices;
}

/** Only the role, where nothing else differs; else the whole entry, with the comments that were inside it above it. */
function replacing(text: string, item: YAMLMap, end: number, entry: GroupMapping): Splice {
  const [from] = item.range ?? [end];
  const role = item.get('role', true);
  const { role: before, ...rest } = item.toJSON() as GroupMapping;
  const { role: after, ...others } = entry;
  if (isScalar(role) && role.range != null && before !== undefined && after !== undefined) {
    if (isSame(rest, others)) {
      return { from: role.range[0], to: role.range[1], text: asFlow(after) };
    }
  }
  const inside = item.flow === true ? [] : commentsIn(text.slice(from, end));
  if (inside.length === 0) return { from, to: end, text: asFlow(entry) };
  const indent = dashIndent(text, from);
  const start = lineStart(text, from);
  const above = inside.map((comment) => `${indent}${comment}\n`).join('');
  return { from: start, to: end, text: `${above}${indent}- ${asFlow(entry)}` };
}

/** `map` is not there, or is written in one line: the list is written anew, one entry a line. */
function wholeList(text: string, groups: YAMLMap, wanted: readonly GroupMapping[]): string | null {
  const key = mapKeyOf(groups);
  const pair = groups.items.find((each) => each.key === key);
  const [firstKey] = groups.items.map(({ key }) => key);
  if (!isScalar(firstKey) || firstKey.range == null) return null;
  const indent = ' '.repeat(firstKey.range[0] - lineStart(text, firstKey.range[0]));
  const lines = wanted.map((entry) => `\n${indent}  - ${asFlow(entry)}`).join('');
  const list = wanted.length === 0 ? ' []' : lines;
  if (pair === undefined) {
    const last = groups.items.at(-1);
    const end = endOf(text, last?.value) ?? endOf(text, last?.key);
    if (end === null) return null;
    const at = lineEnd(text, end);
    return spliceText(text, [{ from: at, to: at, text: `\n${indent}map:${list}` }]);
  }
  const end = endOf(text, pair.value);
  if (key?.range == null || end === null) return null;
  return spliceText(text, [{ from: key.range[1], to: end, text: `:${list}` }]);
}

function mapKeyOf(groups: YAMLMap): Scalar | null {
  const keys = groups.items.map(({ key }) => key);
  return keys.filter(isScalar).find(({ value }) => value === 'map') ?? null;
}

function dashIndent(text: string, at: number): string {
  return /^[ ]*/.exec(text.slice(lineStart(text, at)))?.[0] ?? '';
}
