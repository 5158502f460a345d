import type { Diagnostic } from '../domain/diagnostic.ts';
import { mendOf, type Edit } from './mends.ts';
import { readYaml } from './read-yaml.ts';

/** What was mended at one place. */
export interface Mended {
  line: number;
  column: number;
  /** The code of the diagnostic, or `trailing_space`. */
  code: string;
  /** What was done, in words: `"amdin" is now admin`. */
  says: string;
}

export interface MendedText {
  text: string;
  mended: Mended[];
}

/** A file with more slips than these needs a person. */
const MOST_MENDS = 500;
/** Each attempt reads the whole file: a hostile one is given up rather than read ten thousand times. */
const MOST_CHECKS = 3_000;
/** Lines whose blanks are looked at one by one, where some of them are part of a text. */
const MOST_LINES_ALONE = 300;

/**
 * Mends in a policy, or in its tests, what can only be meant in one way: ids without quotes, slips in names, values
 * that are in a list twice, tabs, blanks at the end of lines. The text is edited where the slip is, so comments and
 * everything else stay as they are. What was valid keeps its meaning: a mend that does not do away with its error, that
 * makes another one at its place, or beside which another would do as well, is not made.
 * @param check everything that is wrong with a text
 * @param words the names that may be meant: keys, operators, roles, attributes
 */
export function mendText(
  text: string,
  check: (text: string) => readonly Diagnostic[],
  words: readonly string[],
): MendedText {
  const mended: Mended[] = [];
  let current = text;
  let checks = 0;
  const counting = (each: string): readonly Diagnostic[] => {
    checks += 1;
    return check(each);
  };
  const givenUp = new Set<string>();
  while (mended.length < MOST_MENDS) {
    const diagnostics = counting(current);
    const next = firstMend(current, diagnostics, givenUp, counting, () => checks < MOST_CHECKS, words);
    if (next === null) break;
    current = next.text;
    mended.push(next.mended);
  }
  const trimmed = trimLines(current);
  return { text: trimmed.text, mended: [...mended, ...trimmed.mended] };
}

function firstMend(
  text: string,
  diagnostics: readonly Diagnostic[],
  givenUp: Set<string>,
  check: (text: string) => readonly Diagnostic[],
  mayGoOn: () => boolean,
  words: readonly string[],
): { text: string; mended: Mended } | null {
  for (const diagnostic of diagnostics) {
    const { severity, line, column, code, message } = diagnostic;
    const key = `${code} ${message} ${text.split('\n', line)[line - 1] ?? ''}`;
    if (severity !== 'error' || givenUp.has(key)) continue;
    if (!mayGoOn()) return null;
    const mend = mendOf(text, diagnostic, words);
    const edits = mend === null ? [] : [mend.edit, ...mend.rivals];
    const working = edits.filter((edit) => works(applyEdit(text, edit), diagnostic, diagnostics, check));
    if (mend && working.length === 1 && working[0] === mend.edit) {
      return { text: applyEdit(text, mend.edit), mended: { line, column, code, says: mend.says } };
    }
    givenUp.add(key);
  }
  return null;
}

/** Whether an edit does away with an error and makes no other one at its place. What it uncovers below is not its. */
function works(
  edited: string,
  { line, column, code, message }: Diagnostic,
  before: readonly Diagnostic[],
  check: (text: string) => readonly Diagnostic[],
): boolean {
  const after = check(edited).filter(({ severity }) => severity === 'error');
  const count = (all: readonly Diagnostic[], wanted: string): number =>
    all.filter((each) => each.code === wanted).length;
  if (after.some((each) => each.line === line && each.column === column)) return false;
  if (count(after, 'duplicate_key') > count(before, 'duplicate_key')) return false;
  return (
    after.filter((each) => each.code === code && each.message === message).length <
    before.filter((each) => each.code === code && each.message === message).length
  );
}

function applyEdit(text: string, { from, to, text: instead }: Edit): string {
  return text.slice(0, from) + instead + text.slice(to);
}

/** Blanks at the end of lines; in a text of several lines they may be meant, so nothing is done that changes a value. */
function trimLines(text: string): MendedText {
  const lines = text.split('\n');
  const spoilt = lines.flatMap((line, i) => (trimmed(line) === line ? [] : [i]));
  if (spoilt.length === 0) return { text, mended: [] };
  const value = valueOf(text);
  const isSame = (attempt: readonly string[]): boolean => valueOf(attempt.join('\n')) === value;
  const all = lines.map(trimmed);
  const chosen = isSame(all)
    ? spoilt
    : spoilt.slice(0, MOST_LINES_ALONE).filter((i) => isSame(lines.with(i, trimmed(lines[i] ?? ''))));
  const which = new Set(chosen);
  const mended = chosen.map((i) => ({
    line: i + 1,
    column: (all[i] ?? '').replace(/\r$/, '').length + 1,
    code: 'trailing_space',
    says: 'blanks at the end of the line are gone',
  }));
  return { text: lines.map((line, i) => (which.has(i) ? trimmed(line) : line)).join('\n'), mended };
}

function trimmed(line: string): string {
  return line.replace(/[ \t]+(\r?)$/, '$1');
}

/** The whole value of a document, and where it cannot be read, the text, so that nothing is the same. */
function valueOf(text: string): string {
  const { root, findings } = readYaml(text);
  return root === null || findings.length > 0 ? text : JSON.stringify(root.value);
}
