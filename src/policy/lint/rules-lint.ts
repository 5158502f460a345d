import { canonicalJson } from '../../domain/canonical-json.ts';
import { suggestion } from '../did-you-mean.ts';
import { append, error, listed, quoted, warning, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { lintCondition } from './condition-lint.ts';
import { comparisonsIn } from './condition-shape.ts';
import { duplicateNames } from './filters-lint.ts';
import { neverGrant } from './groups-lint.ts';
import { lintRole, lintWorkspaces } from './names.ts';
import { defaultRole, type PolicyWords } from './policy-words.ts';
import { rolesThatMatch } from './satisfiable.ts';

/** The document's own `rules`. Retired ones are history, and may speak of what is no more. */
export function lintRules(root: SourceNode, words: PolicyWords | null): Finding[] {
  const all = itemsAt(root, 'rules');
  const rules = all.filter((rule) => textAt(rule, 'status') !== 'retired');
  const findings = duplicateNames(all, 'rule');
  const given = new Set(words ? givenRoles(words) : []);
  /** What would be given with the proposed rules in force. */
  const mayBeGiven = new Set(given);
  for (const rule of rules) {
    const isProposed = textAt(rule, 'status') === 'proposed';
    const never = { code: 'rule_never_fires', says: 'This rule never fires' };
    const when = child(rule, 'when');
    const effects = child(rule, 'then')?.entries;
    const stage = effects?.has('notify') === true ? 'telling' : 'rules';
    const found = when ? lintCondition(when, { stage, never }, words) : [];
    append(findings, found);
    if (!words) continue;
    append(findings, lintEffect(rule, words));
    if (when && !found.some(({ severity }) => severity === 'error')) {
      const aboutRoles =
        withoutEffect(rule, when, words) ?? onlyByHand(when, isProposed ? mayBeGiven : given, words);
      if (aboutRoles) findings.push(aboutRoles);
      // Who is told of something stays told.
      const onlyTells = stage === 'telling' && effects?.size === 1;
      if (!onlyTells) append(findings, unsettled(when));
    }
    for (const effect of ['cap_role', 'grant_role']) {
      const role = textAt(rule, 'then', effect);
      if (role === null) continue;
      mayBeGiven.add(role);
      if (!isProposed) given.add(role);
    }
  }
  if (words) append(findings, shadowedRules(rules, words));
  return findings;
}

/** The roles that groups and the default give; any other can only have been set by hand. */
function givenRoles(words: PolicyWords): string[] {
  const groups = words.section('groups');
  const mapped = itemsAt(groups, 'map').map((mapping) => textAt(mapping, 'role'));
  return [...mapped, defaultRole(words)]
    .filter((role) => role !== null && !words.neverGranted.has(role))
    .map(String);
}

/** A condition that asks for roles which nothing in the policy gives. */
function onlyByHand(when: SourceNode, given: ReadonlySet<string>, words: PolicyWords): Finding | null {
  const roles = rolesThatMatch(when, words.roles);
  if (!roles || roles.length === words.roles.length) return null;
  if (roles.length === 0 || roles.some((role) => given.has(role))) return null;
  return warning(
    when.keyAt,
    'role_only_by_hand',
    `Nothing in this policy gives the role ${listed(roles)}, so this is only about people who got it by hand.`,
    'If that is not meant, look at the role in the condition, at groups.map and at never_grant.',
  );
}

/** Facts that are true only while something happens: what a rule gives by them it takes back the next time. */
const PASSING = ['event', 'is_last_admin'];

function unsettled(when: SourceNode): Finding[] {
  return comparisonsIn(when)
    .filter(({ kind, subject }) => kind === 'fact' && PASSING.includes(String(subject.value)))
    .map(({ subject }) =>
      warning(
        subject.at,
        'passing_fact',
        `${String(subject.value)} changes with what happens, so what this rule does is undone when the person is next looked at.`,
        'Ask for something that lasts, such as a group or an attribute.',
      ),
    );
}

function lintEffect(rule: SourceNode, words: PolicyWords): Finding[] {
  const then = child(rule, 'then');
  if (!then?.entries) return [];
  const cap = child(then, 'cap_role');
  const grant = child(then, 'grant_role');
  const findings = [
    ...lintRole(cap, words),
    ...lintRole(grant, words),
    ...neverGrant(grant, words),
    ...lintWorkspaces(itemsAt(then, 'add_workspaces'), words),
    ...itemsAt(then, 'remove_workspaces').flatMap((item) => lintRemoval(item, then, words)),
  ];
  const capRank = words.roles.indexOf(String(cap?.value));
  const grantRank = words.roles.indexOf(String(grant?.value));
  if (cap && grant && capRank >= 0 && grantRank >= 0 && grantRank < capRank) {
    findings.push(
      error(
        Math.max(cap.keyAt, grant.keyAt),
        'contradictory_effect',
        `At least ${String(grant.value)} and at most ${String(cap.value)} cannot both hold.`,
        'Keep one of them.',
      ),
    );
  }
  if (cap && capRank === 0) {
    findings.push(
      error(
        cap.at,
        'cap_without_effect',
        `${String(cap.value)} is the strongest role, so this caps nobody.`,
        'Write the strongest role that these people may have.',
      ),
    );
  }
  if (cap && capRank > 0 && words.neverGranted.has(String(cap.value))) {
    findings.push(
      warning(
        cap.at,
        'cap_never_granted',
        `groups.never_grant forbids to give the role ${String(cap.value)}: whoever is capped gets a weaker one, or loses access.`,
        'Cap at a role that may be granted.',
      ),
    );
  }
  const deny = child(then, 'deny');
  const others = [...then.entries.keys()].filter((key) => key !== 'deny' && key !== 'notify');
  if (deny?.value === true && others.length > 0) {
    findings.push(
      warning(
        deny.keyAt,
        'deny_hides_effects',
        `Whoever is denied gets nothing, so ${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} no effect.`,
        'Keep only deny, or write two rules.',
      ),
    );
  }
  return findings;
}

function lintRemoval(item: SourceNode, then: SourceNode, words: PolicyWords): Finding[] {
  if (typeof item.value !== 'string') return [];
  const added = itemsAt(then, 'add_workspaces').some((grant) => textAt(grant, 'key') === item.value);
  if (added) {
    return [
      error(
        item.at,
        'contradictory_effect',
        `${quoted(item.value)} is both added and removed.`,
        'Keep one of them.',
      ),
    ];
  }
  if (words.givenWorkspaces.has(item.value)) return [];
  return [
    warning(
      item.at,
      'unknown_workspace',
      `Nothing in this policy gives the workspace ${quoted(item.value)}.`,
      suggestion(item.value, words.givenWorkspaces, 'Remove it from the list.'),
    ),
  ];
}

/** A rule that fires and changes nothing. */
function withoutEffect(rule: SourceNode, when: SourceNode, words: PolicyWords): Finding | null {
  const cap = child(rule, 'then', 'cap_role');
  const capRank = words.roles.indexOf(String(cap?.value));
  if (!cap || capRank <= 0) return null;
  const capped = rolesThatMatch(when, words.roles);
  if (capped === null || capped.length === 0) return null;
  if (capped.some((role) => words.roles.indexOf(role) < capRank)) return null;
  return error(
    cap.at,
    'cap_without_effect',
    `Nobody whom this rule matches has a stronger role than ${String(cap.value)}.`,
    'Write a weaker role, or look at the condition again.',
  );
}

/** What a rule does to the people that its condition matches. */
interface SeenRule {
  name: string | null;
  isProposed: boolean;
  then: SourceNode;
  effect: string;
  /** How many rules gave a role up to this one. */
  grants: number;
}

/** Rules for the same people as an earlier one that leaves them nothing to do. */
function shadowedRules(rules: readonly SourceNode[], words: PolicyWords): Finding[] {
  const findings: Finding[] = [];
  const byCondition = new Map<string, SeenRule[]>();
  let grants = 0;
  for (const rule of rules) {
    const when = child(rule, 'when');
    const then = child(rule, 'then');
    if (!when || !then) continue;
    const condition = canonicalJson(when.value);
    const earlier = byCondition.get(condition) ?? [];
    const effect = canonicalJson(then.value);
    const isProposed = textAt(rule, 'status') === 'proposed';
    const shadow = earlier.find(
      (other) =>
        // What is only proposed takes nothing from a rule that is in force.
        (isProposed || !other.isProposed) &&
        // Whoever is denied may still be told of.
        ((child(other.then, 'deny')?.value === true && !then.entries?.has('notify')) ||
          // What a rule in between gives, this one may have to take again.
          (other.grants === grants && (other.effect === effect || capsNoLower(then, other.then, words)))),
    );
    if (shadow) {
      findings.push(
        error(
          rule.at,
          'shadowed_rule',
          `The rule ${quoted(shadow.name)} above is for the same people and leaves this one nothing to do.`,
          'Remove one of the two, or change its condition.',
        ),
      );
    }
    if (child(then, 'grant_role')) grants += 1;
    earlier.push({ name: textAt(rule, 'name'), isProposed, then, effect, grants });
    byCondition.set(condition, earlier);
  }
  return findings;
}

/** Whether an effect only caps, and no lower than an earlier one. */
function capsNoLower(then: SourceNode, earlier: SourceNode, words: PolicyWords): boolean {
  const rank = (effect: SourceNode): number => words.roles.indexOf(textAt(effect, 'cap_role') ?? '');
  return then.entries?.size === 1 && rank(then) >= 0 && rank(earlier) >= rank(then);
}
