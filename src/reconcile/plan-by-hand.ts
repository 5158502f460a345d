import { v7 as newId } from 'uuid';
import type { Account, Actor, Change, PersonPlan } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords, type AuditEntry } from '../store/audit-records.ts';
import { writeManualRole } from '../store/manual-roles.ts';
import { readAccount, readCandidateAccounts, type AccountFacts } from '../store/account-facts.ts';
import { emptyPlan } from './empty-plan.ts';
import type { Flow } from './flow.ts';

/** An account that the product had before Rollcall, or keeps beside the directory. */
export interface Registration {
  email: string | null;
  external_id: string | null;
  display_name: string | null;
  given_name: string | null;
  family_name: string | null;
  role: string | null;
}

/**
 * Either the person to be reconsidered, because a directory has them too, or the plan for an account of its own; and the
 * role set by hand before, or null.
 */
export type ManualRoleStep = { formerly: string | null; directoryId: string | null } & (
  { directoryUserId: string } | { directoryUserId: null; plan: PersonPlan }
);

/**
 * Notes a role set by hand. For a person of a directory it is one more fact, and the policy's `manual_roles` says which
 * role wins; for an account that no directory knows it is the role.
 *
 * @throws RollcallError not_found, invalid_request (unknown role), conflict (no other role is left, or not active)
 */
export async function planManualRole(
  { trx, tenantId, policy, now }: Flow,
  { userId, role, actor }: { userId: string; role: string | null; actor: Actor },
): Promise<ManualRoleStep> {
  const facts = await readAccount(trx, tenantId, userId, now);
  if (!facts) throw new RollcallError('not_found', 'There is no such user.');
  const before = facts.account;
  if (role !== null) requireRole(policy.catalog.roles, role);
  if (before.directoryUserId === null && role === null) {
    throw new RollcallError(
      'conflict',
      'No directory knows this user, so there is no other role to fall back to.',
    );
  }
  await writeManualRole(trx, tenantId, userId, role, actor.id ?? actor.kind, now);
  const formerly = facts.manualRole ?? facts.promotedRole;
  const { directoryId } = before;
  if (before.directoryUserId !== null) {
    return { formerly, directoryId, directoryUserId: before.directoryUserId };
  }

  const after: Account = { ...before, role, roleOrigin: 'manual' };
  const same = before.role === role && before.roleOrigin === 'manual';
  return {
    formerly,
    directoryId,
    directoryUserId: null,
    plan: {
      ...planOf(facts, same ? before : after),
      changes: same
        ? []
        : [
            {
              action: 'role.changed',
              userId,
              before: { role: before.role, origin: before.roleOrigin },
              after: { role, origin: 'manual' },
              reason: `Role changed from ${before.role ?? 'none'} to ${role ?? 'none'}: set by hand`,
            },
          ],
    },
  };
}

/**
 * Records a role set by hand, or taken back, of which no change tells: because it changes nothing now, or because a rule
 * or a limit of the policy makes another one of it. It may count one day, and then it must be known whose it was.
 */
export async function recordUntoldRole(
  { trx, tenantId, policy, now }: Flow,
  { userId, role, actor }: { userId: string; role: string | null; actor: Actor },
  {
    formerly,
    directoryId,
    changes,
  }: { formerly: string | null; directoryId: string | null; changes: Change[] },
): Promise<void> {
  if (formerly === role) return;
  const change = changes.find(({ action }) => action === 'role.changed');
  const tells =
    role === null
      ? change?.before?.['origin'] === 'manual'
      : change?.after?.['origin'] === 'manual' && change.after['role'] === role;
  if (tells) return;
  const entry: AuditEntry = {
    actor,
    action: 'user.updated',
    userId,
    directoryId,
    before: { manual_role: formerly },
    after: { manual_role: role },
    reason: untoldInWords(role, formerly ?? 'none', change !== undefined),
    eventIds: [],
    policyVersion: policy.version,
  };
  await insertAuditRecords(trx, tenantId, [entry], now);
}

function untoldInWords(role: string | null, formerly: string, hasEffect: boolean): string {
  if (role !== null) {
    const effect = hasEffect ? 'the policy limits what it gives' : 'it has no effect now';
    return `The role ${role} was set by hand; ${effect}`;
  }
  const effect = hasEffect ? 'the policy had limited what it gave' : 'it had no effect';
  return `The role ${formerly} that was set by hand was taken back; ${effect}`;
}

/**
 * Plans an account that the product registers. `afterwards` notes its role as one set by hand, once the account is there.
 *
 * @throws RollcallError invalid_request (unknown role, no e-mail and no external id), conflict (the external id is taken,
 *   or the e-mail address by someone of a directory)
 */
export async function planRegistration(
  { trx, tenantId, policy, now }: Flow,
  { user: given, actor }: { user: Registration; actor: Actor },
): Promise<{ plan: PersonPlan; afterwards: () => Promise<void> }> {
  const kept = policy.redaction.redactUnknown(given) as Partial<Registration> | undefined;
  // What the policy calls sensitive is not stored either where the product itself sends it.
  const user: Registration = {
    email: kept?.email ?? null,
    external_id: kept?.external_id ?? null,
    display_name: kept?.display_name ?? null,
    given_name: kept?.given_name ?? null,
    family_name: kept?.family_name ?? null,
    role: given.role,
  };
  if (user.email === null && user.external_id === null) {
    throw new RollcallError(
      'invalid_request',
      'Give the user an email or an external_id, so that they can be recognized.',
    );
  }
  if (user.role !== null) requireRole(policy.catalog.roles, user.role);
  const similar = await readCandidateAccounts(
    trx,
    tenantId,
    {
      externalIds: user.external_id === null ? [] : [user.external_id],
      emails: user.email === null ? [] : [user.email.toLowerCase()],
    },
    now,
  );
  if (user.external_id !== null && similar.some(({ account }) => account.externalId === user.external_id)) {
    throw new RollcallError('conflict', 'A user with this external_id exists already.');
  }
  // A twin of somebody's account would stay when the directory ends theirs.
  if (similar.some(({ account }) => account.directoryUserId !== null && account.status === 'active')) {
    throw new RollcallError(
      'conflict',
      'Somebody of a directory has an active account with this email already.',
    );
  }
  const account: Account = {
    id: newId(),
    directoryId: null,
    directoryUserId: null,
    externalId: user.external_id,
    email: user.email,
    displayName: user.display_name,
    givenName: user.given_name,
    familyName: user.family_name,
    status: 'active',
    role: user.role,
    roleOrigin: user.role === null ? null : 'manual',
    attributes: {},
    workspaces: [],
    sessionsValidAfter: null,
    provisionedAt: now,
    deactivatedAt: null,
    purgeAt: null,
  };
  const plan: PersonPlan = {
    ...planOf(null, account),
    changes: [
      {
        action: 'user.provisioned',
        userId: account.id,
        before: null,
        after: {
          external_id: account.externalId,
          email: account.email,
          display_name: account.displayName,
          given_name: account.givenName,
          family_name: account.familyName,
          role: account.role,
        },
        reason: 'Registered by the product: the account was there before the sync',
      },
    ],
  };
  const { role } = user;
  return {
    plan,
    afterwards: async () => {
      if (role !== null) await writeManualRole(trx, tenantId, account.id, role, actor.id ?? actor.kind, now);
    },
  };
}

/** Of an account that no directory knows: nothing is decided on behind it. */
function planOf(facts: AccountFacts | null, after: Account): PersonPlan {
  return { ...emptyPlan(facts), directoryUserId: null, directoryId: null, after };
}

function requireRole(roles: readonly { key: string }[], role: string): void {
  if (roles.some(({ key }) => key === role)) return;
  const known = roles.map(({ key }) => key).join(', ');
  throw new RollcallError(
    'invalid_request',
    `There is no role ${JSON.stringify(role)}. The catalog has: ${known}.`,
  );
}
