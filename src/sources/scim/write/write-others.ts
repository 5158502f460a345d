import { canonicalJson } from '../../../domain/canonical-json.ts';
import {
  isTaken,
  readScimResources,
  removeScimResource,
  writeScimResource,
} from '../../../store/scim-resources.ts';
import { applyPatch } from '../protocol/apply-patch.ts';
import type { Attributes, ResourceType } from '../protocol/attribute.ts';
import { namesVersion } from '../protocol/entity-tags.ts';
import { versionOf } from '../protocol/present.ts';
import { readNewResource, readReplacement } from '../protocol/read-resource.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import { notFound, otherVersion, type Preparation, type Prepared } from './prepared.ts';
import type { Task, Written } from './scim-write.ts';

/** Writes a resource that feeds no account, at once: there is nothing to reconcile. */
export async function writeOther(step: Preparation, task: Task): Promise<Prepared> {
  try {
    return { kind: 'done', written: await perform(step, task) };
  } catch (error) {
    if (error instanceof ScimError) return { kind: 'refused', error };
    throw error;
  }
}

async function perform({ trx, tenantId, redaction, instantOf }: Preparation, task: Task): Promise<Written> {
  const { write, caller, id } = task;
  const key = { directoryId: caller.directoryId, type: write.type.name, id };
  const at = new Date(instantOf(task));
  const [row] = write.kind === 'create' ? [] : await readScimResources(trx, tenantId, [key]);
  const before: ResourceRecord | null = row
    ? { id, attributes: row.resource, createdAt: row.created_at, modifiedAt: row.modified_at }
    : null;
  if (before === null && write.kind !== 'create') throw notFound(write.type.name);
  if (before !== null && write.kind !== 'create' && write.ifMatch !== null) {
    if (!namesVersion(write.ifMatch, versionOf(before))) throw otherVersion();
  }
  if (write.kind === 'delete') {
    await removeScimResource(trx, tenantId, key);
    return { record: null, changed: true };
  }
  const current = before?.attributes ?? {};
  const wanted =
    write.kind === 'create'
      ? readNewResource(write.type, write.incoming).attributes
      : write.kind === 'replace'
        ? readReplacement(write.type, write.incoming, current).attributes
        : applyPatch(write.type, current, task.others, caller.profile.patch, write.note, write.id);
  const attributes = redaction.redactResource(wanted) as Attributes;
  if (before !== null && canonicalJson(attributes) === canonicalJson(before.attributes)) {
    return { record: before, changed: false };
  }
  await requireUnique({ trx, tenantId }, write.type, key, attributes);
  const record = { id, attributes, createdAt: before?.createdAt ?? at, modifiedAt: at };
  await writeScimResource(trx, tenantId, {
    directory_id: key.directoryId,
    type: key.type,
    id,
    resource: attributes,
    created_at: record.createdAt,
    modified_at: at,
  });
  return { record, changed: true };
}

async function requireUnique(
  { trx, tenantId }: Pick<Preparation, 'trx' | 'tenantId'>,
  type: ResourceType,
  key: { directoryId: string; type: string; id: string },
  attributes: Attributes,
): Promise<void> {
  for (const { name, uniqueness, caseExact } of type.schema.attributes) {
    const value = attributes[name];
    if (uniqueness === 'none' || typeof value !== 'string') continue;
    if (await isTaken(trx, tenantId, key, { path: [name], value, caseExact })) {
      throw new ScimError('uniqueness', `Another ${type.name} of this directory has this ${name} already.`);
    }
  }
}
