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

export function toRecord(row: ResourceRow): ResourceRecord {
  const { groups, members } = row;
  return {
    id: row.id,
    attributes: row.attributes,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    ...(groups === null
      ? {}
      : { groups: groups.sort(byValue).map(([value, display]) => ({ value, display })) }),
    ...(members === null
      ? {}
      : { members: members.sort(byValue).map(([value, display, type]) => ({ value, display, type })) }),
  };
}

function byValue([one]: [string, ...unknown[]], [other]: [string, ...unknown[]]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
