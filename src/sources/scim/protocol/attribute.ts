/** The characteristics of an attribute (RFC 7643 §2.2, §7), every one of them stated. */
export interface Attribute {
  name: string;
  type: AttributeType;
  multiValued: boolean;
  description: string;
  required: boolean;
  caseExact: boolean;
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  returned: 'always' | 'never' | 'default' | 'request';
  uniqueness: 'none' | 'server' | 'global';
  canonicalValues: readonly string[];
  /** For references: the types of resources, or external, or uri. */
  referenceTypes: readonly string[];
  /** For complex attributes; empty for all others. */
  subAttributes: readonly Attribute[];
}

export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

export interface Schema {
  /** A URN. */
  id: string;
  name: string;
  description: string;
  attributes: readonly Attribute[];
}

/** A type of resource with everything that can be said about it: the registry's entry. */
export interface ResourceType {
  /** Also its id, such as User. */
  name: string;
  /** Such as /Users. */
  endpoint: string;
  description: string;
  schema: Schema;
  extensions: readonly { schema: Schema; required: boolean }[];
}

/** The types that a directory serves. */
export interface Registry {
  types: readonly ResourceType[];
}

/**
 * The attributes of a resource by their canonical names, extensions under their URN as the registry writes it. Without
 * schemas, id, meta, and what is computed (a User's groups) or kept elsewhere (a Group's members); never a value of an
 * attribute that is returned never. No null, no empty array, no empty object: those mean unassigned (RFC 7643 §2.5).
 */
export type Attributes = Record<string, unknown>;

/** An attribute of a type, found by a name that a client wrote. */
export interface AttributePath {
  /** The URN of the extension that it belongs to, as the registry writes it; null for core and common attributes. */
  extension: string | null;
  attribute: Attribute;
  /** The sub-attribute that was named, or null. */
  sub: Attribute | null;
}
