import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/**
 * Google Workspace. Of its traffic only the User-Agent and the content type application/json are known (scimitar#142), so
 * that nothing is rewritten.
 */
export const google: Profile = {
  name: 'google',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: false,
};
