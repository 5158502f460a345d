import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';
import { removalsWithValues } from './rewrites/removals-with-values.ts';

/** JumpCloud, which stays within the standard but for how it removes members. */
export const jumpcloud: Profile = {
  name: 'jumpcloud',
  rewrite: rewriteInTurn([removalsWithValues]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: false,
};
