import { isJsonObject } from '../storable-json.ts';
import { readGroupRecord } from './normalize-group.ts';
import { readPersonKey } from './normalize-user.ts';
import { present } from './present.ts';
import { isProblem, type Arrival, type Reading } from './reading.ts';
import { firstTime, optionalTime } from './source-time.ts';

/**
 * dsync.group.user_added and user_removed. The edge is as old as the event (a membership does not touch the user's
 * or the group's updated_at). The user that comes along only says who; its record arrives by its own events.
 */
export function readMembership(kind: 'joined' | 'left', { data, createdAt, receivedAt }: Arrival): Reading {
  const { user, group } = data;
  if (!isJsonObject(user)) return { problem: 'data.user is missing, so it is unknown who is meant.' };
  if (!isJsonObject(group))
    return { problem: 'data.group is missing, so it is unknown which group is meant.' };
  const person = readPersonKey(user, 'data.user');
  if (isProblem(person)) return person;
  const record = readGroupRecord(group, 'data.group');
  if (isProblem(record)) return record;
  const occurredAt = firstTime([createdAt], receivedAt);
  if (occurredAt === null) return { problem: 'created_at is not a time that can be read.' };
  const recordedAt = optionalTime(group.updated_at, receivedAt);
  return { occurredAt, news: { kind, person, group: { ...record, ...present({ recordedAt }) } } };
}
