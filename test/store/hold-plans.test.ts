import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Transaction } from '../../src/store/database.ts';
import {
  findHold,
  listHoldPeople,
  listHolds,
  readHoldOfPerson,
  readWaitingPeople,
} from '../../src/store/holds-read.ts';
import { readPending } from '../../src/store/timers-read.ts';
import { readUser } from '../../src/store/users-read.ts';
import { plansOf, rowsReadOf, type PlanNode } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const person = (n: number) => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;
const hold = (n: number) => `0198c0de-0000-7000-9000-${String(n).padStart(12, '0')}`;
const crowd = 100_000;
const answered = 20_000;
/** Of the hold with the crowd; the newest. */
const surge = hold(answered + 6);

/** A tenant with years of answered holds, some that are open, and one that is open about 100,000 people. */
const filling = `
  insert into tenants (id, slug, name, created_at)
  values ('${tenant}', 'acme', 'acme', now()), (gen_random_uuid(), 'other', 'other', now());
  create temporary table h as
  select t.id as tenant_id, n, ('0198c0de-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid as id,
         case when n > ${answered} then 'open' when n % 2 = 0 then 'approved' else 'rejected' end as status
    from tenants t, generate_series(1, ${answered + 6}) n;
  insert into holds (tenant_id, id, kind, cause, reason, status, policy_version, opened_at)
  select tenant_id, id, case when n > ${answered + 5} then 'deactivations' else 'sole_admin' end, n::text, 'r', status, 1,
         now() from h;
  insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
  select tenant_id, id, ('0198c0de-0000-7000-8000-' || lpad((500000 + n)::text, 12, '0'))::uuid, null,
         '[{"action": "role.changed"}]', status, now()
    from h where n <= ${answered + 5};
  insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
  select '${tenant}', '${surge}', id, id, '[{"action": "user.deactivated"}, {"action": "role.changed"}]', 'open', now()
    from (select ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id
            from generate_series(1, ${crowd}) n) p;
  insert into users (tenant_id, id, email, display_name, status, provisioned_at, updated_at)
  select tenant_id, user_id, 'e', 'd', 'active', now(), now() from held_people where user_id is not null;
  insert into directory_users (tenant_id, id, directory_id, source_id)
  select tenant_id, id, id, id::text from users;
  insert into timers (tenant_id, subject_id, kind, since, due_at)
  select tenant_id, id, 'purge', now(), now() from users
   union all select tenant_id, id, 'hold_unanswered', now(), now() from h where n > ${answered};
  analyze`;

describe('queries of holds on a filled database', () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(120_000);
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

  const tables = ['holds', 'held_people', 'timers', 'users', 'directory_users'];
  interface Question {
    asks: string;
    work: (trx: Transaction) => Promise<unknown>;
    index: string;
    /** How many rows may be looked at, at most, by table; of any other table a hundred. */
    rows?: Record<string, number>;
  }
  const questions: Question[] = [
    {
      asks: 'which holds are open, without going through the answered ones',
      work: (trx) => listHolds(trx, tenant, { status: 'open' }, { limit: 5, after: null }),
      index: 'holds_open',
      // Everyone in the open ones, to be counted: how many, and what waits.
      rows: { held_people: 2 * (crowd + 5) + 5 },
    },
    {
      asks: 'which people wait in small holds, without going through the large one',
      work: (trx) =>
        listHolds(trx, tenant, { status: 'open', kind: 'sole_admin' }, { limit: 50, after: null }),
      index: 'holds_open',
    },
    {
      asks: 'the first page of holds',
      work: (trx) => listHolds(trx, tenant, {}, { limit: 10, after: null }),
      index: 'holds_pkey',
    },
    {
      asks: 'a later page of rejected holds',
      work: (trx) => listHolds(trx, tenant, { status: 'rejected' }, { limit: 10, after: [hold(10_000)] }),
      index: 'holds_pkey',
    },
    { asks: 'one small hold', work: (trx) => findHold(trx, tenant, hold(7)), index: 'held_people_pkey' },
    {
      asks: 'the people of a large hold, from its beginning',
      work: (trx) => listHoldPeople(trx, tenant, surge, { limit: 49, after: null }),
      index: 'held_people_pkey',
    },
    {
      asks: 'the people of a large hold, from its middle',
      work: (trx) => listHoldPeople(trx, tenant, surge, { limit: 49, after: [person(50_000)] }),
      index: 'held_people_pkey',
    },
    {
      asks: 'everyone who waits in a large hold',
      work: (trx) => readWaitingPeople(trx, tenant, surge),
      index: 'held_people_pkey',
      rows: { held_people: crowd },
    },
    {
      asks: 'which hold somebody waits in',
      work: (trx) => readHoldOfPerson(trx, tenant, person(77)),
      index: 'held_people_open',
    },
    {
      asks: 'which rejection somebody is under',
      work: (trx) => readHoldOfPerson(trx, tenant, person(500_007)),
      index: 'held_people_rejected',
    },
    {
      asks: 'what time will bring to somebody',
      work: (trx) => readPending(trx, tenant, [person(77), surge]),
      index: 'timers_pkey',
    },
    { asks: 'one user', work: (trx) => readUser(trx, tenant, person(77)), index: 'timers_pkey' },
  ];
  for (const { asks, work, index, rows = {} } of questions) {
    it(`answer ${asks} by an index`, async () => {
      const nodes = await plansOf(test, tenant, work);
      const used = indexesOf(nodes);
      assert.ok(used.includes(index), `${index} is not among ${used.join(', ')}`);
      for (const table of tables) {
        const scans = nodes.filter(
          (node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === table,
        );
        assert.equal(scans.length, 0, `a scan of ${table}`);
        const read = rowsReadOf(nodes, table);
        assert.ok(read <= (rows[table] ?? 100), `${read} rows of ${table}`);
      }
    });
  }

  it('say how many people a large hold is about, and what waits for them', async () => {
    const found = await test.database.inTenant(tenant, (trx) => findHold(trx, tenant, surge));
    assert.deepEqual(
      [found?.people, found?.actions, found?.directory_user_id, found?.changes],
      [crowd, { 'user.deactivated': crowd, 'role.changed': crowd }, null, []],
    );
  });
});

function indexesOf(nodes: PlanNode[]): string[] {
  return nodes.map((node) => node['Index Name']).filter((name) => name !== undefined);
}
