import { append, type Finding } from '../finding.ts';
import { child, itemsAt, type SourceNode } from '../source-node.ts';
import { lintCondition } from './condition-lint.ts';
import { duplicateNames } from './filters-lint.ts';
import { lintRole } from './names.ts';
import type { PolicyWords } from './policy-words.ts';

/** The document's own `deactivation` and `sole_admin`. */
export function lintLeaving(root: SourceNode, words: PolicyWords | null): Finding[] {
  const exceptions = itemsAt(root, 'deactivation', 'exceptions');
  const never = { code: 'exception_never_matches', says: 'This exception never matches' };
  const findings = [
    ...duplicateNames(exceptions, 'exception'),
    ...exceptions.flatMap((exception) => {
      const when = child(exception, 'when');
      return when ? lintCondition(when, { stage: 'deactivation', never }, words) : [];
    }),
  ];
  const promote = child(root, 'sole_admin', 'promote');
  const unless = child(promote, 'unless');
  if (unless) append(findings, lintCondition(unless, { stage: 'sole_admin', never }, words));
  if (words)
    append(
      findings,
      itemsAt(promote, 'from').flatMap((role) => lintRole(role, words)),
    );
  return findings;
}
