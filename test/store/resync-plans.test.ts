import assert from 'node:assert/strict';
import { newId } from '../../src/store/new-id.ts';
import { hasWaitingNews, putDifferences } from '../../src/store/resync-compare.ts';
import { hasNewsToApply, nextGroupToRead, readNewsFates } from '../../src/store/resync-records.ts';
import { findDueResync, insertResync, readLastDone, readLastResync } from '../../src/store/resyncs.ts';
import { countWaitingLeavers, countWaitingOutsiders } from '../../src/store/resync-surge.ts';
import { plansOf, rowsReadOf } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const people = 2_000;
const asOf = new Date('2026-01-15T08:00:00Z');
const now = new Date('2026-01-15T09:00:00Z');

/** A directory of many people in two groups beside others of the same tenant, all of it staged but for every tenth. */
describe('The statements of a resync', () => {
  let testDatabase: TestDatabase;
  const [tenantId, directoryId, other, resyncId] = [newId(), newId(), newId(), newId()];

  before(async () => {
    testDatabase = await createTestDatabase();
    const { database } = testDatabase;
    await database.inTenant(tenantId, async (trx) => {
      await trx.raw(`insert into tenants (id, slug, name, created_at) values (?, 'acme', 'Acme', ?)`, [
        tenantId,
        now,
      ]);
      for (const id of [directoryId, other]) {
        await trx.raw(
          `insert into directories (tenant_id, id, source, state, created_at) values (?, ?, 'workos', 'active', ?)`,
          [tenantId, id, now],
        );
        await trx.raw(
          `insert into directory_users (tenant_id, id, directory_id, external_id, source_id, resource, active, occurred_at, event_id)
           select ?::uuid, gen_random_uuid(), ?::uuid, 'idp' || n, 'user' || n, '{}', true, '2026-01-01', 'e' || n
             from generate_series(1, ?::int) n`,
          [tenantId, id, people],
        );
        await trx.raw(
          `insert into directory_groups (tenant_id, id, directory_id, source_id, name, occurred_at, event_id)
           select ?::uuid, gen_random_uuid(), ?::uuid, 'group' || n, 'group' || n, '2026-01-01', 'g' || n
             from generate_series(1, 2) n`,
          [tenantId, id],
        );
      }
      await trx.raw(
        `insert into directory_user_keys (tenant_id, directory_id, key, directory_user_id)
         select tenant_id, directory_id, k, id from directory_users,
                lateral (values ('src:' || source_id), ('idp:' || external_id)) v (k) where tenant_id = ?`,
        [tenantId],
      );
      await trx.raw(
        `insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
         select u.tenant_id, u.id, g.id, true, '2026-01-01', 'm' from directory_users u
           join directory_groups g on g.tenant_id = u.tenant_id and g.directory_id = u.directory_id
          where u.tenant_id = ?`,
        [tenantId],
      );
      await trx.raw(
        `insert into resync_records (tenant_id, resync_id, kind, group_key, key, external_id, active, resource, recorded_at)
         select ?::uuid, ?::uuid, 'user', '', 'user' || n, 'idp' || n, true, '{}'::jsonb, '2026-01-01'::timestamptz
           from generate_series(1, ?::int) n where n % 10 > 0
         union all
         select ?::uuid, ?::uuid, 'group', '', 'group' || n, null, true, null, '2026-01-01' from generate_series(1, 2) n
         union all
         select ?::uuid, ?::uuid, 'member', 'group' || g, 'user' || n, 'idp' || n, null, null, null
           from generate_series(1, ?::int) n, generate_series(1, 2) g where n % 10 > 1`,
        [tenantId, resyncId, people, tenantId, resyncId, tenantId, resyncId, people],
      );
      const actor = { kind: 'system', id: null } as const;
      await insertResync(trx, tenantId, {
        ...{ id: resyncId, directory_id: directoryId, reason: 'nightly', actor, requested_at: now, now },
      });
    });
  });
  after(() => testDatabase.drop());

  const resync = { resyncId, directoryId, asOf, receivedAt: now };

  it('find what differs with one look at each record, though nobody has counted the tables yet', async () => {
    const nodes = await plansOf(testDatabase, tenantId, async (trx) => {
      const found = await putDifferences(trx, tenantId, resync);
      assert.deepEqual(Object.fromEntries(found), {
        'resync.user_seen': 0,
        'resync.user_gone': people / 10,
        'resync.group_seen': 0,
        'resync.group_gone': 0,
        'resync.joined': 0,
        'resync.left': people / 5,
      });
      // As the comparison itself is planned.
      await trx.raw(`set local enable_nestloop = off`);
    });
    // Two names for each person and each membership, and each once more where both lists are held against the mirror.
    for (const [table, most] of [
      ['directory_user_keys', 22 * people],
      ['directory_users', 12 * people],
      ['group_memberships', 6 * people],
      ['resync_records', 14 * people],
    ] as const) {
      const rows = rowsReadOf(nodes, table);
      assert.ok(rows > 0 && rows <= most, `${rows} rows of ${table} for ${people} people`);
    }
    const scans = nodes.filter((node) => node['Node Type'] === 'CTE Scan' && (node['Actual Loops'] ?? 0) > 1);
    assert.deepEqual(scans, [], 'a list is gone through once, not once for each person');
  });

  it('count who would lose access without looking at what else the resync found', async () => {
    await testDatabase.database.inTenant(tenantId, async (trx) => {
      await trx.raw(
        `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
         select ?::uuid, ?::uuid, 'resync:b' || n, 'workos', 'resync.joined', ?::timestamptz, ?::timestamptz,
                jsonb_build_object('news', jsonb_build_object('person', jsonb_build_object('sourceId', 'user' || n))), 'waiting'
           from generate_series(1, 10 * ?::int) n`,
        [tenantId, directoryId, asOf, now, people],
      );
      await trx.raw(
        `insert into users (tenant_id, id, directory_user_id, status, provisioned_at, updated_at)
         select tenant_id, gen_random_uuid(), id, 'active', ?::timestamptz, ?::timestamptz
           from directory_users where tenant_id = ? and directory_id = ?`,
        [now, now, tenantId, directoryId],
      );
    });
    const nodes = await plansOf(testDatabase, tenantId, async (trx) => {
      const result = await trx.raw<{ rows: { id: string }[] }>(
        'select id from directory_groups where tenant_id = ? and directory_id = ?',
        [tenantId, directoryId],
      );
      const giving = result.rows.map(({ id }) => id);
      assert.equal(await countWaitingLeavers(trx, tenantId, now), people / 10);
      // Each of them has left both of the groups.
      assert.equal(await countWaitingOutsiders(trx, tenantId, now, giving), people / 10);
      assert.equal(await countWaitingOutsiders(trx, tenantId, now, giving.slice(0, 1)), people / 10);
      assert.equal(await hasNewsToApply(trx, tenantId, resyncId, directoryId), true);
    });
    const news = (3 * people) / 10;
    for (const [table, most] of [
      // Once for the leavers, and twice for each time that groups are counted.
      ['inbox', 5 * news + 1],
      ['resync_records', 1],
      ['group_memberships', 2 * news],
      ['users', 2 * news],
      ['directory_user_keys', 3 * news],
    ] as const) {
      const read = rowsReadOf(nodes, table);
      assert.ok(read > 0 && read <= most, `${read} rows of ${table}`);
    }
  });

  it('look only at what they need', async () => {
    const nodes = await plansOf(testDatabase, tenantId, async (trx) => {
      await nextGroupToRead(trx, tenantId, resyncId, '');
      await readLastDone(trx, tenantId, directoryId);
      await readLastResync(trx, tenantId, directoryId);
      assert.equal(await hasWaitingNews(trx, tenantId, directoryId, now), true);
      await countWaitingLeavers(trx, tenantId, new Date(0));
    });
    for (const table of ['resync_records', 'resyncs', 'directory_user_keys', 'users', 'inbox']) {
      assert.ok(rowsReadOf(nodes, table) <= 5, `${rowsReadOf(nodes, table)} rows of ${table}`);
    }
    const due = await testDatabase.database.acrossTenants((trx) => findDueResync(trx, now, []));
    assert.deepEqual(due, { tenant_id: tenantId, id: resyncId });
    const fates = await testDatabase.database.inTenant(tenantId, (trx) =>
      readNewsFates(trx, tenantId, resyncId, directoryId),
    );
    assert.equal(
      fates.reduce((sum, { count }) => sum + count, 0),
      (3 * people) / 10,
      'what was put into the inbox is found again',
    );
  });
});
