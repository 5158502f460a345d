/* Generated from schemas/policy-test.schema.json by `npm run generate`. Do not edit. */

/**
 * Something that happens.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "testEvent".
 */
export type TestEvent =
  | TestJoinedEvent
  | TestLeftEvent
  | TestChangedEvent
  | TestRoleSetEvent
  | TestStateOfEvent
  | TestAfterEvent
  | TestRenamedEvent
  | TestStateEvent;
/**
 * To whom of the `people` it happens: a name, or a list of names. Without it, to everyone.
 *
 * @minItems 1
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "who".
 */
export type TestWho = string | string[];
/**
 * The directory says that the person is not active any more, is active again, or is gone.
 */
export type TestStateEvent = 'deactivated' | 'reactivated' | 'deleted';

/**
 * What a tenant's policy must do: examples with the expected result, and claims that hold for everyone.
 */
export interface PolicyTests {
  /**
   * Examples: a person, what happens to them, and the expected result.
   */
  tests?: PolicyTest[];
  /**
   * Claims that are proved for everyone who is active in the directory, not only for the people of the tests.
   */
  always?: AlwaysClaim[];
}
/**
 * One example: of one person (`given`, `expect`), or of several (`people`, `expect_of`).
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "test".
 */
export interface PolicyTest {
  /**
   * What this example shows, in a few words.
   */
  name: string;
  given?: TestPerson;
  /**
   * Several people by names of your choice, in the order in which they came to the product. Instead of `given`.
   */
  people?: {
    [k: string]: TestPerson | undefined;
  };
  /**
   * How many administrators the tenant has besides the `people`.
   */
  other_admins?: number;
  /**
   * What then happens, in this order: to the person, to whom `who` names, or without `who` to everyone.
   */
  events?: TestEvent[];
  /**
   * true: the result is the same for every order of the events. What comes before an `after` stays before it.
   */
  in_any_order?: boolean;
  expect?: TestExpectation;
  /**
   * The result for each of the `people`. Only what is written is compared.
   */
  expect_of?: {
    [k: string]: TestExpectation | undefined;
  };
}
/**
 * The person as the directory describes them (SCIM names), their groups, and what the product already knows. Before the events, the account is as the policy makes it for this person.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "given".
 */
export interface TestPerson {
  /**
   * The groups the person is in: the `name` or the `id` of an entry of groups.map, or any other name.
   */
  groups?: string[];
  /**
   * How many other administrators the tenant has.
   */
  other_admins?: number;
  /**
   * How many people like this one there are, to see what guards do. Each has an address of their own.
   */
  count?: number;
  existing_account?: TestExistingAccount;
  /**
   * A role that was set by hand in the product.
   */
  manual_role?: string;
  /**
   * Where the news comes from.
   */
  source?: 'workos' | 'scim' | 'import';
  /**
   * Whether the person is active in the directory.
   */
  active?: boolean;
  /**
   * The name the person signs in with at the identity provider.
   */
  userName?: string;
  /**
   * The identity provider's own id of the person.
   */
  externalId?: string;
  /**
   * The full name.
   */
  displayName?: string;
  /**
   * The name in parts.
   */
  name?: {
    /**
     * The full name.
     */
    formatted?: string;
    /**
     * The given name.
     */
    givenName?: string;
    /**
     * The family name.
     */
    familyName?: string;
    /**
     * The middle name.
     */
    middleName?: string;
    /**
     * A title before the name.
     */
    honorificPrefix?: string;
    /**
     * A title after the name.
     */
    honorificSuffix?: string;
  };
  /**
   * What colleagues call the person.
   */
  nickName?: string;
  /**
   * The address of the person's page.
   */
  profileUrl?: string;
  /**
   * The job title.
   */
  title?: string;
  /**
   * The relation to the organization.
   */
  userType?: string;
  /**
   * The preferred language.
   */
  preferredLanguage?: string;
  /**
   * The locale.
   */
  locale?: string;
  /**
   * The time zone.
   */
  timezone?: string;
  /**
   * A password, to show that it is dropped.
   */
  password?: string;
  /**
   * The number of the employee.
   */
  employeeNumber?: string;
  /**
   * E-mail addresses.
   */
  emails?: TestMultiValue[];
  /**
   * Phone numbers.
   */
  phoneNumbers?: TestMultiValue[];
  /**
   * Postal addresses.
   */
  addresses?: {
    /**
     * The kind: work, home, other.
     */
    type?: string;
    /**
     * Whether this is the main one.
     */
    primary?: boolean;
    /**
     * The whole address.
     */
    formatted?: string;
    /**
     * Street and number.
     */
    streetAddress?: string;
    /**
     * The city.
     */
    locality?: string;
    /**
     * The state or region.
     */
    region?: string;
    /**
     * The postal code.
     */
    postalCode?: string;
    /**
     * The country, two letters (ISO 3166-1).
     */
    country?: string;
  }[];
  /**
   * Short for urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.
   */
  enterprise?: {
    /**
     * The number of the employee.
     */
    employeeNumber?: string;
    /**
     * The cost center.
     */
    costCenter?: string;
    /**
     * The organization.
     */
    organization?: string;
    /**
     * The division.
     */
    division?: string;
    /**
     * The department.
     */
    department?: string;
    /**
     * The manager.
     */
    manager?: {
      /**
       * The manager's id.
       */
      value?: string;
      /**
       * The manager's name.
       */
      displayName?: string;
    };
  };
  /**
   * Attributes of the source that have no SCIM name.
   */
  custom?: {
    [k: string]: unknown | undefined;
  };
}
/**
 * An account that was in the product before the directory was connected, and may be this person's.
 */
export interface TestExistingAccount {
  /**
   * The account's e-mail address.
   */
  email?: string;
  /**
   * The identity provider's id of the person, where the product knew it already.
   */
  external_id?: string;
  /**
   * The account's role; the weakest unless told.
   */
  role?: string;
}
/**
 * One of several values.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "multiValue".
 */
export interface TestMultiValue {
  /**
   * The value.
   */
  value?: string;
  /**
   * The kind: work, home, other.
   */
  type?: string;
  /**
   * Whether this is the main one.
   */
  primary?: boolean;
  /**
   * How it is shown.
   */
  display?: string;
}
/**
 * Somebody is put into a group.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "joinedEvent".
 */
export interface TestJoinedEvent {
  who?: TestWho;
  /**
   * The group the person joins.
   */
  joined: string;
}
/**
 * Somebody is taken out of a group.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "leftEvent".
 */
export interface TestLeftEvent {
  who?: TestWho;
  /**
   * The group the person leaves.
   */
  left: string;
}
/**
 * The directory now says something else of the person; whatever is not named stays.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "changedEvent".
 */
export interface TestChangedEvent {
  who?: TestWho;
  changed: TestPerson;
}
/**
 * Somebody sets a role by hand in the product.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "roleSetEvent".
 */
export interface TestRoleSetEvent {
  who?: TestWho;
  /**
   * The role that someone sets by hand in the product.
   */
  role_set: string;
}
/**
 * The directory says that these people are not active any more, are active again, or are gone.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "stateEvent".
 */
export interface TestStateOfEvent {
  who?: TestWho;
  /**
   * What the directory says of them now.
   */
  is: 'deactivated' | 'reactivated' | 'deleted';
}
/**
 * Time passes, and what was waiting for it happens: read-only ends, data are purged, a demotion settles, a hold that nobody answered is decided.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "afterEvent".
 */
export interface TestAfterEvent {
  /**
   * How much time passes: a whole number and s, m, h or d.
   */
  after: string;
}
/**
 * A group gets another name in the directory; its id and its people stay.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "renamedEvent".
 */
export interface TestRenamedEvent {
  /**
   * The group that is renamed in the directory.
   */
  renamed: string;
  /**
   * Its new name.
   */
  to: string;
}
/**
 * The result. Only what is written is compared.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "expect".
 */
export interface TestExpectation {
  /**
   * The role in the end, or no_access.
   */
  role?: string;
  /**
   * The account's status in the end; none if there never was an account.
   */
  status?: 'active' | 'read_only' | 'deactivated' | 'purged' | 'none';
  /**
   * Whether the filters let the person in.
   */
  in_scope?: boolean;
  /**
   * The name of the filter, group, rule or exception that decided it.
   */
  by?: string;
  /**
   * What waits for a person to decide: the last administrator, groups that contradict each other, a guard, or whose account it is; nothing if nothing waits.
   */
  held_by?:
    | 'sole_admin'
    | 'groups'
    | 'deactivations'
    | 'admin_grants'
    | 'emptied_group'
    | 'existing_account'
    | 'ambiguous_match'
    | 'nothing';
  /**
   * A channel of notifications that was told along the way, by a rule or by its `on`: by the events, or without events by the first sync.
   */
  notifies?: string;
  /**
   * All channels of notifications that were told along the way; [] for none.
   */
  tells?: string[];
  /**
   * All workspaces in the end, in any order; [] for none.
   */
  workspaces?: TestWorkspace[];
  /**
   * Attributes of the account in the end. Only those that are written are compared.
   */
  attributes?: {
    [k: string]: string | number | boolean | undefined;
  };
  /**
   * The e-mail address of the account in the end.
   */
  email?: string;
  /**
   * Whether the person's account is the one that was there before, of existing_account.
   */
  takes_over?: boolean;
  /**
   * All that was revoked along the way; [] for nothing. Everyone with access has a session and an API key.
   */
  revokes?: ('sessions' | 'api_keys')[];
  /**
   * The directory's attributes of which something was dropped on arrival, as it is sensitive; [] for none.
   */
  drops?: string[];
  /**
   * How many of the people that `count` stands for wait, by `held_by` if that is written.
   */
  held?: number;
  /**
   * true: the result is the same for every order of the events.
   */
  in_any_order?: boolean;
}
export interface TestWorkspace {
  /**
   * The workspace's key.
   */
  key: string;
  /**
   * The role in it.
   */
  role: string;
}
/**
 * Something that is never so.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "alwaysClaim".
 */
export interface AlwaysClaim {
  /**
   * No active person has all of these at once: attributes by name, and `role`. A role that was set by hand counts too; set_by_hand: false leaves those people out, true all others.
   */
  nobody: {
    [k: string]: string | number | boolean | undefined;
  };
}
