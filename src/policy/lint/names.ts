import { suggestion } from '../did-you-mean.ts';
import { error, listed, quoted, type Finding } from '../finding.ts';
import type { SourceNode } from '../source-node.ts';
import type { PolicyWords } from './policy-words.ts';

/** A role of the catalog; `others` are words that are allowed as well, such as no_access. */
export function lintRole(
  node: SourceNode | null,
  words: PolicyWords,
  others: readonly string[] = [],
): Finding[] {
  if (typeof node?.value !== 'string' || node.value === '') return [];
  const known = [...words.roles, ...others];
  if (known.includes(node.value)) return [];
  if (node.value === 'no_access') {
    return [
      error(
        node.at,
        'unknown_role',
        'no_access is no role, and cannot stand here.',
        'Use filters.exclude or a rule with deny: true to keep people out.',
      ),
    ];
  }
  const all = `The catalog has ${listed(known, 'and')}.`;
  return [
    error(
      node.at,
      'unknown_role',
      `There is no role ${quoted(node.value)}.`,
      suggestion(node.value, known, all),
    ),
  ];
}

/** A list of `{ key, role }`: known roles, and no workspace twice. */
export function lintWorkspaces(grants: readonly SourceNode[], words: PolicyWords): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<unknown>();
  for (const grant of grants) {
    const key = grant.entries?.get('key');
    const role = grant.entries?.get('role');
    if (typeof role?.value === 'string' && !words.workspaceRoles.includes(role.value)) {
      const all = `The catalog has ${listed(words.workspaceRoles, 'and')}.`;
      findings.push(
        error(
          role.at,
          'unknown_workspace_role',
          `There is no workspace role ${quoted(role.value)}.`,
          suggestion(role.value, words.workspaceRoles, all),
        ),
      );
    }
    if (typeof key?.value !== 'string') continue;
    if (seen.has(key.value)) {
      findings.push(
        error(key.at, 'repeated_value', `${quoted(key.value)} is in this list twice.`, 'Keep one of them.'),
      );
    }
    seen.add(key.value);
  }
  return findings;
}
