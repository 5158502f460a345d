import type { Group } from '../../generated/api.ts';
import { plainText } from '../parts/plain-text.ts';
import { strings } from '../strings/strings.ts';
import { foldedName } from './mapping-draft.ts';

/** Those of the groups whose name another one of their directory has, by their ids. */
export function groupsOfOneName(groups: readonly Group[]): ReadonlySet<string> {
  const nameIn = ({ directory_id: directory, name }: Group): string =>
    JSON.stringify([directory, foldedName(name ?? '')]);
  const times = new Map<string, number>();
  for (const group of groups) times.set(nameIn(group), (times.get(nameIn(group)) ?? 0) + 1);
  return new Set(groups.filter((group) => (times.get(nameIn(group)) ?? 0) > 1).map(({ id }) => id));
}

/** By what a group is told apart from others of its name. The id of some identity providers is the name once more. */
export function idOfGroup({ name, external_id: external, source_id: source }: Group): string {
  return external === null || foldedName(external) === foldedName(name ?? '') ? source : external;
}

/** What a group is called in the names of controls. */
export function controlName(group: Group, isOneOfSeveral: boolean): string {
  const { mapping } = strings;
  const { name } = group;
  const called = name === null || name.trim() === '' ? mapping.unnamed : plainText(name);
  return isOneOfSeveral ? mapping.nameWithId(called, plainText(idOfGroup(group))) : called;
}
