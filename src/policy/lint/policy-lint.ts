import type { Catalog } from '../../generated/catalog.ts';
import type { PolicyDocument } from '../../generated/policy.ts';
import { append, error, quoted, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { lintAttributes } from './attributes-lint.ts';
import { comparisonsIn } from './condition-shape.ts';
import { lintDeactivation } from './deactivation-lint.ts';
import { lintFilters } from './filters-lint.ts';
import { lintGroups } from './groups-lint.ts';
import { lintGuards } from './guards-lint.ts';
import { lintIdentity } from './identity-lint.ts';
import { lintNotifications } from './notifications-lint.ts';
import { policyWords } from './policy-words.ts';
import { lintRules } from './rules-lint.ts';
import { lintSoleAdmin } from './sole-admin-lint.ts';

/** What will evaluate the conditions takes no more. */
const MOST_COMPARISONS = 2_000;

export interface LintContext {
  /** Null while the catalog or the default policy cannot be read: then names are not checked. */
  catalog: Catalog | null;
  /** Null for the default policy itself. */
  defaultDocument: PolicyDocument | null;
}

/** What the schema cannot see: names that nothing bears, conditions that never hold, entries that undo each other. */
export function lintPolicy(
  root: SourceNode,
  file: string,
  { catalog, defaultDocument }: LintContext,
): Finding[] {
  const isDefault = defaultDocument === null;
  const tooMany = tooManyComparisons(root);
  const words = catalog ? policyWords(root, catalog, defaultDocument) : null;
  const findings = [
    ...lintTenant(root, file, isDefault),
    ...lintIdentity(root),
    ...lintGuards(root, words, defaultDocument?.guards !== undefined),
    ...lintNotifications(root, words),
  ];
  if (words) append(findings, [...lintAttributes(root, words), ...lintGroups(root, words)]);
  if (tooMany) return [...findings, tooMany];
  return [
    ...findings,
    ...lintFilters(root, words),
    ...lintRules(root, words),
    ...lintDeactivation(root, words),
    ...lintSoleAdmin(root, words),
  ];
}

/** The tenant is named in the file, and by it. */
function lintTenant(root: SourceNode, file: string, isDefault: boolean): Finding[] {
  const tenant = child(root, 'tenant');
  if (isDefault) {
    if (!tenant) return [];
    return [
      error(
        tenant.keyAt,
        'tenant_in_default',
        'The default policy is for every tenant, and names none.',
        'Remove this line.',
      ),
    ];
  }
  if (!tenant) {
    return [
      error(
        root.at,
        'missing_key',
        'The policy does not say which tenant it is for.',
        'Add a line tenant: NAME.',
      ),
    ];
  }
  const [, named] = /(?:^|[\\/])([^\\/]+)\.policy\.ya?ml$/.exec(file) ?? [];
  const name = textAt(tenant);
  if (named === undefined || name === null || named === name || !/^[a-z0-9-]+$/.test(name)) return [];
  return [
    error(
      tenant.at,
      'tenant_is_not_file',
      `This policy is for ${quoted(name)}, and its file is named for ${quoted(named)}.`,
      `Write tenant: ${named}, or rename the file to ${name}.policy.yaml.`,
    ),
  ];
}

function tooManyComparisons(root: SourceNode): Finding | null {
  const conditions = [
    ...itemsAt(root, 'filters', 'include'),
    ...itemsAt(root, 'filters', 'exclude'),
    ...[...itemsAt(root, 'rules'), ...itemsAt(root, 'deactivation', 'exceptions')].map((entry) =>
      child(entry, 'when'),
    ),
    child(root, 'sole_admin', 'promote', 'unless'),
  ].filter((condition) => condition !== null);
  let count = 0;
  for (const condition of conditions) {
    count += comparisonsIn(condition).length;
    if (count > MOST_COMPARISONS) {
      return error(
        condition.at,
        'too_many_conditions',
        `With this, the policy has more than ${MOST_COMPARISONS} conditions.`,
        'Use in: [...] instead of many equals.',
      );
    }
  }
  return null;
}
