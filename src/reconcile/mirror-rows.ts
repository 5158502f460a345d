import { writeUpstreamState } from '../store/directory-rows.ts';
import type { Transaction } from '../store/database.ts';
import {
  findGroups,
  findMembers,
  findMembershipsOf,
  writeGroups,
  writeMemberships,
  type GroupRow,
  type MembershipRow,
} from '../store/mirror-group-rows.ts';
import {
  adoptMemberships,
  findPeopleByKeys,
  retirePeople,
  writePeople,
  writePersonEmails,
  writePersonKeys,
  writeRemovals,
  type KnownPerson,
  type PersonKeyRow,
  type PersonRow,
} from '../store/mirror-people-rows.ts';
import { fillResources, type StoredResource } from '../store/stored-resources.ts';

/**
 * Where the rows of a mirror are: in the database, or in memory while history is gone through again. What each does is
 * said where it is done in the database, in src/store.
 */
export interface MirrorRows {
  findPeopleByKeys(directoryIds: string[], keys: string[]): Promise<KnownPerson[]>;
  writePeople(rows: PersonRow[]): Promise<void>;
  writePersonKeys(rows: PersonKeyRow[]): Promise<void>;
  writePersonEmails(people: { id: string; directory_id: string; emails: string[] }[]): Promise<void>;
  writeRemovals(
    table: 'directory_users' | 'directory_groups',
    rows: { id: string; removed_at: string }[],
  ): Promise<string[]>;
  fillResources(rows: StoredResource[]): Promise<string[]>;
  adoptMemberships(adopted: { from: string; to: string }[]): Promise<void>;
  retirePeople(rows: { id: string; occurred_at: string; event_id: string }[]): Promise<string[]>;
  findGroups(directoryIds: string[], sourceIds: string[]): Promise<GroupRow[]>;
  writeGroups(rows: GroupRow[]): Promise<void>;
  writeMemberships(
    rows: MembershipRow[],
  ): Promise<{ directory_user_id: string; directory_group_id: string }[]>;
  findMembers(groupIds: string[]): Promise<{ directory_user_id: string; directory_group_id: string }[]>;
  findMembershipsOf(directoryUserIds: string[]): Promise<{ directory_user_id: string; source_id: string }[]>;
  writeUpstreamState(directoryId: string, state: Parameters<typeof writeUpstreamState>[3]): Promise<boolean>;
}

/** The mirror of a tenant, in its transaction. */
export function storedMirror(trx: Transaction, tenantId: string): MirrorRows {
  return {
    findPeopleByKeys: (directoryIds, keys) => findPeopleByKeys(trx, tenantId, directoryIds, keys),
    writePeople: (rows) => writePeople(trx, tenantId, rows),
    writePersonKeys: (rows) => writePersonKeys(trx, tenantId, rows),
    writePersonEmails: (people) => writePersonEmails(trx, tenantId, people),
    writeRemovals: (table, rows) => writeRemovals(trx, tenantId, table, rows),
    fillResources: (rows) => fillResources(trx, tenantId, rows),
    adoptMemberships: (adopted) => adoptMemberships(trx, tenantId, adopted),
    retirePeople: (rows) => retirePeople(trx, tenantId, rows),
    findGroups: (directoryIds, sourceIds) => findGroups(trx, tenantId, directoryIds, sourceIds),
    writeGroups: (rows) => writeGroups(trx, tenantId, rows),
    writeMemberships: (rows) => writeMemberships(trx, tenantId, rows),
    findMembers: (groupIds) => findMembers(trx, tenantId, groupIds),
    findMembershipsOf: (directoryUserIds) => findMembershipsOf(trx, tenantId, directoryUserIds),
    writeUpstreamState: (directoryId, state) => writeUpstreamState(trx, tenantId, directoryId, state),
  };
}
