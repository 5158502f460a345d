import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Transaction } from '../../src/store/database.ts';
import { readNamedHolds, readNamedUsers } from '../../src/store/notice-people.ts';
import { findDueChannels, lockWaitingNotices, readLastSent } from '../../src/store/notices.ts';
import { listNotices } from '../../src/store/notices-read.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const hold = '0198c0de-0000-7000-8000-00000000000e';
const idOf = (number: number) => `0198c0de-0000-7000-8000-${String(number).padStart(12, '0')}`;
const now = new Date('2026-02-01T00:00:00Z');

/** Years of notices that were sent, some that wait, and holds that were about everyone. */
const filling = `
  insert into tenants (id, slug, name, created_at)
  select case when n = 1 then '${tenant}'::uuid else gen_random_uuid() end, 'tenant-' || n, 'n', now()
    from generate_series(1, 40) n;
  insert into notices (tenant_id, id, channel, send, items, created_at, due_at, status, next_attempt_at, sent_at)
  select t.id, gen_random_uuid(), case when n % 2 = 0 then 'it' else 'security' end, 'at_once', '[]', now(), now(),
         case when n % 100 = 1 then 'waiting' else 'sent' end, '2026-01-01'::timestamptz + n * '1 s'::interval,
         case when n % 100 <> 1 then '2026-01-01'::timestamptz + n * '1 s'::interval end
    from tenants t, generate_series(1, 1000) n;
  insert into users (tenant_id, id, email, status, role, provisioned_at, updated_at)
  select '${tenant}', ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'p' || n || '@acme.com', 'active',
         'member', now(), now()
    from generate_series(1, 4000) n;
  insert into directory_users (tenant_id, id, directory_id, source_id)
  select tenant_id, id, '${tenant}', id::text from users;
  insert into holds (tenant_id, id, kind, cause, reason, policy_version, opened_at)
  select '${tenant}', case when n = 1 then '${hold}'::uuid else gen_random_uuid() end, 'deactivations', n::text, 'r', 1,
         now()
    from generate_series(1, 10) n;
  insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
  select u.tenant_id, h.id, u.id, u.id, '[]', case when h.id = '${hold}' then 'open' else 'approved' end, now()
    from users u, holds h;
  analyze`;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe('The queries of notices on a filled database', () => {
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    await client.query(filling);
    await client.end();
  });
  after(() => test.drop());

  async function plansOf(
    trx: Transaction,
    work: (trx: Transaction) => Promise<unknown>,
  ): Promise<PlanNode[]> {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
    test.database.knex.on('query', note);
    await work(trx);
    test.database.knex.off('query', note);
    const nodes: PlanNode[] = [];
    for (const { sql, bindings } of asked.filter((query) => /^\s*select\b/i.test(query.sql))) {
      const result = await trx.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
        `explain (analyze, format json) ${sql.replaceAll(/\$\d+/g, '?')}`,
        bindings,
      );
      for (const { 'QUERY PLAN': plan } of result.rows) nodes.push(...flat(plan[0].Plan));
    }
    return nodes;
  }

  const questions: [string, (trx: Transaction) => Promise<unknown>, string[], mostRows: number][] = [
    [
      'what waits for a channel',
      (trx) => lockWaitingNotices(trx, tenant, 'security', 2_000, now),
      ['notices_waiting'],
      20,
    ],
    ['when a channel was told last', (trx) => readLastSent(trx, tenant, 'it'), ['notices_sent'], 10],
    [
      'the latest notices',
      (trx) => listNotices(trx, tenant, {}, { limit: 50, after: null }),
      ['notices_pkey'],
      60,
    ],
    ['names of users', (trx) => readNamedUsers(trx, tenant, [idOf(1), idOf(7)]), ['users_pkey'], 10],
    [
      'names of the people of a hold',
      (trx) => readNamedHolds(trx, tenant, [hold], 50),
      ['held_people_pkey', 'users_pkey', 'directory_users_pkey'],
      // All 4,000 are counted, and 50 of them named.
      4_200,
    ],
  ];
  for (const [what, ask, indexes, mostRows] of questions) {
    it(`find ${what} by an index, without reading much else`, async () => {
      const nodes = await test.database.inTenant(tenant, (trx) => plansOf(trx, ask));
      const used = nodes.map((node) => node['Index Name']);
      for (const index of indexes) assert.ok(used.includes(index), `${index}: ${used.join()}`);
      assertFewRows(nodes, mostRows);
    });
  }

  it('find due channels of every tenant by an index that holds only what waits', async () => {
    const nodes = await test.database.acrossTenants((trx) =>
      plansOf(trx, async (each) => {
        assert.equal((await findDueChannels(each, now, 100)).length, 40);
      }),
    );
    assert.ok(nodes.some((node) => node['Index Name'] === 'notices_due'));
    assertFewRows(nodes, 401);
  });
});

function assertFewRows(nodes: PlanNode[], most: number): void {
  assert.ok(!nodes.some((node) => node['Node Type'] === 'Seq Scan'));
  for (const node of nodes) {
    const loops = node['Actual Loops'] ?? 1;
    const read = ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * loops;
    assert.ok(read <= most, `${node['Node Type']} ${node['Index Name'] ?? ''} read ${read} rows`);
  }
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
