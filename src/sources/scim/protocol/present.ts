import type { Attributes, ResourceType } from './attribute.ts';
import type { ProjectedAttribute, Projection } from './projection.ts';
import { groupType, userType } from './registry.ts';
import type { GroupReference, MemberReference, ResourceRecord } from './resource-record.ts';

type Values = Record<string, unknown>;

/**
 * A resource as an answer shows it: what the projection asks for of what is assigned. Its values are those of the record,
 * not copies.
 *
 * @param caller Where the directory is served, without a slash at the end.
 */
export function presentResource(
  caller: { baseUrl: string },
  type: ResourceType,
  record: ResourceRecord,
  projection: Projection,
): Record<string, unknown> {
  const { attributes, groups, members } = record;
  const answer: Values = { schemas: schemasOf(type, attributes), id: record.id };
  showEach(answer, projection.core, attributes);
  if (projection.groups !== null && groups !== undefined && groups.length > 0) {
    show(answer, projection.groups, groupsOf(caller.baseUrl, groups));
  }
  if (projection.members !== null && members !== undefined && members.length > 0) {
    show(answer, projection.members, membersOf(caller.baseUrl, members));
  }
  for (const extension of projection.extensions) {
    const stored = attributes[extension.urn];
    if (stored === undefined) continue;
    const shown: Values = {};
    showEach(shown, extension.attributes, stored as Attributes);
    if (!isEmpty(shown)) answer[extension.urn] = shown;
  }
  if (projection.meta !== null) show(answer, projection.meta, metaOf(caller.baseUrl, type, record));
  return answer;
}

/** The entity-tag of a resource (RFC 7644 §3.14): weak, because projections of one version differ. */
export function versionOf(record: Pick<ResourceRecord, 'modifiedAt'>): string {
  return `W/"${record.modifiedAt.getTime().toString(36)}"`;
}

/** The URI of a resource, which Location and meta.location say. */
export function locationOf(baseUrl: string, type: Pick<ResourceType, 'endpoint'>, id: string): string {
  return `${baseUrl}${type.endpoint}/${plainId.test(id) ? id : encodeURIComponent(id)}`;
}

const plainId = /^[\w-]+$/;

/** Core first, then each extension of which something is assigned, also where the projection leaves that out. */
function schemasOf(type: ResourceType, attributes: Attributes): string[] {
  const schemas = [type.schema.id];
  for (const { schema } of type.extensions) {
    if (attributes[schema.id] !== undefined) schemas.push(schema.id);
  }
  return schemas;
}

function metaOf(baseUrl: string, type: ResourceType, record: ResourceRecord): Values {
  return {
    resourceType: type.name,
    created: record.createdAt.toISOString(),
    lastModified: record.modifiedAt.toISOString(),
    location: locationOf(baseUrl, type, record.id),
    version: versionOf(record),
  };
}

function groupsOf(baseUrl: string, groups: readonly GroupReference[]): Values[] {
  return groups.map(({ value, display }) => {
    const group: Values = { value, $ref: locationOf(baseUrl, groupType, value), type: 'direct' };
    if (display !== null) group['display'] = display;
    return group;
  });
}

function membersOf(baseUrl: string, members: readonly MemberReference[]): Values[] {
  return members.map(({ value, display, type }) => {
    const $ref = locationOf(baseUrl, type === 'Group' ? groupType : userType, value);
    const member: Values = { value, $ref, type };
    if (display !== null) member['display'] = display;
    return member;
  });
}

function showEach(answer: Values, projected: readonly ProjectedAttribute[], stored: Attributes): void {
  for (const each of projected) {
    const value = stored[each.name];
    if (value !== undefined) show(answer, each, value);
  }
}

function show(answer: Values, { name, subs }: ProjectedAttribute, value: unknown): void {
  const shown = subs === null ? value : narrowed(value, subs);
  if (shown !== undefined) answer[name] = shown;
}

/** The named parts of a value, or of each of several; undefined where none of them is assigned. */
function narrowed(value: unknown, subs: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((each) => narrowed(each, subs)).filter((each) => each !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  const parts: Values = {};
  for (const sub of subs) {
    const part = (value as Values)[sub];
    if (part !== undefined) parts[sub] = part;
  }
  return isEmpty(parts) ? undefined : parts;
}

function isEmpty(values: Values): boolean {
  for (const name in values) if (Object.hasOwn(values, name)) return false;
  return true;
}
