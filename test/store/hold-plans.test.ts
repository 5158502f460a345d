import assert from 'node:assert/strict';
import { Client } from 'pg';
import {
  countActiveUsers,
  countGuarded,
  readEmptiedGroups,
  readLongestProvisioned,
} from '../../src/store/guard-rows.ts';
import type { Transaction } from '../../src/store/database.ts';
import { countHeld, readHeld, readOpenHolds, readPeopleHeldAmbiguous } from '../../src/store/holds.ts';
import { readStanding } from '../../src/store/person-rows.ts';
import { plansOf, rowsReadOf } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const numbered = (prefix: string, n: number): string =>
  `0198c0de-0000-7000-${prefix}-${String(n).padStart(12, '0')}`;
const person = (n: number) => numbered('8001', n);
const hold = (n: number) => numbered('8002', n);
const group = (n: number) => numbered('8003', n);
const id = (prefix: string, n: string) =>
  `('0198c0de-0000-7000-${prefix}-' || lpad((${n})::text, 12, '0'))::uuid`;

/**
 * 6,000 people; one hold of 3,000 of them and 20 of an administrator, a rejected and an answered one of 2,000; a group of
 * 5,000 that everybody left, one that only people are in who are gone, and one that all are in.
 */
const filling = `
  insert into tenants (id, slug, name, created_at) values ('${tenant}', 'acme', 'acme', now());
  insert into directory_users (tenant_id, id, directory_id, source_id, active, gone, occurred_at)
  select '${tenant}', ${id('8001', 'n')}, '${tenant}', n::text, n > 100, n <= 100, now() from generate_series(1, 6000) n;
  insert into users (tenant_id, id, directory_user_id, status, role, provisioned_at, updated_at)
  select tenant_id, id, id, 'active', 'member', now(), now() from directory_users;
  insert into holds (tenant_id, id, kind, cause, reason, status, policy_version, opened_at)
  select '${tenant}', ${id('8002', 'n')}, case when n between 3 and 22 then 'sole_admin' else 'deactivations' end, n::text,
         'Because', case when n in (2, 23) then 'rejected' else 'open' end, 1, now() from generate_series(1, 23) n;
  insert into held_people (tenant_id, hold_id, directory_user_id, changes, status, opened_at)
  select '${tenant}', ${id('8002', 'case when n <= 3000 then 1 when n <= 5000 then 2 else n - 4998 end')}, ${id('8001', 'n')},
         '[]', case when n between 3001 and 5000 then 'rejected' else 'open' end, now()
    from generate_series(1, 5020) n;
  insert into held_people (tenant_id, hold_id, directory_user_id, changes, status, opened_at)
  select '${tenant}', ${id('8002', '23')}, ${id('8001', 'n')}, '[]', 'lapsed', now() from generate_series(1, 2000) n;
  insert into guarded_changes (tenant_id, guard, at, user_id)
  select '${tenant}', 'deactivations', now() - interval '1 hour' * (n / 100), ${id('8001', 'n')}
    from generate_series(1, 6000) n;
  insert into directory_groups (tenant_id, id, directory_id, source_id, name, gone)
  select '${tenant}', ${id('8003', 'n')}, '${tenant}', n::text, 'g' || n, false from generate_series(1, 300) n;
  insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
  select '${tenant}', ${id('8001', 'n')}, ${id('8003', '1')}, false, now(), 'e' from generate_series(1, 5000) n;
  insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
  select '${tenant}', ${id('8001', 'n')}, ${id('8003', '2')}, n <= 100, now(), 'e' from generate_series(1, 120) n;
  insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
  select '${tenant}', ${id('8001', 'n')}, ${id('8003', '3')}, true, now(), 'e' from generate_series(1, 6000) n;
  analyze`;

describe('What holds and guards ask of the database', () => {
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

  const hourAgo = new Date(Date.now() - 3_600_000);
  /** How many rows at most of each table, and by what indexes. */
  const questions: [string, (trx: Transaction) => Promise<unknown>, Record<string, number>, string[]][] = [
    [
      'what somebody waits in, among thousands who wait, and which last administrators do',
      (trx) => readHeld(trx, tenant, [person(7)]),
      { held_people: 50, holds: 50, directory_users: 50 },
      ['held_people_open', 'held_people_rejected', 'holds_open'],
    ],
    [
      'whether anybody waits',
      (trx) => readStanding(trx, tenant, ['admin']),
      { held_people: 2, users: 2 },
      ['held_people_open'],
    ],
    [
      'who waits to be matched',
      (trx) => readPeopleHeldAmbiguous(trx, tenant),
      { held_people: 0, holds: 0 },
      ['holds_open'],
    ],
    [
      'which surges are open',
      (trx) => readOpenHolds(trx, tenant, ['deactivations', 'admin_grants', 'emptied_group']),
      { holds: 3 },
      ['holds_open'],
    ],
    [
      'how many are in a hold',
      (trx) => countHeld(trx, tenant, [hold(5)]),
      { held_people: 1 },
      ['held_people_pkey'],
    ],
    [
      'what passed within the last hour',
      (trx) => countGuarded(trx, tenant, 'deactivations', hourAgo),
      { guarded_changes: 200 },
      ['guarded_changes_pkey'],
    ],
    [
      'whether enough accounts are active',
      (trx) => countActiveUsers(trx, tenant, 40),
      { users: 40 },
      ['users_active_role'],
    ],
    [
      'whether the large groups that somebody is in or has left are emptied',
      (trx) => readEmptiedGroups(trx, tenant, [person(4_500)], { since: new Date(0), least: 10 }),
      { group_memberships: 50, directory_users: 10, directory_groups: 3 },
      ['group_memberships_left', 'group_memberships_group'],
    ],
    [
      'whether a group is emptied that only those are in who are gone',
      (trx) => readEmptiedGroups(trx, tenant, [person(110)], { since: new Date(0), least: 10 }),
      { group_memberships: 200, directory_users: 150 },
      ['group_memberships_left', 'group_memberships_group'],
    ],
    [
      'who has been there for the longest',
      (trx) => readLongestProvisioned(trx, tenant, ['admin'], null, 50),
      { users: 0 },
      ['users_active_role'],
    ],
  ];
  for (const [question, ask, most, indexes] of questions) {
    it(`${question}: is answered by an index, and without reading all of a table`, async () => {
      const nodes = await plansOf(test, tenant, ask);
      for (const [table, rows] of Object.entries(most)) {
        const read = rowsReadOf(nodes, table);
        assert.ok(read <= rows, `${read} rows of ${table}`);
      }
      const used = new Set(nodes.map((node) => node['Index Name']));
      for (const index of indexes)
        assert.ok(used.has(index), `${index} is not among ${[...used].join(', ')}`);
      assert.ok(!nodes.some((node) => node['Node Type'] === 'Seq Scan'));
    });
  }

  it('find the group that only those are in who are gone, and no other', async () => {
    const groups = await test.database.inTenant(tenant, (trx) =>
      readEmptiedGroups(trx, tenant, [person(110), person(4_500)], { since: new Date(0), least: 20 }),
    );
    assert.deepEqual(groups.map((each) => each.id).sort(), [group(1), group(2)]);
    const more = await test.database.inTenant(tenant, (trx) =>
      readEmptiedGroups(trx, tenant, [person(110), person(4_500)], { since: new Date(0), least: 21 }),
    );
    assert.deepEqual(
      more.map((each) => each.id),
      [group(1)],
    );
  });
});
