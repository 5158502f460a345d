import { error, listed, warning, type Finding } from '../finding.ts';
import type { SourceNode } from '../source-node.ts';
import { OPERATORS, type Operator } from '../vocabulary.ts';

/** The engine that evaluates conditions refuses deeper ones. */
const MOST_DEPTH = 16;
const BRANCHES = ['all', 'any', 'not'] as const;
const TEXT_OPERATORS: ReadonlySet<Operator> = new Set([
  'equals',
  'not_equals',
  'in',
  'not_in',
  'starts_with',
  'ends_with',
  'contains',
  'matches',
]);

/** One well-formed comparison of a condition. */
export interface Comparison {
  node: SourceNode;
  kind: 'attribute' | 'fact';
  subject: SourceNode;
  operator: Operator;
  operand: SourceNode;
  exactly: boolean;
}

/** The comparisons in a condition that are well-formed; the schema and `checkConditionShape` report the others. */
export function comparisonsIn(node: SourceNode): Comparison[] {
  const branches = branchesOf(node);
  if (branches.length > 0) return branches.flatMap(innerConditions).flatMap(comparisonsIn);
  const comparison = comparisonOf(node);
  return comparison ? [comparison] : [];
}

/** The attributes that a condition names beside a comparison that is not well-formed: the names may be wrong as well. */
export function attributesOfMalformed(node: SourceNode): SourceNode[] {
  const branches = branchesOf(node);
  if (branches.length > 0) return branches.flatMap(innerConditions).flatMap(attributesOfMalformed);
  const attribute = node.entries?.get('attribute');
  return attribute && typeof attribute.value === 'string' && !comparisonOf(node) ? [attribute] : [];
}

/** The one comparison that a condition is, or null. */
export function comparisonOf(node: SourceNode): Comparison | null {
  const { entries } = node;
  const attribute = entries?.get('attribute');
  const fact = entries?.get('fact');
  const [operator, another] = operatorsOf(node);
  const subject = attribute ?? fact;
  if (!entries || !subject || (attribute && fact) || operator === undefined || another !== undefined)
    return null;
  const operand = entries.get(operator);
  if (!operand || typeof subject.value !== 'string') return null;
  return {
    node,
    kind: attribute ? 'attribute' : 'fact',
    subject,
    operator,
    operand,
    exactly: entries.get('exactly')?.value === true,
  };
}

/** The conditions right inside the value of `all`, `any` or `not`. */
export function innerConditions(branch: SourceNode): readonly SourceNode[] {
  return branch.items ?? (branch.entries ? [branch] : []);
}

/** What the schema cannot say well: exactly one subject, exactly one operator, no empty list, no deep nest. */
export function checkConditionShape(node: SourceNode, depth = 1): Finding[] {
  if (!node.entries) return [];
  if (depth > MOST_DEPTH) {
    return [
      error(
        node.at,
        'too_deep',
        `Conditions nest at most ${MOST_DEPTH} levels deep.`,
        'Write this condition flatter.',
      ),
    ];
  }
  const branches = branchesOf(node);
  if (branches.length === 0) return checkComparison(node, node.entries);
  return branches.flatMap((branch) =>
    branch.items?.length === 0
      ? [emptyBranch(node, branch)]
      : innerConditions(branch).flatMap((inner) => checkConditionShape(inner, depth + 1)),
  );
}

function branchesOf(node: SourceNode): SourceNode[] {
  return BRANCHES.map((key) => node.entries?.get(key)).filter((branch) => branch !== undefined);
}

function operatorsOf(node: SourceNode): Operator[] {
  return OPERATORS.filter((operator) => node.entries?.has(operator));
}

function emptyBranch(node: SourceNode, branch: SourceNode): Finding {
  const key = BRANCHES.find((name) => node.entries?.get(name) === branch) ?? 'all';
  return error(
    branch.keyAt,
    'empty_condition',
    `This "${key}" has no condition in it.`,
    'Add a condition to the list. To leave nobody out, remove the whole filter or rule.',
  );
}

function checkComparison(node: SourceNode, entries: ReadonlyMap<string, SourceNode>): Finding[] {
  const findings: Finding[] = [];
  const attribute = entries.get('attribute');
  const fact = entries.get('fact');
  const operators = operatorsOf(node);
  // An unknown key is reported as such; most likely it is what is missing here.
  const hasStranger = [...entries.keys()].some((key) => !KNOWN.has(key));
  if (attribute && fact) {
    const later = attribute.keyAt > fact.keyAt ? attribute : fact;
    findings.push(
      error(
        later.keyAt,
        'two_subjects',
        'A condition compares one thing, and this has both "attribute" and "fact".',
        'Write two conditions in the list of an all or any.',
      ),
    );
  } else if (!attribute && !fact && !hasStranger) {
    findings.push(
      error(
        node.at,
        'no_subject',
        operators.length === 0
          ? 'There is no condition here.'
          : 'This condition does not say what it compares.',
        'Write { attribute: NAME, OPERATOR: VALUE } or { fact: NAME, OPERATOR: VALUE }, or all, any or not.',
      ),
    );
  }
  const second = operators
    .map((operator) => entries.get(operator))
    .filter((operand) => operand !== undefined);
  const extra = second.sort((a, b) => a.keyAt - b.keyAt)[1];
  if (extra) {
    findings.push(
      error(
        extra.keyAt,
        'several_operators',
        `A condition has one operator, and this has ${listed(operators, 'and')}.`,
        'Write a condition for each in the list of an all or any.',
      ),
    );
  } else if (operators.length === 0 && (attribute ?? fact) && !hasStranger) {
    findings.push(
      error(
        node.at,
        'no_operator',
        'This condition does not say how it compares.',
        `Add one of ${listed(OPERATORS)}.`,
      ),
    );
  }
  const exactly = entries.get('exactly');
  if (
    exactly?.value === true &&
    operators.length > 0 &&
    !operators.some((name) => TEXT_OPERATORS.has(name))
  ) {
    findings.push(
      warning(
        exactly.keyAt,
        'exactly_without_text',
        '"exactly" has no meaning here.',
        'It is for comparing text with case.',
      ),
    );
  }
  return findings;
}

const KNOWN: ReadonlySet<string> = new Set(['name', 'because', 'attribute', 'fact', 'exactly', ...OPERATORS]);
