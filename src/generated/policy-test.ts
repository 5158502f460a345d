/* Generated from schemas/policy-test.schema.json by `npm run generate`. Do not edit. */

/**
 * Something that happens to the person.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "testEvent".
 */
export type TestEvent =
  TestJoinedEvent | TestLeftEvent | TestChangedEvent | TestRoleSetEvent | TestStateEvent;
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
   * Claims checked over every combination of mapped groups and enumerated values, not only the tests.
   */
  always?: AlwaysClaim[];
}
/**
 * One example.
 *
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "test".
 */
export interface PolicyTest {
  /**
   * What this example shows, in a few words.
   */
  name: string;
  given: TestPerson;
  /**
   * What then happens to the person, in this order.
   */
  events?: TestEvent[];
  expect: TestExpectation;
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
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "joinedEvent".
 */
export interface TestJoinedEvent {
  /**
   * The group the person joins.
   */
  joined: string;
}
/**
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "leftEvent".
 */
export interface TestLeftEvent {
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
  changed: TestPerson;
}
/**
 * This interface was referenced by `PolicyTests`'s JSON-Schema
 * via the `definition` "roleSetEvent".
 */
export interface TestRoleSetEvent {
  /**
   * The role that someone sets by hand in the product.
   */
  role_set: string;
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
   * The account's status in the end; none if there never was an account. No time passes in a test, so read_only stays read_only and nobody is purged.
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
   * What holds the change for a person to decide. Guards are about many people, and hold nobody in a test.
   */
  held_by?: 'sole_admin' | 'groups';
  /**
   * A channel of notifications that was told along the way, by a rule or by its `on`.
   */
  notifies?: string;
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
   * No active person has all of these at once: attributes by name, and `role`.
   */
  nobody: {
    [k: string]: string | number | boolean | undefined;
  };
}
