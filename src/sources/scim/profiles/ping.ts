import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';
import { severalPrimaries } from './rewrites/several-primaries.ts';

/** PingOne and PingFederate. PingOne updates by PUT alone. */
export const ping: Profile = {
  name: 'ping',
  rewrite: rewriteInTurn([severalPrimaries]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: false,
};
