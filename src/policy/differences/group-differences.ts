import type { GroupMapping } from '../../generated/policy.ts';
import { durationInWords, durationMs } from '../../domain/duration.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { everyOf, plain } from '../plain-english/condition-in-words.ts';
import { changed, gone, listDifferences, matchLists, now, type PolicyDifference } from './difference.ts';

type Groups = EffectivePolicy['groups'];

/** What groups give otherwise than before, and how it is chosen among several. */
export function groupDifferences(before: Groups, after: Groups): PolicyDifference[] {
  return [
    ...mappingDifferences(before, after),
    ...changed(before.match_by, after.match_by, '/groups/match_by', (_, is) =>
      is === 'id'
        ? 'Groups are known by their ids now, not by their names: a group that is renamed stays the same group.'
        : 'Groups are known by their names now, not by their ids: a group that is renamed is the group of its new name.',
    ),
    ...changed(
      before.precedence,
      after.precedence,
      '/groups/precedence',
      (was, is) => `Of several groups, ${PRECEDENCE[is]}, instead of: ${PRECEDENCE[was]}.`,
    ),
    ...changed(
      before.default_role,
      after.default_role,
      '/groups/default_role',
      (was, is) => `Whoever is in no group that gives a role ${roleOrNone(is)} instead of ${roleNoun(was)}.`,
    ),
    ...listDifferences(before.never_grant, after.never_grant, '/groups/never_grant', {
      came: (role) => `Nothing in this policy gives ${plain(role)} any more.`,
      went: (role) => `Groups and rules may give ${plain(role)} now.`,
      list: 'never_grant',
    }),
    ...changed(before.manual_roles, after.manual_roles, '/groups/manual_roles', (_, is) =>
      is === 'keep'
        ? 'A role that was set by hand in the product stays now, whatever the groups give.'
        : 'A role that was set by hand in the product gives way now to what a group gives.',
    ),
    ...changed(before.settle, after.settle, '/groups/settle', (was, is) =>
      durationMs(is) === 0
        ? `Whoever is taken out of a group loses at once what it gave; before, that waited ${durationInWords(was)}.`
        : `Whoever is taken out of a group and keeps access keeps what it gave for ${durationInWords(is)} more, instead of ${durationInWords(was)}.`,
    ),
  ];
}

const PRECEDENCE: Record<Groups['precedence'], string> = {
  strongest: 'the one that gives the strongest role counts',
  listed: 'the one that stands first in the policy counts',
  hold: 'those that give different roles make the person wait for a decision',
};

function roleOrNone(role: string): string {
  return role === 'no_access' ? 'has no access' : `is ${plain(role)}`;
}

function roleNoun(role: string): string {
  return role === 'no_access' ? 'having none' : plain(role);
}

function mappingDifferences(before: Groups, after: Groups): PolicyDifference[] {
  const { added, removed, kept, isReordered } = matchLists(before.map, after.map, [
    ({ id, name }) => (id === undefined ? null : `${id}\n${name?.toLowerCase() ?? ''}`),
    ({ id }) => id ?? null,
    ({ name }) => name?.toLowerCase() ?? null,
  ]);
  const at = (i: number): string => `/groups/map/${String(i)}`;
  const order = after.map.map(calledOf);
  const isListed = [before.precedence, after.precedence].includes('listed');
  return [
    ...removed.map((each) =>
      gone(
        `The group ${calledOf(each.item)} gives nothing any more; it gave ${givenBy(each.item)}.`,
        at(each.at),
      ),
    ),
    ...added.map((each) =>
      now(`The group ${calledOf(each.item)}, which gave nothing, gives ${givenBy(each.item)}.`, at(each.at)),
    ),
    ...kept.flatMap((each) =>
      oneMapping(each.before.item, each.after.item, at(each.after.at), after.match_by),
    ),
    ...(isReordered
      ? [
          now(
            isListed
              ? `The groups are in another order, so that another one may count for whoever is in several: ${everyOf(order)}.`
              : 'The groups are in another order, which changes nothing.',
            '/groups/map',
          ),
        ]
      : []),
  ];
}

function idBesideName(was: string | undefined, is: string | undefined): string {
  if (is === undefined) return 'no id beside its name any more';
  return was === undefined ? 'an id beside its name now' : 'another id beside its name';
}

function oneMapping(
  before: GroupMapping,
  after: GroupMapping,
  at: string,
  matchBy: Groups['match_by'],
): PolicyDifference[] {
  const called = calledOf(after);
  return [
    ...changed(before.id, after.id, at, (was, is) =>
      matchBy === 'id'
        ? `${called} is the group with the id ${plain(is ?? 'none')} now, instead of the one with the id ${plain(was ?? 'none')}.`
        : `${called} has ${idBesideName(was, is)}, which changes nothing as long as groups are known by name.`,
    ),
    ...changed(before.name, after.name, at, (was, is) =>
      matchBy === 'id'
        ? `The group with the id ${plain(after.id ?? '')} is called ${plain(is ?? 'nothing')} here instead of ${plain(was ?? 'nothing')}; it is the same group.`
        : `The group that is meant is ${plain(is ?? 'none')} now, instead of ${plain(was ?? 'none')}.`,
    ),
    ...changed(before.role, after.role, at, (was, is) => {
      if (is === undefined) return `${called} gives no role any more; it gave ${plain(was ?? '')}.`;
      return was === undefined
        ? `${called} gives the role ${plain(is)}, too.`
        : `${called} gives ${plain(is)} instead of ${plain(was)}.`;
    }),
    ...workspaceDifferences(before.workspaces ?? [], after.workspaces ?? [], at, called),
    ...((before.workspaces === undefined) !== (after.workspaces === undefined) &&
    (before.workspaces ?? after.workspaces)?.length === 0
      ? [now(`${called} is written with an empty list of workspaces, or without, which is the same.`, at)]
      : []),
  ];
}

type Grant = NonNullable<GroupMapping['workspaces']>[number];

function workspaceDifferences(
  before: readonly Grant[],
  after: readonly Grant[],
  at: string,
  called: string,
): PolicyDifference[] {
  const { added, removed, kept, isReordered } = matchLists(before, after, [({ key }) => key]);
  return [
    ...removed.map(({ item }) =>
      now(`${called} does not give the workspace ${plain(item.key)} any more.`, at),
    ),
    ...added.map(({ item }) =>
      now(`${called} gives the workspace ${plain(item.key)} as ${plain(item.role)}, too.`, at),
    ),
    ...kept.flatMap((each) =>
      changed(
        each.before.item.role,
        each.after.item.role,
        at,
        (was, is) =>
          `${called} gives the workspace ${plain(each.after.item.key)} as ${plain(is)} instead of ${plain(was)}.`,
      ),
    ),
    ...(isReordered
      ? [now(`${called} names its workspaces in another order, which changes nothing.`, at)]
      : []),
  ];
}

function calledOf({ id, name }: GroupMapping): string {
  return plain(name ?? id ?? '');
}

function givenBy({ role, workspaces }: GroupMapping): string {
  const gives = [
    ...(role === undefined ? [] : [`the role ${plain(role)}`]),
    ...(workspaces ?? []).map((grant) => `the workspace ${plain(grant.key)} as ${plain(grant.role)}`),
  ];
  return gives.length === 0 ? 'nothing' : everyOf(gives);
}
