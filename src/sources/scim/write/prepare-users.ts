import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { DirectoryEvent } from '../../../generated/directory-event.ts';
import { writePersonKeys } from '../../../store/mirror-rows.ts';
import {
  readNameOwners,
  readUserTargets,
  type NameOwner,
  type UserTarget,
} from '../../../store/scim-targets.ts';
import { applyPatch } from '../protocol/apply-patch.ts';
import type { Attributes } from '../protocol/attribute.ts';
import { namesVersion } from '../protocol/entity-tags.ts';
import { foldCase } from '../protocol/fold-case.ts';
import { versionOf } from '../protocol/present.ts';
import { readNewResource, readReplacement } from '../protocol/read-resource.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import {
  notFound,
  otherVersion,
  refusing,
  textOf,
  verbs,
  type Preparation,
  type Prepared,
} from './prepared.ts';
import { resourceOf, type Task } from './scim-write.ts';

/** What a task makes of a user, as the request has it: sensitive values are still in it. */
interface Draft {
  task: Task;
  before: { target: UserTarget; record: ResourceRecord } | null;
  /** Null for a deletion. */
  after: Attributes | null;
  /** Has left, is held as the last administrator, and the request says nothing of being active: goes on leaving. */
  isLeaving: boolean;
}

/**
 * What each task on Users comes to: read, checked against who is there, and written down as news. Set-based; refused
 * ones do not disturb the others.
 */
export async function prepareUsers(step: Preparation, tasks: Task[]): Promise<Map<Task, Prepared>> {
  const prepared = new Map<Task, Prepared>();
  if (tasks.length === 0) return prepared;
  const existing = tasks.filter(({ write }) => write.kind !== 'create');
  const targets = await readUserTargets(
    step.trx,
    step.tenantId,
    existing.map(({ caller, id }) => ({ directoryId: caller.directoryId, id })),
  );
  const byKey = new Map(targets.map((target) => [`${target.directory_id} User ${target.id}`, target]));

  const drafts: Draft[] = [];
  for (const task of tasks) {
    const refusal = refusing(() => {
      drafts.push(draft(task, byKey.get(resourceOf(task)) ?? null));
      return { kind: 'done', written: { record: null, changed: false } };
    });
    if (refusal.kind === 'refused') prepared.set(task, refusal);
  }
  await claimNames(step, drafts, prepared);
  for (const each of drafts) {
    if (!prepared.has(each.task)) prepared.set(each.task, toNews(step, each));
  }
  return prepared;
}

function draft(task: Task, target: UserTarget | null): Draft {
  const { write, caller } = task;
  if (write.kind === 'create') {
    const { attributes } = readNewResource(write.type, write.incoming);
    return { task, before: null, after: attributes, isLeaving: false };
  }
  if (target === null) throw notFound(write.type.name);
  const record = toRecord(target);
  if (write.ifMatch !== null && !namesVersion(write.ifMatch, versionOf(record))) throw otherVersion();
  const before = { target, record };
  if (write.kind === 'delete') return { task, before, after: null, isLeaving: false };
  const { type } = write;
  const change = (current: Attributes, note?: (rewrite: string) => void): Attributes =>
    write.kind === 'replace'
      ? readReplacement(type, write.incoming, current).attributes
      : applyPatch(type, current, task.others, caller.profile.patch, note, write.id);
  const after = change(record.attributes, write.kind === 'patch' ? write.note : undefined);
  // Who is held is shown as active: a request that only keeps that does not take the leaving back.
  const isLeaving =
    target.held &&
    after['active'] !== false &&
    change({ ...record.attributes, active: false })['active'] === false;
  return { task, before, after, isLeaving };
}

/** As the identity provider sees it: whoever is held as the last administrator is still active. */
function toRecord(target: UserTarget): ResourceRecord {
  return {
    id: target.id,
    attributes: target.held ? { ...target.resource, active: true } : target.resource,
    createdAt: target.created_at,
    modifiedAt: target.occurred_at,
    groups: target.groups ?? [],
  };
}

/**
 * Refuses user names and external ids that someone else in the directory has (RFC 7643 §4.1.1; an external id says who
 * a person is), in the order of the tasks. Whoever returns under a new id is recognized: by the external id, else by the
 * user name where either record has none; and a member who was only named by the external id so far is met.
 */
async function claimNames(
  { trx, tenantId, redaction }: Preparation,
  drafts: Draft[],
  prepared: Map<Task, Prepared>,
): Promise<void> {
  const claims = drafts.filter(({ before, after }) => {
    if (after === null) return false;
    const { userName, externalId } = before?.record.attributes ?? {};
    return before === null || after['userName'] !== userName || after['externalId'] !== externalId;
  });
  const owners = await readNameOwners(
    trx,
    tenantId,
    claims.map(({ task, after }) => {
      const externalId = textOf(after?.['externalId']);
      return {
        directoryId: task.caller.directoryId,
        userName: textOf(after?.['userName']),
        externalId: externalId === null ? null : redaction.redactIdentity(externalId),
      };
    }),
  );
  const released = new Set<string>();
  // Deleted in this batch, by the ids of their rows.
  const left = new Set<string>();
  const taken = new Map<string, string>();
  const returning: { directory_id: string; key: string; directory_user_id: string }[] = [];
  for (const each of drafts) {
    const { task, before, after } = each;
    const names = (attributes: Attributes | null) => namesOf(task.caller.directoryId, attributes);
    const index = claims.indexOf(each);
    const found = index === -1 ? [] : owners.filter((owner) => owner.index === index);
    const live = found.filter(
      (owner) =>
        owner.by !== 'reference' &&
        !owner.gone &&
        owner.id !== task.id &&
        !released.has(`${task.caller.directoryId} ${owner.by} ${owner.id}`),
    );
    const rival = names(after).find((name) => (taken.get(name) ?? task.id) !== task.id);
    if (live.length > 0 || rival !== undefined) {
      const by = live[0]?.by ?? (rival?.includes(' userName ') === true ? 'userName' : 'externalId');
      prepared.set(task, { kind: 'refused', error: alreadyThere(by) });
      continue;
    }
    for (const by of ['userName', 'externalId']) {
      if (before !== null && (after === null || after[by] !== before.record.attributes[by])) {
        released.add(`${task.caller.directoryId} ${by} ${task.id}`);
      }
    }
    for (const name of names(after)) taken.set(name, task.id);
    if (before !== null && after === null) left.add(before.target.row_id);
    const isFormer = ({ by, gone, row_id }: NameOwner) => by === 'reference' || gone || left.has(row_id);
    const former =
      before === null ? formerSelf(found.filter(isFormer), textOf(after?.['externalId'])) : undefined;
    if (former) {
      returning.push({
        directory_id: task.caller.directoryId,
        key: `src:${task.id}`,
        directory_user_id: former.row_id,
      });
    }
  }
  await writePersonKeys(trx, tenantId, returning);
}

function namesOf(directoryId: string, attributes: Attributes | null): string[] {
  const userName = textOf(attributes?.['userName']);
  const externalId = textOf(attributes?.['externalId']);
  return [
    ...(userName === null ? [] : [`${directoryId} userName ${foldCase(userName)}`]),
    ...(externalId === null ? [] : [`${directoryId} externalId ${externalId}`]),
  ];
}

/** Who this person was before: their external id says it, else the user name, unless both records say otherwise. */
function formerSelf(found: NameOwner[], externalId: string | null): NameOwner | undefined {
  return (
    found.find(({ by }) => by === 'externalId') ??
    found.find(({ by, external_id }) => by === 'userName' && (externalId === null || external_id === null)) ??
    found.find(({ by }) => by === 'reference')
  );
}

function alreadyThere(by: NameOwner['by']): ScimError {
  return new ScimError('uniqueness', `Another User of this directory has this ${by} already.`);
}

function toNews({ redaction, instantOf }: Preparation, { task, before, after, isLeaving }: Draft): Prepared {
  const at = new Date(instantOf(task));
  const envelope = { id: task.eventId, source: 'scim' as const, occurredAt: at.toISOString() };
  const person = { sourceId: task.id, ...externalIdOf(after ?? before?.record.attributes ?? {}) };
  if (after === null) {
    const news = { kind: 'user_gone' as const, person };
    const event: DirectoryEvent = { ...envelope, type: 'scim.user.deleted', news };
    return { kind: 'news', event: redaction.redactEvent(event), record: null, takes: true };
  }
  const event = redaction.redactEvent({
    ...envelope,
    type: `scim.user.${verbs[task.write.kind]}`,
    news: isLeaving
      ? { kind: 'user_seen', person, active: false, resource: { ...after, active: false } }
      : { kind: 'user_seen', person, active: after['active'] !== false, resource: after },
  });
  const said = event.news.kind === 'user_seen' ? (event.news.resource as Attributes) : {};
  const attributes = isLeaving ? { ...said, active: true } : said;
  const takesBack = before !== null && before.target.held && !isLeaving;
  if (
    before !== null &&
    !takesBack &&
    canonicalJson(attributes) === canonicalJson(before.record.attributes)
  ) {
    return { kind: 'done', written: { record: before.record, changed: false } };
  }
  return {
    kind: 'news',
    event,
    record: {
      id: task.id,
      attributes,
      createdAt: before?.record.createdAt ?? at,
      modifiedAt: at,
      groups: before?.record.groups ?? [],
    },
    takes: after['active'] === false,
  };
}

function externalIdOf(attributes: Attributes): { externalId?: string } {
  const externalId = textOf(attributes['externalId']);
  return externalId === null ? {} : { externalId };
}
