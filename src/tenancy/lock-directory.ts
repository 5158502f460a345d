import { RollcallError } from '../domain/rollcall-error.ts';
import type { Transaction } from '../store/database.ts';
import { readDirectory, type DirectoryRow } from '../store/directory-rows.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';

export interface LockedDirectory {
  tenant: TenantRow;
  directory: DirectoryRow;
}

/**
 * A directory whose tenant is locked for the rest of the transaction, so that nothing about it changes meanwhile.
 * @throws RollcallError not_found
 */
export async function lockDirectory(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<LockedDirectory> {
  const tenant = await lockTenant(trx, tenantId);
  const directory = tenant && (await readDirectory(trx, tenantId, directoryId));
  if (!tenant || !directory) throw new RollcallError('not_found', 'There is no such directory.');
  return { tenant, directory };
}

/** @throws RollcallError not_found, conflict where it is not a SCIM directory */
export async function lockScimDirectory(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<LockedDirectory> {
  const locked = await lockDirectory(trx, tenantId, directoryId);
  if (locked.directory.source === 'scim') return locked;
  throw new RollcallError(
    'conflict',
    `Only a SCIM directory has tokens, a profile and schemas; the source of this one is ${locked.directory.source}.`,
  );
}
