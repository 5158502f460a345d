import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/** The standard and nothing else. */
export const generic: Profile = {
  name: 'generic',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: true,
};
