import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/** Read like the standard where nothing else is known of it. */
export const rippling: Profile = {
  name: 'rippling',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
};
