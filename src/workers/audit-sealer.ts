import type { Logger } from 'pino';
import { findTenantToSeal, sealNext } from '../store/audit-chain.ts';
import type { Database } from '../store/database.ts';

export interface AuditSealer {
  start(): void;
  /** Seals everything there is. */
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
}): AuditSealer {
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let stopped = true;

  const sealAll = async (): Promise<void> => {
    let cursor = beforeAll;
    for (;;) {
      const from = cursor;
      const tenantId = await deps.database.acrossTenants((trx) => findTenantToSeal(trx, from));
      if (tenantId === null) return;
      let sealed: number;
      do {
        sealed = await deps.database.inTenant(tenantId, (trx) => sealNext(trx, tenantId, recordsAtOnce));
      } while (sealed === recordsAtOnce);
      cursor = tenantId;
    }
  };

  const tick = (): void => {
    current = sealAll()
      .catch((fault: unknown) => {
        const name = fault instanceof Error ? fault.name : undefined;
        deps.log.error({ name }, 'sealing the audit log failed and will be tried again');
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
