import { rewriteInTurn } from './dialect-rewrite.ts';
import type { Profile } from './profile.ts';
import { managerIds } from './rewrites/manager-ids.ts';
import { objectsForManyValues } from './rewrites/objects-for-many-values.ts';
import { oldSchemaUrns } from './rewrites/old-schema-urns.ts';
import { removalsWithValues } from './rewrites/removals-with-values.ts';
import { unmappedNulls } from './rewrites/unmapped-nulls.ts';

/** OneLogin, whose bodies come from a JSON template that an administrator edits. */
export const onelogin: Profile = {
  name: 'onelogin',
  rewrite: rewriteInTurn([
    // First, so that an extension is found by today's name.
    oldSchemaUrns,
    unmappedNulls,
    objectsForManyValues,
    managerIds,
    removalsWithValues,
  ]),
  patch: { replaceCreatesMissing: false },
  groupNamesAreUnique: false,
  showsPatchedGroups: false,
};
