import type { Attribute, Attributes, ResourceType } from './attribute.ts';
import { isObject } from './member-of.ts';
import { readMemberIds } from './membership-edits.ts';
import { readValue } from './read-value.ts';
import { requireComplete } from './require-complete.ts';
import { isSameValue } from './same-value.ts';
import { schemasAttribute } from './schemas/common-attributes.ts';
import { coreGroupSchema, groupMembersAttribute } from './schemas/core-group.ts';
import { coreUserSchema, userActiveAttribute } from './schemas/core-user.ts';
import { assignedToTestResource, testResourceSchema } from './schemas/test-resource.ts';
import { ScimError } from './scim-error.ts';
import { findByName, isStored, namesOf } from './type-names.ts';

/** A resource as a client wants it, checked. */
export interface IncomingResource {
  attributes: Attributes;
  /** The ids of a Group's members; null where they were not said. */
  members: string[] | null;
}

/**
 * The resource that a POST asks for (RFC 7644 §3.3). Unknown attributes and read-only ones are ignored; an omitted
 * `active` is true.
 *
 * @throws ScimError invalidSyntax where the body is no object; invalidValue, with the place, where a value is not of its
 * attribute's type or a required attribute is missing.
 */
export function readNewResource(type: ResourceType, body: unknown): IncomingResource {
  const { given, members } = readBody(type, body);
  const attributes = replaced(type, given, {});
  if (isServedBy(type, userActiveAttribute)) attributes[userActiveAttribute.name] ??= true;
  requireComplete(type, attributes);
  if (type.schema === testResourceSchema) Object.assign(attributes, assignedToTestResource(attributes));
  return { attributes, members };
}

/**
 * What a PUT makes of a resource (RFC 7644 §3.5.1): what is omitted is unassigned, except what is read-only or immutable
 * and what would do harm if it were forgotten: `active`, and a Group's members, which are null then.
 *
 * @param current What the resource has now. Not changed.
 * @throws ScimError as readNewResource; mutability where an immutable attribute that has a value is given another.
 */
export function readReplacement(type: ResourceType, body: unknown, current: Attributes): IncomingResource {
  const { given, members } = readBody(type, body);
  const attributes = replaced(type, given, current);
  requireComplete(type, attributes);
  return { attributes, members };
}

/** What a body says, by attribute: those of extensions are other attributes than core ones of the same name. */
interface Body {
  given: ReadonlyMap<Attribute, unknown>;
  members: string[] | null;
}

function readBody(type: ResourceType, body: unknown): Body {
  if (!isObject(body)) throw new ScimError('invalidSyntax', 'The body must be a JSON object: the resource.');
  const names = namesOf(type);
  const given = new Map<Attribute, unknown>();
  let members: string[] | null = null;
  for (const [name, value] of statementsOf(type, body)) {
    const attribute = findByName(names.core, name);
    if (attribute === schemasAttribute) {
      requireFittingSchemas(type, value);
    } else if (attribute === groupMembersAttribute) {
      members = value === null ? [] : readMemberIds(value);
    } else if (attribute !== undefined) {
      readInto(given, attribute, value, attribute.name);
    } else {
      const extension = findByName(names.extensions, name);
      if (extension === undefined || value === null) continue;
      const { id } = extension.schema;
      if (!isObject(value))
        throw new ScimError('invalidValue', `${id} must be an object with its attributes.`);
      for (const [part, partValue] of Object.entries(value)) {
        const known = findByName(extension.attributes, part);
        if (known !== undefined) readInto(given, known, partValue, `${id}:${known.name}`);
      }
    }
  }
  return { given, members };
}

/**
 * What a body says by name. Some clients write core attributes as they do those of extensions, inside of a member with the
 * URN of the schema, or behind that URN and a colon (RFC 7644 §3.10).
 */
function statementsOf(type: ResourceType, body: Record<string, unknown>): [name: string, value: unknown][] {
  const urn = type.schema.id.toLowerCase();
  return Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
    const written = name.toLowerCase();
    if (written === urn && isObject(value)) return Object.entries(value);
    return [[written.startsWith(`${urn}:`) ? name.slice(urn.length + 1) : name, value]];
  });
}

function readInto(given: Map<Attribute, unknown>, attribute: Attribute, value: unknown, where: string): void {
  if (attribute.mutability === 'readOnly') return;
  const read = readValue(attribute, value, where);
  if (read !== undefined) given.set(attribute, read);
}

function replaced(
  type: ResourceType,
  given: ReadonlyMap<Attribute, unknown>,
  current: Attributes,
): Attributes {
  const attributes: Attributes = {};
  for (const attribute of namesOf(type).stored) {
    const value = replacedValue(attribute, given.get(attribute), current[attribute.name], attribute.name);
    if (value !== undefined) attributes[attribute.name] = value;
  }
  for (const { schema } of type.extensions) {
    const now = (current[schema.id] ?? {}) as Attributes;
    const extension: Attributes = {};
    for (const attribute of schema.attributes.filter(isStored)) {
      const where = `${schema.id}:${attribute.name}`;
      const value = replacedValue(attribute, given.get(attribute), now[attribute.name], where);
      if (value !== undefined) extension[attribute.name] = value;
    }
    if (Object.keys(extension).length > 0) attributes[schema.id] = extension;
  }
  return attributes;
}

function replacedValue(attribute: Attribute, given: unknown, now: unknown, where: string): unknown {
  if (attribute.mutability === 'readOnly') return now;
  if (attribute.mutability === 'immutable' && now !== undefined) {
    if (given !== undefined && !isSameValue(attribute, given, now)) throw unchangeable(where);
    return now;
  }
  if (given === undefined && attribute === userActiveAttribute) return now;
  if (attribute.multiValued || !isObject(now) || (given !== undefined && !isObject(given))) return given;
  return withImmutableParts(attribute, given ?? {}, now, where);
}

/** Sub-attributes that are set once; those of several values go with their value. */
function withImmutableParts(
  attribute: Attribute,
  given: Attributes,
  now: Attributes,
  where: string,
): Attributes | undefined {
  const parts: Attributes = { ...given };
  for (const sub of attribute.subAttributes) {
    const set = now[sub.name];
    if (sub.mutability !== 'immutable' || set === undefined) continue;
    const wanted = given[sub.name];
    if (wanted !== undefined && !isSameValue(sub, wanted, set)) throw unchangeable(`${where}.${sub.name}`);
    parts[sub.name] = set;
  }
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function unchangeable(where: string): ScimError {
  return new ScimError('mutability', `${where} is immutable: it has a value and keeps it.`);
}

/** Unknown URNs are nobody's business; a Group sent to /Users is a mistake. */
function requireFittingSchemas(type: ResourceType, written: unknown): void {
  const urns = (Array.isArray(written) ? (written as unknown[]) : [written]).map((urn) =>
    typeof urn === 'string' ? urn.toLowerCase() : '',
  );
  const isForeign = (urn: string): boolean => coreUrns.has(urn) && urn !== type.schema.id.toLowerCase();
  if (urns.length > 0 && urns.every(isForeign)) {
    throw new ScimError('invalidValue', `The schemas are not of this type, which is ${type.schema.id}.`);
  }
}

const coreUrns: ReadonlySet<string> = new Set(
  [coreUserSchema, coreGroupSchema, testResourceSchema].map(({ id }) => id.toLowerCase()),
);

function isServedBy(type: ResourceType, attribute: Attribute): boolean {
  return namesOf(type).core.get(attribute.name) === attribute;
}
