import assert from 'node:assert/strict';
import { Client, escapeLiteral } from 'pg';
import type { Transaction } from '../../src/store/database.ts';
import { listStandings, readOverviewFigures } from '../../src/store/overview-read.ts';
import type { PlanNode } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

type JoinNode = PlanNode & { 'Rows Removed by Join Filter'?: number };

const tenants = 2_000;

/** Tenants with a directory each, some events of which arrived long ago. */
const filling = `
  insert into tenants (id, slug, name, created_at)
  select gen_random_uuid(), 'tenant-' || n, 'n', now() from generate_series(1, ${tenants}) n;
  insert into directories (tenant_id, id, source, state, created_at)
  select id, gen_random_uuid(), 'workos', 'active', now() from tenants;
  insert into directory_health (tenant_id, directory_id, state, codes, source, in_state, in_state_since,
                                counted_until, looked_at)
  select tenant_id, id, 'ok', '{}', 'workos', 'active', now(), now(), now() from directories;
  insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
  select tenant_id, id, 'event_' || n, 'workos', 'x', now(), now() - n * interval '1 day', '{}', 'applied'
    from directories, generate_series(1, 3) n;
  analyze`;

describe('The queries of the overview on a filled database', () => {
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    await client.query(filling);
    await client.end();
  });
  after(() => test.drop());

  /** How many rows were looked at, whether or not they were wanted. */
  const rowsOf = async (work: (trx: Transaction) => Promise<unknown>): Promise<number> => {
    const { knex } = test.database;
    return test.database.acrossTenants(async (trx) => {
      const asked: { sql: string; bindings: unknown[] }[] = [];
      const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
      knex.on('query', note);
      try {
        await work(trx);
      } finally {
        knex.off('query', note);
      }
      let rows = 0;
      const visit = (node: JoinNode): void => {
        const each = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
        if (node['Relation Name'] !== undefined) rows += each * (node['Actual Loops'] ?? 1);
        rows += (node['Rows Removed by Join Filter'] ?? 0) * (node['Actual Loops'] ?? 1);
        for (const inner of node.Plans ?? []) visit(inner);
      };
      const reading = asked.filter(({ sql }) => /^\s*select\b/i.test(sql));
      assert.ok(reading.length > 0);
      // As the service runs them: by a plan that is made for any values.
      await trx.raw('set local plan_cache_mode = force_generic_plan');
      for (const { sql, bindings } of reading) {
        await trx.raw(`prepare probe as ${sql}`);
        const plan = await trx.raw<{ rows: { 'QUERY PLAN': [{ Plan: JoinNode }] }[] }>(
          `explain (analyze, format json) execute probe(${bindings.map(literal).join(', ')})`,
        );
        await trx.raw('deallocate probe');
        for (const {
          'QUERY PLAN': [{ Plan }],
        } of plan.rows)
          visit(Plan);
      }
      return rows;
    });
  };

  it('look at each tenant and its directories a few times, and not at all of them for each', async () => {
    const page = { limit: 25, after: null };
    const listed = await rowsOf((trx) => listStandings(trx, null, {}, page));
    assert.ok(listed >= tenants && listed < tenants * 8, `${listed}`);
    const figures = await rowsOf((trx) => readOverviewFigures(trx, null, new Date(), 5));
    assert.ok(figures >= tenants && figures < tenants * 20, `${figures}`);
  });
});

function literal(value: unknown): string {
  if (value === null) return 'null';
  return escapeLiteral(
    value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value),
  );
}
