import type { UserDetail } from '../generated/api.ts';
import type { RecordedThen } from '../reconcile/account-then.ts';
import { standingOf } from './show-user.ts';

/** A user as the API shows one, as of the moment that the audit log was read for; null where there was none yet. */
export function showUserThen({ account, given }: RecordedThen): UserDetail | null {
  if (account === null) return null;
  const user = {
    id: account.id,
    external_id: account.externalId,
    email: account.email,
    display_name: account.displayName,
    given_name: account.givenName,
    family_name: account.familyName,
    status: account.status,
    role: account.role,
    role_origin: account.roleOrigin,
    workspaces: account.workspaces.map(({ key, role }) => ({ key, role })),
    attributes: account.attributes,
    directory_id: account.directoryId,
    provisioned_at: account.provisionedAt,
    deactivated_at: account.deactivatedAt,
    purge_at: account.purgeAt,
    updated_at: account.updatedAt,
  };
  const manual = given && {
    role: given.role,
    set_by: given.setBy,
    set_at: given.setAt,
    promoted: given.promoted,
  };
  return {
    ...user,
    sessions_valid_after: account.sessionsValidAfter,
    read_only_until: account.status === 'read_only' ? account.readOnlyUntil : null,
    manual_role: manual && {
      ...manual,
      in_force: account.roleOrigin === 'manual',
      says: standingOf(user, manual),
    },
  };
}
