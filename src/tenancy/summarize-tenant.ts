import type { Clock } from '../domain/clock.ts';
import type { TenantSummary } from '../generated/api.ts';
import type { Database } from '../store/database.ts';
import { readActivity, readRecentActivity } from '../store/directory-activity.ts';
import { countFrom, mergeActivity, readWatchedDirectories } from '../store/directory-health-read.ts';
import { readTenantCounts } from '../store/tenant-counts.ts';
import { activityByDay, firstActivityDay } from './activity-by-day.ts';

/** A tenant in numbers: its accounts, what waits, and the news of the last 30 days. */
export async function summarizeTenant(
  { database, clock }: { database: Database; clock: Clock },
  tenantId: string,
): Promise<TenantSummary> {
  return database.inSnapshot(tenantId, async (trx) => {
    const now = clock.now();
    const from = firstActivityDay(now);
    const directories = await readWatchedDirectories(trx, tenantId);
    const ids = directories.map(({ id }) => id);
    const kept = await readActivity(trx, tenantId, ids, from);
    const recent = await readRecentActivity(trx, tenantId, countFrom(directories, now));
    const counts = await readTenantCounts(trx, tenantId);
    return { ...counts, activity: activityByDay(mergeActivity(kept, recent), from, now) };
  });
}
