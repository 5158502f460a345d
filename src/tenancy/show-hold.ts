import { RollcallError } from '../domain/rollcall-error.ts';
import type { Hold, HoldPerson } from '../generated/api.ts';
import { readProfile } from '../policy/attributes.ts';
import type { Transaction } from '../store/database.ts';
import { noteHoldsShown } from '../store/hold-writes.ts';
import { findHold, listHoldPeople, listHolds, type HoldFilter } from '../store/holds-read.ts';
import type { Page, PageRequest } from '../store/keyset.ts';

/**
 * The holds of a tenant as the API and the commands show them. What was shown is noted, so that an approval that does
 * not say what it has seen is refused where there is more by then.
 */
export async function showHolds(
  trx: Transaction,
  tenantId: string,
  filter: HoldFilter,
  request: PageRequest,
): Promise<Page<Hold>> {
  const page = await listHolds(trx, tenantId, filter, request);
  await noteShown(trx, tenantId, page.items);
  return page;
}

/** One hold, shown and noted in the same way. Throws `not_found`. */
export async function showHold(trx: Transaction, tenantId: string, holdId: string): Promise<Hold> {
  const hold = await findHold(trx, tenantId, holdId);
  if (hold === null) throw new RollcallError('not_found', 'There is no hold with this id.');
  await noteShown(trx, tenantId, [hold]);
  return hold;
}

async function noteShown(trx: Transaction, tenantId: string, holds: Hold[]): Promise<void> {
  const open = holds.filter(({ status }) => status === 'open').map(({ id }) => id);
  await noteHoldsShown(trx, tenantId, open);
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
