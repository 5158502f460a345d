import type { ResourceRow } from '../../../store/scim-read.ts';
import {
  groupsTable,
  otherResourcesTable,
  usersTable,
  type ResourceTable,
} from '../../../store/scim-tables.ts';
import type { ResourceType } from '../protocol/attribute.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';

/** Where the resources of a type are kept. */
export function tableOf(directoryId: string, type: ResourceType): ResourceTable {
  switch (type.name) {
    case 'User':
      return usersTable(directoryId);
    case 'Group':
      return groupsTable(directoryId);
    default:
      return otherResourcesTable(directoryId, type.name);
  }
}

export function toRecord({
  id,
  attributes,
  created_at,
  modified_at,
  groups,
  members,
}: ResourceRow): ResourceRecord {
  return {
    id,
    attributes,
    createdAt: created_at,
    modifiedAt: modified_at,
    ...(groups === null ? {} : { groups: groups.map(([value, display]) => ({ value, display })) }),
    ...(members === null
      ? {}
      : { members: members.map(([value, display, type]) => ({ value, display, type })) }),
  };
}
