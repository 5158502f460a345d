import { nearest } from './did-you-mean.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { quoted } from './finding.ts';
import { fold } from './fold.ts';
import { compileGroupMatcher } from './group-mapping.ts';
import type { Mismatch } from './mismatch.ts';

/** A group as the mirror knows it. */
export interface SeenGroup {
  id: string;
  source_id: string;
  external_id: string | null;
  name: string | null;
  /** Deleted, or of a directory that was deleted at its source. */
  gone: boolean;
}

type Entry = EffectivePolicy['groups']['map'][number];

/** What the directories have for one entry of `groups.map`. */
interface SeenFor {
  groups: SeenGroup[];
  /** A group that the entry means and does not match: of its name where ids count, of its id where names do. */
  kin: SeenGroup | null;
}

/** Groups that one entry matches and that are looked at: more of one name are more of the same. */
const mostOfOneEntry = 20;

/** Holds the entries of `groups.map` against the groups that there are, which come in pages. Pure. */
export interface GroupReview {
  /** Takes a page of groups. */
  see(groups: readonly SeenGroup[]): void;
  /** Ids of the groups whose members are to be counted. */
  readonly mapped: readonly string[];
  /** How many entries no group matches that is there, and no group is known to be meant by. */
  readonly unseen: number;
  /** Takes a page of groups once more, to find which may be meant. */
  suggest(groups: readonly SeenGroup[]): void;
  /** What does not match, by how many people are in each group. */
  judge(members: ReadonlyMap<string, number>): Mismatch[];
}

export function reviewGroups({ map, match_by }: EffectivePolicy['groups']): GroupReview {
  const match = compileGroupMatcher({ map, match_by } as EffectivePolicy['groups']);
  const seen = map.map((): SeenFor => ({ groups: [], kin: null }));
  const kinOf = new Map<string, number[]>();
  for (const [place, entry] of map.entries()) {
    const key = match_by === 'id' ? entry.name && fold(entry.name.trim()) : entry.id?.trim();
    if (key) kinOf.set(key, [...(kinOf.get(key) ?? []), place]);
  }
  const near = new Map<number, SeenGroup>();
  const isMapped = (group: SeenGroup): boolean => match([toPersonGroup(group)]).length > 0;
  const unseenPlaces = (): number[] =>
    [...seen.keys()].filter(
      (place) => seen[place]?.kin === null && seen[place].groups.every(({ gone }) => gone),
    );

  return {
    see(groups) {
      for (const group of groups) {
        for (const { place } of match([toPersonGroup(group)])) {
          const found = seen[place]?.groups;
          // One that is there says more than one that is gone.
          if (found && found.length < mostOfOneEntry) found.push(group);
          else if (found && !group.gone) found[found.length - 1] = group;
        }
        if (group.gone) continue;
        const keys =
          match_by === 'id' ? [group.name && fold(group.name.trim())] : [group.source_id, group.external_id];
        for (const place of keys.flatMap((key) => (key ? (kinOf.get(key) ?? []) : []))) {
          const entry = seen[place];
          if (entry) entry.kin ??= group;
        }
      }
    },
    get mapped() {
      return [
        ...new Set(seen.flatMap(({ groups }) => groups.filter(({ gone }) => !gone).map(({ id }) => id))),
      ];
    },
    get unseen() {
      return unseenPlaces().length;
    },
    suggest(groups) {
      const free = groups.filter((group) => !group.gone && group.name !== null && !isMapped(group));
      const byName = new Map(free.map((group) => [group.name ?? '', group]));
      for (const place of unseenPlaces()) {
        const written = map[place]?.name ?? map[place]?.id;
        if (written === undefined) continue;
        const best = near.get(place);
        const names = [...(best?.name == null ? [] : [best.name]), ...byName.keys()];
        const found = nearest(written, names);
        const group = found === null ? undefined : byName.get(found);
        if (group) near.set(place, group);
      }
    },
    judge(members) {
      return map.flatMap((entry, place) => {
        const known = seen[place] ?? { groups: [], kin: null };
        const key = match_by === 'id' ? entry.id : entry.name && fold(entry.name);
        return judgeEntry(entry, known, { match_by, near: near.get(place) ?? null, members }).map(
          ({ part, ...found }) => ({
            ...found,
            at: `/groups/map/${place}/${part}`,
            subject: key ?? String(place),
          }),
        );
      });
    },
  };
}

/** How many groups are looked at together for one that may be meant. */
export const suggestedAtOnce = 250;

interface Judging {
  match_by: EffectivePolicy['groups']['match_by'];
  near: SeenGroup | null;
  members: ReadonlyMap<string, number>;
}

/** A mismatch, and the part of the entry that it is about. */
type Found = Pick<Mismatch, 'code' | 'message' | 'hint'> & { part: 'id' | 'name' };

function judgeEntry(entry: Entry, { groups, kin }: SeenFor, judging: Judging): Found[] {
  const { match_by, near, members } = judging;
  if (groups.length === 0) return [neverSeen(entry, kin, judging)];
  const there = groups.filter(({ gone }) => !gone);
  const [first] = there;
  if (first === undefined) {
    return [
      {
        code: 'group_gone',
        part: match_by,
        message: `The group ${nameOf(entry, groups[0])} was deleted in the directory, so this entry gives nothing to anybody.`,
        hint: didYouMean(near, match_by) ?? 'Name the group that took its place, or remove the entry.',
      },
    ];
  }
  const renamed = match_by === 'id' ? renamedTo(entry, there) : null;
  const found: Found[] = [];
  if (renamed !== null) {
    found.push({
      code: 'group_renamed',
      part: 'name',
      message: `The group ${quoted(entry.id)} is called ${quoted(renamed)} in the directory now, and ${quoted(entry.name)} here.`,
      hint: `Write name: ${quoted(renamed)}. The entry counts by its id, so nobody's access depends on it.`,
    });
  }
  if (there.every(({ id }) => (members.get(id) ?? 0) === 0)) {
    found.push({
      code: 'group_emptied',
      part: match_by,
      message: `Nobody is in the group ${nameOf(entry, first)}, so this entry gives nothing to anybody.`,
      hint: 'Look whether the directory still fills it, or remove the entry.',
    });
  }
  return found;
}

/** The name of today, where none of the groups has the name that the entry gives them; else null. */
function renamedTo(entry: Entry, there: readonly SeenGroup[]): string | null {
  const names = there.flatMap(({ name }) => (name === null ? [] : [name]));
  const label = entry.name?.trim();
  if (label === undefined || names.some((name) => fold(name.trim()) === fold(label))) return null;
  return names[0] ?? null;
}

function neverSeen(entry: Entry, kin: SeenGroup | null, { match_by, near }: Judging): Found {
  const otherwise = 'Let the directory send it (assign the group to Rollcall there), or remove the entry.';
  if (match_by === 'id') {
    const label = entry.name === undefined ? '' : ` (${quoted(entry.name)})`;
    return {
      code: 'group_never_seen',
      part: 'id',
      message: `No directory has a group with the id ${quoted(entry.id)}${label}.`,
      hint:
        kin === null
          ? (didYouMean(near, match_by) ?? otherwise)
          : `The group of that name has the id ${quoted(idOf(kin))}: write id: ${quoted(idOf(kin))} if it is the one.`,
    };
  }
  if (kin?.name != null) {
    return {
      code: 'group_renamed',
      part: 'name',
      message: `The group ${quoted(entry.id)} is called ${quoted(kin.name)} now, not ${quoted(entry.name)}, and names count here: this entry gives nothing to anybody.`,
      hint: `Write name: ${quoted(kin.name)}, or match_by: id.`,
    };
  }
  return {
    code: 'group_never_seen',
    part: 'name',
    message: `No directory has a group called ${quoted(entry.name)}.`,
    hint: didYouMean(near, match_by) ?? otherwise,
  };
}

function didYouMean(near: SeenGroup | null, match_by: Judging['match_by']): string | null {
  if (near === null) return null;
  const id = match_by === 'id' ? `, with the id ${quoted(idOf(near))}` : '';
  return `Did you mean ${quoted(near.name)}${id}? No entry maps that group.`;
}

function nameOf(entry: Entry, group: SeenGroup | undefined): string {
  return quoted(group?.name ?? entry.name ?? entry.id);
}

function idOf({ external_id, source_id }: SeenGroup): string {
  return external_id ?? source_id;
}

function toPersonGroup({ source_id, external_id, name }: SeenGroup) {
  return { sourceId: source_id, externalId: external_id, name };
}
