import { RollcallError } from '../../domain/rollcall-error.ts';
import { listed, quoted } from '../finding.ts';
import { fold } from '../fold.ts';
import { compileComparison, toComparable } from '../operators.ts';
import type { SourceNode } from '../source-node.ts';
import { comparisonOf, innerConditions, type Comparison } from './condition-shape.ts';
import type { PolicyWords } from './policy-words.ts';
import { subjectOf, type Stage, type Subject } from './subject.ts';

/** Why nobody can ever match a condition. */
export interface Contradiction {
  /** The comparison that the others rule out. */
  at: number;
  /** "country equals DE and country equals US at once". */
  says: string;
}

/** A condition with more alternatives than these is taken to be satisfiable. */
const MOST_ALTERNATIVES = 128;

/** A comparison, or its opposite. */
interface Literal {
  comparison: Comparison;
  negated: boolean;
  holds(value: string | null): boolean;
}

/**
 * Looks for a contradiction that holds whoever the person is. Never claims one that is not there: what cannot be
 * decided, counts as possible.
 * @param broken comparisons with an error of their own
 */
export function findContradiction(
  condition: SourceNode,
  stage: Stage,
  words: PolicyWords,
  broken: ReadonlySet<SourceNode>,
): Contradiction | null {
  const alternatives = alternativesOf(condition, false, broken);
  if (!alternatives || alternatives.length === 0) return null;
  let first: Contradiction | null = null;
  for (const literals of alternatives) {
    const contradiction = contradictionIn(literals, stage, words);
    if (!contradiction) return null;
    first ??= contradiction;
  }
  return first;
}

/** The roles that someone who matches a condition can have; null if that cannot be told. */
export function rolesThatMatch(condition: SourceNode, roles: readonly string[]): string[] | null {
  const alternatives = alternativesOf(condition, false, new Set());
  if (!alternatives) return null;
  const aboutRole = alternatives.map((literals) =>
    literals.filter(({ comparison }) => comparison.kind === 'fact' && comparison.subject.value === 'role'),
  );
  return roles.filter((role) =>
    aboutRole.some((literals) => literals.every((literal) => literal.holds(role))),
  );
}

/** The condition as a list of alternatives, each a list of literals that hold together; null if there are too many. */
function alternativesOf(
  node: SourceNode,
  negated: boolean,
  broken: ReadonlySet<SourceNode>,
): Literal[][] | null {
  const not = node.entries?.get('not');
  if (not) return alternativesOf(not, !negated, broken);
  const all = node.entries?.get('all');
  const branch = all ?? node.entries?.get('any');
  if (!branch) {
    const comparison = comparisonOf(node);
    const literal = comparison && !broken.has(node) ? toLiteral(comparison, negated) : null;
    // What cannot be read says nothing either way.
    return [literal ? [literal] : []];
  }
  const inner = innerConditions(branch).map((condition) => alternativesOf(condition, negated, broken));
  const isConjunction = (all !== undefined) !== negated;
  let alternatives: Literal[][] = isConjunction ? [[]] : [];
  for (const found of inner) {
    if (!found) return null;
    alternatives = isConjunction
      ? alternatives.flatMap((left) => found.map((right) => [...left, ...right]))
      : [...alternatives, ...found];
    if (alternatives.length > MOST_ALTERNATIVES) return null;
  }
  return alternatives;
}

function contradictionIn(
  literals: readonly Literal[],
  stage: Stage,
  words: PolicyWords,
): Contradiction | null {
  const bySubject = Map.groupBy(
    literals,
    ({ comparison: { kind, subject } }) => `${kind} ${String(subject.value)}`,
  );
  for (const together of bySubject.values()) {
    const [first] = together;
    const subject = first && subjectOf(first.comparison, stage, words);
    // Several entries of a list can match what a single value cannot.
    if (!subject || subject.type === 'list' || isPossible(together, subject)) continue;
    const last = together.at(-1) ?? first;
    return { at: last.comparison.node.at, says: describe(together, subject) };
  }
  return null;
}

function isPossible(literals: readonly Literal[], subject: Subject): boolean {
  if (literals.every((literal) => literal.holds(null))) return true;
  // Whatever has to be missing has been tried with the line above.
  if (
    literals.some(({ comparison: { operator }, negated }) => operator === (negated ? 'present' : 'absent'))
  ) {
    return false;
  }
  const named = literals.map(namedValues).filter((values) => values !== null);
  // All spellings that are named: one comparison may ignore case where another does not.
  const candidates = subject.values?.list ?? (named.length > 0 ? named.flat() : null);
  if (candidates) {
    const spellsOut = literals.some((literal) => literal.comparison.exactly && namedValues(literal) === null);
    return spellsOut || candidates.some((value) => literals.every((literal) => literal.holds(value)));
  }
  return (
    !edgesConflict(literals, 'starts_with') &&
    !edgesConflict(literals, 'ends_with') &&
    !boundsConflict(literals)
  );
}

/** Null for a comparison that cannot be evaluated; it is reported elsewhere. */
function toLiteral(comparison: Comparison, negated: boolean): Literal | null {
  const { operator, operand, exactly } = comparison;
  try {
    const matches = compileComparison(operator, operand.value, exactly);
    return { comparison, negated, holds: (value) => matches(toComparable(value)) !== negated };
  } catch (cause) {
    if (cause instanceof RollcallError) return null;
    throw cause;
  }
}

/** The values that a literal leaves, if it names them all. */
function namedValues({ comparison: { operator, operand }, negated }: Literal): string[] | null {
  const names = negated ? ['not_equals', 'not_in'] : ['equals', 'in'];
  if (!names.includes(operator)) return null;
  return (operand.items ?? [operand]).map((item) => String(item.value));
}

/** Whether two texts would have to be the beginning (or end) of the same value, and cannot. */
function edgesConflict(literals: readonly Literal[], edge: 'starts_with' | 'ends_with'): boolean {
  const wanted = literals.filter(({ comparison, negated }) => comparison.operator === edge && !negated);
  const texts = wanted.map(({ comparison }) => fold(String(comparison.operand.value)));
  return texts.some((a) =>
    texts.some((b) =>
      edge === 'starts_with' ? !a.startsWith(b) && !b.startsWith(a) : !a.endsWith(b) && !b.endsWith(a),
    ),
  );
}

function boundsConflict(literals: readonly Literal[]): boolean {
  const limits = (operator: 'greater_than' | 'less_than'): number[] =>
    literals
      .filter(({ comparison, negated }) => comparison.operator === operator && !negated)
      .map(({ comparison }) => comparison.operand.value)
      .filter((value) => typeof value === 'number');
  return Math.max(...limits('greater_than')) >= Math.min(...limits('less_than'));
}

function describe(literals: readonly Literal[], subject: Subject): string {
  const texts = [...new Set(literals.map(describeLiteral))];
  if (texts.length > 1) return `${texts.join(' and ')} at once`;
  const only = subject.values ? ` (${subject.name} is ${listed(subject.values.list)} here)` : '';
  return `${texts.join('')}${only}`;
}

function describeLiteral({ comparison: { subject, operator, operand }, negated }: Literal): string {
  const written = (operand.items ?? [operand]).map(({ value }) =>
    typeof value === 'string' ? quoted(value) : String(value),
  );
  const shown =
    operator === 'present' || operator === 'absent' ? operator : `${operator} ${written.join(', ')}`;
  return `${negated ? 'not ' : ''}${String(subject.value)} ${shown}`;
}
