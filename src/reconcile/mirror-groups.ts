import { v7 as newId } from 'uuid';
import type { PersonGroup } from '../domain/decision.ts';
import type { GroupRecord } from '../generated/directory-event.ts';
import { isLater, type EventClock } from '../domain/event-clock.ts';
import type { GroupRow } from '../store/mirror-group-rows.ts';
import type { MirrorRows } from './mirror-rows.ts';
import { groupOf, scoped, type News } from './news.ts';

/** The groups that a batch names, and what the batch says of them. */
export interface Groups {
  idOf(directoryId: string, sourceId: string): string;
  nameOf(id: string): string;
  groupOf(id: string): PersonGroup;
  offer(directoryId: string, group: GroupRecord, clock: EventClock): boolean;
  /** Writes what changed; returns group id → the event, for groups that existed and now mean something else. */
  write(): Promise<Map<string, string>>;
}

/** Finds the groups of a batch; one that is not known yet gets an id. Writes nothing before `write`. */
export async function resolveGroups(mirror: MirrorRows, news: News[]): Promise<Groups> {
  const wanted = new Map<string, { directoryId: string; sourceId: string }>();
  for (const { directoryId, event } of news) {
    const group = groupOf(event);
    if (group) wanted.set(scoped(directoryId, group.sourceId), { directoryId, sourceId: group.sourceId });
  }
  const list = [...wanted.values()];
  const known =
    list.length === 0
      ? []
      : await mirror.findGroups(
          list.map((each) => each.directoryId),
          list.map((each) => each.sourceId),
        );
  const rows = new Map<string, GroupRow>();
  const byId = new Map<string, GroupRow>();
  const unsaved = new Set<string>();
  const meaningChanged = new Map<string, string>();
  const removals = new Map<string, EventClock>();
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
      resource: null,
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
    const removal = removals.get(row.id);
    if (clock.removes && (!removal || isLater(clock, removal))) removals.set(row.id, clock);
    const current = clockOf(row);
    if (current && !isLater(clock, current)) return false;
    const next: GroupRow = {
      ...row,
      // A whole record without an external id has none; other news may leave it out.
      external_id: group.externalId ?? (group.resource === undefined ? row.external_id : null),
      name: group.name ?? row.name,
      resource: group.resource ?? row.resource,
      gone: clock.removes,
      occurred_at: clock.occurredAt,
      event_id: clock.eventId,
    };
    const same = next.external_id === row.external_id && next.name === row.name && next.gone === row.gone;
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
    groupOf: (id) => {
      const row = byId.get(id);
      return {
        sourceId: row?.source_id ?? id,
        externalId: row?.external_id ?? null,
        name: row?.name ?? null,
      };
    },
    offer,
    async write() {
      await mirror.writeGroups([...unsaved].map((id) => byId.get(id)).filter((row) => row !== undefined));
      // Also a removal that comes late ends the memberships from before it.
      const removed = [...removals].map(([id, { occurredAt }]) => ({ id, removed_at: occurredAt }));
      for (const id of await mirror.writeRemovals('directory_groups', removed)) {
        if (!meaningChanged.has(id)) meaningChanged.set(id, removals.get(id)?.eventId ?? '');
      }
      return meaningChanged;
    },
  };
}

function clockOf(row: GroupRow): EventClock | null {
  if (row.occurred_at === null || row.event_id === null) return null;
  const occurredAt = typeof row.occurred_at === 'string' ? row.occurred_at : row.occurred_at.toISOString();
  return { occurredAt, removes: row.gone, eventId: row.event_id };
}
