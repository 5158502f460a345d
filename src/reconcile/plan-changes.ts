import type { Account, Change, HoldRequest, PersonPlan } from '../domain/change.ts';
import type { ActiveDecision, Decision, NoAccessDecision, UndecidedDecision } from '../domain/decision.ts';
import {
  describe,
  linkChange,
  openCount,
  revocations,
  roleClause,
  updateChange,
  workspaceChanges,
} from './describe-changes.ts';
import type { Person } from './gather-facts.ts';
import type { Move } from './mirror.ts';

export interface PlanInput {
  person: Person;
  decision: Decision;
  moves: Move[];
  eventIds: string[];
  emailChange: 'follow' | 'ignore';
  /** Every role of the catalog, strongest first. */
  roles: readonly string[];
  newUserId: () => string;
  now: Date;
}

/**
 * Compares what was decided for one person with the account there is, and lists the changes that lead from one to the
 * other, each with its reason. Nothing to change is a plan without changes, which writes nothing.
 */
export function planChanges(input: PlanInput): PersonPlan {
  const { person, decision } = input;
  // A deleted connection keeps the accounts it has, and gets no more.
  if (person.directory.connection_deleted && person.linked === null) return unchanged(input, null);
  switch (decision.outcome) {
    case 'active':
      return planActive(input, decision);
    case 'no_access':
      return planNoAccess(input, decision);
    case 'undecided':
      return planUndecided(input, decision);
    case 'leave_alone':
      return unchanged(input, person.linked?.account ?? null);
  }
}

function unchanged(input: PlanInput, account: Account | null, hold: HoldRequest | null = null): PersonPlan {
  return {
    directoryUserId: input.person.directory.id,
    directoryId: input.person.directory.directory_id,
    before: account,
    after: account,
    changes: [],
    revoke: [],
    hold,
    eventIds: input.eventIds,
  };
}

function planActive(input: PlanInput, decision: ActiveDecision): PersonPlan {
  const { person, now } = input;
  if (person.linked === null && person.match.kind === 'hold') {
    const { hold, reason } = person.match;
    return unchanged(input, null, { kind: hold, reason, changes: [] });
  }
  const matched = person.match.kind === 'link' ? person.match : null;
  const before = person.linked?.account ?? matched?.account.account ?? null;
  const after: Account = {
    ...profileAfter(input, decision, before),
    status: 'active',
    role: decision.role,
    roleOrigin: decision.roleOrigin,
    workspaces: decision.workspaces.map(({ key, role }) => ({ key, role })),
    deactivatedAt: null,
  };
  const changes: Change[] = [];
  if (before === null) {
    changes.push({
      action: 'user.provisioned',
      userId: after.id,
      before: null,
      after: { ...describe(after), role: after.role },
      reason: `Provisioned as ${decision.role}: ${decision.roleBecause}`,
    });
  } else {
    if (matched) changes.push(linkChange(before, after, matched.by));
    if (before.status !== 'active') {
      changes.push({
        action: 'user.reactivated',
        userId: after.id,
        before: { status: before.status },
        after: { status: 'active' },
        reason: `Reactivated: is active in the directory, and ${decision.roleBecause}`,
      });
    }
    changes.push(...updateChange(before, after));
    if (before.role !== after.role || before.roleOrigin !== after.roleOrigin) {
      const because = roleClause(decision, input, before.role);
      changes.push({
        action: 'role.changed',
        userId: after.id,
        before: { role: before.role, origin: before.roleOrigin },
        after: { role: after.role, origin: after.roleOrigin },
        reason:
          before.role === after.role
            ? `Role stays ${decision.role}, now because this person ${because}`
            : `Role changed from ${before.role ?? 'none'} to ${decision.role}: ${because}`,
      });
    }
  }
  changes.push(...workspaceChanges(before, after, decision));
  return {
    directoryUserId: person.directory.id,
    directoryId: person.directory.directory_id,
    before,
    after: changes.length === 0 ? before : { ...after, provisionedAt: before?.provisionedAt ?? now },
    changes,
    revoke: [],
    hold: null,
    eventIds: input.eventIds,
  };
}

function planNoAccess(input: PlanInput, decision: NoAccessDecision): PersonPlan {
  const { person, now } = input;
  // Who left is deactivated also where the account was there before the sync; nobody is linked for any other reason.
  const matched = person.match.kind === 'link' && decision.cause === 'left' ? person.match : null;
  const facts = person.linked ?? matched?.account ?? null;
  if (facts === null) {
    // Whose account it is has to be decided all the more, once the person has left and it is still there.
    const { match } = person;
    const waits = decision.cause === 'left' && match.kind === 'hold' && person.openHold?.kind === match.hold;
    return unchanged(input, null, waits ? { kind: match.hold, reason: match.reason, changes: [] } : null);
  }
  const before = facts.account;
  const revoke = decision.revoke.filter((what) => openCount(facts, what) > 0);
  const leaves = before.status === 'active' || before.status === 'read_only';
  if (!leaves && revoke.length === 0) return unchanged(input, before);

  const linkedAs = matched
    ? {
        directoryId: person.directory.directory_id,
        directoryUserId: person.directory.id,
        externalId: person.externalId,
      }
    : {};
  const after: Account = {
    ...before,
    ...linkedAs,
    status: leaves ? 'deactivated' : before.status,
    deactivatedAt: leaves ? now : before.deactivatedAt,
    sessionsValidAfter: decision.revoke.includes('sessions') ? now : before.sessionsValidAfter,
  };
  const changes: Change[] = [];
  if (matched) changes.push(linkChange(before, after, matched.by));
  if (leaves) {
    changes.push({
      action: 'user.deactivated',
      userId: before.id,
      before: { status: before.status },
      after: { status: 'deactivated' },
      reason: `Deactivated: ${decision.because}`,
    });
  }
  changes.push(...revocations(facts, revoke, decision.because));
  return {
    directoryUserId: person.directory.id,
    directoryId: person.directory.directory_id,
    before,
    after,
    changes,
    // Whoever leaves loses all of it, also what is made between this reading and the write.
    revoke: leaves ? decision.revoke : revoke,
    hold: null,
    eventIds: input.eventIds,
  };
}

function planUndecided(input: PlanInput, decision: UndecidedDecision): PersonPlan {
  const { person } = input;
  const hold: HoldRequest = { kind: 'ambiguous_role', reason: decision.because, changes: [] };
  if (person.linked === null || person.linked.account.status !== 'active') {
    return unchanged(input, person.linked?.account ?? null, hold);
  }
  const before = person.linked.account;
  const after: Account = { ...before, ...profileAfter(input, decision, before) };
  const changes = updateChange(before, after);
  return { ...unchanged(input, before, hold), after: changes.length === 0 ? before : after, changes };
}

/** The account with the person's profile of today. */
function profileAfter(
  input: PlanInput,
  decision: ActiveDecision | UndecidedDecision,
  before: Account | null,
): Account {
  const { person, now } = input;
  const keepEmail = input.emailChange === 'ignore' && before !== null && before.email !== null;
  return {
    id: before?.id ?? input.newUserId(),
    directoryId: person.directory.directory_id,
    directoryUserId: person.directory.id,
    externalId: person.externalId,
    email: keepEmail ? before.email : decision.profile.email,
    displayName: decision.profile.displayName,
    givenName: decision.profile.givenName,
    familyName: decision.profile.familyName,
    status: before?.status ?? 'active',
    role: before?.role ?? null,
    roleOrigin: before?.roleOrigin ?? null,
    attributes: decision.attributes,
    workspaces: before?.workspaces ?? [],
    sessionsValidAfter: before?.sessionsValidAfter ?? null,
    provisionedAt: before?.provisionedAt ?? now,
    deactivatedAt: before?.deactivatedAt ?? null,
  };
}
