import type { Logger } from 'pino';
import { findTenantToSeal, sealNext } from '../store/audit-chain.ts';
import { sqlStateOf } from '../store/connection-fault.ts';
import type { Database } from '../store/database.ts';

export interface AuditSealer {
  start(): void;
  /** Seals everything there is, but for tenants at which it fails: those are logged, and tried again the next time. */
  sealAll(): Promise<void>;
  stop(): Promise<void>;
}

const beforeAll = '00000000-0000-0000-0000-000000000000';
const recordsAtOnce = 2_000;

/** Seals audit records into their tenants' chains in the background, so that the chain never serializes writers. */
export function createAuditSealer(deps: {
  database: Database;
  log: Logger;
  intervalMs: number;
  /** Called for each tenant at which it failed. */
  onFault: () => void;
}): AuditSealer {
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let stopped = true;

  const sealTenant = async (tenantId: string): Promise<void> => {
    let sealed: number;
    do {
      sealed = await deps.database.inTenant(tenantId, (trx) => sealNext(trx, tenantId, recordsAtOnce));
    } while (sealed === recordsAtOnce);
  };

  const sealAll = async (): Promise<void> => {
    let cursor = beforeAll;
    for (;;) {
      const from = cursor;
      const tenantId = await deps.database.acrossTenants((trx) => findTenantToSeal(trx, from));
      if (tenantId === null) return;
      await sealTenant(tenantId).catch((fault: unknown) => {
        deps.onFault();
        deps.log.error(
          { tenant_id: tenantId, sqlstate: sqlStateOf(fault) },
          'the audit log of a tenant could not be sealed, which will be tried again',
        );
      });
      cursor = tenantId;
    }
  };

  const tick = (): void => {
    current = sealAll()
      .catch((fault: unknown) => {
        deps.log.error(
          { sqlstate: sqlStateOf(fault) },
          'sealing the audit log failed and will be tried again',
        );
      })
      .then(() => {
        if (!stopped) timer = setTimeout(tick, deps.intervalMs);
      });
  };

  return {
    sealAll,
    start() {
      stopped = false;
      tick();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
