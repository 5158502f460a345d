import type { DirectoryEvent, GroupRecord, PersonKey } from '../generated/directory-event.ts';
import type { EventClock } from '../domain/event-clock.ts';

/** News as the inbox gives it: the event, and the directory that it came through. */
export interface News {
  directoryId: string;
  event: DirectoryEvent;
  /** When it arrived here; absent: just now. */
  receivedAt?: Date;
  /** The trace that what it brings about belongs to (W3C traceparent). */
  traceParent?: string;
}

/**
 * Takes news about a whole group, or a person with all of their groups, apart: the record, and each membership; all of it
 * keeps the event's id and time.
 */
export function takenApart(news: readonly News[]): News[] {
  return news.flatMap((item) => {
    const parts = partsOf(item.event);
    if (parts === null) return [item];
    return parts.map((part) => ({ directoryId: item.directoryId, event: { ...item.event, news: part } }));
  });
}

function partsOf({ news, occurredAt }: DirectoryEvent): DirectoryEvent['news'][] | null {
  if (news.kind === 'group_changed') {
    const { group, joined, left } = news;
    const named = { sourceId: group.sourceId };
    return [
      { kind: 'group_seen', group },
      ...joined.map((sourceId) => ({ kind: 'joined' as const, person: { sourceId }, group: named })),
      ...left.map((sourceId) => ({ kind: 'left' as const, person: { sourceId }, group: named })),
    ];
  }
  if (news.kind === 'user_seen' && news.groups !== undefined && news.groups.length > 0) {
    const { person, groups } = news;
    return [
      news,
      ...groups.map((group) => ({
        kind: 'joined' as const,
        person,
        group: { ...group, recordedAt: group.recordedAt ?? occurredAt },
      })),
    ];
  }
  return null;
}

/** The clock of a person's or a group's record. */
export function recordClock(event: DirectoryEvent): EventClock {
  const removes = event.news.kind === 'user_gone' || event.news.kind === 'group_gone';
  return { occurredAt: event.occurredAt, removes, eventId: event.id };
}

export function personOf(event: DirectoryEvent): PersonKey | null {
  return 'person' in event.news ? event.news.person : null;
}

export function groupOf(event: DirectoryEvent): GroupRecord | null {
  return 'group' in event.news ? event.news.group : null;
}

/** Puts news in the source's order. */
export function byTime(a: News, b: News): number {
  const [x, y] = [a.event, b.event];
  if (x.occurredAt !== y.occurredAt) return x.occurredAt < y.occurredAt ? -1 : 1;
  return x.id < y.id ? -1 : x.id > y.id ? 1 : 0;
}

/** A key within one directory. */
export const scoped = (directoryId: string, key: string): string => `${directoryId} ${key}`;
