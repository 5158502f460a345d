import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/** Google Workspace: no deviation from the standard is documented or was seen, so none is rewritten. */
export const google: Profile = {
  name: 'google',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
};
