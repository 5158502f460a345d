import type { Attribute, ResourceType } from './attribute.ts';
import { resolvePath } from './resolve-path.ts';
import { metaAttribute } from './schemas/common-attributes.ts';
import { groupMembersAttribute } from './schemas/core-group.ts';
import { userGroupsAttribute } from './schemas/core-user.ts';
import { ScimError } from './scim-error.ts';
import { findByName, namesOf } from './type-names.ts';

/** What of a type's attributes an answer has (RFC 7644 §3.9). `id` and `schemas` are in every one. */
export interface Projection {
  /** Of the core schema, and externalId, in the registry's order. */
  core: readonly ProjectedAttribute[];
  /** A User's groups and a Group's members, which are not among the attributes of a record. */
  groups: ProjectedAttribute | null;
  members: ProjectedAttribute | null;
  extensions: readonly { urn: string; attributes: readonly ProjectedAttribute[] }[];
  meta: ProjectedAttribute | null;
  /** The names of the core attributes, computed ones among them. */
  names: ReadonlySet<string>;
}

export interface ProjectedAttribute {
  name: string;
  /** The names of the sub-attributes to show; null for the whole value. */
  subs: readonly string[] | null;
}

/**
 * What a request asks to see, by the parameters `attributes` and `excludedAttributes`: names separated by commas, or a
 * list of such. An extension's URN alone means all of the extension. Unknown names are ignored.
 *
 * @throws ScimError invalidValue where both are given.
 */
export function readProjection(
  type: ResourceType,
  attributes: string | readonly string[] | undefined,
  excludedAttributes: string | readonly string[] | undefined,
): Projection {
  const only = textOf(attributes);
  const except = textOf(excludedAttributes);
  if (only !== '' && except !== '') {
    throw new ScimError('invalidValue', 'Give attributes or excludedAttributes, not both.');
  }
  const key = only === '' ? `-${except}` : `+${only}`;
  const known = rememberedOf(type);
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const projection = compile(type, only, except);
  remember(known, key, projection);
  return projection;
}

/** Whether this attribute, such as `members`, is part of the answer: what is not need not be read. */
export function wants(projection: Projection, name: string): boolean {
  return projection.names.has(name);
}

/** A client asks for the same things again and again; nobody may fill the memory with different ones. */
const mostRemembered = 100;
const longestRemembered = 500;
const rememberedByType = new WeakMap<ResourceType, Map<string, Projection>>();

function rememberedOf(type: ResourceType): Map<string, Projection> {
  let projections = rememberedByType.get(type);
  if (projections === undefined) {
    projections = new Map();
    rememberedByType.set(type, projections);
  }
  return projections;
}

function remember(projections: Map<string, Projection>, key: string, projection: Projection): void {
  if (key.length > longestRemembered) return;
  if (projections.size >= mostRemembered) projections.clear();
  projections.set(key, projection);
}

function textOf(written: string | readonly string[] | undefined): string {
  if (written === undefined) return '';
  return (typeof written === 'string' ? written : written.join(',')).trim();
}

/** For an attribute that was named: the sub-attributes that were, or 'whole'. */
type Named = ReadonlyMap<Attribute, 'whole' | ReadonlySet<Attribute>>;

function compile(type: ResourceType, only: string, except: string): Projection {
  const named = readNames(type, only === '' ? except : only);
  const project = only === '' ? projectExcept : projectOnly;
  const projected = (attributes: readonly Attribute[]): ProjectedAttribute[] =>
    attributes.map((attribute) => project(attribute, named)).filter((each) => each !== null);
  const core = projected(namesOf(type).stored);
  const computed = (attribute: Attribute): ProjectedAttribute | null =>
    type.schema.attributes.includes(attribute) ? project(attribute, named) : null;
  const groups = computed(userGroupsAttribute);
  const members = computed(groupMembersAttribute);
  return {
    core,
    groups,
    members,
    extensions: type.extensions
      .map(({ schema }) => ({ urn: schema.id, attributes: projected(schema.attributes) }))
      .filter(({ attributes }) => attributes.length > 0),
    meta: project(metaAttribute, named),
    names: new Set([...core, groups, members].filter((each) => each !== null).map(({ name }) => name)),
  };
}

function readNames(type: ResourceType, list: string): Named {
  const named = new Map<Attribute, 'whole' | Set<Attribute>>();
  for (const written of list.split(',')) {
    const name = written.trim();
    const path = resolvePath(type, name);
    if (path === null) {
      for (const attribute of allOfSchema(type, name)) named.set(attribute, 'whole');
    } else if (path.sub === null) {
      named.set(path.attribute, 'whole');
    } else {
      const subs = named.get(path.attribute) ?? new Set();
      if (subs !== 'whole') named.set(path.attribute, subs.add(path.sub));
    }
  }
  return named;
}

/** What is returned on request has to be asked for by its own name. */
function allOfSchema(type: ResourceType, urn: string): Attribute[] {
  const schema =
    urn.toLowerCase() === type.schema.id.toLowerCase()
      ? type.schema
      : findByName(namesOf(type).extensions, urn)?.schema;
  return (schema?.attributes ?? []).filter(({ returned }) => returned !== 'request');
}

function projectOnly(attribute: Attribute, named: Named): ProjectedAttribute | null {
  const asked = named.get(attribute);
  if (attribute.returned === 'never') return null;
  if (asked === undefined) return attribute.returned === 'always' ? whole(attribute) : null;
  if (asked === 'whole') return whole(attribute);
  return withSubs(
    attribute,
    (sub) => sub.returned !== 'never' && (asked.has(sub) || sub.returned === 'always'),
  );
}

function projectExcept(attribute: Attribute, named: Named): ProjectedAttribute | null {
  const excluded = named.get(attribute);
  if (attribute.returned === 'never' || attribute.returned === 'request') return null;
  if (excluded === undefined) return whole(attribute);
  if (excluded === 'whole') return attribute.returned === 'always' ? whole(attribute) : null;
  return withSubs(
    attribute,
    (sub) => sub.returned === 'always' || (sub.returned === 'default' && !excluded.has(sub)),
  );
}

function whole(attribute: Attribute): ProjectedAttribute | null {
  return withSubs(attribute, ({ returned }) => returned === 'always' || returned === 'default');
}

function withSubs(attribute: Attribute, isShown: (sub: Attribute) => boolean): ProjectedAttribute | null {
  const { name, subAttributes } = attribute;
  const shown = subAttributes.filter(isShown);
  if (shown.length === subAttributes.length) return { name, subs: null };
  return shown.length === 0 ? null : { name, subs: shown.map((sub) => sub.name) };
}
