import type { DirectoryEvent } from '../generated/directory-event.ts';
import { purgedNamePrefix } from '../store/purged-content.ts';
import type { Transaction } from '../store/database.ts';
import { readEventTimes, type EventHead } from '../store/inbox.ts';
import {
  readAppliedEvents,
  readNewsOfGroups,
  readNewsOfPeople,
  readPersonTraces,
  readSourceIdsByIdentity,
  type AppliedEvent,
  type PersonTraces,
} from '../store/person-history.ts';
import type { Redaction } from '../policy/redact.ts';
import { applyToRows } from './mirror.ts';
import { groupOf, personOf } from './news.ts';
import {
  createReplayedMirror,
  type ReplayedMembership,
  type ReplayedMirror,
  type ReplayedPerson,
} from './replayed-mirror.ts';

/** A person of the mirror as of a moment, from the events that had been applied by then. */
export interface PersonThen {
  directoryId: string;
  /** Null where nothing had been heard of them. */
  person: ReplayedPerson | null;
  memberships: ReplayedMembership[];
  /** All that was gone through, for whoever asks what is behind. */
  events: ReadonlyMap<string, EventHead>;
  /** What could not be known, in sentences. */
  caveats: string[];
}

/** Names of one person lead to others that the same records of the source were called by; a few rounds find them all. */
const MOST_ROUNDS = 5;

/**
 * Goes through the recorded news of a person and of their groups again, in the order in which it was applied and by the
 * rules of the mirror, in memory. Writes nothing.
 *
 * @param eventIds events that the audit log says something of the person for
 * @param redaction of the policy of then
 */
export async function readPersonThen(
  trx: Transaction,
  tenantId: string,
  directoryUserId: string,
  { at, eventIds, redaction }: { at: Date; eventIds: readonly string[]; redaction: Redaction },
): Promise<PersonThen | null> {
  const traces = await readPersonTraces(trx, tenantId, directoryUserId);
  if (traces === null) return null;
  const { directory_id: directoryId } = traces;
  const { events, sourceIds } = await readNews(trx, tenantId, traces, eventIds, at);
  const groups = new Set(traces.group_source_ids);
  for (const { payload } of events) {
    const group = groupOf(payload);
    if (group) groups.add(group.sourceId);
  }
  const about = await readNewsOfGroups(trx, tenantId, directoryId, [...groups], [...sourceIds], at);
  const all = new Map([...events, ...about].map((event) => [event.event_id, event]));
  const mirror = createReplayedMirror();
  await replay(mirror, directoryId, [...all.values()], redaction);
  const person = findThen(mirror, traces, [...all.values()]);
  return {
    directoryId,
    person,
    memberships: person === null ? [] : mirror.membershipsOf(person),
    events: new Map([...all].map(([id, event]) => [id, toHead(event)])),
    caveats: await caveatsOf(trx, tenantId, traces, { events: all, at }),
  };
}

/** The events about the person, by all names that they lead to. */
async function readNews(
  trx: Transaction,
  tenantId: string,
  traces: PersonTraces,
  eventIds: readonly string[],
  at: Date,
): Promise<{ events: AppliedEvent[]; sourceIds: ReadonlySet<string> }> {
  const { directory_id: directoryId } = traces;
  const recorded = await readAppliedEvents(trx, tenantId, directoryId, eventIds, at);
  const sourceIds = new Set(traces.source_ids);
  const known = new Set<string>();
  for (const { payload } of recorded) {
    const person = personOf(payload);
    // What is behind a change may be the news of somebody else: of a group, or of whoever left.
    if (person?.externalId !== undefined && traces.keys.includes(`idp:${person.externalId}`)) {
      sourceIds.add(person.sourceId);
    }
  }
  let events: AppliedEvent[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    events = await readNewsOfPeople(trx, tenantId, directoryId, [...sourceIds], at);
    const identities = events.flatMap(({ payload }) => personOf(payload)?.externalId ?? []);
    const fresh = [...new Set(identities)].filter((id) => !known.has(id));
    for (const id of fresh) known.add(id);
    const before = sourceIds.size;
    for (const id of await readSourceIdsByIdentity(trx, tenantId, directoryId, fresh)) sourceIds.add(id);
    if (sourceIds.size === before) break;
  }
  return { events, sourceIds };
}

/** Batch by batch, as they were applied: what was applied at one moment was one batch, in the order of the source. */
async function replay(
  mirror: ReplayedMirror,
  directoryId: string,
  events: readonly AppliedEvent[],
  redaction: Redaction,
): Promise<void> {
  const batches = Map.groupBy([...events].sort(inOrderOfArrival), ({ finished_at }) => finished_at.getTime());
  for (const batch of batches.values()) {
    const news = batch.map(({ payload, received_at }) => ({
      directoryId,
      event: redaction.redactEvent(payload),
      receivedAt: received_at,
    }));
    for (const { event } of news) keepWhoWasRefused(mirror, directoryId, event);
    await applyToRows(mirror.rows, news);
  }
}

/** Over SCIM nobody is described who was removed, unless the removal was refused. */
function keepWhoWasRefused(mirror: ReplayedMirror, directoryId: string, event: DirectoryEvent): void {
  if (event.source !== 'scim' || event.news.kind !== 'user_seen') return;
  const person = mirror.findPerson(directoryId, `src:${event.news.person.sourceId}`);
  if (person?.gone === true) mirror.keepMemberships(person, event);
}

function inOrderOfArrival(a: AppliedEvent, b: AppliedEvent): number {
  const applied = a.finished_at.getTime() - b.finished_at.getTime();
  if (applied !== 0) return applied;
  const [x, y] = [a.payload.occurredAt, b.payload.occurredAt];
  if (x !== y) return x < y ? -1 : 1;
  return a.event_id < b.event_id ? -1 : 1;
}

/** Over SCIM the source's id says who somebody is, elsewhere the identity provider's does. */
function findThen(
  mirror: ReplayedMirror,
  { directory_id, keys, source_ids }: PersonTraces,
  events: readonly AppliedEvent[],
): ReplayedPerson | null {
  const isScim = events.some(({ payload }) => payload.source === 'scim');
  const identities = keys.filter((key) => key.startsWith('idp:'));
  const names = source_ids.map((id) => `src:${id}`);
  for (const key of isScim ? names : [...identities, ...names]) {
    const person = mirror.findPerson(directory_id, key);
    if (person) return person;
  }
  return null;
}

function toHead({ event_id, payload, received_at }: AppliedEvent): EventHead {
  return {
    event_id,
    type: payload.type,
    news_kind: payload.news.kind,
    occurred_at: new Date(payload.occurredAt),
    received_at,
  };
}

async function caveatsOf(
  trx: Transaction,
  tenantId: string,
  { directory_id, behind }: PersonTraces,
  { events, at }: { events: ReadonlyMap<string, AppliedEvent>; at: Date },
): Promise<string[]> {
  const caveats: string[] = [];
  const isPurged = [...events.values()].some(({ payload }) =>
    personOf(payload)?.sourceId.startsWith(purgedNamePrefix),
  );
  if (isPurged) {
    caveats.push(
      'What the directory said of this person was removed by a purge: what it was is not known any more.',
    );
  }
  const missing = behind
    .filter(({ event_id, occurred_at }) => !events.has(event_id) && new Date(occurred_at) <= at)
    .map(({ event_id }) => event_id);
  if (missing.length === 0) return caveats;
  const recorded = await readEventTimes(trx, tenantId, [directory_id], missing);
  const lost = new Set(missing).size - new Set(recorded.map(({ event_id }) => event_id)).size;
  if (lost > 0) {
    const what = lost === 1 ? 'an event' : `${lost} events`;
    caveats.push(`The mirror goes by ${what} that the inbox does not have; what they said is left out here.`);
  }
  return caveats;
}
