import type { HoldKind } from './change.ts';
import { guardKinds } from './hold-reason.ts';

/** Every kind of hold: about one person, and then the guards. */
export const holdKinds = [
  'ambiguous_match',
  'existing_account',
  'ambiguous_role',
  'sole_admin',
  ...guardKinds,
] as const satisfies HoldKind[];

export const holdStatuses = ['open', 'approved', 'rejected', 'expired'] as const;

/** What approving a hold of this kind does, in a sentence for whoever decides. */
export function approvingInWords(kind: HoldKind): string {
  switch (kind) {
    case 'ambiguous_match':
      return 'You say whose account it is: the id of a user, or `new` for an account of their own. The person gets that one.';
    case 'existing_account':
      return 'The account that was there before the sync becomes the account of this person, unless you name another one, or `new` for an account of their own.';
    case 'ambiguous_role':
      return 'There is nothing to approve, because which role counts is open: set the role by hand, or take the person out of one of the groups.';
    case 'sole_admin':
      return 'Somebody else becomes an administrator, chosen as `sole_admin.promote` of the policy says, and what is held goes through.';
    case 'deactivations':
    case 'admin_grants':
    case 'emptied_group':
      return 'What is held is planned again by the directory and the policy of now, and applied; if that would be more than is shown here, nothing is applied.';
  }
}

/** What rejecting a hold does. */
export function rejectingInWords(people: number): string {
  return people === 1
    ? 'The person stays as they are until the directory says something new about them.'
    : 'Everyone in it stays as they are until the directory says something new about them.';
}
