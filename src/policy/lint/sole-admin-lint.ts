import { append, error, listed, warning, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { lintCondition } from './condition-lint.ts';
import { lintRole } from './names.ts';
import type { PolicyWords } from './policy-words.ts';
import { writtenMs } from './written-duration.ts';

/** The document's own `sole_admin`. */
export function lintSoleAdmin(root: SourceNode, words: PolicyWords | null): Finding[] {
  const soleAdmin = child(root, 'sole_admin');
  if (!soleAdmin?.entries) return [];
  const promote = child(soleAdmin, 'promote');
  const promoting = [child(soleAdmin, 'action'), child(soleAdmin, 'if_unanswered', 'action')].filter(
    (action) => action?.value === 'promote',
  );
  const findings = lintUnanswered(soleAdmin);
  if (!promote) {
    for (const action of promoting) {
      findings.push(
        error(
          action?.at ?? soleAdmin.at,
          'promote_from_nobody',
          'To promote someone, the policy has to say among whom.',
          'Add promote: { from: [ROLE], pick: longest_tenured } under sole_admin.',
        ),
      );
    }
  } else if (promoting.length === 0) {
    findings.push(
      warning(
        promote.keyAt,
        'unused_key',
        'Nobody is promoted here, so promote has no effect.',
        'Write action: promote, here or in if_unanswered, or remove it.',
      ),
    );
  }
  const unless = child(promote, 'unless');
  const never = { code: 'exception_never_matches', says: 'This exception never matches' };
  if (unless) append(findings, lintCondition(unless, { stage: 'sole_admin', never }, words));
  if (words) {
    append(
      findings,
      itemsAt(promote, 'from').flatMap((role) => lintCandidates(role, words)),
    );
    const [at] = promoting;
    if (at) append(findings, nothingToPromoteTo(at, words));
  }
  return findings;
}

function lintCandidates(role: SourceNode, words: PolicyWords): Finding[] {
  const unknown = lintRole(role, words);
  if (unknown.length > 0 || !administering(words).includes(String(role.value))) return unknown;
  const others = words.roles.filter((each) => !administering(words).includes(each));
  return [
    error(
      role.at,
      'promote_from_administrators',
      `${String(role.value)} administers already: when somebody is to be promoted, there is nobody with this role.`,
      `Write a role that does not administer${others.length === 0 ? '' : `: ${listed(others)}`}.`,
    ),
  ];
}

/** `never_grant` also says to what nobody is promoted. */
function nothingToPromoteTo(action: SourceNode, words: PolicyWords): Finding[] {
  const roles = administering(words);
  if (roles.some((role) => !words.neverGranted.has(role))) return [];
  const why =
    roles.length === 0
      ? 'no role of the catalog administers'
      : `groups.never_grant forbids to give ${listed(roles, 'and')}, and no other role administers`;
  return [
    error(
      action.at,
      'promote_to_nothing',
      `Nobody can be promoted: ${why}.`,
      'Write block, or allow a role that administers to be granted.',
    ),
  ];
}

function administering({ catalog }: PolicyWords): string[] {
  return catalog.roles.filter((role) => role.administers === true).map((role) => role.key);
}

function lintUnanswered(soleAdmin: SourceNode): Finding[] {
  const unanswered = child(soleAdmin, 'if_unanswered');
  if (!unanswered) return [];
  if (textAt(soleAdmin, 'action') === 'allow') {
    return [
      warning(
        unanswered.keyAt,
        'unused_key',
        'With action: allow nothing is held, so nothing can stay unanswered.',
        'Write action: block, or remove it.',
      ),
    ];
  }
  const after = child(unanswered, 'after');
  if (after === null || writtenMs(after) !== 0) return [];
  const action = textAt(unanswered, 'action') ?? 'promote';
  return [
    error(
      after.at,
      'no_time',
      'Nobody can answer in no time.',
      `Write a time such as 24h, or action: ${action} instead of if_unanswered.`,
    ),
  ];
}
