import { writePersonKeys } from '../../../store/mirror-people-rows.ts';
import { readNameOwners, type NameOwner } from '../../../store/scim-targets.ts';
import type { Attributes } from '../protocol/attribute.ts';
import { foldCase } from '../protocol/fold-case.ts';
import { ScimError } from '../protocol/scim-error.ts';
import { textOf, type Preparation, type Prepared } from './prepared.ts';
import type { Task } from './scim-write.ts';
import type { UserDraft } from './user-draft.ts';

/** What only one person of a directory has (RFC 7643 §4.1.1; an external id says who a person is). */
const uniqueNames = ['userName', 'externalId'] as const;
type UniqueName = (typeof uniqueNames)[number];

/**
 * Refuses user names and external ids that someone else in the directory has, in the order of the tasks: what one gives
 * up, a later one may take. Whoever returns under a new id is recognized: by the external id, else by the user name where
 * either record has none; and a member who was only named by the external id so far is met.
 */
export async function claimNames(
  step: Preparation,
  drafts: readonly UserDraft[],
  prepared: Map<Task, Prepared>,
): Promise<void> {
  const owners = await readOwners(step, drafts);
  const inBatch = openBatch();
  const returning: { directory_id: string; key: string; directory_user_id: string }[] = [];
  for (const draft of drafts) {
    const { task, before, after } = draft;
    const found = owners.get(draft) ?? [];
    const taken = uniqueNames.find((name) => inBatch.isTaken(draft, name, found));
    if (taken !== undefined) {
      prepared.set(task, { kind: 'refused', error: alreadyThere(taken) });
      continue;
    }
    inBatch.settle(draft);
    if (before !== null) continue;
    const former = formerSelf(found.filter(inBatch.isFree), textOf(after?.['externalId']));
    if (former === undefined) continue;
    inBatch.meet(former);
    const { directoryId } = task.caller;
    returning.push({ directory_id: directoryId, key: `src:${task.id}`, directory_user_id: former.row_id });
  }
  await writePersonKeys(step.trx, step.tenantId, returning);
}

/** Who has the names that these drafts want and did not have, as far as the database knows. */
async function readOwners(
  { trx, tenantId, redaction }: Preparation,
  drafts: readonly UserDraft[],
): Promise<Map<UserDraft, NameOwner[]>> {
  const claims = drafts.filter(
    ({ before, after }) =>
      after !== null &&
      uniqueNames.some((name) => before === null || after[name] !== before.record.attributes[name]),
  );
  const found = await readNameOwners(
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
  const byIndex = Map.groupBy(found, ({ index }) => index);
  return new Map(claims.map((draft, index) => [draft, byIndex.get(index) ?? []]));
}

/** What the tasks before have made of names and people, which the database does not know yet. */
function openBatch() {
  /** Names, each with the id of who has it by now. */
  const holders = new Map<string, string>();
  /** Names of those whom the database knows, who have them no more. */
  const released = new Set<string>();
  /** Rows of people who have left. */
  const left = new Set<string>();
  /** Rows of people who have returned: nobody else is them. */
  const met = new Set<string>();
  const releaseKey = (directoryId: string, name: UniqueName, id: string) => `${directoryId} ${name} ${id}`;
  return {
    isTaken({ task, after }: UserDraft, name: UniqueName, found: readonly NameOwner[]): boolean {
      const { id, caller } = task;
      const wanted = nameKey(caller.directoryId, name, after);
      if (wanted !== null && (holders.get(wanted) ?? id) !== id) return true;
      return found.some(
        (owner) =>
          owner.by === name &&
          !owner.gone &&
          owner.id !== id &&
          !released.has(releaseKey(caller.directoryId, name, owner.id)),
      );
    },
    /** Gives a draft its names, and others those that it gives up. */
    settle({ task, before, after }: UserDraft): void {
      const { directoryId } = task.caller;
      for (const name of uniqueNames) {
        if (before !== null && after?.[name] !== before.record.attributes[name]) {
          released.add(releaseKey(directoryId, name, task.id));
        }
        const wanted = nameKey(directoryId, name, after);
        if (wanted !== null) holders.set(wanted, task.id);
      }
      if (before !== null && after === null) left.add(before.target.row_id);
    },
    /** Whether this is nobody's record, so that somebody new may be them. */
    isFree: ({ by, gone, row_id }: NameOwner): boolean =>
      (by === 'reference' || gone || left.has(row_id)) && !met.has(row_id),
    meet({ row_id }: NameOwner): void {
      met.add(row_id);
    },
  };
}

function nameKey(directoryId: string, name: UniqueName, attributes: Attributes | null): string | null {
  const value = textOf(attributes?.[name]);
  if (value === null) return null;
  return `${directoryId} ${name} ${name === 'userName' ? foldCase(value) : value}`;
}

/** Who this person was before: their external id says it, else the user name, unless both records say otherwise. */
function formerSelf(found: readonly NameOwner[], externalId: string | null): NameOwner | undefined {
  return (
    found.find(({ by }) => by === 'externalId') ??
    found.find(({ by, external_id }) => by === 'userName' && (externalId === null || external_id === null)) ??
    found.find(({ by }) => by === 'reference')
  );
}

function alreadyThere(name: UniqueName): ScimError {
  return new ScimError('uniqueness', `Another User of this directory has this ${name} already.`);
}
