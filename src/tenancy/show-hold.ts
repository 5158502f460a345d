import { RollcallError } from '../domain/rollcall-error.ts';
import type { Hold, HoldPerson } from '../generated/api.ts';
import { readProfile } from '../policy/attributes.ts';
import type { Transaction } from '../store/database.ts';
import { findHold, listHoldPeople } from '../store/holds-read.ts';
import type { Page, PageRequest } from '../store/keyset.ts';

/** A hold as the API and the commands show it. Throws `not_found`. */
export async function showHold(trx: Transaction, tenantId: string, holdId: string): Promise<Hold> {
  const hold = await findHold(trx, tenantId, holdId);
  if (hold === null) throw new RollcallError('not_found', 'There is no hold with this id.');
  return hold;
}

/** A page of the people of a hold; who has no account yet is called what the directory calls them. Throws `not_found`. */
export async function showHoldPeople(
  trx: Transaction,
  tenantId: string,
  holdId: string,
  request: PageRequest,
): Promise<Page<HoldPerson>> {
  const page = await listHoldPeople(trx, tenantId, holdId, request);
  if (page.items.length === 0) await showHold(trx, tenantId, holdId);
  const items = page.items.map(({ resource, ...person }): HoldPerson => {
    if (resource === null) return person;
    const { displayName, email } = readProfile(resource);
    return { ...person, display_name: displayName, email };
  });
  return { items, next: page.next };
}
