import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { DirectoryEvent } from '../../../generated/directory-event.ts';
import { keepMemberships } from '../../../store/kept-memberships.ts';
import type { UserTarget } from '../../../store/scim-targets.ts';
import { applyPatch } from '../protocol/apply-patch.ts';
import type { Attributes } from '../protocol/attribute.ts';
import { namesVersion } from '../protocol/entity-tags.ts';
import { versionOf } from '../protocol/present.ts';
import { readNewResource, readReplacement } from '../protocol/read-resource.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { claimNames } from './claim-names.ts';
import {
  draftEach,
  notFound,
  otherVersion,
  textOf,
  verbs,
  type Preparation,
  type Prepared,
} from './prepared.ts';
import { resourceOf, type Task } from './scim-write.ts';
import type { UserDraft } from './user-draft.ts';

/**
 * What each task on Users comes to: read, checked against who is there, and written down as news. Set-based; refused
 * ones do not disturb the others.
 *
 * @param targets those of the tasks that are there
 */
export async function prepareUsers(
  step: Preparation,
  tasks: Task[],
  targets: UserTarget[],
): Promise<Map<Task, Prepared>> {
  const prepared = new Map<Task, Prepared>();
  const byKey = new Map(targets.map((target) => [`${target.directory_id} User ${target.id}`, target]));

  const drafts = draftEach(tasks, prepared, (task) => draft(task, byKey.get(resourceOf(task)) ?? null));
  await claimNames(step, drafts, prepared);
  for (const each of drafts) {
    if (!prepared.has(each.task)) prepared.set(each.task, toNews(step, each));
  }
  await keepMemberships(
    step.trx,
    step.tenantId,
    drafts.flatMap(({ task, before }) => {
      const news = prepared.get(task);
      if (before?.target.gone !== true || news?.kind !== 'news' || news.record === null) return [];
      return { id: before.target.row_id, occurred_at: news.event.occurredAt, event_id: news.event.id };
    }),
  );
  return prepared;
}

function draft(task: Task, target: UserTarget | null): UserDraft {
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
  const change = (current: Attributes, note?: (rewrite: string) => void): Attributes => {
    const next =
      write.kind === 'replace'
        ? readReplacement(type, write.incoming, current).attributes
        : applyPatch(type, current, task.others, caller.profile.patch, note, write.id);
    // Nobody who has left comes back because the attribute was cleared.
    const isCleared = next['active'] === undefined && current['active'] !== undefined;
    return isCleared ? { ...next, active: current['active'] } : next;
  };
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

function toNews(
  { redaction, instantOf }: Preparation,
  { task, before, after, isLeaving }: UserDraft,
): Prepared {
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
    // What somebody is may be what the policy goes by. Who waits already does so for an earlier request, not for this.
    takes: after['active'] === false || before?.target.waits === false,
  };
}

function externalIdOf(attributes: Attributes): { externalId?: string } {
  const externalId = textOf(attributes['externalId']);
  return externalId === null ? {} : { externalId };
}
