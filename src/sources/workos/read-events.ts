import { isJsonObject } from '../storable-json.ts';
import { firstTime } from './source-time.ts';
import type { WorkosAnswer, WorkosApi } from './workos-api.ts';
import type { PollingPosition } from '../../store/workos-polling.ts';

/** One page of the Events API, oldest first. */
export interface EventPage {
  events: unknown[];
  /** Where the next page begins. */
  cursor: string | null;
  /** Whether nothing followed. */
  isLast: boolean;
  /** When the last of these events came about. */
  lastEventAt: string | null;
}

/** Every event of Directory Sync that says something of people and groups. WorkOS refuses names that it does not know. */
const eventNames = [
  'dsync.activated',
  'dsync.deleted',
  'dsync.user.created',
  'dsync.user.updated',
  'dsync.user.deleted',
  'dsync.group.created',
  'dsync.group.updated',
  'dsync.group.deleted',
  'dsync.group.user_added',
  'dsync.group.user_removed',
];

/** The most that WorkOS gives at once. */
const eventsAtOnce = 100;

/** The ids of WorkOS. Nothing else is kept as a cursor, where it would lie unredacted. */
const cursorForm = /^[A-Za-z]{1,30}_[\w-]{1,200}$/;

/** Reads the page behind a position. The times of events are cut to what can be, as everywhere. */
export async function readEvents(
  api: WorkosApi,
  position: PollingPosition,
  now: Date,
  signal?: AbortSignal,
): Promise<WorkosAnswer<EventPage>> {
  const { cursor, rangeStart } = position;
  // Either, never both: WorkOS refuses that.
  const from = cursor === null ? { range_start: rangeStart.toISOString() } : { after: cursor };
  const query = { events: eventNames.join(','), limit: String(eventsAtOnce), ...from };
  const answer = await api.list('/events', query, signal);
  if (answer.kind !== 'ok') return answer;
  const { data, after } = answer.value;
  const last = data.at(-1);
  if (last === undefined) {
    return { kind: 'ok', value: { events: [], cursor, isLast: true, lastEventAt: null } };
  }
  const next = [isJsonObject(last) ? last.id : null, after].find(isCursor);
  // The same page for ever, or no way on.
  if (next === undefined || next === cursor) return { kind: 'unavailable', because: 'unreadable' };
  const isLast = data.length < eventsAtOnce && after === null;
  const lastEventAt = isJsonObject(last) ? firstTime([last.created_at], now) : null;
  return { kind: 'ok', value: { events: data, cursor: next, isLast, lastEventAt } };
}

function isCursor(value: unknown): value is string {
  return typeof value === 'string' && cursorForm.test(value);
}
