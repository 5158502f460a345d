import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { DirectoryEvent, GroupRecord } from '../../../generated/directory-event.ts';
import { readGroupNameOwners, type GroupTarget } from '../../../store/scim-targets.ts';
import { applyPatch } from '../protocol/apply-patch.ts';
import type { Attributes } from '../protocol/attribute.ts';
import { namesVersion } from '../protocol/entity-tags.ts';
import { foldCase } from '../protocol/fold-case.ts';
import type { MembershipEdit } from '../protocol/patch-operation.ts';
import { versionOf } from '../protocol/present.ts';
import { readNewResource, readReplacement, type IncomingResource } from '../protocol/read-resource.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import type { GroupDraft } from './group-draft.ts';
import { settleMembers, type MemberMoves } from './settle-members.ts';
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

/**
 * What each task on Groups comes to, the members as joins and departures. No group's members are read as a whole.
 *
 * @param targets those of the tasks that are there
 */
export async function prepareGroups(
  step: Preparation,
  tasks: Task[],
  targets: GroupTarget[],
): Promise<Map<Task, Prepared>> {
  const prepared = new Map<Task, Prepared>();
  if (tasks.length === 0) return prepared;
  const byKey = new Map(targets.map((target) => [`${target.directory_id} Group ${target.id}`, target]));
  const drafts = draftEach(tasks, prepared, (task) => draft(task, byKey.get(resourceOf(task)) ?? null));
  await claimNames(step, drafts, prepared);
  const allowed = drafts.filter(({ task }) => !prepared.has(task));
  const moves = await settleMembers(step, allowed);
  // Several tasks may edit the members of one group: each goes on from the record that the one before left.
  const latest = new Map<string, ResourceRecord>();
  for (const each of allowed) {
    const key = resourceOf(each.task);
    const news = toNews(step, each, latest.get(key) ?? null, moves.get(each) ?? { joined: [], left: [] });
    prepared.set(each.task, news);
    const record = news.kind === 'news' ? news.record : null;
    if (record !== null) latest.set(key, record);
  }
  return prepared;
}

function draft(task: Task, target: GroupTarget | null): GroupDraft {
  const { write, caller } = task;
  if (write.kind === 'create') {
    return { task, before: null, ...withEdits(readNewResource(write.type, write.incoming)) };
  }
  if (target === null) throw notFound(write.type.name);
  const record = toRecord(target);
  if (write.ifMatch !== null && !namesVersion(write.ifMatch, versionOf(record))) throw otherVersion();
  const before = { target, record };
  switch (write.kind) {
    case 'replace':
      return { task, before, ...withEdits(readReplacement(write.type, write.incoming, record.attributes)) };
    case 'patch': {
      const after = applyPatch(
        write.type,
        record.attributes,
        task.others,
        caller.profile.patch,
        write.note,
        write.id,
      );
      return { task, before, after, edits: task.edits };
    }
    case 'delete':
      return { task, before, after: null, edits: [] };
  }
}

function withEdits({ attributes, members }: IncomingResource): {
  after: Attributes;
  edits: MembershipEdit[];
} {
  return { after: attributes, edits: members === null ? [] : [{ kind: 'replace', values: members }] };
}

function toRecord(target: GroupTarget): ResourceRecord {
  return {
    id: target.id,
    attributes: target.resource ?? {},
    createdAt: target.created_at,
    modifiedAt: target.occurred_at,
  };
}

/**
 * Where the profile says that names of groups are unique, refuses one that another group has, in the order of the tasks:
 * what one gives up, a later one may take.
 */
async function claimNames(
  { trx, tenantId }: Preparation,
  drafts: GroupDraft[],
  prepared: Map<Task, Prepared>,
): Promise<void> {
  const claims = drafts.filter(
    (each) => each.task.caller.profile.groupNamesAreUnique && each.after !== null && changesName(each),
  );
  const owners = await readGroupNameOwners(
    trx,
    tenantId,
    claims.map(({ task, after }) => ({ directoryId: task.caller.directoryId, name: nameIn(after) ?? '' })),
  );
  const taken = new Set<string>();
  const released = new Set<string>();
  for (const draft of drafts) {
    const { task, after } = draft;
    const { directoryId } = task.caller;
    const index = claims.indexOf(draft);
    const key = `${directoryId} ${foldCase(nameIn(after) ?? '')}`;
    const others = owners.filter((owner) => owner.index === index && owner.id !== task.id);
    const isTaken = taken.has(key) || others.some(({ id }) => !released.has(`${directoryId} ${id}`));
    if (index !== -1 && isTaken) {
      const error = new ScimError(
        'uniqueness',
        'Another Group of this directory has this displayName already.',
      );
      prepared.set(task, { kind: 'refused', error });
      continue;
    }
    if (index !== -1) taken.add(key);
    if (changesName(draft)) released.add(`${directoryId} ${task.id}`);
  }
}

/** Also where it goes, or is new. */
function changesName({ before, after }: GroupDraft): boolean {
  return nameIn(after) !== nameIn(before?.record.attributes ?? null);
}

function nameIn(attributes: Attributes | null): string | null {
  return textOf(attributes?.['displayName']);
}

function toNews(
  { redaction, instantOf }: Preparation,
  { task, before, after }: GroupDraft,
  latest: ResourceRecord | null,
  moves: MemberMoves,
): Prepared {
  const at = new Date(instantOf(task));
  const envelope = { id: task.eventId, source: 'scim' as const, occurredAt: at.toISOString() };
  const former = latest ?? before?.record ?? null;
  if (after === null) {
    const group = recordOf(task.id, former?.attributes ?? {});
    const event: DirectoryEvent = {
      ...envelope,
      type: 'scim.group.deleted',
      news: { kind: 'group_gone', group },
    };
    return { kind: 'news', event: redaction.redactEvent(event), record: null, takes: true };
  }
  const event = redaction.redactEvent({
    ...envelope,
    type: `scim.group.${verbs[task.write.kind]}`,
    news: { kind: 'group_changed', group: { ...recordOf(task.id, after), resource: after }, ...moves },
  });
  const attributes: Attributes = event.news.kind === 'group_changed' ? (event.news.group.resource ?? {}) : {};
  const isSame = former !== null && canonicalJson(attributes) === canonicalJson(former.attributes);
  if (isSame && moves.joined.length === 0 && moves.left.length === 0) {
    return { kind: 'done', written: { record: former, changed: false } };
  }
  const record = { id: task.id, attributes, createdAt: former?.createdAt ?? at, modifiedAt: at };
  const isRenamed = attributes['displayName'] !== former?.attributes['displayName'];
  return { kind: 'news', event, record, takes: moves.left.length > 0 || isRenamed };
}

function recordOf(sourceId: string, attributes: Attributes): GroupRecord {
  const externalId = textOf(attributes['externalId']);
  const name = textOf(attributes['displayName']);
  return {
    sourceId,
    ...(externalId === null ? {} : { externalId }),
    ...(name === null ? {} : { name }),
  };
}
