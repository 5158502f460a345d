import { v7 as newId } from 'uuid';
import type { DirectoryEvent, GroupRecord, PersonKey } from '../generated/directory-event.ts';
import { isLater, type EventClock } from '../domain/event-clock.ts';
import type { Transaction } from '../store/database.ts';
import {
  findGroups,
  findMembers,
  findPeopleByKeys,
  writeGroups,
  writeMemberships,
  writePeople,
  writePersonKeys,
  writeRemovals,
  writeUpstreamState,
  type GroupRow,
  type MembershipRow,
  type PersonKeyRow,
  type PersonRow,
} from '../store/mirror-rows.ts';

/** News as the inbox gives it: the event, and the directory that it came through. */
export interface News {
  directoryId: string;
  event: DirectoryEvent;
}

/** What became of one event: `superseded` means that later news about the same thing was already known. */
export type EventFate = 'applied' | 'superseded' | 'ignored';

/** A group that a person joined or left in this batch. */
export interface Move {
  joined: boolean;
  group: string;
}

export interface MirrorResult {
  /** By event id. */
  fates: Map<string, EventFate>;
  /** Directory user id → the events that touched this person. */
  affected: Map<string, Set<string>>;
  /** Directory user id → the groups joined and left, for the reasons in the audit log. */
  moves: Map<string, Move[]>;
  /** Directories whose connection changed, with the event behind it. */
  connections: { directoryId: string; upstreamState: string; eventId: string }[];
}

/**
 * Brings the mirror up to date with a batch of news: set-based, last writer wins per record and per membership by
 * (occurredAt, removal, event id), tombstones for removals. A membership may precede its user and its group. People are
 * known by the identity provider's id first; the source's ids are further names of the same person.
 *
 * Needs the tenant's row locked: clocks are compared here, in one pass over the batch.
 */
export async function applyToMirror(trx: Transaction, tenantId: string, news: News[]): Promise<MirrorResult> {
  const result: MirrorResult = { fates: new Map(), affected: new Map(), moves: new Map(), connections: [] };
  const people = await resolvePeople(trx, tenantId, news);
  const groups = await resolveGroups(trx, tenantId, news);

  for (const item of news) {
    if (item.event.news.kind === 'user_seen' || item.event.news.kind === 'user_gone') {
      const won = people.offer(item);
      result.fates.set(item.event.id, won ? 'applied' : 'superseded');
    } else if (item.event.news.kind === 'group_seen' || item.event.news.kind === 'group_gone') {
      const won = groups.offer(item.directoryId, item.event.news.group, recordClock(item.event));
      result.fates.set(item.event.id, won ? 'applied' : 'superseded');
    } else if (item.event.news.kind === 'ignored' || item.event.news.kind === 'malformed') {
      result.fates.set(item.event.id, 'ignored');
    }
  }
  await people.write();
  const changedGroups = await groups.write();
  for (const [personId, eventId] of people.changed) touch(result, personId, eventId);

  await applyMemberships(trx, tenantId, news, people, groups, result);
  for (const [groupId, eventId] of changedGroups) {
    for (const personId of await findMembers(trx, tenantId, [groupId])) touch(result, personId, eventId);
  }
  await applyConnections(trx, tenantId, news, result);
  return result;
}

function touch(result: MirrorResult, personId: string, eventId: string): void {
  const events = result.affected.get(personId);
  if (events) events.add(eventId);
  else result.affected.set(personId, new Set([eventId]));
}

function recordClock(event: DirectoryEvent): EventClock {
  const removes = event.news.kind === 'user_gone' || event.news.kind === 'group_gone';
  return { occurredAt: event.occurredAt, removes, eventId: event.id };
}

function personOf(event: DirectoryEvent): PersonKey | null {
  return 'person' in event.news ? event.news.person : null;
}

function groupOf(event: DirectoryEvent): GroupRecord | null {
  return 'group' in event.news ? event.news.group : null;
}

const idpKey = (person: PersonKey): string | null =>
  person.externalId === undefined ? null : `idp:${person.externalId}`;
const sourceKey = (person: PersonKey): string => `src:${person.sourceId}`;
const scoped = (directoryId: string, key: string): string => `${directoryId} ${key}`;

interface People {
  idOf(directoryId: string, person: PersonKey): string;
  offer(item: News): boolean;
  write(): Promise<void>;
  /** Directory user id → the event that changed the record. */
  changed: Map<string, string>;
}

async function resolvePeople(trx: Transaction, tenantId: string, news: News[]): Promise<People> {
  const wanted = new Map<string, { directoryId: string; key: string }>();
  for (const { directoryId, event } of news) {
    const person = personOf(event);
    if (!person) continue;
    for (const key of [idpKey(person), sourceKey(person)]) {
      if (key !== null) wanted.set(scoped(directoryId, key), { directoryId, key });
    }
  }
  const list = [...wanted.values()];
  const known =
    list.length === 0
      ? []
      : await findPeopleByKeys(
          trx,
          tenantId,
          list.map((each) => each.directoryId),
          list.map((each) => each.key),
        );

  const idByKey = new Map<string, string>();
  const clocks = new Map<string, EventClock>();
  for (const row of known) {
    idByKey.set(scoped(row.directory_id, row.key), row.id);
    if (row.occurred_at && row.event_id !== null) {
      clocks.set(row.id, {
        occurredAt: row.occurred_at.toISOString(),
        removes: row.gone,
        eventId: row.event_id,
      });
    }
  }

  const newKeys = new Map<string, PersonKeyRow>();
  const rows = new Map<string, PersonRow>();
  const removals = new Map<string, EventClock>();
  const changed = new Map<string, string>();

  const nameAs = (directoryId: string, key: string, id: string): void => {
    if (idByKey.get(scoped(directoryId, key)) === id) return;
    idByKey.set(scoped(directoryId, key), id);
    newKeys.set(scoped(directoryId, key), { directory_id: directoryId, key, directory_user_id: id });
  };

  for (const { directoryId, event } of news) {
    const person = personOf(event);
    if (!person) continue;
    const byIdp = idpKey(person);
    const bySource = idByKey.get(scoped(directoryId, sourceKey(person)));
    let id = (byIdp === null ? undefined : idByKey.get(scoped(directoryId, byIdp))) ?? bySource;
    if (id === undefined) {
      id = newId();
      rows.set(id, blankPerson(id, directoryId, person));
    }
    if (bySource !== undefined && bySource !== id) {
      // The source now says that its record is someone else we know: nobody is behind the former reading any more.
      const clock: EventClock = { ...recordClock(event), removes: true };
      rows.set(bySource, {
        ...blankPerson(bySource, directoryId, person),
        external_id: null,
        ...goneAt(clock),
      });
      changed.set(bySource, event.id);
    }
    nameAs(directoryId, sourceKey(person), id);
    if (byIdp !== null) nameAs(directoryId, byIdp, id);
  }

  const idOf = (directoryId: string, person: PersonKey): string => {
    const byIdp = idpKey(person);
    const id =
      (byIdp === null ? undefined : idByKey.get(scoped(directoryId, byIdp))) ??
      idByKey.get(scoped(directoryId, sourceKey(person)));
    if (id === undefined) throw new Error('a person of this batch was not resolved');
    return id;
  };

  return {
    idOf,
    changed,
    offer({ directoryId, event }) {
      if (event.news.kind !== 'user_seen' && event.news.kind !== 'user_gone') return false;
      const id = idOf(directoryId, event.news.person);
      const clock = recordClock(event);
      if (clock.removes) {
        const removal = removals.get(id);
        if (!removal || isLater(clock, removal)) removals.set(id, clock);
      }
      const current = clocks.get(id);
      if (current && !isLater(clock, current)) return false;
      clocks.set(id, clock);
      changed.set(id, event.id);
      const previous = rows.get(id) ?? blankPerson(id, directoryId, event.news.person);
      rows.set(id, {
        ...previous,
        source_id: event.news.person.sourceId,
        external_id: event.news.person.externalId ?? previous.external_id,
        ...(event.news.kind === 'user_gone'
          ? goneAt(clock)
          : {
              resource: event.news.resource,
              active: event.news.active,
              gone: false,
              occurred_at: clock.occurredAt,
              event_id: clock.eventId,
            }),
      });
      return true;
    },
    async write() {
      await writePeople(trx, tenantId, [...rows.values()]);
      await writePersonKeys(trx, tenantId, [...newKeys.values()]);
      // Also a removal that comes late ends the memberships from before it.
      const removed = [...removals].map(([id, { occurredAt }]) => ({ id, removed_at: occurredAt }));
      for (const id of await writeRemovals(trx, tenantId, removed)) {
        if (!changed.has(id)) changed.set(id, removals.get(id)?.eventId ?? '');
      }
    },
  };
}

function blankPerson(id: string, directoryId: string, person: PersonKey): PersonRow {
  return {
    id,
    directory_id: directoryId,
    external_id: person.externalId ?? null,
    source_id: person.sourceId,
    resource: null,
    active: false,
    gone: false,
    occurred_at: null,
    event_id: null,
  };
}

function goneAt(clock: EventClock): Pick<PersonRow, 'active' | 'gone' | 'occurred_at' | 'event_id'> {
  return { active: false, gone: true, occurred_at: clock.occurredAt, event_id: clock.eventId };
}

interface Groups {
  idOf(directoryId: string, sourceId: string): string;
  nameOf(id: string): string;
  offer(directoryId: string, group: GroupRecord, clock: EventClock): boolean;
  /** Writes what changed; returns group id → the event, for groups that existed and now mean something else. */
  write(): Promise<Map<string, string>>;
}

async function resolveGroups(trx: Transaction, tenantId: string, news: News[]): Promise<Groups> {
  const wanted = new Map<string, { directoryId: string; sourceId: string }>();
  for (const { directoryId, event } of news) {
    const group = groupOf(event);
    if (group) wanted.set(scoped(directoryId, group.sourceId), { directoryId, sourceId: group.sourceId });
  }
  const list = [...wanted.values()];
  const known =
    list.length === 0
      ? []
      : await findGroups(
          trx,
          tenantId,
          list.map((each) => each.directoryId),
          list.map((each) => each.sourceId),
        );
  const rows = new Map<string, GroupRow>();
  const byId = new Map<string, GroupRow>();
  const unsaved = new Set<string>();
  const meaningChanged = new Map<string, string>();
  const before = new Set(known.map((row) => row.id));

  const keep = (key: string, row: GroupRow): void => {
    rows.set(key, row);
    byId.set(row.id, row);
  };
  for (const row of known) keep(scoped(row.directory_id, row.source_id), row);
  for (const [key, { directoryId, sourceId }] of wanted) {
    if (rows.has(key)) continue;
    const id = newId();
    keep(key, {
      id,
      directory_id: directoryId,
      source_id: sourceId,
      external_id: null,
      name: null,
      gone: false,
      occurred_at: null,
      event_id: null,
    });
    unsaved.add(id);
  }

  const find = (directoryId: string, sourceId: string): GroupRow => {
    const row = rows.get(scoped(directoryId, sourceId));
    if (!row) throw new Error('a group of this batch was not resolved');
    return row;
  };

  const offer = (directoryId: string, group: GroupRecord, clock: EventClock): boolean => {
    const row = find(directoryId, group.sourceId);
    const current = clockOf(row);
    if (current && !isLater(clock, current)) return false;
    const next: GroupRow = {
      ...row,
      external_id: group.externalId ?? row.external_id,
      name: group.name ?? row.name,
      gone: clock.removes,
      occurred_at: clock.occurredAt,
      event_id: clock.eventId,
    };
    const same = next.external_id === row.external_id && next.name === row.name && next.gone === row.gone;
    // Every membership carries its group along: the same record again is not worth a write.
    if (same && current?.occurredAt === clock.occurredAt) return true;
    keep(scoped(directoryId, group.sourceId), next);
    unsaved.add(row.id);
    if (!same && before.has(row.id)) meaningChanged.set(row.id, clock.eventId);
    return true;
  };

  // A group that comes along with a membership is a record like any other, at the time when it was last changed.
  for (const { directoryId, event } of news) {
    if (event.news.kind !== 'joined' && event.news.kind !== 'left') continue;
    const { group } = event.news;
    if (group.recordedAt === undefined || group.name === undefined) continue;
    offer(directoryId, group, { occurredAt: group.recordedAt, removes: false, eventId: event.id });
  }

  return {
    idOf: (directoryId, sourceId) => find(directoryId, sourceId).id,
    nameOf: (id) => byId.get(id)?.name ?? byId.get(id)?.external_id ?? 'a group that has no name yet',
    offer,
    async write() {
      await writeGroups(
        trx,
        tenantId,
        [...unsaved].map((id) => byId.get(id)).filter((row) => row !== undefined),
      );
      return meaningChanged;
    },
  };
}

function clockOf(row: GroupRow): EventClock | null {
  if (row.occurred_at === null || row.event_id === null) return null;
  const occurredAt = typeof row.occurred_at === 'string' ? row.occurred_at : row.occurred_at.toISOString();
  return { occurredAt, removes: row.gone, eventId: row.event_id };
}

async function applyMemberships(
  trx: Transaction,
  tenantId: string,
  news: News[],
  people: People,
  groups: Groups,
  result: MirrorResult,
): Promise<void> {
  const latest = new Map<string, MembershipRow & EventClock>();
  for (const { directoryId, event } of news) {
    if (event.news.kind !== 'joined' && event.news.kind !== 'left') continue;
    const personId = people.idOf(directoryId, event.news.person);
    const groupId = groups.idOf(directoryId, event.news.group.sourceId);
    const clock: EventClock = {
      occurredAt: event.occurredAt,
      removes: event.news.kind === 'left',
      eventId: event.id,
    };
    result.fates.set(event.id, 'superseded');
    const rival = latest.get(scoped(personId, groupId));
    if (rival && !isLater(clock, rival)) continue;
    latest.set(scoped(personId, groupId), {
      ...clock,
      directory_user_id: personId,
      directory_group_id: groupId,
      present: !clock.removes,
      occurred_at: clock.occurredAt,
      event_id: clock.eventId,
    });
  }
  const written = await writeMemberships(
    trx,
    tenantId,
    [...latest.values()].map(({ directory_user_id, directory_group_id, present, occurred_at, event_id }) => ({
      directory_user_id,
      directory_group_id,
      present,
      occurred_at,
      event_id,
    })),
  );
  for (const row of written) {
    const edge = latest.get(scoped(row.directory_user_id, row.directory_group_id));
    if (!edge) continue;
    result.fates.set(edge.eventId, 'applied');
    touch(result, row.directory_user_id, edge.eventId);
    const moves = result.moves.get(row.directory_user_id) ?? [];
    moves.push({ joined: edge.present, group: groups.nameOf(row.directory_group_id) });
    result.moves.set(row.directory_user_id, moves);
  }
}

async function applyConnections(
  trx: Transaction,
  tenantId: string,
  news: News[],
  result: MirrorResult,
): Promise<void> {
  for (const { directoryId, event } of news) {
    if (event.news.kind !== 'directory_changed') continue;
    const won = await writeUpstreamState(trx, tenantId, directoryId, {
      upstreamState: event.news.upstreamState,
      idp: event.news.idp ?? null,
      name: event.news.name ?? null,
      organizationId: event.news.organizationId ?? null,
      occurredAt: event.occurredAt,
      eventId: event.id,
    });
    result.fates.set(event.id, won ? 'applied' : 'superseded');
    if (won)
      result.connections.push({ directoryId, upstreamState: event.news.upstreamState, eventId: event.id });
  }
}
