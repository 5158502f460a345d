import { error, quoted, warning, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { lintCondition } from './condition-lint.ts';
import type { PolicyWords } from './policy-words.ts';

/** The document's own `filters`. */
export function lintFilters(root: SourceNode, words: PolicyWords | null): Finding[] {
  const filters = child(root, 'filters');
  if (!filters?.entries) return [];
  const include = child(filters, 'include');
  const exclude = child(filters, 'exclude');
  const rules = [...itemsAt(filters, 'include'), ...itemsAt(filters, 'exclude')];
  const never = { code: 'filter_never_matches', says: 'This filter never matches' };
  const findings = [
    ...duplicateNames(rules, 'filter'),
    ...rules.flatMap((rule) => lintCondition(rule, { stage: 'filters', never }, words)),
  ];
  if (!include && !exclude) {
    findings.push(
      warning(
        filters.keyAt,
        'filters_without_filter',
        'There is neither include nor exclude here, so everyone is in scope.',
        'Add one of them, or remove filters.',
      ),
    );
  } else if (include?.items?.length === 0) {
    findings.push(
      warning(
        include.keyAt,
        'empty_include',
        'include is empty, so everyone is in scope whom no exclude matches.',
        'Add a filter, or remove include.',
      ),
    );
  }
  return findings;
}

/** A name is how the audit log and tests speak of an entry, so it must say which one. */
export function duplicateNames(entries: readonly SourceNode[], kind: string): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const entry of entries) {
    const name = textAt(entry, 'name');
    if (name === null) continue;
    if (seen.has(name)) {
      const at = child(entry, 'name')?.at ?? entry.at;
      findings.push(
        error(
          at,
          'duplicate_name',
          `Another ${kind} is called ${quoted(name)} too.`,
          'Give it another name.',
        ),
      );
    }
    seen.add(name);
  }
  return findings;
}
