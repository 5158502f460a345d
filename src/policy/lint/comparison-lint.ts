import { RollcallError } from '../../domain/rollcall-error.ts';
import { nearest, suggestion } from '../did-you-mean.ts';
import { error, listed, quoted, type Finding } from '../finding.ts';
import { fold } from '../fold.ts';
import { compileComparison } from '../operators.ts';
import type { SourceNode } from '../source-node.ts';
import type { Fact, Operator } from '../vocabulary.ts';
import { needsQuotes } from '../wrong-type.ts';
import type { Comparison } from './condition-shape.ts';
import { catalogAttribute, type PolicyWords } from './policy-words.ts';
import { subjectOf, type Stage, type Subject } from './subject.ts';

/** Names, operator and value of one comparison. */
export function lintComparison(comparison: Comparison, stage: Stage, words: PolicyWords): Finding[] {
  const { kind, subject: written } = comparison;
  const name = String(written.value);
  if (kind === 'fact' && stage === 'filters' && (name === 'role' || name === 'in_scope')) {
    return [
      error(
        written.at,
        'fact_not_known_yet',
        `Filters run first, when ${name} is not known yet.`,
        'Write a rule instead, with deny: true.',
      ),
    ];
  }
  const subject = subjectOf(comparison, stage, words);
  if (!subject) return kind === 'attribute' ? [unknownAttribute(written, name, words)] : [];
  const misfit = checkOperator(comparison, subject);
  if (misfit) return [misfit];
  const values = operandsOf(comparison).flatMap((operand) => checkOperand(operand, comparison, subject));
  if (values.length > 0) return values;
  const uncompilable = checkCompiles(comparison);
  return uncompilable ? [uncompilable] : [];
}

/** What to say of an attribute that the policy does not map. */
export function unknownAttribute(node: SourceNode, name: string, words: PolicyWords): Finding {
  const known = catalogAttribute(words.catalog, name);
  if (known) {
    return error(
      node.at,
      'unmapped_attribute',
      `The product knows ${name}, but attributes.map does not say where it comes from.`,
      `Add ${name}: { from: ... } to attributes.map.`,
    );
  }
  if (FACTS.has(name)) {
    return error(
      node.at,
      'unknown_attribute',
      `${name} is a fact, not an attribute.`,
      `Write { fact: ${name}, ... }.`,
    );
  }
  const names = new Set([...words.attributes.keys(), ...Object.keys(words.catalog.attributes ?? {})]);
  return error(
    node.at,
    'unknown_attribute',
    `There is no attribute ${quoted(name)}.`,
    suggestion(name, names, `There are ${listed([...words.attributes.keys()], 'and')}.`),
  );
}

const FACTS: ReadonlySet<string> = new Set([
  'role',
  'groups',
  'status',
  'in_scope',
  'event',
  'source',
  'is_last_admin',
] satisfies Fact[]);

const FITTING: Record<Subject['type'], readonly Operator[]> = {
  text: [
    'equals',
    'not_equals',
    'in',
    'not_in',
    'starts_with',
    'ends_with',
    'contains',
    'matches',
    'present',
    'absent',
  ],
  number: ['equals', 'not_equals', 'in', 'not_in', 'greater_than', 'less_than', 'present', 'absent'],
  boolean: ['equals', 'not_equals', 'present', 'absent'],
  list: [
    'contains',
    'equals',
    'not_equals',
    'in',
    'not_in',
    'starts_with',
    'ends_with',
    'matches',
    'present',
    'absent',
  ],
};

function checkOperator(
  { operator, operand, subject: written, kind }: Comparison,
  subject: Subject,
): Finding | null {
  const isGroups = kind === 'fact' && subject.name === 'groups';
  const fitting = isGroups ? ['member_of', ...FITTING.list] : FITTING[subject.type];
  if (fitting.includes(operator)) return null;
  const isOrder = operator === 'greater_than' || operator === 'less_than';
  // The catalog has no type for dates: they are texts, and texts that are dates have an order.
  if (isOrder && subject.type === 'text' && subject.values === null && typeof operand.value === 'string')
    return null;
  if (operator === 'member_of') {
    return error(
      written.at,
      'operator_does_not_fit',
      `member_of looks at groups, and ${subject.name} is something else.`,
      'Write { fact: groups, member_of: GROUP }.',
    );
  }
  return error(
    operand.keyAt,
    'operator_does_not_fit',
    `${operator} does not fit ${subject.name}, which is ${TYPE_NAMES[subject.type]}.`,
    `Here fit ${listed(fitting, 'and')}.`,
  );
}

const TYPE_NAMES: Record<Subject['type'], string> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
};

/** The values that an operator compares with, each at its place. */
export function operandsOf({ operator, operand }: Comparison): readonly SourceNode[] {
  return operator === 'in' || operator === 'not_in' ? (operand.items ?? []) : [operand];
}

function checkOperand(operand: SourceNode, { operator, exactly }: Comparison, subject: Subject): Finding[] {
  if (operator === 'present' || operator === 'absent' || operator === 'member_of') return [];
  if (operator === 'greater_than' || operator === 'less_than') return [];
  const { value } = operand;
  if (subject.type === 'number' && typeof value !== 'number') {
    return [
      error(
        operand.at,
        'wrong_type',
        `${subject.name} is a number, and ${quoted(value)} is none.`,
        'Write a number, without quotes.',
      ),
    ];
  }
  if (subject.type === 'boolean' && typeof value !== 'boolean') {
    return [
      error(
        operand.at,
        'wrong_type',
        `${subject.name} is true or false, and ${quoted(value)} is neither.`,
        'Write true or false, without quotes.',
      ),
    ];
  }
  if (subject.type === 'number' || subject.type === 'boolean') return [];
  if (typeof value === 'number' || typeof value === 'boolean')
    return [needsQuotes(operand, quoted(subject.name))];
  if (typeof value !== 'string' || subject.values === null || !COMPARES_WHOLE.has(operator)) return [];
  const { list, exact, folded } = subject.values;
  if (exactly ? exact.has(value.trim()) : folded.has(fold(value.trim()))) return [];
  return [unknownValue(operand, value, subject, list)];
}

const COMPARES_WHOLE: ReadonlySet<Operator> = new Set(['equals', 'not_equals', 'in', 'not_in']);

function unknownValue(
  operand: SourceNode,
  value: string,
  subject: Subject,
  values: readonly string[],
): Finding {
  const isRole = subject.kind === 'fact' && subject.name === 'role';
  const near = nearest(value, values);
  const are =
    values.length === 1
      ? `Here it is always ${values.join('')}.`
      : `Its values are ${listed(values, 'and')}.`;
  const message = isRole
    ? `There is no role ${quoted(value)}.`
    : `${subject.name} is never ${quoted(value)}.`;
  const code = isRole ? 'unknown_role' : 'unknown_value';
  return error(operand.at, code, message, near === null ? are : `Did you mean ${near}?`);
}

/** The last word has what will evaluate the condition: it refuses, for one, what RE2 cannot read. */
function checkCompiles({ operator, operand, exactly }: Comparison): Finding | null {
  // The schema refuses any other form, and says why.
  if (!hasForm(operator, operand.value)) return null;
  try {
    compileComparison(operator, operand.value, exactly);
    return null;
  } catch (cause) {
    if (!(cause instanceof RollcallError)) throw cause;
    return operator === 'matches'
      ? error(operand.at, 'bad_expression', cause.message, 'RE2 has no look-around and no back-references.')
      : error(operand.at, 'bad_operand', cause.message, null);
  }
}

function hasForm(operator: Operator, value: unknown): boolean {
  switch (operator) {
    case 'in':
    case 'not_in':
      return Array.isArray(value) && value.every(isScalar);
    case 'member_of':
      return Array.isArray(value) ? value.length > 0 && value.every(isScalar) : isScalar(value);
    case 'equals':
    case 'not_equals':
      return isScalar(value);
    case 'greater_than':
    case 'less_than':
      return typeof value === 'number' || typeof value === 'string';
    case 'present':
    case 'absent':
      return value === true;
    default:
      return typeof value === 'string' && value !== '';
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
