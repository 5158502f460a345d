import type { ResourceType } from '../protocol/attribute.ts';
import type { MembershipEdit, PatchOperation } from '../protocol/patch-operation.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import type { ScimCaller } from '../scim-caller.ts';

/** What a request asks for. `ifMatch` is the header as it came; ids are as the client wrote them. */
export type ScimWrite =
  /** `incoming` is the parsed body; `id` is given where a bulk request has given it out already. */
  | { kind: 'create'; type: ResourceType; incoming: unknown; id?: string }
  | { kind: 'replace'; type: ResourceType; id: string; incoming: unknown; ifMatch: string | null }
  | {
      kind: 'patch';
      type: ResourceType;
      id: string;
      operations: readonly PatchOperation[];
      ifMatch: string | null;
      /** Told of each rewrite that the profile's leniency made. */
      note?: (rewrite: string) => void;
    }
  | { kind: 'delete'; type: ResourceType; id: string; ifMatch: string | null };

/** What came of it. */
export interface Written {
  /** As it is now; null once it is deleted. The members of a Group are not read. */
  record: ResourceRecord | null;
  /** False where the request changed nothing: no event, and the version stays. */
  changed: boolean;
}

/** A write on its way through a batch. */
export interface Task {
  caller: ScimCaller;
  write: ScimWrite;
  /** The id of the resource: the one named, or the one that it gets. */
  id: string;
  receivedAt: Date;
  /** Of the request (W3C traceparent), or null where nothing is traced. */
  traceParent: string | null;
  /** Becomes the id of the event. */
  eventId: string;
  /** The operations of a PATCH without those on members, and what they and a PUT ask of the members. */
  others: readonly PatchOperation[];
  edits: MembershipEdit[];
}

/** Tasks of one resource in one batch would depend on each other, except where they only add and remove members. */
export function resourceOf({ caller, write, id }: Task): string {
  return `${caller.directoryId} ${write.type.name} ${id}`;
}

export function onlyEditsMembers({ write, others, edits }: Task): boolean {
  return (
    write.kind === 'patch' &&
    write.ifMatch === null &&
    others.length === 0 &&
    edits.every(({ kind }) => kind === 'add' || kind === 'remove')
  );
}
