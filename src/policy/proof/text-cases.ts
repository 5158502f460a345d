import { fold } from '../fold.ts';
import { toComparable } from '../operators.ts';
import type { ProofLeaf } from './condition-tree.ts';
import { textsMatching } from './expression-sample.ts';

/** Which comparisons hold of a value. */
export type Holds = ReadonlyMap<ProofLeaf, boolean>;

/** One kind of text, as far as some comparisons can tell; `text` is one of them, null if none is known. */
export interface TextCase {
  text: string | null;
  holds: Holds;
}

/** More kinds of one value than these are not told apart. */
export const MOST_CASES = 4_096;
const MOST_EDGES = 400;
const FILLERS = ['something else', 'qqqq', 'zzzz'];

/**
 * Every kind of text that the comparisons can tell apart: those of which an example is known, and those of which it
 * is not known that there is none (what fits two regular expressions at once, say). Null where there are too many.
 * @param extra texts to try as well
 * @param isEntry whether the text is an entry of a list
 */
export function textCases(
  leaves: readonly ProofLeaf[],
  extra: readonly string[],
  isEntry: boolean,
): TextCase[] | null {
  const evaluate = (text: string): Holds => {
    const value = toComparable(isEntry ? [text] : text);
    return new Map(leaves.map((leaf) => [leaf, leaf.matches(value)]));
  };
  const shapes = leaves.filter(({ operator }) => isShape(operator, isEntry));
  const literals = leaves.filter((leaf) => !shapes.includes(leaf)).flatMap(({ operand }) => textsOf(operand));
  const known = [...extra, ...literals, ...candidates(leaves)].map((text) => ({
    text,
    holds: evaluate(text),
  }));
  const others = vectors(shapes);
  if (others === null) return null;
  // A text that no comparison names.
  const unnamed = leaves.map(({ operator }) => operator === 'present' || isNegative(operator));
  const abstract = others.map((vector): TextCase => {
    const holds = new Map(leaves.map((leaf, i) => [leaf, vector.get(leaf) ?? unnamed[i] ?? false]));
    return { text: null, holds };
  });
  const sensitive = leaves.filter(({ exactly }) => exactly);
  const variants =
    sensitive.length === 0
      ? []
      : [...new Set(literals)].flatMap((text) => variantsOf(evaluate(text), sensitive));
  const cases = distinct([...known, ...abstract, ...variants], ({ holds }) => bitsOf(leaves, holds));
  return cases.length > MOST_CASES ? null : cases;
}

export function isNegative(operator: ProofLeaf['operator']): boolean {
  return operator === 'not_equals' || operator === 'not_in';
}

export function bitsOf(leaves: readonly ProofLeaf[], holds: Holds): string {
  return leaves.map((leaf) => (holds.get(leaf) === true ? '1' : '0')).join('');
}

/** The first of those that have the same key. */
export function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}

export function textsOf(operand: unknown): string[] {
  if (Array.isArray(operand)) return operand.flatMap(textsOf);
  return typeof operand === 'string' || typeof operand === 'number' ? [String(operand)] : [];
}

const SHAPES: ReadonlySet<string> = new Set([
  'starts_with',
  'ends_with',
  'contains',
  'matches',
  'greater_than',
  'less_than',
]);

function isShape(operator: string, isEntry: boolean): boolean {
  return SHAPES.has(operator) && !(isEntry && operator === 'contains');
}

/** What differs from a text in nothing but case; of comparisons that look at case, anything may hold then. */
function variantsOf(holds: Holds, sensitive: readonly ProofLeaf[]): TextCase[] {
  let cases: Map<ProofLeaf, boolean>[] = [new Map(holds)];
  for (const leaf of sensitive.slice(0, 8)) {
    cases = cases.flatMap((each) => [new Map(each).set(leaf, true), new Map(each).set(leaf, false)]);
  }
  return cases.map((each) => ({ text: null, holds: each }));
}

/** Texts to try, the plainest first. */
function candidates(leaves: readonly ProofLeaf[]): string[] {
  const operands = (...operators: string[]): string[] =>
    leaves.filter(({ operator }) => operators.includes(operator)).flatMap(({ operand }) => textsOf(operand));
  const matching = operands('matches').flatMap(textsMatching);
  const middles = [...operands('contains'), ...matching];
  const edges: string[] = [];
  for (const start of ['', ...operands('starts_with')]) {
    for (const end of ['', ...operands('ends_with')]) {
      for (const middle of ['', 'x', ...middles]) {
        if (edges.length >= MOST_EDGES) break;
        const text = start + middle + end;
        if (text.trim() !== '') edges.push(text, text.toUpperCase());
      }
    }
  }
  return [...FILLERS, ...bounds(operands('greater_than', 'less_than')), ...edges, ...middles];
}

/** Values at, between and beyond bounds. */
function bounds(operands: readonly string[]): string[] {
  const numbers = operands.map(Number).filter((number) => Number.isFinite(number));
  const times = operands.filter((text) => !Number.isFinite(Number(text))).map((text) => Date.parse(text));
  return [
    ...around(numbers, 1).map(String),
    ...around(
      times.filter((time) => !Number.isNaN(time)),
      86_400_000,
    ).map((time) => new Date(time).toISOString()),
  ];
}

function around(values: readonly number[], step: number): number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return sorted.flatMap((value, i) => {
    const next = sorted[i + 1];
    return [value - step, value, next === undefined ? value + step : (value + next) / 2];
  });
}

type Vector = ReadonlyMap<ProofLeaf, boolean>;

/** Every way in which comparisons of a text's shape may hold together, those aside that exclude each other. */
function vectors(shapes: readonly ProofLeaf[]): Vector[] | null {
  let found: Vector[] = [new Map()];
  for (const leaf of shapes) {
    found = found.flatMap((vector) =>
      [false, true]
        .filter((value) => [...vector].every(([other, had]) => mayHold(leaf, value, other, had)))
        .map((value) => new Map(vector).set(leaf, value)),
    );
    if (found.length > MOST_CASES) return null;
  }
  return found;
}

function mayHold(a: ProofLeaf, aHolds: boolean, b: ProofLeaf, bHolds: boolean): boolean {
  if (aHolds && bHolds) return !excludes(a, b);
  if (aHolds) return !implies(a, b);
  return bHolds ? !implies(b, a) : true;
}

function excludes(a: ProofLeaf, b: ProofLeaf): boolean {
  const [one, other] = [fold(String(a.operand)), fold(String(b.operand))];
  if (a.operator === 'starts_with' && b.operator === 'starts_with') {
    return !one.startsWith(other) && !other.startsWith(one);
  }
  if (a.operator === 'ends_with' && b.operator === 'ends_with') {
    return !one.endsWith(other) && !other.endsWith(one);
  }
  return false;
}

const PARTS: ReadonlySet<string> = new Set(['starts_with', 'ends_with', 'contains']);

/** Whether what has the one has the other as well. */
function implies(a: ProofLeaf, b: ProofLeaf): boolean {
  if (!PARTS.has(a.operator) || (b.exactly && !a.exactly)) return false;
  const read = (leaf: ProofLeaf): string => (b.exactly ? String(leaf.operand) : fold(String(leaf.operand)));
  const [whole, part] = [read(a), read(b)];
  if (b.operator === 'contains') return whole.includes(part);
  if (a.operator !== b.operator) return false;
  if (b.operator === 'starts_with') return whole.startsWith(part);
  return b.operator === 'ends_with' && whole.endsWith(part);
}
