import type { DirectoryEvent } from '../../../generated/directory-event.ts';
import type { Redaction } from '../../../policy/redact.ts';
import type { StagedRecord } from '../../../store/resync-records.ts';
import { isJsonObject, storableJson, type JsonObject } from '../../storable-json.ts';
import { readGroupSeen } from '../normalize-group.ts';
import { readMembership } from '../normalize-membership.ts';
import { readPersonKey, readUserSeen } from '../normalize-user.ts';
import { isProblem, readId, type Reading } from '../reading.ts';

/** What one entry of a list is to be read as. */
export interface ListContext {
  kind: StagedRecord['kind'];
  /** WorkOS's id of the directory. */
  directoryKey: string;
  /** Of members: WorkOS's id of the group; else empty. */
  group: string;
  redaction: Redaction;
  now: Date;
}

/** Why an answer of WorkOS makes no sense, as a sentence without a value of it. */
export interface Nonsense {
  nonsense: string;
}

/**
 * One entry of a list as it is kept: read as events are, without what the tenant's policy calls sensitive. Of a person who
 * cannot be read it is known that they are there. What has no id, or is of another directory, makes no sense: whoever it
 * stands for would count as absent.
 */
export function readRecord(entry: unknown, context: ListContext): StagedRecord | Nonsense {
  const { kind, directoryKey, group, redaction, now } = context;
  const data = storableJson(entry);
  if (!isJsonObject(data)) return nonsense('An entry of the list is not a record');
  const id = readId(data.id, 'id');
  if (isProblem(id)) return nonsense('An entry of the list has no usable id');
  if (data.directory_id !== undefined && data.directory_id !== directoryKey) {
    return nonsense('An entry of the list belongs to another directory');
  }
  const arrival = { data, createdAt: data.created_at, receivedAt: now };
  switch (kind) {
    case 'user': {
      const reading = redacted(readUserSeen(arrival), redaction);
      if (reading?.news.kind === 'user_seen') {
        const { person, active, resource } = reading.news;
        return { ...record(kind, '', person), active, resource, recorded_at: reading.occurredAt };
      }
      return thereAllTheSame(data, redaction, now);
    }
    case 'group': {
      const reading = redacted(readGroupSeen(arrival), redaction);
      if (reading?.news.kind !== 'group_seen') return nonsense('A group of the list cannot be read');
      const { name = null, ...key } = reading.news.group;
      // Under another name than WorkOS's own it cannot be asked for its members.
      const active = key.sourceId === id ? null : false;
      return { ...record(kind, '', key), name, active, recorded_at: reading.occurredAt };
    }
    case 'member': {
      const edge = { ...arrival, data: { user: data, group: { id: group } }, createdAt: undefined };
      const reading = redacted(readMembership('joined', edge), redaction);
      if (reading?.news.kind !== 'joined') return nonsense('A member of the list cannot be read');
      return record(kind, reading.news.group.sourceId, reading.news.person);
    }
  }
}

export function isNonsense(value: unknown): value is Nonsense {
  return isJsonObject(value) && typeof value['nonsense'] === 'string';
}

/** The record is broken, and its person is no less there. */
function thereAllTheSame(data: JsonObject, redaction: Redaction, now: Date): StagedRecord | Nonsense {
  const person = readPersonKey(data, 'user');
  if (isProblem(person)) return nonsense('An entry of the list has no usable idp_id');
  const named = redacted({ occurredAt: now.toISOString(), news: { kind: 'user_gone', person } }, redaction);
  return record('user', '', named?.news.kind === 'user_gone' ? named.news.person : person);
}

function record(
  kind: StagedRecord['kind'],
  group: string,
  { sourceId, externalId }: { sourceId: string; externalId?: string },
): StagedRecord {
  return {
    kind,
    group_key: group,
    key: sourceId,
    external_id: externalId ?? null,
    name: null,
    active: null,
    resource: null,
    recorded_at: null,
  };
}

function redacted(reading: Reading, { redactEvent }: Redaction): DirectoryEvent | null {
  if (isProblem(reading)) return null;
  return redactEvent({ id: 'resync', source: 'workos', type: 'resync', ...reading });
}

function nonsense(sentence: string): Nonsense {
  return { nonsense: `${sentence}, so what WorkOS answers cannot be relied on. Nothing was changed.` };
}
