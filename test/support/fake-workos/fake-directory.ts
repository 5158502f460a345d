import {
  createSimulatedDirectory,
  type SimulatedDirectory,
  type SimulatedDirectoryOptions,
} from '../../../src/cli/demo/simulated-directory.ts';
import {
  groupPayload,
  personPayload,
  type SimulatedPerson,
  type WorkosEvent,
} from '../../../src/cli/demo/workos-payload.ts';
import type { Clock } from '../../../src/domain/clock.ts';

/** As the REST API says it; events say `active` for linked and `inactive` for unlinked. */
export type DirectoryState = 'linked' | 'validating' | 'invalid_credentials' | 'unlinked' | 'deleting';

export interface FakeDirectoryOptions {
  seed?: number;
  idp?: SimulatedDirectoryOptions['idp'];
  directoryId?: string;
  organizationId?: string;
  name?: string;
  state?: DirectoryState;
}

/** A directory of the fake WorkOS: the people and groups behind it, and how the connection does. */
export interface FakeDirectory {
  id: string;
  organizationId: string;
  /** Its actions return events; `publish` of the fake makes them known. What is not published happened silently. */
  idp: SimulatedDirectory;
  state: DirectoryState;
  /** Brings the time of its next events up to that of the fake. */
  catchUp(): void;
  record(): Record<string, unknown>;
  users(): Record<string, unknown>[];
  groups(): Record<string, unknown>[];
  /** Those of a group, or none where it is another directory's. */
  members(groupId: string): Record<string, unknown>[];
  groupsOf(userId: string): Record<string, unknown>[];
  /** The event that its removal from WorkOS sends: no user and no group is mentioned. */
  deletion(): WorkosEvent[];
}

const types = { okta: 'okta scim v2.0', entra: 'azure scim v2.0' };

export function createFakeDirectory(
  clock: Clock,
  seed: number,
  options: FakeDirectoryOptions,
): FakeDirectory {
  const startsAt = clock.now();
  let caughtUpAt = startsAt.getTime();
  const idp = createSimulatedDirectory({
    seed: options.seed ?? seed,
    startsAt,
    ...(options.idp && { idp: options.idp }),
    ...(options.directoryId !== undefined && { directoryId: options.directoryId }),
    ...(options.organizationId !== undefined && { organizationId: options.organizationId }),
  });
  const home = { directoryId: idp.directoryId, organizationId: idp.organizationId };
  const users = () => idp.people.filter(({ state }) => state !== 'deleted');
  const groups = () => idp.groups.filter(({ isDeleted }) => !isDeleted);

  // Deprecated, and empty nowadays; the SDK still reads it.
  const userRecord = (person: SimulatedPerson) => ({ ...personPayload(person, home), groups: [] });

  const directory: FakeDirectory = {
    id: idp.directoryId,
    organizationId: idp.organizationId,
    idp,
    state: options.state ?? 'linked',
    catchUp() {
      const now = clock.now().getTime();
      if (now > caughtUpAt) idp.passTime(now - caughtUpAt);
      caughtUpAt = Math.max(caughtUpAt, now);
    },
    record: () => ({
      object: 'directory',
      id: idp.directoryId,
      organization_id: idp.organizationId,
      external_key: idp.directoryId.slice(-16),
      type: types[options.idp ?? 'okta'],
      state: directory.state,
      name: options.name ?? 'Fake directory',
      domain: 'example.com',
      created_at: startsAt.toISOString(),
      updated_at: startsAt.toISOString(),
    }),
    users: () => users().map(userRecord),
    groups: () => groups().map((group) => groupPayload(group, home)),
    members(groupId) {
      const group = groups().find(({ id }) => id === groupId);
      return group === undefined ? [] : idp.members(group).map(userRecord);
    },
    groupsOf(userId) {
      const person = users().find(({ id }) => id === userId);
      return person === undefined ? [] : idp.groupsOf(person).map((group) => groupPayload(group, home));
    },
    deletion() {
      // One event of the directory itself, so that time and id come from where all others do.
      const [activation] = idp.activate();
      if (activation === undefined) return [];
      return [{ ...activation, event: 'dsync.deleted', data: { ...activation.data, state: 'deleting' } }];
    },
  };
  return directory;
}
