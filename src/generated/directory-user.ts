/* Generated from schemas/directory-user.schema.json by `npm run generate`. Do not edit. */

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
