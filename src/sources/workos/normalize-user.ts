import type { PersonKey } from '../../generated/directory-event.ts';
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
import { toDirectoryUser } from './to-directory-user.ts';

/** dsync.user.created and dsync.user.updated: `data` is the whole person. */
export function readUserSeen({ data, createdAt, receivedAt }: Arrival): Reading {
  const person = readPersonKey(data, 'data');
  if (isProblem(person)) return person;
  if (typeof data.state !== 'string' || data.state.trim() === '') {
    return {
      problem: 'data.state is missing or not a text, so it is unknown whether the person is still active.',
    };
  }
  const occurredAt = firstTime([data.updated_at, createdAt], receivedAt);
  if (occurredAt === null) return UNREADABLE_TIME;
  // inactive, the legacy suspended, and any state of the future: whoever is not plainly active is offboarded.
  const active = data.state === 'active';
  return { occurredAt, news: { kind: 'user_seen', person, active, resource: toDirectoryUser(data) } };
}

/** dsync.user.deleted: the snapshot often keeps the updated_at of its last change, so the later time counts. */
export function readUserGone({ data, createdAt, receivedAt }: Arrival): Reading {
  const person = readPersonKey(data, 'data');
  if (isProblem(person)) return person;
  const occurredAt = latestTime([data.updated_at, createdAt], receivedAt);
  return occurredAt === null ? UNREADABLE_TIME : { occurredAt, news: { kind: 'user_gone', person } };
}

/** `where` is the path of the user in the event, for the problem's sentence. */
export function readPersonKey(user: JsonObject, where: string): PersonKey | Problem {
  const sourceId = readId(user.id, `${where}.id`);
  if (isProblem(sourceId)) return sourceId;
  const externalId = readOptionalId(user.idp_id, `${where}.idp_id`);
  if (isProblem(externalId)) return externalId;
  return { sourceId, ...present({ externalId }) };
}
