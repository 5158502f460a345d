/* Generated from schemas/catalog.schema.json by `npm run generate`. Do not edit. */

/**
 * What the product itself knows: its roles, its workspace roles and the attributes of a person. One per product; no tenant changes it.
 */
export interface Catalog {
  /**
   * The version of the language this file is written in. Always rollcall/v1.
   */
  version: 'rollcall/v1';
  /**
   * The product's roles, strongest first. The order decides which of two roles wins, and what `cap_role` and `grant_role` mean.
   *
   * @minItems 1
   */
  roles: CatalogRole[];
  /**
   * The roles a person can have inside a workspace, strongest first.
   */
  workspace_roles?: CatalogWorkspaceRole[];
  /**
   * What the product knows of a person beyond name and e-mail. Policies fill these from the customer's directory.
   */
  attributes?: {
    [k: string]: CatalogAttribute | undefined;
  };
}
/**
 * A role of the product.
 *
 * This interface was referenced by `Catalog`'s JSON-Schema
 * via the `definition` "role".
 */
export interface CatalogRole {
  /**
   * The role's name in policies and in the API.
   */
  key: string;
  /**
   * The role's name as people read it.
   */
  name?: string;
  /**
   * Whether this role administers the tenant. Rollcall never lets a tenant lose its last administrator unless its policy says so.
   */
  administers?: boolean;
  /**
   * What the role may do, for the people who write policies.
   */
  about?: string;
}
/**
 * A role inside a workspace.
 *
 * This interface was referenced by `Catalog`'s JSON-Schema
 * via the `definition` "workspaceRole".
 */
export interface CatalogWorkspaceRole {
  /**
   * The workspace role's name in policies and in the API.
   */
  key: string;
  /**
   * The workspace role's name as people read it.
   */
  name?: string;
  /**
   * What the workspace role may do.
   */
  about?: string;
}
/**
 * Something the product knows of a person.
 *
 * This interface was referenced by `Catalog`'s JSON-Schema
 * via the `definition` "attribute".
 */
export interface CatalogAttribute {
  /**
   * The kind of value: text, number, boolean (true or false), or list (several texts).
   */
  type: 'text' | 'number' | 'boolean' | 'list';
  /**
   * The only values there are. Leave it out if anything goes.
   *
   * @minItems 1
   */
  values?: string[];
  /**
   * What the attribute means, for the people who write policies.
   */
  about?: string;
}
