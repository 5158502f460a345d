import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import {
  bumpSchemasVersion,
  countDirectorySchemas,
  findNestedSchema,
  removeDirectorySchema,
  writeDirectorySchema,
  type StoredSchema,
} from '../store/directory-schemas.ts';
import type { TenancyDeps } from './deps.ts';
import { lockScimDirectory } from './lock-directory.ts';

/** Each is looked through at every request. */
const mostSchemas = 20;

type Deps = Pick<TenancyDeps, 'database' | 'clock'>;

/**
 * Serves an extension schema in a SCIM directory from the next request on, in the place of the one with its URN if there
 * is one. The schema is taken as it is: whoever read it has checked it.
 *
 * @throws RollcallError not_found, conflict (no SCIM directory, a URN within another, too many)
 */
export async function putDirectorySchema(
  deps: Deps,
  tenantId: string,
  directoryId: string,
  schema: StoredSchema,
  actor: Actor,
): Promise<void> {
  const now = deps.clock.now();
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant } = await lockScimDirectory(trx, tenantId, directoryId);
    const nested = await findNestedSchema(trx, tenantId, directoryId, schema.schema.id);
    if (nested !== null) {
      throw new RollcallError(
        'conflict',
        `The URN lies within or above that of another schema of this directory, ${nested}: names behind it would be ambiguous.`,
      );
    }
    const outcome = await writeDirectorySchema(trx, tenantId, directoryId, schema, now);
    if (outcome === 'unchanged') return;
    if ((await countDirectorySchemas(trx, tenantId, directoryId)) > mostSchemas) {
      throw new RollcallError(
        'conflict',
        `The directory has ${mostSchemas} extension schemas already, which is the most there may be.`,
      );
    }
    await noteChange(trx, tenantId, directoryId, {
      actor,
      now,
      action: outcome === 'added' ? 'directory.schema_added' : 'directory.schema_changed',
      after: { urn: schema.schema.id, resource_type: schema.resourceType },
      before: null,
      reason: `The extension schema ${schema.schema.id} was ${outcome}`,
      policyVersion: tenant.active_policy_version,
    });
  });
}

/**
 * Serves an extension schema no longer. Values that were stored under it stay, and are not shown until it is back.
 *
 * @throws RollcallError not_found, conflict (no SCIM directory)
 */
export async function dropDirectorySchema(
  deps: Deps,
  tenantId: string,
  { directoryId, urn }: { directoryId: string; urn: string },
  actor: Actor,
): Promise<void> {
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant } = await lockScimDirectory(trx, tenantId, directoryId);
    if (!(await removeDirectorySchema(trx, tenantId, directoryId, urn))) {
      throw new RollcallError('not_found', 'The directory has no extension schema with this URN.');
    }
    await noteChange(trx, tenantId, directoryId, {
      actor,
      now: deps.clock.now(),
      action: 'directory.schema_removed',
      before: { urn },
      after: null,
      reason: `The extension schema ${urn} was removed; what was stored under it is not shown any more`,
      policyVersion: tenant.active_policy_version,
    });
  });
}

async function noteChange(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  change: {
    actor: Actor;
    now: Date;
    action: `directory.schema_${'added' | 'changed' | 'removed'}`;
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
    reason: string;
    policyVersion: number | null;
  },
): Promise<void> {
  const { now, ...entry } = change;
  await bumpSchemasVersion(trx, tenantId, directoryId);
  await insertAuditRecords(trx, tenantId, [{ ...entry, userId: null, directoryId, eventIds: [] }], now);
}
