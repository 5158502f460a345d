import { RollcallError } from '../domain/rollcall-error.ts';
import type { UserDetail } from '../generated/api.ts';
import type { Transaction } from '../store/database.ts';
import { readUser } from '../store/users-read.ts';

/** A user as the API shows one. Throws `not_found`. */
export async function showUser(trx: Transaction, tenantId: string, userId: string): Promise<UserDetail> {
  const found = await readUser(trx, tenantId, userId);
  if (found === null) throw new RollcallError('not_found', 'There is no user with this id.');
  const { user, sessionsValidAfter, readOnlyUntil, manualRole } = found;
  return {
    ...user,
    sessions_valid_after: sessionsValidAfter,
    read_only_until: readOnlyUntil,
    manual_role:
      manualRole === null
        ? null
        : { ...manualRole, in_force: user.role_origin === 'manual', says: standingOf(user, manualRole) },
  };
}

/** Whether a role set by hand counts, and why not. */
export function standingOf(
  user: Pick<UserDetail, 'role' | 'role_origin' | 'status'>,
  { role, promoted }: { role: string; promoted: boolean },
): string {
  if (user.role_origin === 'manual') {
    if (user.role === role && promoted) {
      return 'It was given because nobody else would have administered, and is in force until a role is set by hand or taken back.';
    }
    return user.role === role
      ? 'It is in force.'
      : `It is in force, and a rule or a limit of the policy makes it ${user.role ?? 'no role'}.`;
  }
  if (user.status !== 'active') return `It is kept and has no effect, because the user is ${user.status}.`;
  return `It is kept and not in force: the policy replaces roles set by hand by what the directory says (groups.manual_roles), which is ${user.role ?? 'no role'}.`;
}
