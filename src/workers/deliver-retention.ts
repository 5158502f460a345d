import type { Clock } from '../domain/clock.ts';
import type { Database } from '../store/database.ts';
import { readTenantIds, removeOldMessages } from '../store/outbox-retention.ts';

const TENANTS_AT_ONCE = 500;
const MESSAGES_AT_ONCE = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Removes what is old from every tenant's outbox, a little in each transaction, until it is told to stop. */
export async function removeOldWebhooks(
  database: Database,
  clock: Clock,
  isToStop: () => boolean,
): Promise<void> {
  let after = beforeAll;
  for (;;) {
    const tenants = await database.acrossTenants((trx) => readTenantIds(trx, after, TENANTS_AT_ONCE));
    for (const tenantId of tenants) {
      let removed: number;
      do {
        if (isToStop()) return;
        removed = await database.inTenant(tenantId, (trx) =>
          removeOldMessages(trx, tenantId, MESSAGES_AT_ONCE, clock.now()),
        );
      } while (removed === MESSAGES_AT_ONCE);
    }
    const last = tenants.at(-1);
    if (last === undefined || tenants.length < TENANTS_AT_ONCE) return;
    after = last;
  }
}
