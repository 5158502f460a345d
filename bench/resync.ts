/**
 * npm run bench:resync: holding what was read of a directory against what is known of it, one statement under the lock of
 * the tenant.
 * - nothing differs; a tenth of the people are gone and as many have left a group; and nothing is known yet;
 * - with 10,000 people of four groups each, and with 100,000: ten times as many are to take about ten times as long;
 * - counting whom the resync takes access from, which each batch with leavers does.
 *
 * `--quick`: a tenth of it.
 */
import { openDatabase, type Database } from '../src/store/database.ts';
import { newId } from '../src/store/new-id.ts';
import { longestComparingMs, putDifferences } from '../src/store/resync-compare.ts';
import { countWaitingLeavers } from '../src/store/resync-surge.ts';
import { asOwner, withBenchDatabase } from './support/bench-database.ts';
import { table, verdict } from './support/figures.ts';

const sizes = process.argv.includes('--quick') ? [1_000, 10_000] : [10_000, 100_000];
const groups = 4;
const [asOf, now] = [new Date('2026-01-15T08:00:00Z'), new Date('2026-01-15T09:00:00Z')];

interface Round {
  differences: number;
  comparing: number;
  counting: number;
}

/** A tenant with a directory, known but for `unknown`, and read but for every `missing`th person. */
async function measure(
  url: string,
  database: Database,
  people: number,
  { isKnown, missing }: { isKnown: boolean; missing: number | null },
): Promise<Round> {
  const [tenantId, directoryId, resyncId] = [newId(), newId(), newId()];
  const scope = `set rollcall.tenant_id = '${tenantId}';`;
  const resource = `jsonb_build_object('userName', 'user' || n || '@example.com', 'displayName', 'User ' || n, 'active', true)`;
  const isThere = missing === null ? 'true' : `n % ${missing} > 0`;
  await asOwner(
    url,
    `${scope}
     insert into tenants (id, slug, name, created_at) values ('${tenantId}', 't${tenantId}', 'T', now());
     insert into directories (tenant_id, id, source, state, created_at)
     values ('${tenantId}', '${directoryId}', 'workos', 'active', now());
     insert into resync_records (tenant_id, resync_id, kind, group_key, key, external_id, active, resource, recorded_at)
     select '${tenantId}'::uuid, '${resyncId}'::uuid, 'user', '', 'user' || n, 'idp' || n, true, ${resource}, '2026-01-01'::timestamptz
       from generate_series(1, ${people}) n where ${isThere}
     union all
     select '${tenantId}', '${resyncId}', 'group', '', 'group' || g, null, true, null, '2026-01-01'
       from generate_series(1, ${groups}) g
     union all
     select '${tenantId}', '${resyncId}', 'member', 'group' || g, 'user' || n, 'idp' || n, null, null, null
       from generate_series(1, ${people}) n, generate_series(1, ${groups}) g
      where ${isThere} ${missing === null ? '' : `and (g > 1 or n % ${missing} > 1)`};`,
  );
  if (isKnown) {
    await asOwner(
      url,
      `${scope}
       insert into directory_users (tenant_id, id, directory_id, external_id, source_id, resource, active, occurred_at, event_id)
       select '${tenantId}', gen_random_uuid(), '${directoryId}', 'idp' || n, 'user' || n, ${resource}, true, '2026-01-01', 'e' || n
         from generate_series(1, ${people}) n;
       insert into directory_groups (tenant_id, id, directory_id, source_id, name, occurred_at, event_id)
       select '${tenantId}', gen_random_uuid(), '${directoryId}', 'group' || g, 'group' || g, '2026-01-01', 'g' || g
         from generate_series(1, ${groups}) g;
       insert into directory_user_keys (tenant_id, directory_id, key, directory_user_id)
       select tenant_id, directory_id, k, id from directory_users,
              lateral (values ('src:' || source_id), ('idp:' || external_id)) v (k) where tenant_id = '${tenantId}';
       insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
       select u.tenant_id, u.id, g.id, true, '2026-01-01', 'm' from directory_users u, directory_groups g
        where u.tenant_id = '${tenantId}' and g.tenant_id = '${tenantId}';
       insert into users (tenant_id, id, directory_user_id, status, provisioned_at, updated_at)
       select tenant_id, gen_random_uuid(), id, 'active', now(), now() from directory_users where tenant_id = '${tenantId}';`,
    );
  }
  return database.inTenant(tenantId, async (trx) => {
    const began = performance.now();
    const found = await putDifferences(trx, tenantId, { resyncId, directoryId, asOf, receivedAt: now });
    const compared = performance.now();
    await countWaitingLeavers(trx, tenantId, now);
    return {
      differences: [...found.values()].reduce((sum, count) => sum + count, 0),
      comparing: (compared - began) / 1_000,
      counting: (performance.now() - compared) / 1_000,
    };
  });
}

const cases = [
  ['nothing differs', { isKnown: true, missing: null }, () => 0],
  ['a tenth has left', { isKnown: true, missing: 10 }, (people: number) => (2 * people) / 10],
  ['nothing is known', { isKnown: false, missing: null }, (people: number) => people * (groups + 1) + groups],
] as const;

await withBenchDatabase(async (url) => {
  const database = openDatabase({ url, poolSize: 2 });
  const rows = [['', 'people', 'memberships', 'differences', 'comparing (s)', 'counting leavers (s)']];
  const slowest = new Map<string, number[]>();
  for (const people of sizes) {
    for (const [name, how, expected] of cases) {
      const { differences, comparing, counting } = await measure(url, database, people, how);
      if (differences !== expected(people)) throw new Error(`${differences} differences, ${name}`);
      slowest.set(name, [...(slowest.get(name) ?? []), comparing]);
      const counts = [people, people * groups, differences].map((count) => count.toLocaleString('en'));
      rows.push([name, ...counts, comparing.toFixed(2), counting.toFixed(2)]);
    }
  }
  console.log(table(rows));
  const all = [...slowest.values()].flat();
  const most = longestComparingMs / 1_000;
  console.log(`\nroom within the ${most} s that it may take: ratio ${verdict(most / Math.max(...all), 2)}`);
  for (const [name, [small = 0, large = 0]] of slowest) {
    console.log(`ten times as many people, ${name}: ratio ${verdict((10 * small) / large, 0.5)}`);
  }
  await database.close();
});
