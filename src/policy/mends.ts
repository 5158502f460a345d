import type { Diagnostic } from '../domain/diagnostic.ts';
import { quoted } from './finding.ts';
import { gluedKey } from './glued-key.ts';
import { OPERATOR_SYNONYMS } from './vocabulary.ts';

/** Text that takes the place of other text; offsets count UTF-16 units. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** How to mend one error. */
export interface Mend {
  edit: Edit;
  says: string;
  /** What could be meant as well: where one of these would do too, nobody can tell. */
  rivals: Edit[];
}

/** Codes of names that are told from others: what to write instead is one of those that there are. */
const MISSPELT: ReadonlySet<string> = new Set([
  'unknown_key',
  'unknown_operator',
  'unknown_role',
  'unknown_workspace_role',
  'unknown_fact',
  'unknown_attribute',
  'not_allowed_value',
]);

/** The mend of one error, or null where a person has to look. */
export function mendOf(text: string, diagnostic: Diagnostic, words: readonly string[]): Mend | null {
  const at = offsetOf(text, diagnostic);
  if (at === null) return null;
  const { code } = diagnostic;
  if (code === 'needs_quotes') return quote(text, at, diagnostic);
  if (code === 'tab') return untab(text, at);
  if (code === 'repeated_value') return removeRepeated(text, at);
  if (code === 'yaml_syntax' || code === 'wrong_type') return separate(text, at);
  return MISSPELT.has(code) ? respell(text, at, diagnostic, words) : null;
}

function offsetOf(text: string, { line, column }: Diagnostic): number | null {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  let offset = start;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', offset);
    if (end === -1) return null;
    offset = end + 1;
  }
  return offset + column - 1;
}

/** An id without quotes, which YAML reads as a number or as true. */
function quote(text: string, at: number, { hint }: Diagnostic): Mend | null {
  const [, written = ''] = /^Write it in quotes: "(.+)"\.$/.exec(hint ?? '') ?? [];
  const token = plainToken(text, at);
  if (written === '' || token !== written || /["\\]/.test(written)) return null;
  const edit = { from: at, to: at + written.length, text: `"${written}"` };
  return { edit, says: `${written} is in quotes now`, rivals: [] };
}

/** Two blanks for each tab before the first word of a line. */
function untab(text: string, at: number): Mend | null {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const [indent = ''] = /^[ \t]*/.exec(text.slice(from)) ?? [];
  if (!indent.includes('\t')) return null;
  const edit = { from, to: from + indent.length, text: indent.replaceAll('\t', '  ') };
  return { edit, says: 'the tabs at the beginning of the line are blanks now', rivals: [] };
}

/** The second of two equal entries of a list. A line with a comment stays: somebody wrote it for a reason. */
function removeRepeated(text: string, at: number): Mend | null {
  const token = plainToken(text, at);
  if (token === null || token === '') return null;
  const end = at + token.length;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', end);
  const before = text.slice(lineStart, at);
  const after = text.slice(end, newline === -1 ? text.length : newline);
  const says = `${quoted(unquoted(token))} is in the list once now`;
  if (/^\s*- *$/.test(before)) {
    if (after.trim() !== '') return null;
    const edit = { from: lineStart, to: newline === -1 ? text.length : newline + 1, text: '' };
    return { edit, says, rivals: [] };
  }
  const [comma = ''] = /, *$/.exec(before) ?? [];
  if (comma === '' || !/^\s*[,\]]/.test(after)) return null;
  return { edit: { from: at - comma.length, to: end, text: '' }, says, rivals: [] };
}

/** A key on a line of its own whose value follows the colon at once. */
function separate(text: string, at: number): Mend | null {
  const key = gluedKey(text, at);
  return key === null ? null : blankAfter(at, key);
}

function blankAfter(at: number, key: string): Mend {
  const behind = at + key.length + 1;
  const edit = { from: behind, to: behind, text: ' ' };
  return { edit, says: `a blank stands after ${quoted(`${key}:`)}`, rivals: [] };
}

function respell(
  text: string,
  at: number,
  { hint, message }: Diagnostic,
  words: readonly string[],
): Mend | null {
  const token = plainToken(text, at);
  if (token === null) return null;
  const written = unquoted(token);
  if (!message.includes(quoted(written))) return null;
  if (hint === 'Write a space after the colon.') return blankAfter(at, token.slice(0, token.indexOf(':')));
  const [, meant] = /Did you mean ([\w-]+)\?/.exec(hint ?? '') ?? [];
  if (meant === undefined) return null;
  const replace = (word: string): Edit => {
    const mark = token.startsWith('"') || token.startsWith("'") ? token.charAt(0) : '';
    return { from: at, to: at + token.length, text: mark + word + mark };
  };
  const away = difference(written, meant);
  const isSynonym = OPERATOR_SYNONYMS.get(written) === meant;
  const rivals = isSynonym
    ? []
    : [...new Set(words)].filter((word) => word !== meant && difference(written, word) <= away);
  return { edit: replace(meant), says: `${quoted(written)} is ${meant} now`, rivals: rivals.map(replace) };
}

/** The scalar that begins here, as it is written; null if it is none that can be edited as a whole. */
function plainToken(text: string, at: number): string | null {
  const rest = text.slice(at, at + 400);
  const [token = null] =
    /^(?:"[^"\\\n]*"|'[^'\n]*'|[^\s,[\]{}#"'&*!|>%@`](?:[^\s,[\]{}#:]|:(?=\S))*)/.exec(rest) ?? [];
  return token;
}

function unquoted(token: string): string {
  return token.startsWith('"') || token.startsWith("'") ? token.slice(1, -1) : token;
}

/** Letters to insert, remove or replace, case and - and _ aside. */
function difference(a: string, b: string): number {
  const [one, other] = [simple(a), simple(b)];
  if (Math.abs(one.length - other.length) > 3) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const replaced = (row[j] ?? 0) + (one[i] === other[j] ? 0 : 1);
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[other.length] ?? Infinity;
}

function simple(text: string): string {
  return text.toLowerCase().replace(/[-_\s]/g, '');
}
