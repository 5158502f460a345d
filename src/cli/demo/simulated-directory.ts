import { seededRandom } from './seeded-random.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import {
  groupPayload,
  personPayload,
  type Home,
  type SimulatedGroup,
  type SimulatedPerson,
  type WorkosEvent,
} from './workos-payload.ts';

/** Who is hired, or what changes about them. */
export interface PersonDetails {
  email: string;
  firstName: string;
  lastName: string;
  /** WorkOS's custom_attributes besides emails and username. */
  attributes: Record<string, unknown>;
}

/**
 * An identity provider behind WorkOS. Each action changes the people and groups it holds and returns the events that
 * WorkOS would send for it, in order; delivering them, and in which order, is the caller's.
 */
export interface SimulatedDirectory extends Home {
  /** Everyone ever hired, in that order; the objects change as the directory does. */
  readonly people: readonly SimulatedPerson[];
  readonly groups: readonly SimulatedGroup[];
  members(group: SimulatedGroup): SimulatedPerson[];
  groupsOf(person: SimulatedPerson): SimulatedGroup[];
  /** Lets time pass without an event. */
  passTime(milliseconds: number): void;

  activate(): WorkosEvent[];
  hire(details: PersonDetails): { person: SimulatedPerson; events: WorkosEvent[] };
  update(person: SimulatedPerson, changes: Partial<PersonDetails>): WorkosEvent[];
  /** The provider blocks the account: the person stays, as inactive. */
  deactivate(person: SimulatedPerson): WorkosEvent[];
  /** The provider removes the account. No membership event follows. */
  remove(person: SimulatedPerson): WorkosEvent[];
  /** After a deactivation as the same directory user, after a removal as a new one with the same idp_id. */
  comeBack(person: SimulatedPerson): WorkosEvent[];
  createGroup(name: string): { group: SimulatedGroup; events: WorkosEvent[] };
  renameGroup(group: SimulatedGroup, name: string): WorkosEvent[];
  /** No membership event follows. */
  deleteGroup(group: SimulatedGroup): WorkosEvent[];
  join(person: SimulatedPerson, group: SimulatedGroup): WorkosEvent[];
  leave(person: SimulatedPerson, group: SimulatedGroup): WorkosEvent[];
}

export interface SimulatedDirectoryOptions {
  /** Same seed, same start: same ids, same events. */
  seed: number;
  startsAt: Date;
  /** Okta gives a group's name as its idp_id, so there a rename changes both. */
  idp?: 'okta' | 'entra';
  /** Made from the seed unless told. */
  directoryId?: string;
  /** Made from the seed unless told. */
  organizationId?: string;
  name?: string;
}

const WORKOS_TYPES = { okta: 'okta scim v2.0', entra: 'azure scim v2.0' };
const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function createSimulatedDirectory(options: SimulatedDirectoryOptions): SimulatedDirectory {
  const random = seededRandom(options.seed);
  const clock = createSimulatedClock(options.startsAt, random);
  const idp = options.idp ?? 'okta';
  const home: Home = {
    directoryId: options.directoryId ?? clock.id('directory'),
    organizationId: options.organizationId ?? clock.id('org'),
  };
  const people: SimulatedPerson[] = [];
  const groups: SimulatedGroup[] = [];
  const memberships = new Map<SimulatedGroup, Set<SimulatedPerson>>();

  /** One event about what was just changed. The time of a change and of its event differ by a little. */
  function announce(event: string, data: Record<string, unknown>): WorkosEvent[] {
    const created_at = clock.next();
    return [{ id: clock.id('event'), event, data, created_at, context: {} }];
  }
  const announcePerson = (event: string, person: SimulatedPerson, more = {}) =>
    announce(event, { ...personPayload(person, home), ...more });
  const announceGroup = (event: string, group: SimulatedGroup, more = {}) =>
    announce(event, { ...groupPayload(group, home), ...more });
  const announceMembership = (event: string, person: SimulatedPerson, group: SimulatedGroup) =>
    announce(event, {
      directory_id: home.directoryId,
      user: personPayload(person, home),
      group: groupPayload(group, home),
    });
  const membersOf = (group: SimulatedGroup) => memberships.get(group) ?? new Set<SimulatedPerson>();

  return {
    ...home,
    people,
    groups,
    members: (group) => [...membersOf(group)],
    groupsOf: (person) => groups.filter((group) => membersOf(group).has(person)),
    passTime: (milliseconds) => clock.pass(milliseconds),

    activate: () => {
      const now = clock.next();
      return announce('dsync.activated', {
        object: 'directory',
        id: home.directoryId,
        organization_id: home.organizationId,
        type: WORKOS_TYPES[idp],
        state: 'active',
        name: options.name ?? 'Simulated directory',
        created_at: now,
        updated_at: now,
      });
    },

    hire: (details) => {
      const now = clock.next();
      const person: SimulatedPerson = {
        id: clock.id('directory_user'),
        idpId: `00u${random.text(LETTERS_AND_DIGITS, 17)}`,
        state: 'active',
        ...structuredClone(details),
        createdAt: now,
        updatedAt: now,
      };
      people.push(person);
      return { person, events: announcePerson('dsync.user.created', person) };
    },

    update: (person, changes) => {
      const before = personPayload(person, home);
      Object.assign(person, structuredClone(changes), { updatedAt: clock.next() });
      const previous_attributes = whatChanged(before, personPayload(person, home));
      return announcePerson('dsync.user.updated', person, { previous_attributes });
    },

    deactivate: (person) => {
      person.state = 'inactive';
      person.updatedAt = clock.next();
      return announcePerson('dsync.user.updated', person, { previous_attributes: { state: 'active' } });
    },

    remove: (person) => {
      person.state = 'deleted';
      for (const members of memberships.values()) members.delete(person);
      // updated_at stays as it was: the snapshot is of the last change before the end.
      return announcePerson('dsync.user.deleted', person);
    },

    comeBack: (person) => {
      const wasRemoved = person.state === 'deleted';
      const now = clock.next();
      person.state = 'active';
      person.updatedAt = now;
      if (!wasRemoved) {
        return announcePerson('dsync.user.updated', person, { previous_attributes: { state: 'inactive' } });
      }
      person.id = clock.id('directory_user');
      person.createdAt = now;
      return announcePerson('dsync.user.created', person);
    },

    createGroup: (name) => {
      const now = clock.next();
      const id = clock.id('directory_group');
      const idpId = idp === 'okta' ? name : random.text('0123456789abcdef', 32);
      const group: SimulatedGroup = { id, idpId, name, isDeleted: false, createdAt: now, updatedAt: now };
      groups.push(group);
      memberships.set(group, new Set());
      return { group, events: announceGroup('dsync.group.created', group) };
    },

    renameGroup: (group, name) => {
      const before = groupPayload(group, home);
      group.name = name;
      if (idp === 'okta') group.idpId = name;
      group.updatedAt = clock.next();
      const previous_attributes = whatChanged(before, groupPayload(group, home));
      return announceGroup('dsync.group.updated', group, { previous_attributes });
    },

    deleteGroup: (group) => {
      group.isDeleted = true;
      memberships.get(group)?.clear();
      return announceGroup('dsync.group.deleted', group);
    },

    // Neither touches updated_at of the person or of the group.
    join: (person, group) => {
      membersOf(group).add(person);
      return announceMembership('dsync.group.user_added', person, group);
    },
    leave: (person, group) => {
      membersOf(group).delete(person);
      return announceMembership('dsync.group.user_removed', person, group);
    },
  };
}

/** WorkOS's previous_attributes: the old values of what is different now. */
function whatChanged(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) => name !== 'updated_at' && JSON.stringify(value) !== JSON.stringify(after[name]),
    ),
  );
}
