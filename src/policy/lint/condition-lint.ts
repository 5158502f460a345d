import { append, error, warning, type Finding } from '../finding.ts';
import type { SourceNode } from '../source-node.ts';
import { lintComparison, unknownAttribute } from './comparison-lint.ts';
import {
  attributesOfMalformed,
  checkConditionShape,
  comparisonsIn,
  innerConditions,
} from './condition-shape.ts';
import type { PolicyWords } from './policy-words.ts';
import { findContradiction } from './satisfiable.ts';
import type { Stage } from './subject.ts';

/** Where a condition stands and what that means for it. */
export interface ConditionPlace {
  stage: Stage;
  /** What never happens if nobody matches: "This rule never fires". */
  never: { code: string; says: string };
}

/** Everything that is wrong with one condition. `words` is null while the catalog cannot be read: then only its form. */
export function lintCondition(
  condition: SourceNode,
  place: ConditionPlace,
  words: PolicyWords | null,
): Finding[] {
  const shape = checkConditionShape(condition);
  if (!words) return shape;
  const broken = new Set<SourceNode>();
  const findings = [...shape, ...missingUnderNot(condition, words)];
  for (const comparison of comparisonsIn(condition)) {
    const found = lintComparison(comparison, place.stage, words);
    append(findings, found);
    if (found.length > 0) broken.add(comparison.node);
  }
  for (const attribute of attributesOfMalformed(condition)) {
    const name = String(attribute.value);
    if (!words.attributes.has(name)) findings.push(unknownAttribute(attribute, name, words));
  }
  const contradiction = findContradiction(condition, place.stage, words, broken);
  if (contradiction) {
    findings.push(
      error(
        contradiction.at,
        place.never.code,
        `${place.never.says}: nobody has ${contradiction.says}.`,
        'Use any instead of all if one of several is enough; otherwise remove it.',
      ),
    );
  }
  return findings;
}

/** `not` also holds for whom nothing is known, which is rarely what is meant. */
function missingUnderNot(condition: SourceNode, words: PolicyWords): Finding[] {
  const { entries } = condition;
  const not = entries?.get('not');
  if (!not) {
    const branch = entries?.get('all') ?? entries?.get('any');
    return branch ? innerConditions(branch).flatMap((inner) => missingUnderNot(inner, words)) : [];
  }
  const comparisons = comparisonsIn(not);
  const asked = new Set(
    comparisons
      .filter(({ operator }) => operator === 'present' || operator === 'absent')
      .map(({ subject }) => subject.value),
  );
  const open = comparisons.find(
    ({ kind, subject }) =>
      kind === 'attribute' &&
      !asked.has(subject.value) &&
      words.attributes.get(String(subject.value))?.mayBeMissing === true,
  );
  if (!open) return [];
  const name = String(open.subject.value);
  return [
    warning(
      not.keyAt,
      'not_over_missing',
      `This also matches everyone of whom the directory does not say ${name}.`,
      `Write not_equals or not_in, which want a value, or give ${name} an if_missing.`,
    ),
  ];
}
