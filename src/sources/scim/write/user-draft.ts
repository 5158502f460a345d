import type { UserTarget } from '../../../store/scim-targets.ts';
import type { Attributes } from '../protocol/attribute.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import type { Task } from './scim-write.ts';

/** What a task makes of a user, as the request has it: sensitive values are still in it. */
export interface UserDraft {
  task: Task;
  before: { target: UserTarget; record: ResourceRecord } | null;
  /** Null for a deletion. */
  after: Attributes | null;
  /** Has left, is held as the last administrator, and the request says nothing of being active: goes on leaving. */
  isLeaving: boolean;
}
