import type { Condition, LeafCondition } from '../../generated/policy.ts';
import { inQuotes } from './in-quotes.ts';
import { OPERATORS, type Operator } from '../vocabulary.ts';

/** A condition as a clause: `the employee type is contractor and the role is admin`. */
export function conditionInWords(condition: Condition): string {
  return clause(condition, false);
}

function clause(condition: Condition, isInside: boolean): string {
  if ('all' in condition) return joined(condition.all, 'and', isInside);
  if ('any' in condition) return joined(condition.any, 'or', isInside);
  if ('not' in condition) return `it is not so that ${clause(condition.not, true)}`;
  return comparisonInWords(condition);
}

function joined(conditions: readonly Condition[], word: 'and' | 'or', isInside: boolean): string {
  const [only] = conditions;
  if (conditions.length === 1 && only) return clause(only, isInside);
  const text = conditions.map((each) => clause(each, true)).join(` ${word} `);
  return isInside ? `(${text})` : text;
}

function comparisonInWords(leaf: LeafCondition): string {
  const operator = OPERATORS.find((each) => leaf[each] !== undefined) ?? 'absent';
  const operand: unknown = leaf[operator];
  if (operator === 'member_of') {
    const groups = Array.isArray(operand) ? operand : [operand];
    return `the person is in ${groups.length === 1 ? 'the group' : 'one of the groups'} ${values(groups)}`;
  }
  if (leaf.fact === 'is_last_admin') {
    const isMeant = (operator === 'equals') === (operand === true);
    return `the person is ${isMeant ? '' : 'not '}the last administrator`;
  }
  if (leaf.fact === 'in_scope') {
    const isMeant = (operator === 'equals') === (operand === true);
    return `the person is ${isMeant ? '' : 'not '}in scope`;
  }
  const subject =
    leaf.attribute === undefined ? FACTS[leaf.fact ?? 'role'] : attributeInWords(leaf.attribute);
  const exactly = leaf.exactly === true ? ', in exactly these letters' : '';
  return `${subject} ${VERBS[operator](operand)}${exactly}`;
}

/** `the employee type`. */
function attributeInWords(name: string): string {
  if (name === 'email') return 'the e-mail address';
  return `the ${name.replaceAll('_', ' ')}`;
}

const FACTS: Record<NonNullable<LeafCondition['fact']>, string> = {
  role: 'the role so far',
  groups: 'a group of the person',
  status: 'the status in the directory',
  in_scope: 'the scope',
  event: 'what is about to happen',
  source: 'the source',
  is_last_admin: 'the last administrator',
};

const VERBS: Record<Operator, (operand: unknown) => string> = {
  equals: (operand) => `is ${values([operand])}`,
  not_equals: (operand) => `is known, and is not ${values([operand])}`,
  in: (operand) => `is ${values(operand)}`,
  not_in: (operand) => `is known, and is not ${values(operand)}`,
  starts_with: (operand) => `starts with ${inQuotes(String(operand))}`,
  ends_with: (operand) => `ends with ${inQuotes(String(operand))}`,
  contains: (operand) => `contains ${inQuotes(String(operand))}`,
  matches: (operand) => `matches the expression ${inQuotes(String(operand))}`,
  greater_than: (operand) => `is above ${values([operand])}`,
  less_than: (operand) => `is below ${values([operand])}`,
  present: () => 'is known',
  absent: () => 'is not known',
  member_of: (operand) => `is ${values(operand)}`,
};

/** `US, DE or FR`. All of them: what is not said here cannot be checked. */
function values(operand: unknown): string {
  const all = (Array.isArray(operand) ? operand : [operand]).map((value) => plain(String(value)));
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`;
}

/** A single word as it is, anything else in quotes. */
export function plain(text: string): string {
  return /^[\w.@-]{1,60}$/.test(text) ? text : inQuotes(text);
}

/** `a, b and c`, however many. */
export function everyOf(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}
