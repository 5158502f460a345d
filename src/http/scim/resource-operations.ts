import type { ResourceType } from '../../sources/scim/protocol/attribute.ts';
import { namesVersion } from '../../sources/scim/protocol/entity-tags.ts';
import { locationOf, presentResource, versionOf } from '../../sources/scim/protocol/present.ts';
import { wants, type Projection } from '../../sources/scim/protocol/projection.ts';
import { readPatch } from '../../sources/scim/protocol/read-patch.ts';
import type { ResourceRecord } from '../../sources/scim/protocol/resource-record.ts';
import { readResource } from '../../sources/scim/query/read-resource.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import { hasMoreMembers } from '../../store/scim-read.ts';
import { isUuid } from '../shape-validation.ts';
import type { ScimAnswer } from './answer.ts';
import { noSuchResource } from './refusals.ts';
import type { ScimDeps } from './scim-deps.ts';

/** What an operation on one resource is asked, besides which and what. */
export interface Asked {
  body: unknown;
  projection: Projection;
  /** Whether the request named attributes, to be given or to be left out. */
  namesAttributes: boolean;
  ifMatch: string | null;
  ifNoneMatch: string | null;
}

/** GET of one resource (RFC 7644 §3.4.1); 304 where If-None-Match names its version (§3.14). */
export async function readOne(
  deps: ScimDeps,
  caller: ScimCaller,
  type: ResourceType,
  id: string,
  { projection, ifNoneMatch }: Pick<Asked, 'projection' | 'ifNoneMatch'>,
): Promise<ScimAnswer> {
  requireId(type, id);
  const record = await readResource(deps, caller, type, id, partsOf(projection));
  if (record === null) throw noSuchResource(type.name);
  const version = versionOf(record);
  if (ifNoneMatch !== null && namesVersion(ifNoneMatch, version)) {
    return { status: 304, headers: { ETag: version }, body: undefined };
  }
  return shown(caller, type, record, projection, 200);
}

/**
 * POST of a resource (RFC 7644 §3.3).
 *
 * @param id the one that a bulk request has given it already
 */
export async function createOne(
  deps: ScimDeps,
  caller: ScimCaller,
  type: ResourceType,
  { body, projection }: Pick<Asked, 'body' | 'projection'>,
  id?: string,
): Promise<ScimAnswer> {
  const written = await deps.scim.writer.write(caller, {
    kind: 'create',
    type,
    incoming: body,
    ...(id === undefined ? {} : { id }),
  });
  return showWritten(deps, caller, type, written.record, projection, 201);
}

/** PUT of a resource (RFC 7644 §3.5.1). */
export async function replaceOne(
  deps: ScimDeps,
  caller: ScimCaller,
  type: ResourceType,
  id: string,
  { body, projection, ifMatch }: Pick<Asked, 'body' | 'projection' | 'ifMatch'>,
): Promise<ScimAnswer> {
  requireId(type, id);
  const written = await deps.scim.writer.write(caller, {
    kind: 'replace',
    type,
    id,
    incoming: body,
    ifMatch,
  });
  return showWritten(deps, caller, type, written.record, projection, 200);
}

/**
 * PATCH of a resource (RFC 7644 §3.5.2). A Group is answered without a body, unless attributes were named, or the profile
 * shows small ones: it could have a hundred thousand members, and whoever added one of them wants none of them back.
 */
export async function patchOne(
  deps: ScimDeps,
  caller: ScimCaller,
  type: ResourceType,
  id: string,
  { body, projection, namesAttributes, ifMatch }: Omit<Asked, 'ifNoneMatch'>,
): Promise<ScimAnswer> {
  requireId(type, id);
  const operations = readPatch(body);
  const written = await deps.scim.writer.write(caller, {
    kind: 'patch',
    type,
    id,
    operations,
    ifMatch,
    note: (rewrite) => deps.scim.dialectNotes.note(caller, [rewrite], []),
  });
  if (type.name === 'Group' && !namesAttributes && !(await isToBeShown(deps, caller, id))) {
    const headers = written.record === null ? {} : { ETag: versionOf(written.record) };
    return { status: 204, headers, body: undefined };
  }
  return showWritten(deps, caller, type, written.record, projection, 200);
}

/** Members up to which a Group counts as small. */
const SMALL_GROUP = 100;

async function isToBeShown({ database }: ScimDeps, caller: ScimCaller, id: string): Promise<boolean> {
  if (!caller.profile.showsPatchedGroups) return false;
  return !(await hasMoreMembers(
    database,
    caller.tenantId,
    { directoryId: caller.directoryId, id },
    SMALL_GROUP,
  ));
}

/** DELETE of a resource (RFC 7644 §3.6). */
export async function deleteOne(
  deps: ScimDeps,
  caller: ScimCaller,
  type: ResourceType,
  id: string,
  { ifMatch }: Pick<Asked, 'ifMatch'>,
): Promise<ScimAnswer> {
  requireId(type, id);
  await deps.scim.writer.write(caller, { kind: 'delete', type, id, ifMatch });
  return { status: 204, headers: {}, body: undefined };
}

/** What is to be read beyond a resource's own attributes. */
export function partsOf(projection: Projection): { groups: boolean; members: boolean } {
  return { groups: wants(projection, 'groups'), members: wants(projection, 'members') };
}

function requireId(type: ResourceType, id: string): void {
  if (!isUuid(id)) throw noSuchResource(type.name);
}

/** The writer gives back what it wrote; what is computed beyond that is read where it is asked for. */
async function showWritten(
  deps: ScimDeps,
  caller: ScimCaller,
  type: ResourceType,
  record: ResourceRecord | null,
  projection: Projection,
  status: 200 | 201,
): Promise<ScimAnswer> {
  // Removed by someone else in between: there is nothing to show any more.
  if (record === null) throw noSuchResource(type.name);
  const parts = partsOf(projection);
  const lacks =
    (parts.groups && type.name === 'User' && record.groups === undefined) ||
    (parts.members && type.name === 'Group' && record.members === undefined);
  const whole = lacks ? ((await readResource(deps, caller, type, record.id, parts)) ?? record) : record;
  return shown(caller, type, whole, projection, status);
}

function shown(
  caller: ScimCaller,
  type: ResourceType,
  record: ResourceRecord,
  projection: Projection,
  status: 200 | 201,
): ScimAnswer {
  return {
    status,
    headers: { Location: locationOf(caller.baseUrl, type, record.id), ETag: versionOf(record) },
    body: presentResource(caller, type, record, projection),
  };
}
