import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';

/** Microsoft Entra ID, with and without its flag aadOptscim062020. */
export const entra: Profile = {
  name: 'entra',
  rewrite: rewriteInTurn([]),
  patch: { replaceCreatesMissing: true },
  groupNamesAreUnique: true,
};
