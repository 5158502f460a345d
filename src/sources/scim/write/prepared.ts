import type { DirectoryEvent } from '../../../generated/directory-event.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import type { Redaction } from '../../../policy/redact.ts';
import type { Transaction } from '../../../store/database.ts';
import type { Task, Written } from './scim-write.ts';

/** What the steps before the flow work with. */
export interface Preparation {
  trx: Transaction;
  tenantId: string;
  redaction: Redaction;
  /** The instant of each task, milliseconds since 1970. */
  instantOf: (task: Task) => number;
}

/** What a task comes to, before the flow has run. */
export type Prepared =
  | { kind: 'refused'; error: ScimError }
  /** Nothing to tell the flow: nothing changes, or the resource feeds no account. */
  | { kind: 'done'; written: Written }
  | {
      kind: 'news';
      event: DirectoryEvent;
      record: ResourceRecord | null;
      /** Whether it may take access or a role from someone: that can be blocked, what only adds cannot. */
      takes: boolean;
    };

/** Drafts each task. One that is refused has no draft: its refusal is put beside the others. */
export function draftEach<Draft>(
  tasks: readonly Task[],
  prepared: Map<Task, Prepared>,
  draft: (task: Task) => Draft,
): Draft[] {
  return tasks.flatMap((task) => {
    try {
      return [draft(task)];
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      prepared.set(task, { kind: 'refused', error });
      return [];
    }
  });
}

export function notFound(typeName: string): ScimError {
  return new ScimError('notFound', `There is no ${typeName} with this id in this directory.`);
}

export function otherVersion(): ScimError {
  return new ScimError('preconditionFailed', 'The resource has another version by now: read it again.');
}

/** The past tense of each write, for the types of events. */
export const verbs = { create: 'created', replace: 'replaced', patch: 'patched', delete: 'deleted' } as const;

/** A text, or null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
