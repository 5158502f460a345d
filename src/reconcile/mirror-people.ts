import type { DirectoryEvent, PersonKey } from '../generated/directory-event.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import { isLater, type EventClock } from '../domain/event-clock.ts';
import type { PersonKeyRow, PersonRow } from '../store/mirror-people-rows.ts';
import { newId } from '../store/new-id.ts';
import type { MirrorRows } from './mirror-rows.ts';
import { byTime, personOf, recordClock, scoped, type News } from './news.ts';

/** The people whom a batch names, resolved to directory users, and what the batch says of them. */
export interface People {
  idOf(directoryId: string, event: DirectoryEvent, person: PersonKey): string;
  offer(item: News): boolean;
  write(): Promise<void>;
  /** Directory user id → the event that changed the record. */
  changed: Map<string, string>;
}

/** Finds the directory user behind each name in a batch; who is not known yet gets an id. Writes nothing before `write`. */
export async function resolvePeople(mirror: MirrorRows, news: News[]): Promise<People> {
  const wanted = new Map<string, { directoryId: string; key: string }>();
  for (const { directoryId, event } of news) {
    const person = personOf(event);
    if (!person) continue;
    for (const key of [idpKey(person), sourceKey(person)]) {
      if (key !== null) wanted.set(scoped(directoryId, key), { directoryId, key });
    }
  }
  const list = [...wanted.values()];
  const known =
    list.length === 0
      ? []
      : await mirror.findPeopleByKeys(
          list.map((each) => each.directoryId),
          list.map((each) => each.key),
        );

  const idByKey = new Map<string, string>();
  const clocks = new Map<string, EventClock>();
  for (const row of known) {
    idByKey.set(scoped(row.directory_id, row.key), row.id);
    if (row.occurred_at && row.event_id !== null) {
      clocks.set(row.id, {
        occurredAt: row.occurred_at.toISOString(),
        removes: row.gone,
        eventId: row.event_id,
      });
    }
  }

  const newKeys = new Map<string, PersonKeyRow>();
  const rows = new Map<string, PersonRow>();
  const removals = new Map<string, EventClock>();
  const changed = new Map<string, string>();
  const retired = new Map<string, EventClock>();
  const late = new Map<string, DirectoryUserResource>();
  const adopted: { from: string; to: string }[] = [];
  // People of SCIM directories are looked up by any of their addresses.
  const addresses = new Map<string, { id: string; directory_id: string; emails: string[] }>();

  const nameAs = (directoryId: string, key: string, id: string): void => {
    if (idByKey.get(scoped(directoryId, key)) === id) return;
    idByKey.set(scoped(directoryId, key), id);
    newKeys.set(scoped(directoryId, key), { directory_id: directoryId, key, directory_user_id: id });
  };

  const latest = new Map(clocks);
  for (const { directoryId, event } of [...news].sort(byTime)) {
    const person = personOf(event);
    if (!person) continue;
    const byIdp = identityKey(event, person);
    const bySource = idByKey.get(scoped(directoryId, sourceKey(person)));
    let id = (byIdp === null ? undefined : idByKey.get(scoped(directoryId, byIdp))) ?? bySource;
    if (id === undefined) {
      id = newId();
      rows.set(id, blankPerson(id, directoryId, person));
    }
    const isRecord = event.news.kind === 'user_seen' || event.news.kind === 'user_gone';
    const clock = recordClock(event);
    const former = bySource === undefined || bySource === id ? undefined : bySource;
    const formerClock = former === undefined ? undefined : latest.get(former);
    if (former === undefined) {
      nameAs(directoryId, sourceKey(person), id);
    } else if (formerClock === undefined) {
      // Until now only memberships had named this source's record: they are this person's.
      adopted.push({ from: former, to: id });
      nameAs(directoryId, sourceKey(person), id);
    } else if (isRecord && isLater(clock, formerClock)) {
      // The source now says that its record is someone else: nobody is behind the former reading any more.
      retired.set(former, { ...clock, removes: true });
      nameAs(directoryId, sourceKey(person), id);
    }
    const idpName = idpKey(person);
    if (idpName !== null) nameAs(directoryId, idpName, id);
    const known = latest.get(id);
    if (isRecord && (!known || isLater(clock, known))) latest.set(id, clock);
  }

  const idOf = (directoryId: string, event: DirectoryEvent, person: PersonKey): string => {
    const byIdp = identityKey(event, person);
    const id =
      (byIdp === null ? undefined : idByKey.get(scoped(directoryId, byIdp))) ??
      idByKey.get(scoped(directoryId, sourceKey(person)));
    if (id === undefined) throw new Error('a person of this batch was not resolved');
    return id;
  };

  return {
    idOf,
    changed,
    offer({ directoryId, event }) {
      if (event.news.kind !== 'user_seen' && event.news.kind !== 'user_gone') return false;
      const id = idOf(directoryId, event, event.news.person);
      const clock = recordClock(event);
      if (clock.removes) {
        const removal = removals.get(id);
        if (!removal || isLater(clock, removal)) removals.set(id, clock);
      }
      if (event.news.kind === 'user_seen' && event.news.groups !== undefined) {
        // All groups of the person are told: memberships from before count no more, in whatever order news arrives.
        const before = { ...clock, occurredAt: justBefore(clock.occurredAt) };
        const removal = removals.get(id);
        if (!removal || isLater(before, removal)) removals.set(id, before);
      }
      const current = clocks.get(id);
      if (current && !isLater(clock, current)) {
        // Who is gone is still told apart by what was known of them.
        if (event.news.kind === 'user_seen' && current.removes) late.set(id, event.news.resource);
        return false;
      }
      clocks.set(id, clock);
      changed.set(id, event.id);
      if (event.source === 'scim' && event.news.kind === 'user_seen') {
        addresses.set(id, { id, directory_id: directoryId, emails: addressesOf(event.news.resource) });
      }
      const previous = rows.get(id) ?? blankPerson(id, directoryId, event.news.person);
      rows.set(id, {
        ...previous,
        source_id: event.news.person.sourceId,
        external_id: event.news.person.externalId ?? previous.external_id,
        ...(event.news.kind === 'user_gone'
          ? goneAt(clock)
          : {
              resource: event.news.resource,
              active: event.news.active,
              gone: false,
              occurred_at: clock.occurredAt,
              event_id: clock.eventId,
            }),
      });
      return true;
    },
    async write() {
      await mirror.writePeople([...rows.values()]);
      await mirror.writePersonKeys([...newKeys.values()]);
      await mirror.writePersonEmails([...addresses.values()]);
      // Also a removal that comes late ends the memberships from before it.
      const removed = [...removals].map(([id, { occurredAt }]) => ({ id, removed_at: occurredAt }));
      for (const id of await mirror.writeRemovals('directory_users', removed)) {
        if (!changed.has(id)) changed.set(id, removals.get(id)?.eventId ?? '');
      }
      const filled = [...late].map(([id, resource]) => ({ id, resource }));
      for (const id of await mirror.fillResources(filled)) {
        if (!changed.has(id)) changed.set(id, clocks.get(id)?.eventId ?? '');
      }
      await mirror.adoptMemberships(adopted);
      const former = [...retired].map(([id, { occurredAt, eventId }]) => ({
        id,
        occurred_at: occurredAt,
        event_id: eventId,
      }));
      for (const id of await mirror.retirePeople(former)) {
        changed.set(id, retired.get(id)?.eventId ?? '');
      }
    },
  };
}

function blankPerson(id: string, directoryId: string, person: PersonKey): PersonRow {
  return {
    id,
    directory_id: directoryId,
    external_id: person.externalId ?? null,
    source_id: person.sourceId,
    resource: null,
    active: false,
    gone: false,
    occurred_at: null,
    event_id: null,
  };
}

function goneAt(clock: EventClock): Pick<PersonRow, 'active' | 'gone' | 'occurred_at' | 'event_id'> {
  return { active: false, gone: true, occurred_at: clock.occurredAt, event_id: clock.eventId };
}

/** The millisecond before a time: what came about at the time itself still counts. */
function justBefore(time: string): string {
  return new Date(Date.parse(time) - 1).toISOString();
}

function addressesOf({ emails }: DirectoryUserResource): string[] {
  return (emails ?? []).flatMap(({ value }) => (value === undefined ? [] : [value]));
}

/**
 * The identity provider's id, where it says who somebody is. Over SCIM the id of the User does, which never changes,
 * while the external id may be set to another, or be exchanged with somebody's.
 */
const identityKey = ({ source }: DirectoryEvent, person: PersonKey): string | null =>
  source === 'scim' ? null : idpKey(person);
const idpKey = (person: PersonKey): string | null =>
  person.externalId === undefined ? null : `idp:${person.externalId}`;
const sourceKey = (person: PersonKey): string => `src:${person.sourceId}`;
