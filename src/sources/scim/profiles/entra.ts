import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';
import { arraysForSingleValues } from './rewrites/arrays-for-single-values.ts';
import { booleansAsStrings } from './rewrites/booleans-as-strings.ts';
import { dottedKeys } from './rewrites/dotted-keys.ts';
import { emptyManagers, managersAsStrings, managersWithoutUrn } from './rewrites/manager-forms.ts';
import { operationsInCapitals } from './rewrites/operations-in-capitals.ts';
import { removalsWithValues } from './rewrites/removals-with-values.ts';
import { unquotedFilterValues } from './rewrites/unquoted-filter-values.ts';

/**
 * Microsoft Entra ID, with and without its flag aadOptscim062020: both styles reach one directory, since provisioning on
 * demand does not honour the flag.
 */
export const entra: Profile = {
  name: 'entra',
  rewrite: rewriteInTurn([
    operationsInCapitals,
    // First, because what becomes a path of its own may need the others.
    dottedKeys,
    arraysForSingleValues,
    managersWithoutUrn,
    managersAsStrings,
    emptyManagers,
    booleansAsStrings,
    unquotedFilterValues,
    removalsWithValues,
  ]),
  patch: { replaceCreatesMissing: true },
  groupNamesAreUnique: true,
  showsPatchedGroups: false,
};
