import { insertAuditRecords } from '../store/audit-records.ts';
import { endAwaiting, findAwaited } from '../store/awaited-directories.ts';
import { claimRoute, type DirectoryRoute } from '../store/directory-routes.ts';
import { setWorkosId, writeConnectedAt } from '../store/directory-rows.ts';
import { requestResyncsOf } from '../store/resync-requests.ts';
import type { TenancyDeps } from './deps.ts';
import { lockDirectory } from './lock-directory.ts';

/** How a directory of WorkOS that nobody had claimed became known. */
export type ClaimedBy = 'event' | 'list';

/**
 * Claims a directory of WorkOS for the directory that waits for one of its organization. What came before it is kept
 * elsewhere and moves in, and a resync is asked for, which reads what no event has said.
 *
 * @returns whose it is now; null: nobody waits for it, or it is not sure which one is meant
 */
export type ClaimAwaited = (
  organizationId: string,
  workosId: string,
  by: ClaimedBy,
) => Promise<DirectoryRoute | null>;

export function awaitedClaims(
  deps: Pick<TenancyDeps, 'database' | 'clock' | 'wakeLanes'> & {
    onClaimed?: (by: ClaimedBy) => void;
  },
): ClaimAwaited {
  const { database, clock } = deps;
  return async (organizationId, workosId, by) => {
    const awaited = await findAwaited(database, organizationId);
    // Between several a person chooses.
    if (awaited === null || awaited.candidates.length > 0) return null;
    const { tenant_id: tenantId, directory_id: directoryId } = awaited;
    const route = { tenant_id: tenantId, directory_id: directoryId };
    const claimed = await database.inTenant(tenantId, async (trx) => {
      const { tenant, directory } = await lockDirectory(trx, tenantId, directoryId);
      if (directory.workos_id !== null) return directory.workos_id === workosId ? 'before' : null;
      if (directory.state === 'disconnected') return null;
      if (!(await claimRoute(trx, workosId, route))) return null;
      const now = clock.now();
      await setWorkosId(trx, tenantId, directoryId, workosId);
      await writeConnectedAt(trx, tenantId, directoryId, now);
      await endAwaiting(trx, directoryId);
      await requestResyncsOf(trx, [workosId], 'connected', now);
      await insertAuditRecords(
        trx,
        tenantId,
        [
          {
            actor: { kind: 'directory', id: directoryId },
            action: 'directory.claimed',
            userId: null,
            directoryId,
            before: { workos_id: null },
            after: { workos_id: workosId, organization_id: organizationId },
            reason: `The directory claims ${workosId}, ${inWords[by]} of the organization ${organizationId} that it waited for`,
            eventIds: [],
            policyVersion: tenant.active_policy_version,
          },
        ],
        now,
      );
      return 'now';
    });
    if (claimed === null) return null;
    if (claimed === 'now') {
      deps.onClaimed?.(by);
      deps.wakeLanes();
    }
    return route;
  };
}

const inWords: Record<ClaimedBy, string> = {
  event: 'which sent a first event and is',
  list: 'which WorkOS lists as the one',
};
