import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/**
 * Okta stays within what RFC 7643 and 7644 have a server ignore: `groups: []` and an echoed id and meta are read-only,
 * and the id beside displayName when a group is renamed is the group's own. So there is nothing to rewrite.
 */
export const okta: Profile = {
  name: 'okta',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: false,
};
