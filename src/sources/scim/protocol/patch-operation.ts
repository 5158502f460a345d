/** One operation of a PATCH, its `op` in lower case, not yet looked at further (RFC 7644 §3.5.2). */
export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  path: string | null;
  /** Undefined where there is none. */
  value: unknown;
}

/** What a PATCH or a PUT asks of a group's members, in order. Values are ids as they were written. */
export type MembershipEdit =
  | { kind: 'add'; values: string[] }
  | { kind: 'remove'; values: string[] }
  | { kind: 'remove_all' }
  | { kind: 'replace'; values: string[] };
