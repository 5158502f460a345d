import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Transaction } from '../../src/store/database.ts';
import { findFormerAccounts, readFormerAccountsOf } from '../../src/store/former-accounts.ts';
import { readDueTimers } from '../../src/store/timers.ts';
import { readPeopleWithWaitingNews } from '../../src/store/waiting-news.ts';
import { plansOf, rowsReadOf } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const other = '0198c0de-0000-7000-8000-00000000000b';
const person = (n: number) => `0198c0de-0000-7000-8001-${String(n).padStart(12, '0')}`;
const id = (n: string) => `('0198c0de-0000-7000-8001-' || lpad((${n})::text, 12, '0'))::uuid`;
const now = new Date('2026-01-15T09:00:00Z');

/**
 * 5,000 people of a tenant, with a timer each, of which 30 are due, and 20 former accounts; 5,000 timers of another one,
 * all due for long; 3,000 events, of which 40 wait.
 */
const filling = `
  insert into tenants (id, slug, name, created_at) values ('${tenant}', 'acme', 'acme', now()), ('${other}', 'b', 'b', now());
  insert into directories (tenant_id, id, source, state, created_at) values ('${tenant}', '${tenant}', 'workos', 'active', now());
  insert into directory_users (tenant_id, id, directory_id, external_id, source_id, active, gone, occurred_at)
  select '${tenant}', ${id('n')}, '${tenant}', 'x' || n, 'u' || n, true, false, now() from generate_series(1, 5000) n;
  insert into directory_user_keys (tenant_id, directory_id, key, directory_user_id)
  select tenant_id, directory_id, 'src:' || source_id, id from directory_users
   union all select tenant_id, directory_id, 'idp:' || external_id, id from directory_users;
  insert into users (tenant_id, id, directory_id, directory_user_id, external_id, status, provisioned_at, updated_at)
  select tenant_id, id, directory_id, id, external_id, 'active', now(), now() from directory_users;
  insert into users (tenant_id, id, directory_id, external_id, status, provisioned_at, updated_at)
  select '${tenant}', ${id('10000 + n')}, '${tenant}', 'x' || n, 'deactivated', now(), now() from generate_series(1, 20) n;
  insert into timers (tenant_id, subject_id, kind, since, due_at)
  select '${tenant}', ${id('n')}, 'purge', now(),
         timestamptz '${now.toISOString()}' + interval '1 minute' * (n - 30) from generate_series(1, 5000) n;
  insert into timers (tenant_id, subject_id, kind, since, due_at)
  select '${other}', ${id('n')}, 'purge', now(), timestamptz '2025-01-01' from generate_series(1, 5000) n;
  insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
  select '${tenant}', '${tenant}', 'e' || n, 'workos', 'dsync.user.updated', now(), now(),
         jsonb_build_object('news', jsonb_build_object('kind', 'user_seen', 'person',
           jsonb_build_object('sourceId', 'u' || n, 'externalId', 'x' || n))),
         case when n <= 40 then 'waiting' else 'applied' end from generate_series(1, 3000) n;
  analyze`;

describe('What is due asks of the database', () => {
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    try {
      await client.query(filling);
    } finally {
      await client.end();
    }
  });
  after(() => test.drop());

  const questions: [string, (trx: Transaction) => Promise<unknown[]>, number, Record<string, number>][] = [
    [
      'what is due of one tenant, while thousands wait and another tenant is far behind',
      (trx) => readDueTimers(trx, tenant, 500, now),
      30,
      { timers: 40 },
    ],
    [
      'of whom news waits, among thousands of events that do not',
      (trx) => readPeopleWithWaitingNews(trx, tenant, [person(7), person(41), person(42)]),
      1,
      { inbox: 50, directory_user_keys: 10 },
    ],
    [
      'the former accounts of a page of people',
      (trx) => readFormerAccountsOf(trx, tenant, [person(7), person(41), person(42)]),
      1,
      { users: 10, directory_users: 5 },
    ],
    [
      'whose some former accounts were',
      (trx) => findFormerAccounts(trx, tenant, [person(10_007), person(8)]),
      1,
      { users: 5, directory_users: 5 },
    ],
  ];
  for (const [title, ask, found, most] of questions) {
    it(`${title}: by indexes`, async () => {
      const nodes = await plansOf(test, tenant, async (trx) => {
        assert.equal((await ask(trx)).length, found);
      });
      for (const [table, rows] of Object.entries(most)) {
        const read = rowsReadOf(nodes, table);
        assert.ok(read > 0 && read <= rows, `${table}: ${read} rows were read`);
      }
    });
  }
});
