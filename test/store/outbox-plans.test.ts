import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Transaction } from '../../src/store/database.ts';
import {
  beforeAllLanes,
  claimDeliveries,
  findLanes,
  writeDeliveryResults,
} from '../../src/store/outbox-deliveries.ts';
import { listDeliveries } from '../../src/store/outbox-read.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const endpoint = '0198c0de-0000-7000-8000-00000000000e';
const waiting = 20_000;
const people = 5_000;

/** Much waits in one lane; two other endpoints have a little. */
const filling = `
  insert into tenants (id, slug, name, created_at) values ('${tenant}', 'acme', 'acme', now());
  insert into webhook_endpoints (id, url, created_at)
  values ('${endpoint}', 'https://a', now()), ('0198c0de-0000-7000-8000-00000000000f', 'https://b', now()),
         ('0198c0de-0000-7000-8000-000000000010', 'https://c', now());
  insert into outbox_messages (tenant_id, id, seq, type, user_id, payload, created_at)
  select '${tenant}', ('0198c0de-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, n, 'role.changed',
         ('0198c0de-0000-7000-a000-' || lpad((n % ${people})::text, 12, '0'))::uuid, '{}', '2026-01-01'
    from generate_series(1, ${waiting}) n;
  insert into outbox_deliveries (tenant_id, message_id, endpoint_id, seq, subject_id, next_attempt_at, created_at)
  select m.tenant_id, m.id, e.id, m.seq, m.user_id, m.created_at, m.created_at
    from outbox_messages m join webhook_endpoints e on e.id = '${endpoint}' or m.seq <= 10;
`;

interface PlanNode {
  'Node Type': string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

for (const known of [true, false])
  describe(`what the outbox asks, ${known ? 'with' : 'without'} statistics`, () => {
    let test: TestDatabase;
    const now = new Date('2026-02-01T00:00:00Z');
    const leasedUntil = new Date('2026-02-01T00:00:30Z');

    before(async () => {
      test = await createTestDatabase();
      const client = new Client(await superuserUrl(test.url));
      await client.connect();
      await client.query(filling);
      if (known) await client.query('analyze');
      await client.end();
    });
    after(() => test.drop());

    /** How many rows a statement touches, however it finds them. */
    async function rowsTouched(
      work: (trx: Transaction) => Promise<unknown>,
      scope: 'tenant' | 'all' = 'tenant',
    ): Promise<number> {
      let touched = 0;
      const explaining = (trx: Transaction): Transaction => ({
        ...trx,
        raw: async <T>(sql: string, bindings: readonly unknown[] = []) => {
          const explained = await trx.raw<{ rows: { 'QUERY PLAN': { Plan: PlanNode }[] }[] }>(
            `explain (analyze, format json) ${sql}`,
            bindings,
          );
          touched += sum(explained.rows[0]?.['QUERY PLAN'][0]?.Plan);
          return { rows: [], rowCount: 0 } as T;
        },
      });
      const { database } = test;
      const run = async (trx: Transaction) => {
        await work(explaining(trx));
        throw new Error('undo');
      };
      await assert.rejects(
        scope === 'all' ? database.acrossTenants(run) : database.inTenant(tenant, run),
        /undo/,
      );
      return touched;
    }
    function sum(node: PlanNode | undefined): number {
      if (node === undefined) return 0;
      const loops = node['Actual Loops'] ?? 1;
      // What was handed over is at hand, however often it is looked at.
      const scanned = /Index.*Scan|Seq Scan|Tid Scan/.test(node['Node Type'])
        ? ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * loops
        : 0;
      return scanned + (node.Plans ?? []).reduce((total, plan) => total + sum(plan), 0);
    }

    const lane = { tenant_id: tenant, endpoint_id: endpoint };

    it('claims the next few without looking at all that waits', async () => {
      const touched = await rowsTouched((trx) => claimDeliveries(trx, lane, { limit: 64, now, leasedUntil }));
      assert.ok(touched > 64 && touched < 1_000, `${touched} rows`);
    });

    it('claims of each person the first that waits, and nobody’s second', async () => {
      await test.database
        .inTenant(tenant, async (trx) => {
          const first = await claimDeliveries(trx, lane, { limit: people * 2, now, leasedUntil });
          assert.equal(first.length, people);
          assert.deepEqual(await claimDeliveries(trx, lane, { limit: people, now, leasedUntil }), []);
          throw new Error('undo');
        })
        .catch((error: unknown) => {
          assert.equal((error as Error).message, 'undo');
        });
    });

    it('finds the lanes by their number, not by what waits in them', async () => {
      const touched = await rowsTouched((trx) => findLanes(trx, beforeAllLanes, 200, now), 'all');
      assert.ok(touched < 50, `${touched} rows`);
      const lanes = await test.database.acrossTenants((trx) => findLanes(trx, beforeAllLanes, 200, now));
      assert.equal(lanes.length, 3);
      assert.deepEqual(
        (await test.database.acrossTenants((trx) => findLanes(trx, lane, 1, new Date(0)))).map(
          ({ due }) => due,
        ),
        [false],
      );
    });

    it('writes what came of deliveries by their keys', async () => {
      const results = Array.from({ length: 64 }, (_, index) => ({
        message_id: `0198c0de-0000-7000-9000-${String(index + 1).padStart(12, '0')}`,
        endpoint_id: endpoint,
        leased_until: leasedUntil,
        status: 'delivered' as const,
        attempts: 1,
        first_attempt_at: now,
        next_attempt_at: null,
        last_status: 204,
        last_error: null,
      }));
      const touched = await rowsTouched((trx) => writeDeliveryResults(trx, tenant, results, now));
      assert.ok(touched >= 64 && touched < 500, `${touched} rows`);
    });

    it('a result counts only while its lease is the one that was given', async () => {
      const { database } = test;
      await database.inTenant(tenant, async (trx) => {
        const [claimed] = await claimDeliveries(trx, lane, { limit: 1, now, leasedUntil });
        assert.ok(claimed);
        const result = {
          message_id: claimed.message_id,
          endpoint_id: endpoint,
          status: 'delivered' as const,
          attempts: 1,
          first_attempt_at: now,
          next_attempt_at: null,
          last_status: 204,
          last_error: null,
        };
        const status = async () =>
          (await listDeliveries(trx, tenant, { endpoint }, 'asc', { limit: 1, after: null })).items[0]
            ?.status;
        await writeDeliveryResults(
          trx,
          tenant,
          [{ ...result, leased_until: new Date(leasedUntil.getTime() + 1) }],
          now,
        );
        assert.equal(await status(), 'waiting');
        await writeDeliveryResults(trx, tenant, [{ ...result, leased_until: leasedUntil }], now);
        assert.equal(await status(), 'delivered');
      });
    });

    it('pages through the outbox by its keys', async () => {
      const page = { limit: 50, after: null };
      for (const filter of [{}, { status: 'waiting' as const }, { status: 'dead' as const }]) {
        const touched = await rowsTouched((trx) => listDeliveries(trx, tenant, filter, 'desc', page));
        assert.ok(touched < 1_000, `${JSON.stringify(filter)}: ${touched} rows`);
      }
    });
  });
