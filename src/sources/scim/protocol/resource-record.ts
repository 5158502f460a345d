import type { Attributes } from './attribute.ts';

/** A resource as it is read from the store, with what is computed for it where that was asked for. */
export interface ResourceRecord {
  id: string;
  attributes: Attributes;
  createdAt: Date;
  /** Grows with every change: also the version (see versionOf). */
  modifiedAt: Date;
  /** The groups that a User is in. Undefined where they were not read. */
  groups?: readonly GroupReference[];
  /** The members of a Group, in a stable order. Undefined where they were not read. */
  members?: readonly MemberReference[];
}

export interface GroupReference {
  value: string;
  display: string | null;
}

export interface MemberReference {
  value: string;
  display: string | null;
  type: 'User' | 'Group';
}
