import type { GroupRecord } from '../../generated/directory-event.ts';
import type { JsonObject } from '../storable-json.ts';
import { present } from './present.ts';
import {
  isProblem,
  readId,
  readOptionalId,
  UNREADABLE_TIME,
  type Arrival,
  type Problem,
  type Reading,
} from './reading.ts';
import { firstTime, latestTime } from './source-time.ts';
import { readText } from './read-text.ts';

/** dsync.group.created and dsync.group.updated: `data` is the whole group. */
export function readGroupSeen({ data, createdAt, receivedAt }: Arrival): Reading {
  const group = readGroupRecord(data, 'data');
  if (isProblem(group)) return group;
  const occurredAt = firstTime([data.updated_at, createdAt], receivedAt);
  return occurredAt === null ? UNREADABLE_TIME : { occurredAt, news: { kind: 'group_seen', group } };
}

/** dsync.group.deleted: the snapshot often keeps the updated_at of its last change, so the later time counts. */
export function readGroupGone({ data, createdAt, receivedAt }: Arrival): Reading {
  const group = readGroupRecord(data, 'data');
  if (isProblem(group)) return group;
  const occurredAt = latestTime([data.updated_at, createdAt], receivedAt);
  return occurredAt === null ? UNREADABLE_TIME : { occurredAt, news: { kind: 'group_gone', group } };
}

/** `where` is the path of the group in the event, for the problem's sentence. */
export function readGroupRecord(group: JsonObject, where: string): GroupRecord | Problem {
  const sourceId = readId(group.id, `${where}.id`);
  if (isProblem(sourceId)) return sourceId;
  const externalId = readOptionalId(group.idp_id, `${where}.idp_id`);
  if (isProblem(externalId)) return externalId;
  return { sourceId, ...present({ externalId, name: readText(group.name) }) };
}
