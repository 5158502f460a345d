import type { Condition } from '../../generated/policy.ts';
import { MEMBERSHIPS, type Subject } from '../conditions.ts';
import { compileComparison, type Comparison } from '../operators.ts';
import { OPERATORS, type Operator } from '../vocabulary.ts';

/** One comparison that a proof looks at; equal ones are one. */
export interface ProofLeaf {
  subject: Subject;
  operator: Operator;
  /** What is compared with, as written. */
  operand: unknown;
  exactly: boolean;
  matches: Comparison;
}

/** A condition, to be evaluated while only some of a person is known. */
export type ConditionTree =
  | { leaf: ProofLeaf }
  | { all: readonly ConditionTree[] }
  | { any: readonly ConditionTree[] }
  | { not: ConditionTree };

/** Null: it depends on what is not known yet. */
export type Truth = boolean | null;

/** Makes trees of conditions, and collects their comparisons. */
export interface Forest {
  leaves: readonly ProofLeaf[];
  grow: (condition: Condition) => ConditionTree;
}

export function startForest(): Forest {
  const byKey = new Map<string, ProofLeaf>();
  const leaves: ProofLeaf[] = [];
  const grow = (condition: Condition): ConditionTree => {
    if ('all' in condition) return { all: condition.all.map(grow) };
    if ('any' in condition) return { any: condition.any.map(grow) };
    if ('not' in condition) return { not: grow(condition.not) };
    const operator = OPERATORS.find((each) => condition[each] !== undefined) ?? 'absent';
    const operand: unknown = condition[operator];
    const exactly = condition.exactly === true;
    const named: Subject =
      condition.attribute === undefined ? `fact:${condition.fact ?? ''}` : `attribute:${condition.attribute}`;
    const subject = operator === 'member_of' ? MEMBERSHIPS : named;
    const key = JSON.stringify([subject, operator, operand, exactly]);
    const known = byKey.get(key);
    if (known) return { leaf: known };
    const matches = compileComparison(operator, operand, exactly);
    const leaf = { subject, operator, operand, exactly, matches };
    byKey.set(key, leaf);
    leaves.push(leaf);
    return { leaf };
  };
  return { leaves, grow };
}

export function truthOf(tree: ConditionTree, truthOfLeaf: (leaf: ProofLeaf) => Truth): Truth {
  if ('leaf' in tree) return truthOfLeaf(tree.leaf);
  if ('not' in tree) {
    const inner = truthOf(tree.not, truthOfLeaf);
    return inner === null ? null : !inner;
  }
  // One that is false settles `all`, one that is true settles `any`.
  const [trees, settles] = 'all' in tree ? [tree.all, false] : [tree.any, true];
  let truth: Truth = !settles;
  for (const inner of trees) {
    const found = truthOf(inner, truthOfLeaf);
    if (found === settles) return settles;
    if (found === null) truth = null;
  }
  return truth;
}

/** The comparisons because of which a tree is not known. */
export function unknownLeaves(
  tree: ConditionTree,
  truthOfLeaf: (leaf: ProofLeaf) => Truth,
): readonly ProofLeaf[] {
  if (truthOf(tree, truthOfLeaf) !== null) return [];
  if ('leaf' in tree) return [tree.leaf];
  if ('not' in tree) return unknownLeaves(tree.not, truthOfLeaf);
  return ('all' in tree ? tree.all : tree.any).flatMap((inner) => unknownLeaves(inner, truthOfLeaf));
}
