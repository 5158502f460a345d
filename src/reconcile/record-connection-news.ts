import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import type { MirrorResult } from './mirror.ts';

/** Records what a source says about the connection itself. People are never touched by it. */
export async function recordConnectionNews(
  trx: Transaction,
  tenantId: string,
  connections: MirrorResult['connections'],
  policyVersion: number,
  now: Date,
): Promise<void> {
  await insertAuditRecords(
    trx,
    tenantId,
    connections.map(({ directoryId, upstreamState, eventId }) => ({
      actor: { kind: 'directory', id: directoryId },
      action: upstreamState === 'deleted' ? 'directory.deleted_upstream' : 'directory.upstream_changed',
      userId: null,
      directoryId,
      before: null,
      after: { upstream_state: upstreamState },
      reason:
        upstreamState === 'deleted'
          ? 'The connection was deleted at its source. Nobody was touched: decide what happens to its people'
          : `The source reports the connection as ${upstreamState.replaceAll('_', ' ')}`,
      eventIds: [eventId],
      policyVersion,
    })),
    now,
  );
}
