import { isLater, type EventClock } from '../domain/event-clock.ts';
import type { PersonGroup } from '../domain/decision.ts';
import type { PersonKey } from '../generated/directory-event.ts';
import type { Transaction } from '../store/database.ts';
import type { MembershipRow } from '../store/mirror-group-rows.ts';
import { resolveGroups, type Groups } from './mirror-groups.ts';
import { resolvePeople, type People } from './mirror-people.ts';
import { storedMirror, type MirrorRows } from './mirror-rows.ts';
import { recordClock, scoped, takenApart, type News } from './news.ts';

/** What became of one event: `superseded` means that later news about the same thing was already known. */
export type EventFate = 'applied' | 'superseded' | 'ignored';

/** A group that a person joined or left in this batch. */
export interface Move {
  joined: boolean;
  group: PersonGroup;
  /** What the group is called, or what is known instead of it. */
  groupName: string;
  eventId: string;
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
export function applyToMirror(
  trx: Transaction,
  tenantId: string,
  arrived: readonly News[],
): Promise<MirrorResult> {
  return applyToRows(storedMirror(trx, tenantId), arrived);
}

/** The same, wherever the rows of the mirror are. */
export async function applyToRows(mirror: MirrorRows, arrived: readonly News[]): Promise<MirrorResult> {
  const news = takenApart(arrived);
  const result: MirrorResult = { fates: new Map(), affected: new Map(), moves: new Map(), connections: [] };
  const people = await resolvePeople(mirror, news);
  const ended = await endedMemberships(mirror, news, people);
  const groups = await resolveGroups(mirror, [...news, ...ended]);

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

  await applyMemberships(mirror, [...news, ...ended], people, groups, result);
  for (const member of await mirror.findMembers([...changedGroups.keys()])) {
    touch(result, member.directory_user_id, changedGroups.get(member.directory_group_id) ?? '');
  }
  await applyConnections(mirror, news, result);
  return result;
}

function touch(result: MirrorResult, personId: string, eventId: string): void {
  const events = result.affected.get(personId);
  if (events) events.add(eventId);
  else result.affected.set(personId, new Set([eventId]));
}

/** Whose groups are all told with the record has left those that are known and not told. */
async function endedMemberships(mirror: MirrorRows, news: News[], people: People): Promise<News[]> {
  const told = new Map<string, { item: News; person: PersonKey; groups: Set<string> }>();
  for (const item of news) {
    const { directoryId, event } = item;
    if (event.news.kind !== 'user_seen' || event.news.groups === undefined) continue;
    const { person, groups } = event.news;
    const id = people.idOf(directoryId, event, person);
    const known = told.get(id);
    if (known && !isLater(recordClock(event), recordClock(known.item.event))) continue;
    told.set(id, { item, person, groups: new Set(groups.map(({ sourceId }) => sourceId)) });
  }
  const memberships = told.size === 0 ? [] : await mirror.findMembershipsOf([...told.keys()]);
  return memberships.flatMap(({ directory_user_id, source_id }) => {
    const whole = told.get(directory_user_id);
    if (!whole || whole.groups.has(source_id)) return [];
    const { item, person } = whole;
    const left = { kind: 'left' as const, person, group: { sourceId: source_id } };
    return [{ ...item, event: { ...item.event, news: left } }];
  });
}

async function applyMemberships(
  mirror: MirrorRows,
  news: News[],
  people: People,
  groups: Groups,
  result: MirrorResult,
): Promise<void> {
  const latest = new Map<string, MembershipRow & EventClock>();
  for (const { directoryId, event } of news) {
    if (event.news.kind !== 'joined' && event.news.kind !== 'left') continue;
    const personId = people.idOf(directoryId, event, event.news.person);
    const groupId = groups.idOf(directoryId, event.news.group.sourceId);
    const clock: EventClock = {
      occurredAt: event.occurredAt,
      removes: event.news.kind === 'left',
      eventId: event.id,
    };
    // What came with a group's record has that record's fate until more is known.
    if (!result.fates.has(event.id)) result.fates.set(event.id, 'superseded');
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
  const written = await mirror.writeMemberships(
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
    moves.push({
      joined: edge.present,
      group: groups.groupOf(row.directory_group_id),
      groupName: groups.nameOf(row.directory_group_id),
      eventId: edge.eventId,
    });
    result.moves.set(row.directory_user_id, moves);
  }
}

async function applyConnections(mirror: MirrorRows, news: News[], result: MirrorResult): Promise<void> {
  for (const { directoryId, event } of news) {
    if (event.news.kind !== 'directory_changed') continue;
    const won = await mirror.writeUpstreamState(directoryId, {
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
