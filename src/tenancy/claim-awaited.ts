import { LRUCache } from 'lru-cache';
import { insertAuditRecords } from '../store/audit-records.ts';
import { endAwaiting, findAwaited, noteCandidates } from '../store/awaited-directories.ts';
import { claimRoute, type DirectoryRoute } from '../store/directory-routes.ts';
import { setWorkosId, writeConnectedAt } from '../store/directory-rows.ts';
import { requestResyncsOf } from '../store/resync-requests.ts';
import type { WorkosSetup } from '../domain/workos-setup.ts';
import type { TenancyDeps } from './deps.ts';
import { freeDirectories } from './free-directories.ts';
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

/** Where it was not sure that an event may claim, WorkOS is asked for so long no more, in milliseconds. */
const doubtMs = 30_000;

export function awaitedClaims(
  deps: Pick<TenancyDeps, 'database' | 'clock' | 'wakeLanes'> & {
    onClaimed?: (by: ClaimedBy) => void;
    /** Null or absent: WorkOS is not asked, and the first event claims. */
    workosSetup?: WorkosSetup | null;
  },
): ClaimAwaited {
  const { database, clock } = deps;
  const doubts = new LRUCache<string, Date>({ max: 10_000 });
  /** An event alone does not say whether there are others; what knows nothing leaves it to the list. */
  const isTheOnlyOne = async (organizationId: string, workosId: string): Promise<boolean> => {
    const { workosSetup } = deps;
    if (workosSetup === undefined || workosSetup === null) return true;
    const now = clock.now();
    const asked = doubts.get(workosId);
    if (asked !== undefined && now.getTime() - asked.getTime() < doubtMs) return false;
    doubts.set(workosId, now);
    const free = await freeDirectories({ database, workosSetup }, organizationId, workosId);
    if (free === null) return false;
    if (free.length > 1) await noteCandidates(database, organizationId, free);
    return free.length === 1 && free[0] === workosId;
  };
  return async (organizationId, workosId, by) => {
    const awaited = await findAwaited(database, organizationId);
    // Between several a person chooses.
    if (awaited === null || awaited.candidates.length > 0) return null;
    if (by === 'event' && !(await isTheOnlyOne(organizationId, workosId))) return null;
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
