import type { Logger } from 'pino';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { Database } from '../store/database.ts';
import { insertEvents } from '../store/inbox.ts';
import { readTenant } from '../store/tenants.ts';
import { findClaimedBacklogs, takeUnclaimedEvents, type ClaimedBacklog } from '../store/unclaimed-events.ts';
import { codeOf } from '../store/connection-fault.ts';
import { toArrivedEvent } from '../domain/arrived-event.ts';

export interface MoveDeps {
  database: Database;
  policies: ActivePolicies;
  log: Logger;
}

/**
 * Puts events that were kept for an unclaimed directory into the inbox, once a tenant has claimed it. Also catches the
 * event that arrived while the claim was being made.
 *
 * @returns how many events moved
 */
export async function moveClaimedEvents(deps: MoveDeps): Promise<number> {
  let moved = 0;
  for (const backlog of await deps.database.acrossTenants(findClaimedBacklogs)) {
    moved += await moveBacklog(deps, backlog).catch((fault: unknown) => {
      // One tenant's fault is not another's: its events wait, and are tried again.
      deps.log.error(
        { tenant_id: backlog.tenant_id, code: codeOf(fault) },
        'claimed events could not be moved',
      );
      return 0;
    });
  }
  return moved;
}

async function moveBacklog(deps: MoveDeps, backlog: ClaimedBacklog): Promise<number> {
  return deps.database.inTenant(backlog.tenant_id, async (trx) => {
    const tenant = await readTenant(trx, backlog.tenant_id);
    if (!tenant)
      throw new RollcallError('internal', 'A directory is routed to a tenant that does not exist.');
    const { redaction } = await deps.policies.load(trx, tenant);
    const taken = await takeUnclaimedEvents(trx, backlog.directory_key, 500);
    await insertEvents(
      trx,
      taken.map(({ payload, received_at }) => ({
        tenantId: backlog.tenant_id,
        directoryId: backlog.directory_id,
        receivedAt: received_at,
        ...toArrivedEvent(redaction.redactEvent(payload)),
      })),
    );
    return taken.length;
  });
}
