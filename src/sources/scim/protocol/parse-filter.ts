import type { ComparisonOperator, ComparisonValue, WrittenFilter } from './filter-tree.ts';
import { ScimError, type ScimErrorKind } from './scim-error.ts';

/** No filter that an identity provider sends comes near these. */
const limits = { characters: 8_000, depth: 50, terms: 500 } as const;

const operators: ReadonlySet<string> = new Set<ComparisonOperator>([
  'eq',
  'ne',
  'co',
  'sw',
  'ew',
  'gt',
  'ge',
  'lt',
  'le',
]);

/**
 * Reads a filter (RFC 7644 §3.4.2.2), in one pass: whatever the text, the time grows with its length alone. Names are
 * not looked up; `path[filter].sub eq "x"`, which Entra ID sends, means `path[(filter) and sub eq "x"]`.
 *
 * @throws ScimError invalidFilter, with the character where it went wrong
 */
export function parseFilter(text: string): WrittenFilter {
  const scanner = openScanner(text, 'invalidFilter', 'filter');
  skipSpaces(scanner);
  const filter = readOr(scanner, 0, false);
  skipSpaces(scanner);
  if (scanner.at < text.length) throw wrong(scanner, 'nothing, `and` or `or`');
  return filter;
}

/** The path of a PATCH operation: an attribute, with a filter on its values and a sub-attribute of those. */
export interface WrittenPatchPath {
  /** What stands before the filter: everything where there is none, also with a sub-attribute. */
  path: string;
  filter: WrittenFilter | null;
  /** The name after `].`; null where there is no filter. */
  sub: string | null;
}

/**
 * Reads the path of a PATCH operation (RFC 7644 §3.5.2, figure 7): `name.givenName`, `emails[type eq "work"]`,
 * `emails[type eq "work"].value`, each with or without a URN in front.
 *
 * @throws ScimError invalidPath; invalidFilter for what is wrong between the brackets
 */
export function parsePatchPath(text: string): WrittenPatchPath {
  const scanner = openScanner(text, 'invalidPath', 'path');
  const path = readPath(scanner);
  if (scanner.at === text.length) return { path, filter: null, sub: null };
  if (text[scanner.at] !== '[') throw wrong(scanner, '`[` or the end');
  scanner.kind = 'invalidFilter';
  const filter = readBrackets(scanner, 0);
  scanner.kind = 'invalidPath';
  const sub = text[scanner.at] === '.' ? readSub(scanner) : null;
  if (scanner.at < text.length) throw wrong(scanner, 'the end');
  return { path, filter, sub };
}

interface Scanner {
  text: string;
  at: number;
  terms: number;
  kind: ScimErrorKind;
  /** What is read, for sentences. */
  what: string;
}

function openScanner(text: string, kind: ScimErrorKind, what: string): Scanner {
  const scanner = { text, at: 0, terms: 0, kind, what };
  if (text.length > limits.characters) {
    throw new ScimError(kind, `The ${what} is longer than ${limits.characters} characters.`);
  }
  return scanner;
}

/** @param inBrackets whether values of one attribute are filtered, where no further brackets are allowed */
function readOr(scanner: Scanner, depth: number, inBrackets: boolean): WrittenFilter {
  return readChain(scanner, 'or', () =>
    readChain(scanner, 'and', () => readTerm(scanner, depth, inBrackets)),
  );
}

function readChain(scanner: Scanner, word: 'and' | 'or', readPart: () => WrittenFilter): WrittenFilter {
  const first = readPart();
  if (!takeConnective(scanner, word)) return first;
  const parts = [first];
  do parts.push(readPart());
  while (takeConnective(scanner, word));
  return { kind: word, parts };
}

/** Goes past ` and ` or ` or `, if that is what follows. */
function takeConnective(scanner: Scanner, word: 'and' | 'or'): boolean {
  const start = scanner.at;
  skipSpaces(scanner);
  if (scanner.at > start && isWord(scanner, word)) {
    scanner.at += word.length;
    const end = scanner.at;
    skipSpaces(scanner);
    if (scanner.at > end) return true;
  }
  scanner.at = start;
  return false;
}

function readTerm(scanner: Scanner, depth: number, inBrackets: boolean): WrittenFilter {
  if (depth >= limits.depth) {
    throw new ScimError(scanner.kind, `The ${scanner.what} is nested deeper than ${limits.depth} levels.`);
  }
  scanner.terms += 1;
  if (scanner.terms > limits.terms) {
    throw new ScimError(scanner.kind, `The ${scanner.what} has more than ${limits.terms} terms.`);
  }
  if (scanner.text[scanner.at] === '(') return readGroup(scanner, depth, inBrackets);
  if (isWord(scanner, 'not')) {
    const start = scanner.at;
    scanner.at += 'not'.length;
    skipSpaces(scanner);
    if (scanner.text[scanner.at] === '(') return { kind: 'not', part: readGroup(scanner, depth, inBrackets) };
    scanner.at = start;
  }
  const path = readPath(scanner);
  if (scanner.text[scanner.at] !== '[') return readCondition(scanner, path);
  if (inBrackets) throw wrong(scanner, 'an operator: brackets do not nest, and');
  const filter = readBrackets(scanner, depth);
  if (scanner.text[scanner.at] !== '.') return { kind: 'values', path, filter };
  const condition = readCondition(scanner, readSub(scanner));
  return { kind: 'values', path, filter: { kind: 'and', parts: [filter, condition] } };
}

function readGroup(scanner: Scanner, depth: number, inBrackets: boolean): WrittenFilter {
  return readEnclosed(scanner, ')', depth, inBrackets);
}

function readBrackets(scanner: Scanner, depth: number): WrittenFilter {
  return readEnclosed(scanner, ']', depth, true);
}

function readEnclosed(
  scanner: Scanner,
  closing: ')' | ']',
  depth: number,
  inBrackets: boolean,
): WrittenFilter {
  scanner.at += 1;
  skipSpaces(scanner);
  const filter = readOr(scanner, depth + 1, inBrackets);
  skipSpaces(scanner);
  if (scanner.text[scanner.at] !== closing) throw wrong(scanner, `\`${closing}\`, \`and\` or \`or\``);
  scanner.at += 1;
  return filter;
}

function readCondition(scanner: Scanner, path: string): WrittenFilter {
  requireSpaces(scanner, 'an operator');
  const start = scanner.at;
  while (isLetter(scanner.text.charCodeAt(scanner.at))) scanner.at += 1;
  const word = scanner.text.slice(start, scanner.at).toLowerCase();
  if (word === 'pr') return { kind: 'present', path };
  if (!isOperator(word)) {
    scanner.at = start;
    throw wrong(scanner, 'one of the operators eq, ne, co, sw, ew, pr, gt, ge, lt, le');
  }
  requireSpaces(scanner, 'a value');
  return { kind: 'compare', path, operator: word, value: readValue(scanner) };
}

function isOperator(word: string): word is ComparisonOperator {
  return operators.has(word);
}

function readValue(scanner: Scanner): ComparisonValue {
  const { text } = scanner;
  if (text[scanner.at] === '"') return readString(scanner);
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (isWord(scanner, word)) {
      scanner.at += word.length;
      return value;
    }
  }
  numberAt.lastIndex = scanner.at;
  const number = numberAt.exec(text)?.[0];
  const value = Number(number);
  const end = scanner.at + (number?.length ?? 0);
  if (number === undefined || !Number.isFinite(value) || isNameCharacter(text.charCodeAt(end))) {
    throw wrong(scanner, 'a value: a text in double quotes, a number, true, false or null');
  }
  scanner.at = end;
  return value;
}

/** A number of JSON. No two parts of it can match the same digits, so it never goes back over them. */
const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readString(scanner: Scanner): string {
  const start = scanner.at;
  let end = start + 1;
  while (end < scanner.text.length && scanner.text[end] !== '"') end += scanner.text[end] === '\\' ? 2 : 1;
  if (end >= scanner.text.length) throw wrong(scanner, 'a text that ends with a double quote');
  const value = jsonString(scanner.text.slice(start, end + 1));
  if (value === null) throw wrong(scanner, 'a text in the form of JSON');
  // No stored value can hold these, and the database takes no such question.
  if (value.includes('\0') || !value.isWellFormed()) throw wrong(scanner, 'a text of Unicode characters');
  scanner.at = end + 1;
  return value;
}

function jsonString(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

function readSub(scanner: Scanner): string {
  scanner.at += 1;
  const start = scanner.at;
  const sub = readPath(scanner);
  if (sub.includes('.') || sub.includes(':')) {
    scanner.at = start;
    throw wrong(scanner, 'the name of a sub-attribute');
  }
  return sub;
}

/** A name with what may stand before and after it: `name.givenName`, `urn:example:2.0:User:badge`. */
function readPath(scanner: Scanner): string {
  const start = scanner.at;
  const first = scanner.text.charCodeAt(start);
  if (!isLetter(first) && scanner.text[start] !== '$') throw wrong(scanner, 'the name of an attribute');
  while (isNameCharacter(scanner.text.charCodeAt(scanner.at))) scanner.at += 1;
  return scanner.text.slice(start, scanner.at);
}

/** Letters, digits, and what else stands in names and URNs. NaN, past the end, is none of them. */
function isNameCharacter(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || nameMarks.has(code);
}

const nameMarks = new Set(Array.from('-_.:$/%+~#', (mark) => mark.charCodeAt(0)));

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Whether this word stands here, in any case, and ends here. */
function isWord(scanner: Scanner, word: string): boolean {
  const end = scanner.at + word.length;
  return (
    scanner.text.slice(scanner.at, end).toLowerCase() === word &&
    !isNameCharacter(scanner.text.charCodeAt(end))
  );
}

function skipSpaces(scanner: Scanner): void {
  while (scanner.text[scanner.at] === ' ' || scanner.text[scanner.at] === '\t') scanner.at += 1;
}

function requireSpaces(scanner: Scanner, next: string): void {
  const start = scanner.at;
  skipSpaces(scanner);
  if (scanner.at === start) throw wrong(scanner, `a space and ${next}`);
}

/** The text itself is not repeated: it may hold a personal value. */
function wrong(scanner: Scanner, expected: string): ScimError {
  const place = scanner.at < scanner.text.length ? `at character ${scanner.at + 1}` : 'at its end';
  return new ScimError(scanner.kind, `The ${scanner.what} needs ${expected}, ${place}.`);
}
