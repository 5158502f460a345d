import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import type { DirectoryRow } from '../store/directory-rows.ts';
import { newId } from '../store/new-id.ts';
import { dropRecords } from '../store/resync-records.ts';
import { clearResyncRequest } from '../store/resync-requests.ts';
import { endResync, hastenResync, insertResync, readResync, type ResyncRow } from '../store/resyncs.ts';
import type { TenancyDeps } from './deps.ts';
import { lockDirectory, type LockedDirectory } from './lock-directory.ts';

type Deps = Pick<TenancyDeps, 'database' | 'clock' | 'readsDirectories'>;

/**
 * Asks for a directory to be read anew from WorkOS. Where that is under way already, it is what is answered; one that rests
 * after a failure goes on when it is time.
 *
 * @throws RollcallError not_found, conflict (no directory of WorkOS, not claimed, disconnected, or no API key)
 */
export async function requestResync(
  deps: Deps,
  tenantId: string,
  directoryId: string,
  actor: Actor,
): Promise<ResyncRow> {
  return deps.database.inTenant(tenantId, async (trx) => {
    const locked = await lockDirectory(trx, tenantId, directoryId);
    refuseUnreadable(locked.directory, deps.readsDirectories === true);
    const now = deps.clock.now();
    const asked = { id: newId(), directory_id: directoryId, reason: 'by_hand', actor } as const;
    const begun = await insertResync(trx, tenantId, { ...asked, requested_at: now, now });
    if (begun === null) {
      const running = await hastenResync(trx, tenantId, directoryId, now);
      if (running === null) throw new RollcallError('conflict', 'A resync has just ended. Ask again.');
      return running;
    }
    await record(trx, locked, begun, actor, now, {
      action: 'directory.resync_requested',
      reason: 'The directory is to be read anew from WorkOS',
    });
    return begun;
  });
}

/**
 * Ends a resync that is under way: what it has read so far is forgotten, and nothing comes of it. What was found different
 * already, and waits to be applied, is applied all the same.
 *
 * @throws RollcallError not_found, conflict (it has ended)
 */
export async function cancelResync(
  deps: Deps,
  tenantId: string,
  directoryId: string,
  resyncId: string,
  actor: Actor,
): Promise<ResyncRow> {
  return deps.database.inTenant(tenantId, async (trx) => {
    const locked = await lockDirectory(trx, tenantId, directoryId);
    const resync = await resyncOf(trx, tenantId, directoryId, resyncId);
    const now = deps.clock.now();
    const ended = { phase: 'cancelled' as const, now, result: null, fault: 'Somebody has cancelled it.' };
    if (!(await endResync(trx, tenantId, resyncId, ended, null))) {
      throw new RollcallError('conflict', `The resync has ended already: it is ${resync.phase}.`);
    }
    await dropRecords(trx, tenantId, resyncId, { keepNews: false });
    const { workos_id } = locked.directory;
    // Only what this one was begun for: what else was asked for is still to be done.
    const isRequested = resync.reason !== 'by_hand' && resync.reason !== 'nightly';
    if (workos_id !== null && isRequested) await clearResyncRequest(trx, workos_id, resync.requested_at);
    await record(trx, locked, resync, actor, now, {
      action: 'directory.resync_cancelled',
      reason: 'Reading the directory anew from WorkOS was cancelled',
    });
    return resyncOf(trx, tenantId, directoryId, resyncId);
  });
}

/** @throws RollcallError not_found, also where it is one of another directory */
export async function resyncOf(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  resyncId: string,
): Promise<ResyncRow> {
  const resync = await readResync(trx, tenantId, resyncId);
  if (resync?.directory_id === directoryId) return resync;
  throw new RollcallError('not_found', 'There is no such resync of this directory.');
}

function refuseUnreadable({ source, state, workos_id }: DirectoryRow, hasKey: boolean): void {
  if (source === 'scim') {
    throw refused(
      'A SCIM directory cannot be read: its identity provider sends everything. Start it there: Okta calls it Force Sync or Import, Entra ID Restart provisioning, others sync now.',
    );
  }
  if (source === 'import') {
    throw refused(
      'What is in a directory of imported files is in the files. Import a whole one: rollcall import --full.',
    );
  }
  if (state === 'disconnected') throw refused('The directory is disconnected, for good. Create another one.');
  if (workos_id === null) {
    throw refused('The directory has not claimed a WorkOS directory yet. Claim one, or connect it first.');
  }
  if (!hasKey) {
    throw refused(
      'Directories are read from WorkOS with an API key, and there is none. Set WORKOS_API_KEY to the key of this environment.',
    );
  }
}

function refused(sentence: string): RollcallError {
  return new RollcallError('conflict', sentence);
}

async function record(
  trx: Transaction,
  { tenant, directory }: LockedDirectory,
  { id }: ResyncRow,
  actor: Actor,
  now: Date,
  { action, reason }: { action: `directory.${string}`; reason: string },
): Promise<void> {
  await insertAuditRecords(
    trx,
    tenant.id,
    [
      {
        actor,
        action,
        userId: null,
        directoryId: directory.id,
        before: null,
        after: { resync_id: id },
        reason,
        eventIds: [],
        policyVersion: tenant.active_policy_version,
      },
    ],
    now,
  );
}
