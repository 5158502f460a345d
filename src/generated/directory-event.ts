/* Generated from schemas/directory-event.schema.json by `npm run generate`. Do not edit. */

/**
 * News from a directory in Rollcall's own form. This, with the sensitive values already dropped, is what the inbox stores; it never changes afterwards.
 */
export interface DirectoryEvent {
  /**
   * The source's own id of the event: deduplicates deliveries.
   */
  id: string;
  source: 'workos' | 'scim' | 'import';
  /**
   * The source's own name of the event, such as dsync.user.created.
   */
  type: string;
  /**
   * The source's time: the clock that last-writer-wins compares (RFC 3339, UTC).
   */
  occurredAt: string;
  news:
    | UserSeen
    | UserGone
    | GroupSeen
    | GroupGone
    | Joined
    | Left
    | GroupChanged
    | DirectoryChanged
    | Ignored
    | Malformed;
}
/**
 * A person's whole record as of occurredAt.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "userSeen".
 */
export interface UserSeen {
  kind: 'user_seen';
  person: PersonKey;
  /**
   * False for every state that is not active: such a person is offboarded.
   */
  active: boolean;
  resource: DirectoryUserResource;
  /**
   * Every group that the person is in, where the source says so with the record: whoever is in another one as of an earlier time has left it. Absent: the source says nothing of groups here.
   */
  groups?: GroupRecord[];
}
/**
 * How a source names a person: its own id, and the identity provider's id behind it. The latter is who the person is.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "personKey".
 */
export interface PersonKey {
  sourceId: string;
  externalId?: string;
}
/**
 * A person as an identity provider describes them, in one form whatever the source: a SCIM core and enterprise User (RFC 7643 §4.1, §4.3), plus whatever else the source sent under `custom`.
 */
export interface DirectoryUserResource {
  userName?: string;
  displayName?: string;
  name?: {
    formatted?: string;
    givenName?: string;
    familyName?: string;
    [k: string]: unknown | undefined;
  };
  title?: string;
  userType?: string;
  locale?: string;
  emails?: MultiValue[];
  phoneNumbers?: MultiValue[];
  addresses?: {
    type?: string;
    primary?: boolean;
    formatted?: string;
    streetAddress?: string;
    locality?: string;
    region?: string;
    postalCode?: string;
    country?: string;
    [k: string]: unknown | undefined;
  }[];
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'?: {
    employeeNumber?: string;
    costCenter?: string;
    organization?: string;
    division?: string;
    department?: string;
    manager?: {
      value?: string;
      displayName?: string;
      [k: string]: unknown | undefined;
    };
    [k: string]: unknown | undefined;
  };
  /**
   * Attributes of the source that have no SCIM name, under the source's own names.
   */
  custom?: {
    [k: string]: unknown | undefined;
  };
  [k: string]: unknown | undefined;
}
/**
 * This interface was referenced by `DirectoryUserResource`'s JSON-Schema
 * via the `definition` "multiValue".
 */
export interface MultiValue {
  value?: string;
  type?: string;
  primary?: boolean;
  display?: string;
  [k: string]: unknown | undefined;
}
/**
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "groupRecord".
 */
export interface GroupRecord {
  sourceId: string;
  /**
   * The identity provider's id; Okta through WorkOS gives the display name here.
   */
  externalId?: string;
  name?: string;
  /**
   * When the source last changed this record, where it comes along with other news; else the event's occurredAt counts.
   */
  recordedAt?: string;
  /**
   * The whole record as a SCIM Group without its members, where the source gives one.
   */
  resource?: {};
}
/**
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "userGone".
 */
export interface UserGone {
  kind: 'user_gone';
  person: PersonKey;
}
/**
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "groupSeen".
 */
export interface GroupSeen {
  kind: 'group_seen';
  group: GroupRecord;
}
/**
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "groupGone".
 */
export interface GroupGone {
  kind: 'group_gone';
  group: GroupRecord;
}
/**
 * A person is in a group. Either may be unknown yet.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "joined".
 */
export interface Joined {
  kind: 'joined';
  person: PersonKey;
  group: GroupRecord;
}
/**
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "left".
 */
export interface Left {
  kind: 'left';
  person: PersonKey;
  group: GroupRecord;
}
/**
 * A group's record, and who joined and left it at the same moment, by the source's ids. Nobody else's membership changed.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "groupChanged".
 */
export interface GroupChanged {
  kind: 'group_changed';
  group: GroupRecord;
  joined: string[];
  left: string[];
}
/**
 * News about the connection itself. It never touches people.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "directoryChanged".
 */
export interface DirectoryChanged {
  kind: 'directory_changed';
  /**
   * active, validating, invalid_credentials, inactive, deleted, ...
   */
  upstreamState: string;
  /**
   * The source's word for the identity provider, such as okta scim v2.0.
   */
  idp?: string;
  name?: string;
  organizationId?: string;
}
/**
 * Recorded, so that it can be seen, and otherwise without effect.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "ignored".
 */
export interface Ignored {
  kind: 'ignored';
  because: string;
}
/**
 * News that could not be read. It is kept, redacted, and set aside with its problem.
 *
 * This interface was referenced by `DirectoryEvent`'s JSON-Schema
 * via the `definition` "malformed".
 */
export interface Malformed {
  kind: 'malformed';
  problem: string;
  /**
   * What arrived, with sensitive values dropped.
   */
  raw: {
    [k: string]: unknown | undefined;
  };
}
