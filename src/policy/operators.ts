import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import type { PersonGroup } from '../domain/decision.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { fold } from './fold.ts';
import type { Operator } from './vocabulary.ts';

/**
 * A value as conditions compare it. Prepared once per person, because many conditions look at the same value.
 * A missing value is null: undefined, null, empty or blank text, an empty list, NaN.
 */
export interface Comparable {
  /** One entry for a single value, each entry of a list. */
  entries: readonly Entry[];
  isList: boolean;
}

interface Entry {
  text: string;
  folded: string;
}

/** Whether a value, or null where there is none, satisfies one comparison. */
export type Comparison = (value: Comparable | null) => boolean;

/** Prepares a value: text, number, boolean, or a list of these. */
export function toComparable(value: unknown): Comparable | null {
  const entries = (Array.isArray(value) ? value : [value]).map(toEntry).filter((entry) => entry !== null);
  return entries.length === 0 ? null : { entries, isList: Array.isArray(value) };
}

/** Prepares what `member_of` compares: groups by either id exactly, by their names without case. */
export function toMemberships(groups: readonly PersonGroup[]): Comparable | null {
  const entries = groups.flatMap(({ sourceId, externalId, name }) => [
    ...[sourceId, externalId].map(toEntry).map((id) => (id ? `id:${id.text}` : null)),
    ...[name].map(toEntry).map((entry) => (entry ? `name:${entry.folded}` : null)),
  ]);
  const keys = entries.filter((key) => key !== null).map((key) => ({ text: key, folded: key }));
  return keys.length === 0 ? null : { entries: keys, isList: true };
}

/**
 * Compiles one comparison. Every operator knows of missing values: only `absent` matches one, so that `not_equals` and
 * `not_in` never let in someone of whom nothing is known. Of a list any entry may match; `not_*` want none to.
 * Throws `policy_invalid` for an operator or an operand that makes no sense: never silently false.
 */
export function compileComparison(operator: string, operand: unknown, exactly: boolean): Comparison {
  const make = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator as Operator] : undefined;
  if (!make) throw invalid(`There is no operator ${operator}.`);
  const compare = make(operand, exactly ? (entry) => entry.text : (entry) => entry.folded);
  if (operator === 'absent') return (value) => value === null;
  return (value) => value !== null && compare(value);
}

type Reading = (entry: Entry) => string;
type PresentComparison = (value: Comparable) => boolean;

const COMPARISONS = {
  equals: (operand: unknown, read: Reading) => anyOf(one(operand), read),
  not_equals: (operand: unknown, read: Reading) => not(anyOf(one(operand), read)),
  in: (operand: unknown, read: Reading) => anyOf(several(operand), read),
  not_in: (operand: unknown, read: Reading) => not(anyOf(several(operand), read)),
  starts_with: (operand: unknown, read: Reading) => {
    const part = text(operand, read);
    return anyEntry((entry) => read(entry).startsWith(part));
  },
  ends_with: (operand: unknown, read: Reading) => {
    const part = text(operand, read);
    return anyEntry((entry) => read(entry).endsWith(part));
  },
  contains: (operand: unknown, read: Reading) => {
    const part = text(operand, read);
    return (value: Comparable) =>
      value.entries.some((entry) => (value.isList ? read(entry) === part : read(entry).includes(part)));
  },
  matches: (operand: unknown, read: Reading) => {
    const expression = compileExpression(operand, read);
    return anyEntry((entry) => expression.test(entry.text));
  },
  greater_than: (operand: unknown) => ordered(operand, (a, b) => a > b),
  less_than: (operand: unknown) => ordered(operand, (a, b) => a < b),
  present: (operand: unknown) => mustBeTrue(operand, 'present'),
  absent: (operand: unknown) => mustBeTrue(operand, 'absent'),
  member_of: (operand: unknown) => {
    const wanted = new Set(several(Array.isArray(operand) ? operand : [operand]).flatMap(toGroupKeys));
    return anyEntry((entry) => wanted.has(entry.text));
  },
} satisfies Record<Operator, (operand: unknown, read: Reading) => PresentComparison>;

/** Longer expressions say nothing a person could still read. */
const LONGEST_EXPRESSION = 1_000;

function toEntry(value: unknown): Entry | null {
  switch (typeof value) {
    case 'string': {
      const text = value.trim().normalize('NFC');
      return text === '' ? null : { text, folded: fold(text) };
    }
    case 'number':
      return Number.isNaN(value) ? null : { text: String(value), folded: fold(String(value)) };
    case 'boolean':
      return { text: String(value), folded: String(value) };
    default:
      return null;
  }
}

function toGroupKeys(group: Entry): string[] {
  return [`id:${group.text}`, `name:${group.folded}`];
}

function one(operand: unknown): Entry[] {
  const entry = toEntry(operand);
  if (entry === null)
    throw invalid('There is nothing to compare with: write a text, a number, true or false.');
  return [entry];
}

function several(operand: unknown): Entry[] {
  if (!Array.isArray(operand) || operand.length === 0) {
    throw invalid('There is nothing to compare with: write a list of one or more values.');
  }
  return operand.flatMap(one);
}

function text(operand: unknown, read: Reading): string {
  // Not trimmed: a blank at the end of "Dr. " is meant.
  const composed = typeof operand === 'string' ? operand.normalize('NFC') : '';
  if (composed === '') throw invalid('There is nothing to compare with: write a text.');
  return read({ text: composed, folded: fold(composed) });
}

function mustBeTrue(operand: unknown, operator: string): PresentComparison {
  if (operand !== true) throw invalid(`Write ${operator}: true.`);
  return () => true;
}

function anyOf(wanted: readonly Entry[], read: Reading): PresentComparison {
  const texts = new Set(wanted.map(read));
  return anyEntry((entry) => texts.has(read(entry)));
}

function anyEntry(matches: (entry: Entry) => boolean): PresentComparison {
  return (value) => value.entries.some(matches);
}

function not(compare: PresentComparison): PresentComparison {
  return (value) => !compare(value);
}

/**
 * Compiled expressions. Compiling one takes about as long as checking all the rest of a condition, and an editor checks
 * the same ones again with every letter that is typed. They hold nothing of what they were tried on.
 */
const expressions = new LRUCache<string, RE2JS>({ max: 500 });

/** RE2's syntax and linear time, so that no policy can hang the service; anywhere in the text unless ^ and $ say so. */
function compileExpression(operand: unknown, read: Reading): RE2JS {
  if (typeof operand !== 'string' || operand === '' || operand.length > LONGEST_EXPRESSION) {
    throw invalid(`Write a regular expression of 1 to ${LONGEST_EXPRESSION} characters.`);
  }
  const ignoresCase = read({ text: 'text', folded: 'folded' }) === 'folded';
  const key = `${ignoresCase ? 'i' : 'c'}${operand.normalize('NFC')}`;
  const known = expressions.get(key);
  if (known) return known;
  try {
    const compiled = RE2JS.compile(key.slice(1), ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    expressions.set(key, compiled);
    return compiled;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`The expression ${operand} is not in RE2's syntax: ${problem}.`);
  }
}

/** Numbers with numbers (or text that is one), dates with dates; anything else is in no order. */
function ordered(operand: unknown, holds: (a: number, b: number) => boolean): PresentComparison {
  const [limit] = one(operand);
  for (const scale of [asNumber, asDate]) {
    const bound = limit ? scale(limit.text) : null;
    if (bound === null) continue;
    return anyEntry((entry) => {
      const position = scale(entry.text);
      return position !== null && holds(position, bound);
    });
  }
  throw invalid('Only a number, or a date such as 2026-01-31, is above or below another.');
}

function asNumber(text: string): number | null {
  if (!/^[+-]?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** RFC 3339 times, and dates, which count from midnight UTC. */
function asDate(text: string): number | null {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!isDate && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i.test(text))
    return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function invalid(message: string): RollcallError {
  return new RollcallError('policy_invalid', message);
}
