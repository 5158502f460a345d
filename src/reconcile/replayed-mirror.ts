import { isLater, type EventClock } from '../domain/event-clock.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { GroupRow, MembershipRow } from '../store/mirror-group-rows.ts';
import type { PersonRow } from '../store/mirror-people-rows.ts';
import type { MirrorRows } from './mirror-rows.ts';
import { scoped } from './news.ts';

/** A directory user of a mirror in memory. */
export interface ReplayedPerson extends Omit<PersonRow, 'resource'> {
  resource: DirectoryUserResource | null;
  removed_at: string | null;
  created_at: string | null;
}

export interface ReplayedMembership {
  group: { source_id: string; external_id: string | null; name: string | null };
  event_id: string;
  occurred_at: string;
}

/** A mirror in memory, in which history is gone through again by the rules of the service. */
export interface ReplayedMirror {
  rows: MirrorRows;
  /** The person of this name (`idp:` or `src:` and an id); null where there is none. */
  findPerson(directoryId: string, key: string): ReplayedPerson | null;
  /** The groups that count, as the service reads them. */
  membershipsOf(person: ReplayedPerson): ReplayedMembership[];
  /** As keepMemberships does, for whom the source goes on to describe although it has removed them. */
  keepMemberships(person: ReplayedPerson, event: { occurredAt: string; id: string }): void;
}

type Group = GroupRow & { removed_at: string | null };

/** Last writer wins in each of these as it does in the statements of src/store/mirror-*-rows.ts. */
export function createReplayedMirror(): ReplayedMirror {
  const people = new Map<string, ReplayedPerson>();
  const keys = new Map<string, string>();
  const groups = new Map<string, Group>();
  const groupIds = new Map<string, string>();
  const memberships = new Map<string, MembershipRow>();

  const writeMembership = (row: MembershipRow): boolean => {
    const key = scoped(row.directory_user_id, row.directory_group_id);
    const known = memberships.get(key);
    if (known && !isLater(clockOfMembership(row), clockOfMembership(known))) return false;
    memberships.set(key, row);
    return true;
  };
  const membersOf = (personId: string): MembershipRow[] =>
    [...memberships.values()].filter((row) => row.directory_user_id === personId);

  const rows: MirrorRows = {
    findPeopleByKeys: (directoryIds, wanted) =>
      Promise.resolve(
        wanted.flatMap((key, i) => {
          const directory_id = directoryIds[i] ?? '';
          const person = people.get(keys.get(scoped(directory_id, key)) ?? '');
          if (!person) return [];
          const { id, gone, event_id } = person;
          return [{ directory_id, key, id, gone, event_id, occurred_at: asDate(person.occurred_at) }];
        }),
      ),
    writePeople: (written) => {
      for (const row of written) people.set(row.id, personAfter(people.get(row.id), row));
      return Promise.resolve();
    },
    writePersonKeys: (written) => {
      for (const { directory_id, key, directory_user_id } of written) {
        keys.set(scoped(directory_id, key), directory_user_id);
      }
      return Promise.resolve();
    },
    writePersonEmails: () => Promise.resolve(),
    writeRemovals: (table, removals) => {
      const removed = table === 'directory_users' ? people : groups;
      return Promise.resolve(
        removals.flatMap(({ id, removed_at }) => {
          const row = removed.get(id);
          if (!row || (row.removed_at !== null && row.removed_at >= removed_at)) return [];
          row.removed_at = removed_at;
          return [id];
        }),
      );
    },
    fillResources: (filled) =>
      Promise.resolve(
        filled.flatMap(({ id, resource }) => {
          const person = people.get(id);
          if (!person || person.resource !== null) return [];
          person.resource = resource;
          return [id];
        }),
      ),
    adoptMemberships: (adopted) => {
      for (const { from, to } of adopted) {
        for (const row of membersOf(from)) writeMembership({ ...row, directory_user_id: to });
      }
      return Promise.resolve();
    },
    retirePeople: (retired) =>
      Promise.resolve(
        retired.flatMap(({ id, occurred_at, event_id }) => {
          const person = people.get(id);
          if (!person) return [];
          const clock = { occurredAt: occurred_at, removes: true, eventId: event_id };
          const known = clockOfPerson(person);
          if (known && !isLater(clock, known)) return [];
          people.set(id, { ...person, active: false, gone: true, occurred_at, event_id });
          return [id];
        }),
      ),
    findGroups: (directoryIds, sourceIds) =>
      Promise.resolve(
        sourceIds.flatMap((sourceId, i) => {
          const group = groups.get(groupIds.get(scoped(directoryIds[i] ?? '', sourceId)) ?? '');
          return group ? [{ ...group, occurred_at: asDate(asText(group.occurred_at)) }] : [];
        }),
      ),
    writeGroups: (written) => {
      for (const row of written) {
        const occurred_at = asText(row.occurred_at);
        groups.set(row.id, { ...row, occurred_at, removed_at: groups.get(row.id)?.removed_at ?? null });
        groupIds.set(scoped(row.directory_id, row.source_id), row.id);
      }
      return Promise.resolve();
    },
    writeMemberships: (written) => Promise.resolve(written.filter(writeMembership)),
    // Who else is affected is not asked.
    findMembers: () => Promise.resolve([]),
    findMembershipsOf: (directoryUserIds) =>
      Promise.resolve(
        directoryUserIds.flatMap((id) =>
          membersOf(id).flatMap(({ present, directory_group_id }) => {
            const group = groups.get(directory_group_id);
            return present && group ? [{ directory_user_id: id, source_id: group.source_id }] : [];
          }),
        ),
      ),
    writeUpstreamState: () => Promise.resolve(false),
  };

  return {
    rows,
    findPerson: (directoryId, key) => people.get(keys.get(scoped(directoryId, key)) ?? '') ?? null,
    membershipsOf: (person) =>
      membersOf(person.id).flatMap(({ present, directory_group_id, occurred_at, event_id }) => {
        const group = groups.get(directory_group_id);
        const isOver = (removed: string | null): boolean => removed !== null && occurred_at <= removed;
        if (!present || !group || group.gone || isOver(group.removed_at) || isOver(person.removed_at))
          return [];
        const { source_id, external_id, name } = group;
        return [{ group: { source_id, external_id, name }, event_id, occurred_at }];
      }),
    keepMemberships(person, { occurredAt, id }) {
      for (const row of membersOf(person.id)) {
        if (!row.present || person.created_at === null || row.occurred_at <= person.created_at) continue;
        memberships.set(scoped(row.directory_user_id, row.directory_group_id), {
          ...row,
          occurred_at: occurredAt,
          event_id: id,
        });
      }
    },
  };
}

function personAfter(known: ReplayedPerson | undefined, row: PersonRow): ReplayedPerson {
  const resource = row.resource as DirectoryUserResource | null;
  if (!known) return { ...row, resource, removed_at: null, created_at: row.occurred_at };
  if (row.occurred_at === null) return known;
  const returnsAsNew = known.gone && !row.gone && row.source_id !== known.source_id;
  return {
    ...row,
    external_id: row.external_id ?? known.external_id,
    resource: resource ?? known.resource,
    removed_at: known.removed_at,
    created_at: returnsAsNew ? row.occurred_at : (known.created_at ?? row.occurred_at),
  };
}

function clockOfPerson({ occurred_at, gone, event_id }: ReplayedPerson): EventClock | null {
  return occurred_at === null || event_id === null
    ? null
    : { occurredAt: occurred_at, removes: gone, eventId: event_id };
}

function clockOfMembership({ occurred_at, present, event_id }: MembershipRow): EventClock {
  return { occurredAt: occurred_at, removes: !present, eventId: event_id };
}

function asDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function asText(time: Date | string | null): string | null {
  return time instanceof Date ? time.toISOString() : time;
}
