import { Engine, Fact, Operator, Rule, type TopLevelCondition } from 'json-rules-engine';
import type { Condition } from '../generated/policy.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { compileComparison, type Comparable, type Comparison } from './operators.ts';

/** What one comparison looks at: `attribute:department`, `fact:role`. */
export type Subject = `attribute:${string}` | `fact:${string}`;
/** What is known of a person, by subject. A subject that is not in here is missing. */
export type Known = ReadonlyMap<Subject, Comparable | null>;

/** A condition of a policy and its JSON pointer, for the message when it cannot be compiled. */
export interface WrittenCondition {
  at: string;
  condition: Condition;
}

/** One comparison; equal ones are kept once. */
export interface Leaf {
  subject: Subject;
  /** The engine's name of the operator. */
  operator: string;
  /** What is compared with, as written. */
  operand: unknown;
  matches: Comparison;
}

/** All conditions of one policy, ready to be evaluated any number of times, also at once. */
export interface ConditionSet {
  leaves: readonly Leaf[];
  /** All subjects that are named. */
  subjects: ReadonlySet<Subject>;
  /** The subjects that each condition names. */
  subjectsOf: readonly ReadonlySet<Subject>[];
  /** Evaluates the conditions at these places of the list in one run of the engine; returns those that hold. */
  evaluate(which: readonly number[], known: Known): Promise<ReadonlySet<number>>;
}

/** What conditions may name. Anything else is refused when compiling, because the engine would only be silent. */
export interface Vocabulary {
  attributes: ReadonlySet<string>;
  facts: ReadonlySet<string>;
}

const MOST_DEPTH = 16;
const MOST_LEAVES = 2_000;
/**
 * Compiles conditions to rules of json-rules-engine, used within what is safe there:
 * - the rules are built once and put into a new engine for each run, since a shared engine loses results of
 *   overlapping runs;
 * - each comparison is an operator of ours that knows of missing values, where the engine's `notEqual` matches them;
 * - facts are flat and have one priority, and are given for every subject, so that none is silently undefined;
 * - a condition's value is a number, which the engine neither clones at length nor takes for a reference to another fact;
 * - facts are sealed, so that the engine's own debugging shows nobody's values;
 * - what happened is told by the place of a rule, never by its name, which may repeat or mean something to the engine.
 * Throws `policy_invalid`, with the place, for anything that the engine would only notice, or not, when reached.
 */
export function compileConditions(
  written: readonly WrittenCondition[],
  vocabulary: Vocabulary,
): ConditionSet {
  const compiler: Compiler = { vocabulary, leaves: [], byKey: new Map() };
  const subjectsOf: Set<Subject>[] = [];
  const rules = written.map(({ at, condition }, place) => {
    const subjects = new Set<Subject>();
    subjectsOf.push(subjects);
    const compiled = compileNested(condition, at, 1, subjects, compiler);
    const conditions = 'fact' in compiled ? { all: [compiled] } : compiled;
    return new Rule({ conditions, event: { type: `condition ${place}` } });
  });
  const { leaves } = compiler;
  const operators = [...new Set(leaves.map((leaf) => leaf.operator))].map(
    (name) => new Operator<Sealed, number>(name, ({ open }, place) => matchesLeaf(leaves, place, open())),
  );
  return {
    leaves,
    subjects: new Set(leaves.map((leaf) => leaf.subject)),
    subjectsOf,
    async evaluate(which, known) {
      const chosen = which.map((place) => rules[place]).filter((rule) => rule !== undefined);
      if (chosen.length === 0) return new Set();
      const engine = new Engine(chosen);
      for (const operator of operators) engine.addOperator(operator as Operator);
      const subjects = new Set(which.flatMap((place) => [...(subjectsOf[place] ?? [])]));
      const { events } = await engine.run(toFacts(subjects, known));
      const held = new Set(events.map((event) => event.type));
      return new Set(which.filter((place) => held.has(`condition ${place}`)));
    },
  };
}

interface Compiler {
  vocabulary: Vocabulary;
  leaves: Leaf[];
  byKey: Map<string, number>;
}

interface EngineLeaf {
  fact: Subject;
  operator: string;
  value: number;
}

/** A value that only our operators can see: the engine prints whatever facts it has if DEBUG in the environment asks. */
interface Sealed {
  open: () => Comparable | null;
}

/** Facts made here and without the engine's cache are three times cheaper: it hashes the key of each fact it caches. */
function toFacts(subjects: ReadonlySet<Subject>, known: Known): Record<string, Fact<Sealed>> {
  const facts: Record<string, Fact<Sealed>> = {};
  for (const subject of subjects) {
    const value = known.get(subject) ?? null;
    facts[subject] = new Fact<Sealed>(subject, { open: () => value }, { cache: false });
  }
  return facts;
}

function matchesLeaf(leaves: readonly Leaf[], place: number, value: Comparable | null): boolean {
  const leaf = leaves[place];
  if (!leaf) throw new RollcallError('internal', `Condition ${place} of a policy was never compiled.`);
  return leaf.matches(value);
}

function compileNested(
  condition: Condition,
  at: string,
  depth: number,
  subjects: Set<Subject>,
  compiler: Compiler,
): EngineLeaf | TopLevelCondition {
  if (depth > MOST_DEPTH) throw invalid(at, `Conditions nest at most ${MOST_DEPTH} deep.`);
  const inner = (nested: Condition, where: string): EngineLeaf | TopLevelCondition =>
    compileNested(nested, `${at}/${where}`, depth + 1, subjects, compiler);
  const branches = (['all', 'any', 'not'] as const).filter((branch) => Object.hasOwn(condition, branch));
  if (branches.length > 1) throw invalid(at, `Write ${branches.join(' or ')}, not both at once.`);
  if (Object.hasOwn(condition, 'not') && 'not' in condition) return { not: inner(condition.not, 'not') };
  const [branch] = branches;
  if (branch === undefined) return compileLeaf({ ...condition }, at, subjects, compiler);
  const nested: unknown = (condition as Record<string, unknown>)[branch];
  // The engine takes an empty list for true, and so would let everyone in.
  if (!Array.isArray(nested) || nested.length === 0)
    throw invalid(at, `${branch} needs at least one condition.`);
  const compiled = nested.map((each, i) => inner(each as Condition, `${branch}/${String(i)}`));
  return branch === 'all' ? { all: compiled } : { any: compiled };
}

function compileLeaf(
  condition: Record<string, unknown>,
  at: string,
  subjects: Set<Subject>,
  { vocabulary, leaves, byKey }: Compiler,
): EngineLeaf {
  const subject = subjectOf(condition, at, vocabulary);
  const operators = Object.keys(condition).filter((key) => !BESIDES.has(key));
  const [operator] = operators;
  if (operator === undefined || operators.length > 1)
    throw invalid(at, 'A comparison needs exactly one operator.');
  const isMembership = operator === 'member_of';
  if (isMembership && subject !== 'fact:groups') throw invalid(at, 'member_of is for the fact groups.');
  const read: Subject = isMembership ? MEMBERSHIPS : subject;
  const exactly = condition['exactly'] === true;
  const key = JSON.stringify([read, operator, condition[operator], exactly]);
  let place = byKey.get(key);
  if (place === undefined) {
    place = leaves.length;
    if (place >= MOST_LEAVES) throw invalid(at, `A policy has at most ${MOST_LEAVES} different comparisons.`);
    leaves.push({
      subject: read,
      operator: inEngine(operator),
      operand: condition[operator],
      matches: compileAt(at, operator, condition[operator], exactly),
    });
    byKey.set(key, place);
  }
  subjects.add(read);
  return { fact: read, operator: inEngine(operator), value: place };
}

/** The engine has operators of its own called `in` and `contains`; ours are never mistaken for them. */
function inEngine(operator: string): string {
  return `rollcall.${operator}`;
}

/** What `member_of` compares: the groups with both ids and names told apart. */
export const MEMBERSHIPS: Subject = 'fact:memberships';
const BESIDES: ReadonlySet<string> = new Set(['attribute', 'fact', 'exactly', 'name', 'because']);

function subjectOf(condition: Record<string, unknown>, at: string, vocabulary: Vocabulary): Subject {
  const { attribute, fact } = condition;
  if (typeof attribute === 'string' && fact === undefined) {
    if (!vocabulary.attributes.has(attribute)) throw invalid(at, `There is no attribute ${attribute}.`);
    return `attribute:${attribute}`;
  }
  if (typeof fact !== 'string' || attribute !== undefined) {
    throw invalid(at, 'A comparison needs either an attribute or a fact.');
  }
  if (!vocabulary.facts.has(fact)) throw invalid(at, `There is no fact ${fact}.`);
  return `fact:${fact}`;
}

function compileAt(at: string, operator: string, operand: unknown, exactly: boolean): Comparison {
  try {
    return compileComparison(operator, operand, exactly);
  } catch (cause) {
    throw cause instanceof RollcallError ? invalid(at, cause.message, cause) : cause;
  }
}

function invalid(at: string, message: string, cause?: unknown): RollcallError {
  return new RollcallError('policy_invalid', `${message} (${at})`, { cause, details: { at } });
}
