import type { Attribute, AttributePath, ResourceType, Schema } from './attribute.ts';
import { commonAttributes, externalIdAttribute } from './schemas/common-attributes.ts';
import { groupMembersAttribute } from './schemas/core-group.ts';
import { userGroupsAttribute } from './schemas/core-user.ts';

/** The names of a type, prepared for looking up. */
export interface TypeNames {
  /** Every name of an attribute or sub-attribute in lower case, with and without the URN of its schema. */
  paths: ReadonlyMap<string, AttributePath>;
  /** Core and common attributes by name, as written and in lower case. */
  core: ReadonlyMap<string, Attribute>;
  /** Core and common attributes that are kept among a resource's attributes. */
  stored: readonly Attribute[];
  /** Extensions by URN, as written and in lower case. */
  extensions: ReadonlyMap<string, ExtensionNames>;
  /** No longer name exists. */
  longest: number;
}

export interface ExtensionNames {
  schema: Schema;
  attributes: ReadonlyMap<string, Attribute>;
}

/** What is read from elsewhere than a resource's attributes. */
const computed: ReadonlySet<Attribute> = new Set([userGroupsAttribute, groupMembersAttribute]);

const prepared = new WeakMap<ResourceType, TypeNames>();
const subsPrepared = new WeakMap<Attribute, ReadonlyMap<string, Attribute>>();

export function namesOf(type: ResourceType): TypeNames {
  let names = prepared.get(type);
  if (names === undefined) {
    names = prepare(type);
    prepared.set(type, names);
  }
  return names;
}

/** A sub-attribute by a name that a client wrote, or undefined. */
export function findSub(attribute: Attribute, written: string): Attribute | undefined {
  let subs = subsPrepared.get(attribute);
  if (subs === undefined) {
    subs = byName(attribute.subAttributes);
    subsPrepared.set(attribute, subs);
  }
  return findByName(subs, written);
}

/** An entry by a name that a client wrote: names compare without case (RFC 7643 §2.1). */
export function findByName<T>(entries: ReadonlyMap<string, T>, written: string): T | undefined {
  return entries.get(written) ?? entries.get(written.toLowerCase());
}

/** Whether clients may give this attribute and it is kept. */
export function isStored(attribute: Attribute): boolean {
  return attribute.returned !== 'never' && attribute.mutability !== 'writeOnly';
}

function prepare(type: ResourceType): TypeNames {
  const paths = new Map<string, AttributePath>();
  for (const { schema } of type.extensions) {
    addPaths(paths, schema.attributes, [`${schema.id}:`], schema.id);
  }
  addPaths(paths, [...commonAttributes, ...type.schema.attributes], ['', `${type.schema.id}:`], null);
  return {
    paths,
    core: byName([...commonAttributes, ...type.schema.attributes]),
    stored: [externalIdAttribute, ...type.schema.attributes].filter(
      (attribute) => isStored(attribute) && !computed.has(attribute),
    ),
    extensions: new Map(
      type.extensions.flatMap(({ schema }) => {
        const names: ExtensionNames = { schema, attributes: byName(schema.attributes) };
        return [
          [schema.id, names],
          [schema.id.toLowerCase(), names],
        ];
      }),
    ),
    longest: Math.max(...[...paths.keys()].map((name) => name.length)),
  };
}

function addPaths(
  paths: Map<string, AttributePath>,
  attributes: readonly Attribute[],
  prefixes: readonly string[],
  extension: string | null,
): void {
  for (const attribute of attributes) {
    for (const sub of [null, ...attribute.subAttributes]) {
      const path: AttributePath = { extension, attribute, sub };
      const name = sub === null ? attribute.name : `${attribute.name}.${sub.name}`;
      for (const prefix of prefixes) paths.set(`${prefix}${name}`.toLowerCase(), path);
    }
  }
}

function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(
    attributes.flatMap((attribute) => [
      [attribute.name, attribute],
      [attribute.name.toLowerCase(), attribute],
    ]),
  );
}
