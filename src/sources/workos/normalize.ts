import { createHash } from 'node:crypto';
import type { DirectoryEvent } from '../../generated/directory-event.ts';
import { isJsonObject, storableJson, type JsonObject } from '../storable-json.ts';
import { readDirectoryChanged } from './normalize-directory.ts';
import { readGroupGone, readGroupSeen } from './normalize-group.ts';
import { readMembership } from './normalize-membership.ts';
import { readUserGone, readUserSeen } from './normalize-user.ts';
import { isProblem, readId, type Arrival, type Reading } from './reading.ts';
import { firstTime } from './source-time.ts';

export interface NormalizedWorkosEvent {
  event: DirectoryEvent;
  /** WorkOS's id of the directory that the news is about; null when the event names none. */
  directoryKey: string | null;
}

/**
 * A WorkOS event, of the webhook or of the Events API, in Rollcall's own form.
 *
 * Takes any JSON value and never throws: what cannot be read becomes `malformed` with its problem in a sentence, what
 * Rollcall has no use for becomes `ignored`. `rawBody` (the bytes as they arrived) identifies an event without an id;
 * `receivedAt` stands in for a time that the event does not carry, or that lies more than a day ahead.
 * Sensitive values are still in the result: redact it before it is stored or logged.
 */
export function normalizeWorkosEvent(
  body: unknown,
  rawBody: Buffer,
  receivedAt: Date,
): NormalizedWorkosEvent {
  const arrived = storableJson(body);
  const envelope = isJsonObject(arrived) ? arrived : {};
  const data = isJsonObject(envelope.data) ? envelope.data : {};
  const id = readEventId(envelope, rawBody);
  const type = readId(envelope.event, 'event');
  const reading = isProblem(id) ? id : isProblem(type) ? type : read(type, envelope, data, receivedAt);
  return {
    event: {
      id: isProblem(id) ? digest(rawBody) : id,
      source: 'workos',
      type: isProblem(type) ? 'unknown' : type,
      ...(isProblem(reading) ? malformed(reading.problem, arrived, receivedAt) : reading),
    },
    directoryKey: directoriesOf(data, type)[0] ?? null,
  };
}

function read(type: string, envelope: JsonObject, data: JsonObject, receivedAt: Date): Reading {
  const arrival: Arrival = { data, createdAt: envelope.created_at, receivedAt };
  switch (type) {
    case 'dsync.user.created':
    case 'dsync.user.updated':
      return inOneDirectory(type, arrival, readUserSeen);
    case 'dsync.user.deleted':
      return inOneDirectory(type, arrival, readUserGone);
    case 'dsync.group.created':
    case 'dsync.group.updated':
      return inOneDirectory(type, arrival, readGroupSeen);
    case 'dsync.group.deleted':
      return inOneDirectory(type, arrival, readGroupGone);
    case 'dsync.group.user_added':
      return inOneDirectory(type, arrival, (from) => readMembership('joined', from));
    case 'dsync.group.user_removed':
      return inOneDirectory(type, arrival, (from) => readMembership('left', from));
    case 'dsync.activated':
      return inOneDirectory(type, arrival, (from) => readDirectoryChanged(activatedState(from.data), from));
    case 'dsync.deactivated':
      return inOneDirectory(type, arrival, (from) => readDirectoryChanged('inactive', from));
    case 'dsync.deleted':
      return inOneDirectory(type, arrival, (from) => readDirectoryChanged('deleted', from));
    case 'dsync.token.created':
    case 'dsync.token.revoked':
      return ignored('A token of the directory changed; that concerns no person and no group.', arrival);
    default:
      return ignored(`Unknown event ${type}: Rollcall has no use for it.`, arrival);
  }
}

/** Nobody could tell whose news it is without a directory; with two, one tenant's news might reach another. */
function inOneDirectory(type: string, arrival: Arrival, reader: (arrival: Arrival) => Reading): Reading {
  const directories = new Set(directoriesOf(arrival.data, type));
  if (directories.size === 0)
    return { problem: `The event ${type} does not say which directory it is about.` };
  if (directories.size > 1) return { problem: `The event ${type} names more than one directory.` };
  return reader(arrival);
}

/** Every directory that the event names, the most telling place first. */
function directoriesOf(data: JsonObject, type: unknown): string[] {
  const isAboutDirectory =
    data.object === 'directory' ||
    type === 'dsync.activated' ||
    type === 'dsync.deactivated' ||
    type === 'dsync.deleted';
  const places = [
    isAboutDirectory ? data.id : undefined,
    data.directory_id,
    isJsonObject(data.user) ? data.user.directory_id : undefined,
    isJsonObject(data.group) ? data.group.directory_id : undefined,
  ];
  return places.map((place) => readId(place, 'directory_id')).filter((id) => typeof id === 'string');
}

/** An activation normally says `active`; over REST the same state reads `linked`. */
function activatedState(data: JsonObject): string {
  return data.state === 'validating' || data.state === 'invalid_credentials' ? data.state : 'active';
}

function ignored(because: string, { createdAt, receivedAt }: Arrival): Reading {
  return {
    occurredAt: firstTime([createdAt], receivedAt) ?? receivedAt.toISOString(),
    news: { kind: 'ignored', because },
  };
}

function malformed(
  problem: string,
  arrived: unknown,
  receivedAt: Date,
): Pick<DirectoryEvent, 'occurredAt' | 'news'> {
  return {
    occurredAt: receivedAt.toISOString(),
    news: { kind: 'malformed', problem, raw: isJsonObject(arrived) ? arrived : { body: arrived } },
  };
}

/** Without an id of its own, an event is its bytes: the same delivery twice is then still one event. */
function readEventId(envelope: JsonObject, rawBody: Buffer): ReturnType<typeof readId> {
  return envelope.id === undefined || envelope.id === null ? digest(rawBody) : readId(envelope.id, 'id');
}

function digest(rawBody: Buffer): string {
  return `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
}
