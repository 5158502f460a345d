import type { Catalog } from '../../generated/catalog.ts';
import { nearest, suggestion } from '../did-you-mean.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { error, listed, quoted, warning, type Finding } from '../finding.ts';
import { fold } from '../fold.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { duplicateNames } from './filters-lint.ts';
import { wrongType } from '../wrong-type.ts';
import { lintRole, lintWorkspaces } from './names.ts';
import { policyWords, type PolicyWords } from './policy-words.ts';

/** Names in tests that the catalog and the tested policy do not know. */
export function lintPolicyTests(root: SourceNode, catalog: Catalog, policy: EffectivePolicy): Finding[] {
  const tests = itemsAt(root, 'tests');
  const words = policyWords(root, catalog, {
    version: policy.version,
    attributes: policy.attributes,
    groups: policy.groups,
  });
  const groups = policy.groups.map.flatMap(({ id, name }) => [id, name]).filter((name) => name !== undefined);
  const deciding = [
    ...groups,
    ...[
      ...policy.filters.include,
      ...policy.filters.exclude,
      ...policy.rules,
      ...policy.deactivation.exceptions,
    ].map((entry) => entry.name),
  ];
  return [
    ...duplicateNames(tests, 'test'),
    ...tests.flatMap((test) => [
      ...lintCast(test),
      ...lintGiven(test, groups, words),
      ...expectationsOf(test).flatMap((expect) => [
        ...lintExpectation(expect, deciding, words),
        ...[child(expect, 'notifies'), ...itemsAt(expect, 'tells')].flatMap((channel) =>
          lintChannel(channel, Object.keys(policy.notifications)),
        ),
      ]),
    ]),
    ...itemsAt(root, 'always').flatMap((claim) => lintClaim(child(claim, 'nobody'), words)),
  ];
}

function peopleOf(test: SourceNode): SourceNode[] {
  const given = child(test, 'given');
  return [...(given ? [given] : []), ...(child(test, 'people')?.entries?.values() ?? [])];
}

function expectationsOf(test: SourceNode): SourceNode[] {
  const expect = child(test, 'expect');
  return [...(expect ? [expect] : []), ...(child(test, 'expect_of')?.entries?.values() ?? [])];
}

/** Whether a test is about one person or several, and whether those that it names are there. */
function lintCast(test: SourceNode): Finding[] {
  const people = child(test, 'people');
  const names = [...(people?.entries?.keys() ?? [])];
  return [
    ...(people === null ? lintAlone(test) : lintSeveral(test, people)),
    ...itemsAt(test, 'events').flatMap((event) => {
      const who = child(event, 'who');
      if (who === null) return [];
      return (who.items ?? [who]).flatMap((node) => lintName(textAt(node), node.at, names));
    }),
    ...[...(child(test, 'expect_of')?.entries ?? [])].flatMap(([name, node]) =>
      people === null ? [] : lintName(name, node.keyAt, names),
    ),
  ];
}

function lintAlone(test: SourceNode): Finding[] {
  return (['expect_of', 'other_admins'] as const).flatMap((key) => {
    const node = child(test, key);
    const instead = key === 'expect_of' ? 'Write expect.' : 'Write other_admins under given.';
    return node ? [error(node.keyAt, 'test_of_one', `${key} is for a test that has people.`, instead)] : [];
  });
}

function lintSeveral(test: SourceNode, people: SourceNode): Finding[] {
  const misplaced = (['given', 'expect'] as const).flatMap((key) => {
    const node = child(test, key);
    const instead = key === 'given' ? 'Write everyone under people.' : 'Write expect_of, with their names.';
    return node
      ? [error(node.keyAt, 'test_of_several', `${key} is for a test of one person, without people.`, instead)]
      : [];
  });
  const others = [...(people.entries?.values() ?? [])].flatMap((person) => {
    const node = child(person, 'other_admins');
    const says = 'other_admins is about the tenant, not about one of several people.';
    return node ? [error(node.keyAt, 'test_of_several', says, 'Write it beside people.')] : [];
  });
  if (child(test, 'expect_of') !== null) return [...misplaced, ...others];
  const says = 'A test with people needs "expect_of".';
  return [
    ...misplaced,
    ...others,
    error(test.keyAt, 'missing_key', says, 'Write what is expected, by the names of the people.'),
  ];
}

function lintName(name: string | null, at: number, names: readonly string[]): Finding[] {
  if (name === null || names.includes(name)) return [];
  const says = `The test has nobody called ${quoted(name)}.`;
  const all = names.length === 0 ? 'Name them under people.' : `There are ${listed(names, 'and')}.`;
  return [error(at, 'unknown_person', says, suggestion(name, names, all))];
}

function lintGiven(test: SourceNode, groups: readonly string[], words: PolicyWords): Finding[] {
  const events = itemsAt(test, 'events');
  const people = peopleOf(test);
  const named = [
    ...people.flatMap((person) => itemsAt(person, 'groups')),
    ...events.flatMap((event) => ['joined', 'left', 'renamed'].map((key) => child(event, key))),
  ];
  return [
    ...people.flatMap((person) => [
      ...lintRole(child(person, 'manual_role'), words),
      ...lintRole(child(person, 'existing_account', 'role'), words),
    ]),
    ...events.flatMap((event) => lintRole(child(event, 'role_set'), words)),
    ...named.filter((node) => node !== null).flatMap((node) => lintGroup(node, groups)),
  ];
}

/** A group that the policy does not map is fine in a test; one that only looks like a mapped one is a slip. */
function lintGroup(node: SourceNode, groups: readonly string[]): Finding[] {
  if (typeof node.value !== 'string') return [];
  const written = fold(node.value);
  if (groups.some((name) => fold(name) === written)) return [];
  const near = nearest(node.value, groups);
  if (near === null) return [];
  return [
    warning(
      node.at,
      'unmapped_group',
      `The policy does not map ${quoted(node.value)}.`,
      `Did you mean ${near}?`,
    ),
  ];
}

function lintExpectation(
  expect: SourceNode | null,
  deciding: readonly string[],
  words: PolicyWords,
): Finding[] {
  const by = child(expect, 'by');
  const written = textAt(by);
  const findings = [
    ...lintRole(child(expect, 'role'), words, ['no_access']),
    ...lintWorkspaces(itemsAt(expect, 'workspaces'), words),
    ...lintAttributes(child(expect, 'attributes'), [], words),
  ];
  if (by && written !== null && !deciding.includes(written)) {
    findings.push(
      error(
        by.at,
        'unknown_name',
        `Nothing in the policy is called ${quoted(written)}.`,
        suggestion(written, deciding, 'Write the name of a filter, a rule, an exception or a group.'),
      ),
    );
  }
  return findings;
}

function lintChannel(notifies: SourceNode | null, channels: readonly string[]): Finding[] {
  const written = textAt(notifies);
  if (notifies === null || written === null || written === '' || channels.includes(written)) return [];
  const all =
    channels.length === 0 ? 'The policy has no notifications.' : `There are ${listed(channels, 'and')}.`;
  return [
    error(
      notifies.at,
      'unknown_channel',
      `The policy has no channel ${quoted(written)}.`,
      suggestion(written, channels, all),
    ),
  ];
}

function lintClaim(nobody: SourceNode | null, words: PolicyWords): Finding[] {
  return [
    ...lintRole(child(nobody, 'role'), words, ['no_access']),
    ...lintAttributes(nobody, ['role', 'set_by_hand'], words),
    ...lintHand(child(nobody, 'set_by_hand')),
  ];
}

/** Whether the role was set by hand is beside the attributes: true or false. */
function lintHand(node: SourceNode | null): Finding[] {
  return node === null || typeof node.value === 'boolean'
    ? []
    : [wrongType(node, '"set_by_hand"', ['boolean'])];
}

function lintAttributes(node: SourceNode | null, others: readonly string[], words: PolicyWords): Finding[] {
  const findings: Finding[] = [];
  for (const [name, value] of node?.entries ?? []) {
    if (others.includes(name)) continue;
    const known = words.attributes.get(name);
    if (!known) {
      const names = [...words.attributes.keys(), ...others];
      findings.push(
        error(
          value.keyAt,
          'unknown_attribute',
          `There is no attribute ${quoted(name)}.`,
          suggestion(name, names, `There are ${listed(names, 'and')}.`),
        ),
      );
    } else if (known.values && typeof value.value === 'string') {
      if (known.values.folded.has(fold(value.value))) continue;
      const all = `Its values are ${listed(known.values.list, 'and')}.`;
      findings.push(
        error(
          value.at,
          'unknown_value',
          `${name} is never ${quoted(value.value)}.`,
          suggestion(value.value, known.values.list, all),
        ),
      );
    }
  }
  return findings;
}
