import type { Account, Change, PersonPlan } from '../domain/change.ts';
import type { ActiveDecision, LeaveAloneDecision, UndecidedDecision } from '../domain/decision.ts';
import {
  describe,
  leftGroups,
  linkChange,
  purgeTimeChange,
  roleClause,
  updateChange,
  workspaceChanges,
} from './describe-changes.ts';
import { planLeaving } from './plan-leaving.ts';
import { holdOf, unchanged, type PlanInput } from './plan-input.ts';
import { hasEnded } from './reach.ts';
import { settleDemotion } from './settle-demotion.ts';

/**
 * Compares what was decided for one person with the account there is, and lists the changes that lead from one to the
 * other, each with its reason. Nothing to change is a plan without changes, which writes nothing. There are two plans
 * where a person gets a new account: one for the former account.
 */
export function planChanges(input: PlanInput): PersonPlan[] {
  const { person, decision } = input;
  if (hasEnded(person.directory) && person.linked === null) return [unchanged(input, null)];
  switch (decision.outcome) {
    case 'active':
      return planActive({ ...input, decision });
    case 'no_access':
      return [planLeaving({ ...input, decision })];
    case 'undecided':
      return [planUndecided({ ...input, decision })];
    case 'leave_alone':
      return [planNothing({ ...input, decision })];
  }
}

/** Nothing waits for its time either, for whom Rollcall is to leave alone. */
function planNothing(input: PlanInput<LeaveAloneDecision>): PersonPlan {
  const before = input.person.linked?.account ?? null;
  const plan = unchanged(input, before, { timers: [] });
  if (before === null || before.purgeAt === null) return plan;
  const reason = `The data are not purged any more: this person ${input.decision.because}`;
  return { ...plan, after: { ...before, purgeAt: null }, changes: [purgeTimeChange(before, null, reason)] };
}

function planActive(input: PlanInput<ActiveDecision>): PersonPlan[] {
  const { person, rules } = input;
  const { linked } = person;
  if (linked?.account.status === 'deactivated' && rules.startFresh) {
    const fresh = { ...input, person: { ...person, linked: null, match: { kind: 'none' as const } } };
    return [unlink(input, linked.account), ...planActive(fresh)];
  }
  if (linked === null && person.match.kind === 'hold') {
    return [unchanged(input, null, { hold: holdOf(input, person.match.hold, person.match.reason) })];
  }
  return [planAccess(input)];
}

/** The former account of somebody who starts fresh: it stays deactivated, and its data go when they were to go. */
function unlink(input: PlanInput, account: Account): PersonPlan {
  const change: Change = {
    action: 'user.updated',
    userId: account.id,
    before: { directory_user_id: account.directoryUserId },
    after: { directory_user_id: null },
    reason: 'Stays deactivated: the person came back, and the policy gives them a new account',
  };
  return { ...unchanged(input, account), after: { ...account, directoryUserId: null }, changes: [change] };
}

function planAccess(input: PlanInput<ActiveDecision>): PersonPlan {
  const { person, now } = input;
  const matched = person.match.kind === 'link' ? person.match : null;
  const facts = person.linked ?? matched?.account ?? null;
  const before = facts?.account ?? null;
  const { decision, timers } = settleDemotion(input, before);
  const after: Account = {
    ...profileAfter(input, decision, before),
    status: 'active',
    role: decision.role,
    roleOrigin: decision.roleOrigin,
    workspaces: decision.workspaces.map(({ key, role }) => ({ key, role })),
    deactivatedAt: null,
    purgeAt: null,
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
    changes.push(...updateChange(before, after), ...roleChange({ ...input, decision }, before, after));
  }
  changes.push(...workspaceChanges(before, after, decision));
  const left = input.moves.filter(({ joined }) => !joined).map(({ groupName }) => groupName);
  const { roles } = input.rules;
  // Who left a group and has a stronger role by another has it because of that one.
  const gains =
    before?.status !== 'active' ||
    before.role === null ||
    roles.indexOf(decision.role) < roles.indexOf(before.role);
  return {
    ...unchanged(input, before),
    after: changes.length === 0 ? before : { ...after, provisionedAt: before?.provisionedAt ?? now },
    changes,
    timers: { before: facts?.timers ?? [], after: timers },
    loss: {
      cause: left.length === 0 || gains ? `each of them ${decision.roleBecause}` : leftGroups(left),
      single: false,
    },
  };
}

function roleChange(input: PlanInput<ActiveDecision>, before: Account, after: Account): Change[] {
  const { decision, moves, rules } = input;
  if (before.role === after.role && before.roleOrigin === after.roleOrigin) return [];
  const because = roleClause(decision, { moves, roles: rules.roles }, before.role);
  return [
    {
      action: 'role.changed',
      userId: after.id,
      before: { role: before.role, origin: before.roleOrigin },
      after: { role: after.role, origin: after.roleOrigin },
      reason:
        before.role === after.role
          ? `Role stays ${decision.role}, now because this person ${because}`
          : `Role changed from ${before.role ?? 'none'} to ${decision.role}: ${because}`,
    },
  ];
}

function planUndecided(input: PlanInput<UndecidedDecision>): PersonPlan {
  const { person, decision } = input;
  const hold = holdOf(input, 'ambiguous_role', decision.because);
  const before = person.linked?.account ?? null;
  if (before === null || before.status !== 'active') return unchanged(input, before, { hold });
  const after: Account = { ...before, ...profileAfter(input, decision, before) };
  const changes = updateChange(before, after);
  return { ...unchanged(input, before, { hold }), after: changes.length === 0 ? before : after, changes };
}

/** The account with the person's profile of today. */
function profileAfter(
  { person, rules, newUserId, now }: PlanInput,
  decision: ActiveDecision | UndecidedDecision,
  before: Account | null,
): Account {
  const keepEmail = rules.emailChange === 'ignore' && before !== null && before.email !== null;
  return {
    id: before?.id ?? newUserId(),
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
    purgeAt: before?.purgeAt ?? null,
  };
}
