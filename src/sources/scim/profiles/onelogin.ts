import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/** Read like the standard where nothing else is known of it. */
export const onelogin: Profile = {
  name: 'onelogin',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
};
