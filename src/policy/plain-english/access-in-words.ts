import type { EffectivePolicy, EffectiveRule } from '../effective-policy.ts';
import { durationInWords, durationMs } from '../../domain/duration.ts';
import { conditionInWords, everyOf, plain } from './condition-in-words.ts';
import { because } from './people-in-words.ts';
import type { Chapter, Statement } from './statement.ts';

/** What groups give, and what rules make of it. */
export function accessChapters({ groups, rules }: EffectivePolicy): Chapter[] {
  return [
    { title: 'What groups give', statements: groupStatements(groups) },
    {
      title: 'Rules, in the order in which they are applied',
      statements: rules.map((rule, i) => ({ says: ruleInWords(rule), at: `/rules/${i}` })),
    },
  ];
}

function groupStatements(groups: EffectivePolicy['groups']): Statement[] {
  const { map, match_by, precedence, default_role, never_grant, manual_roles, settle } = groups;
  const mappings = map.map(({ id, name, role, workspaces }, i) => {
    const gives = [
      ...(role === undefined ? [] : [`the role ${role}`]),
      ...(workspaces ?? []).map((grant) => `the workspace ${plain(grant.key)} as ${grant.role}`),
    ];
    const called = plain(name ?? id ?? '');
    const which =
      match_by === 'id' && name !== undefined && id !== undefined ? `${called} (id ${plain(id)})` : called;
    return { says: `The group ${which} gives ${everyOf(gives)}.`, at: `/groups/map/${i}` };
  });
  const matched =
    match_by === 'id'
      ? 'Groups are known by their ids, so a group that is renamed stays the same group.'
      : 'Groups are known by their names, without regard to case; a group that is renamed is the group of its new name.';
  const several = {
    strongest: 'Of several groups, the one that gives the strongest role counts.',
    listed: 'Of several groups, the one that stands first in the policy counts.',
    hold: 'Whoever is in groups that give different roles waits until a person has decided.',
  }[precedence];
  const otherwise =
    default_role === 'no_access'
      ? 'Whoever is in no group that gives a role has no access.'
      : `Whoever is in no group that gives a role is ${default_role}.`;
  const byHand =
    manual_roles === 'keep'
      ? 'A role that was set by hand in the product stays, whatever the groups give.'
      : 'A role that was set by hand in the product gives way to what a group gives, and counts where no group gives a role.';
  return [
    ...mappings,
    ...(map.length === 0
      ? []
      : [
          { says: matched, at: '/groups/match_by' },
          { says: several, at: '/groups/precedence' },
        ]),
    { says: otherwise, at: '/groups/default_role' },
    ...(never_grant.length === 0
      ? []
      : [
          {
            says: `Nothing in this policy ever gives ${everyOf(never_grant)}; only a person in the product can.`,
            at: '/groups/never_grant',
          },
        ]),
    { says: byHand, at: '/groups/manual_roles' },
    ...(durationMs(settle) === 0
      ? []
      : [
          {
            says: `Whoever is taken out of a group and keeps access keeps what it gave for ${durationInWords(settle)} more, so that a move from one group to another is one change. Losing access never waits.`,
            at: '/groups/settle',
          },
        ]),
  ];
}

/** A rule in a sentence, with its name. */
export function ruleInWords({ name, because: reason, when, then, status }: EffectiveRule): string {
  const effects = effectsInWords(then);
  const rule = `if ${conditionInWords(when)}, ${everyOf(effects)}${because(reason)}.`;
  const says = `"${name}": ${rule}`;
  if (status === 'active') return says;
  return status === 'retired' ? `No longer in force: ${says}` : `Only proposed, and not applied: ${says}`;
}

/** What a rule does, each as a clause. */
export function effectsInWords(then: EffectiveRule['then']): string[] {
  return [
    ...(then.deny === true ? ['the person has no access'] : []),
    ...(then.grant_role === undefined ? [] : [`the role is at least ${then.grant_role}`]),
    ...(then.cap_role === undefined ? [] : [`the role is at most ${then.cap_role}`]),
    ...(then.add_workspaces ?? []).map(
      ({ key, role }) => `the person is given the workspace ${plain(key)} as ${role}`,
    ),
    ...(then.remove_workspaces ?? []).map((key) => `the person is not given the workspace ${plain(key)}`),
    ...(then.notify === undefined ? [] : [`the channel ${plain(then.notify)} is told`]),
  ];
}
