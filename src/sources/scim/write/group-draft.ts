import type { GroupTarget } from '../../../store/scim-targets.ts';
import type { Attributes } from '../protocol/attribute.ts';
import type { MembershipEdit } from '../protocol/patch-operation.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import type { Task } from './scim-write.ts';

/** What a task makes of a group: its record, and what it asks of the members. */
export interface GroupDraft {
  task: Task;
  before: { target: GroupTarget; record: ResourceRecord } | null;
  /** Null for a deletion. */
  after: Attributes | null;
  edits: MembershipEdit[];
}
