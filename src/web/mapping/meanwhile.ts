import type { Group } from '../../generated/api.ts';
import { givenBy, isSame, type Drafts, type Given } from './mapping-draft.ts';

/** What was changed by others between a plan and its saving. */
export interface Meanwhile {
  /** Versions of the policy; the same where only people or groups have changed. */
  before: number;
  now: number;
  /** What the changes on the page would have done before, in words. */
  effects: string;
  /** Of the groups that are changed on the page: those that give something else by now. */
  groups: readonly { id: string; name: string | null; gives: Given }[];
  /** Those that are gone, and their changes with them. */
  gone: readonly { id: string; name: string | null }[];
}

/** What has changed since the drafts were made, of the groups that they are about. */
export function meanwhile(
  drafts: Drafts,
  {
    groups,
    gone,
    ...others
  }: {
    before: number;
    now: number;
    effects: string;
    groups: readonly Group[];
    /** By their ids. */
    gone: ReadonlySet<string>;
  },
): Meanwhile {
  const changed = groups.flatMap((group) => {
    const draft = drafts.get(group.id);
    const gives = givenBy(group);
    return draft === undefined || isSame(givenBy(draft.group), gives)
      ? []
      : [{ id: group.id, name: group.name, gives }];
  });
  const dropped = [...drafts.values()].filter(({ group }) => gone.has(group.id));
  return { ...others, groups: changed, gone: dropped.map(({ group: { id, name } }) => ({ id, name })) };
}
