import type { Actor, PersonPlan } from '../domain/change.ts';
import type { Approver, HoldAnswer } from '../domain/hold-answer.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import { writeAnsweredAccount } from '../store/answered-accounts.ts';
import { rejectHeldPeople, resolveHolds } from '../store/hold-writes.ts';
import { readHold, readPeopleOfHold, type HeldChange, type HoldRow } from '../store/holds.ts';
import { readAccount } from '../store/account-facts.ts';
import { readDirectoryPeople } from '../store/person-rows.ts';
import { removeTimers } from '../store/timers.ts';
import type { ActivePolicy } from './active-policy.ts';
import type { Flow } from './flow.ts';
import { isDecidedOn } from './person-facts.ts';
import { reconcilePeople } from './reconcile-people.ts';

/**
 * Decides about a hold as it was seen. Approved, everyone in it is planned anew against the present, and what was held is
 * done, unless that would now be more than the hold shows. Rejected, they stay as they are until the directory says
 * something new about them.
 *
 * @throws RollcallError not_found, forbidden (not an approver), conflict (answered before, of another revision, would do
 *   more, or nobody to take the place of the last administrator), invalid_request
 */
export async function answerHold(
  flow: Flow,
  { holdId, answer, actor, as }: { holdId: string; answer: HoldAnswer; actor: Actor; as: Approver },
): Promise<PersonPlan[]> {
  const { trx, tenantId } = flow;
  const hold = await readHold(trx, tenantId, holdId);
  if (hold === null) throw new RollcallError('not_found', 'There is no hold with this id.');
  requireApprover(flow, as);
  requireOpen(hold);
  requireSeen(hold, answer.revision);
  if (answer.verdict === 'reject') {
    await rejectHold(flow, hold, actor, 'Rejected: everyone stays as they are');
    return [];
  }
  const shown = await readPeopleOfHold(trx, tenantId, holdId);
  if (hold.kind === 'ambiguous_match' || hold.kind === 'existing_account') {
    await noteWhoseAccount(flow, hold, [...shown.keys()], answer.account);
  } else if (answer.account !== null) {
    throw new RollcallError(
      'invalid_request',
      'Whose account it is is not what this hold asks. Leave `account` out.',
    );
  }
  if (hold.kind === 'ambiguous_role') {
    throw new RollcallError(
      'conflict',
      'Several groups give different roles: set the role by hand, or take the person out of one of the groups.',
    );
  }
  await requireDecided(flow, shown);
  const check = (plans: readonly PersonPlan[]): void => {
    if (hold.kind === 'sole_admin') requireSuccessor(plans, shown);
    if (isGuardKind(hold.kind) || hold.kind === 'sole_admin') requireNoMore(plans, shown);
  };
  return reconcilePeople(flow, [...shown.keys()], {
    actor,
    approval: { people: new Set(shown.keys()), check },
  });
}

/** The guards' approvers decide about all that is held; without guards, whoever may write. */
export function approversOf({ effective }: Pick<ActivePolicy, 'effective'>): readonly Approver[] {
  return effective.guards?.approvers ?? ['tenant_admin', 'operator'];
}

function requireApprover({ policy }: Flow, as: Approver): void {
  const approvers = approversOf(policy);
  if (approvers.includes(as)) return;
  const who = as === 'operator' ? 'an operator' : 'a token of the tenant';
  throw new RollcallError(
    'forbidden',
    `The policy's guards.approvers are ${approvers.join(' and ')}, and this is ${who}.`,
  );
}

function requireOpen(hold: HoldRow): void {
  if (hold.status === 'open') return;
  const { kind, id } = hold.resolved_by ?? { kind: 'system', id: null };
  const who = `${kind.replaceAll('_', ' ')}${id === null ? '' : ` ${id}`}`;
  const when = hold.resolved_at?.toISOString() ?? '';
  throw new RollcallError('conflict', `The hold is ${hold.status} already, by ${who} at ${when}.`, {
    details: { status: hold.status, resolved_by: hold.resolved_by, resolved_at: when },
  });
}

/** A rejection as well: whoever is in it unseen, such as a leaver, would keep what they have without anybody knowing. */
function requireSeen(hold: HoldRow, seen: number | null): void {
  const { revision, shown_revision: shown } = hold;
  if (seen !== null && seen !== revision) {
    throw new RollcallError(
      'conflict',
      'What waits has changed since it was shown. Look at it again, and answer what it says then.',
      { details: { revision } },
    );
  }
  if (seen === null && shown !== null && shown < revision) {
    throw new RollcallError(
      'conflict',
      'The hold is about more by now than when it was last shown. Look at it again, and answer what it says then.',
      { details: { revision } },
    );
  }
}

/** Closes a hold without doing anything of it: everyone in it stays as they are until there is news of them. */
export async function rejectHold(
  { trx, tenantId, policy, now }: Flow,
  hold: HoldRow,
  actor: Actor,
  resolution: string,
): Promise<void> {
  const people = await readPeopleOfHold(trx, tenantId, hold.id);
  await rejectHeldPeople(trx, tenantId, hold.id);
  await resolveHolds(
    trx,
    tenantId,
    [{ id: hold.id, status: 'rejected', resolution, resolved_by: actor }],
    now,
  );
  await removeTimers(trx, tenantId, [{ subject_id: hold.id, kind: 'hold_unanswered' }]);
  const userIds = new Set([...people.values()].flatMap((changes) => changes.map(({ user_id }) => user_id)));
  const [only] = userIds;
  await insertAuditRecords(
    trx,
    tenantId,
    [
      {
        actor,
        action: 'hold.rejected',
        userId: people.size === 1 ? (only ?? null) : null,
        directoryId: null,
        before: null,
        after: { hold: hold.id, kind: hold.kind, people: people.size },
        reason: resolution,
        eventIds: [],
        policyVersion: policy.version,
      },
    ],
    now,
  );
}

async function noteWhoseAccount(
  { trx, tenantId, now }: Flow,
  hold: HoldRow,
  people: string[],
  account: string | null,
): Promise<void> {
  if (account === null && hold.kind === 'ambiguous_match') {
    throw new RollcallError(
      'invalid_request',
      'Say whose account it is: `account` is the id of the user, or `new` for an account of their own.',
    );
  }
  if (account !== null && account !== 'new') {
    const facts = await readAccount(trx, tenantId, account, now);
    if (!facts || facts.account.status === 'purged') {
      throw new RollcallError('invalid_request', 'There is no user with the id in `account`.');
    }
    if (facts.account.directoryUserId !== null && facts.ownerIsActive === true) {
      throw new RollcallError('conflict', 'The account belongs to somebody who is active in a directory.');
    }
  }
  await writeAnsweredAccount(trx, tenantId, people, account ?? 'matched');
}

/** More than was shown: a change to somebody that their part of the hold does not have, or that goes further. */
function requireNoMore(plans: readonly PersonPlan[], shown: ReadonlyMap<string, HeldChange[]>): void {
  const more = plans.filter(({ directoryUserId, changes }) => {
    const held = shown.get(directoryUserId ?? '');
    if (held === undefined) return false;
    return changes.some((change) => isGuarded(change.action) && !held.some((each) => isSame(each, change)));
  });
  if (more.length === 0) return;
  throw new RollcallError(
    'conflict',
    `Not done: for ${more.length === 1 ? '1 person' : `${more.length} people`} it would now do more than the hold shows. ` +
      'Look at it again, and approve what it says then.',
    { details: { would_do_more: more.length } },
  );
}

/** What is known of people is brought up to date whether they are held or not. */
function isGuarded(action: string): boolean {
  return (
    action !== 'user.updated' &&
    action !== 'user.linked' &&
    action !== 'session.revoked' &&
    action !== 'api_key.revoked'
  );
}

/** The same change, whatever its times. */
function isSame(held: Shown, now: Shown): boolean {
  return held.action === now.action && JSON.stringify(outcomeOf(held)) === JSON.stringify(outcomeOf(now));
}

type Shown = Pick<HeldChange, 'action' | 'before' | 'after'>;

/** Which workspace somebody is taken out of only the state before says. */
function outcomeOf({ before, after }: Shown): unknown[] {
  return [after?.['status'], after?.['role'], (after ?? before)?.['workspace']];
}

/** While a directory is paused nothing is decided about its people, or only their leaving. */
async function requireDecided(
  { trx, tenantId, policy }: Flow,
  shown: ReadonlyMap<string, HeldChange[]>,
): Promise<void> {
  const people = await readDirectoryPeople(trx, tenantId, [...shown.keys()]);
  const paused = people.filter(({ directory_state }) => directory_state === 'paused');
  if (paused.length === 0) return;
  if (people.some((directory) => isDecidedOn({ directory }, policy.effective))) return;
  throw new RollcallError(
    'conflict',
    'Not done: the directory of these people is paused, so that nothing of this is applied. Resume it first.',
  );
}

function requireSuccessor(plans: readonly PersonPlan[], shown: ReadonlyMap<string, HeldChange[]>): void {
  const kept = plans.find(
    ({ directoryUserId, hold }) => hold?.kind === 'sole_admin' && shown.has(directoryUserId ?? ''),
  );
  if (kept === undefined) return;
  throw new RollcallError(
    'conflict',
    'Not done: nobody could take the place of the last administrator. Give somebody else a role that administers; ' +
      'what is held then goes through by itself.',
    { details: { no_successor: true } },
  );
}
