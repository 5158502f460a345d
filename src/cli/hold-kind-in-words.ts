import type { HoldKind } from '../domain/change.ts';

const words: Record<HoldKind, string> = {
  ambiguous_match: 'it is not clear whose account it is',
  existing_account: 'an account that was there has to be confirmed',
  ambiguous_role: 'it is not clear which role counts',
  sole_admin: 'the last administrator',
  deactivations: 'guard of deactivations',
  admin_grants: 'guard of new administrators',
  emptied_group: 'guard of emptied groups',
};

/** What a change waits for, in a few words. */
export function holdKindInWords(kind: HoldKind): string {
  return words[kind];
}
