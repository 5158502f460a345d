import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/** Rippling: no deviation from the standard is documented or was seen, so none is rewritten. */
export const rippling: Profile = {
  name: 'rippling',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: false,
};
