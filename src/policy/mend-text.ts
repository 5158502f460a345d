import type { Diagnostic } from '../domain/diagnostic.ts';
import { mendOf, type Edit, type Mend } from './mends.ts';
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
/** Characters. Each attempt reads the whole file: a hostile one is given up rather than read ten thousand times. */
const MOST_READ = 2_000_000;
const MOST_ROUNDS = 50;
/** Slips that are mended one by one, where they cannot be together. */
const MOST_ALONE = 20;
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
  const mending: Mending = { check, words, read: 0, verdicts: new Map() };
  for (let rounds = 0; rounds < MOST_ROUNDS && mended.length < MOST_MENDS; rounds++) {
    const round = mendRound(current, mending);
    if (round === null) break;
    current = round.text;
    mended.push(...round.mended);
  }
  const result = trimLines(current);
  const inOrder = mended.sort((a, b) => a.line - b.line || a.column - b.column);
  return { text: result.text, mended: [...inOrder, ...result.mended] };
}

interface Mending {
  check: (text: string) => readonly Diagnostic[];
  words: readonly string[];
  /** How many characters have been read. */
  read: number;
  /** Whether slips of one kind can be mended. What was tried out once is not tried again on each line. */
  verdicts: Map<string, boolean>;
}

/** Mends all that can be mended at once: mending a key shows what is below it, which is for the next round. */
function mendRound(text: string, mending: Mending): MendedText | null {
  const before = checked(text, mending);
  const found: { diagnostic: Diagnostic; mend: Mend }[] = [];
  for (const diagnostic of before) {
    if (mending.read > MOST_READ) break;
    const mend = diagnostic.severity === 'error' ? mendOf(text, diagnostic, mending.words) : null;
    if (mend && isSure(text, diagnostic, mend, before, mending)) found.push({ diagnostic, mend });
  }
  const apart = found
    .sort((a, b) => a.mend.edit.from - b.mend.edit.from)
    .filter(({ mend }, i, all) => (all[i - 1]?.mend.edit.to ?? -1) <= mend.edit.from)
    .slice(0, MOST_MENDS);
  for (const chosen of [apart, ...apart.slice(0, MOST_ALONE).map((one) => [one])]) {
    if (chosen.length === 0) continue;
    const edited = chosen.reduceRight((each, { mend }) => applyEdit(each, mend.edit), text);
    const after = checked(edited, mending);
    const diagnostics = chosen.map(({ diagnostic }) => diagnostic);
    if (!areGone(diagnostics, before, after)) continue;
    const mended = chosen.map(({ diagnostic: { line, column, code }, mend: { says } }) => ({
      line,
      column,
      code,
      says,
    }));
    return { text: edited, mended };
  }
  return null;
}

function checked(text: string, mending: Mending): readonly Diagnostic[] {
  mending.read += text.length;
  return mending.check(text);
}

/** Whether a mend does what it should, and nothing else would do as well. */
function isSure(
  text: string,
  diagnostic: Diagnostic,
  mend: Mend,
  before: readonly Diagnostic[],
  mending: Mending,
): boolean {
  const { code, message, hint } = diagnostic;
  const kind =
    mend.rivals.length === 0 && code === 'needs_quotes' ? code : JSON.stringify([code, message, hint]);
  const known = mending.verdicts.get(kind);
  if (known !== undefined) return known;
  const does = (edit: Edit): boolean => works(applyEdit(text, edit), diagnostic, before, mending);
  const verdict = does(mend.edit) && !mend.rivals.some(does);
  mending.verdicts.set(kind, verdict);
  return verdict;
}

/** Whether each of these errors is one less, and no key is there twice because of it. */
function areGone(
  mended: readonly Diagnostic[],
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): boolean {
  const count = (all: readonly Diagnostic[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { severity, code, message } of all) {
      const key = code === 'duplicate_key' ? code : `${code} ${message}`;
      if (severity === 'error') counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
  const [had, has, gone] = [count(before), count(after), count(mended)];
  if ((has.get('duplicate_key') ?? 0) > (had.get('duplicate_key') ?? 0)) return false;
  return [...gone].every(([key, number]) => (has.get(key) ?? 0) <= (had.get(key) ?? 0) - number);
}

/** Whether an edit does away with an error and makes no other one at its place. What it uncovers below is not its. */
function works(
  edited: string,
  diagnostic: Diagnostic,
  before: readonly Diagnostic[],
  mending: Mending,
): boolean {
  const after = checked(edited, mending);
  const isThere = after.some(
    ({ severity, line, column }) =>
      severity === 'error' && line === diagnostic.line && column === diagnostic.column,
  );
  return !isThere && areGone([diagnostic], before, after);
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
