import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { listAuditRecords } from '../../src/store/audit-records-read.ts';
import { listOpenSessions } from '../../src/store/browser-sessions-read.ts';
import type { Transaction } from '../../src/store/database.ts';
import { listFailures } from '../../src/store/events-failures.ts';
import { nameFailures, retryEvent } from '../../src/store/events-set-aside.ts';
import { listEvents } from '../../src/store/events.ts';
import { listHolds } from '../../src/store/holds-read.ts';
import { insertEvents, writeOutcomes } from '../../src/store/inbox.ts';
import { listPortalLinks } from '../../src/store/portal-links.ts';
import { readTenantCounts } from '../../src/store/tenant-counts.ts';
import { plansOf, rowsReadOf, type PlanNode } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const hold = '0198c0de-0000-7000-8000-00000000000b';
const id = (prefix: string) => `('0198c0de-0000-7000-${prefix}-' || lpad(n::text, 12, '0'))::uuid`;
const firstPage = { limit: 25, after: null };

/** A tenant that has been there for a while: what is open or of a kind is little among what ever was. */
const filling = `
  insert into tenants (id, slug, name, created_at) values ('${tenant}', 'acme', 'acme', now());
  insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status, error,
                     finished_at, failure)
  select '${tenant}', '${tenant}', 'event_' || n, 'workos', 'dsync.user.updated', now(), now(), '{}',
         case when n <= 2000 then 'set_aside' else 'applied' end, 'Error of kind ' || repeat('x', n % 4),
         now() - n * interval '1 s', case when n <= 2000 then md5('failed Error of kind ' || repeat('x', n % 4)) end
    from generate_series(1, 20000) n;
  insert into audit_records (tenant_id, id, at, actor_kind, action, reason, salt, content_digest, digest)
  select '${tenant}', gen_random_uuid(), now() - n * '1 s'::interval, 'directory',
         case when n % 5000 = 0 then 'hold.opened' else 'user.updated' || n % 9 end, 'r', 's', 'c', 'd'
    from generate_series(1, 20000) n;
  insert into portal_links (tenant_id, id, token_hash, access, pages, made_by_kind, created_at, expires_at, used_at)
  select '${tenant}', ${id('8001')}, 'h' || n, 'read', '{}', 'x', now(), now() + '1 h', case when n <> 7 then now() end
    from generate_series(1, 4000) n;
  insert into browser_sessions (id, session_hash, kind, tenant_id, label, portal_link_id, access, pages, created_at,
                                expires_at, last_used_at, ended_at)
  select ${id('8002')}, 'h' || n, 'portal', '${tenant}', 'l', '${tenant}', 'read', '{}', now(),
         case when n = 7 then now() + '1 h' else now() - '1 h'::interval end, now(), case when n % 2 = 0 then now() end
    from generate_series(1, 4000) n;
  insert into users (tenant_id, id, email, status, role, words, provisioned_at, updated_at)
  select '${tenant}', ${id('8003')}, 'p' || n || '@acme.com', case when n % 10 = 0 then 'deactivated' else 'active' end,
         case when n % 100 = 1 then 'admin' else 'member' end, '', now(), now() from generate_series(1, 6000) n;
  insert into holds (tenant_id, id, kind, cause, reason, status, policy_version, opened_at)
  values ('${tenant}', '${hold}', 'deactivations', 'c', 'Because', 'open', 1, now());
  insert into held_people (tenant_id, hold_id, directory_user_id, changes, status, opened_at)
  select '${tenant}', '${hold}', ${id('8004')}, '[{"action":"user.deactivated"},{"action":"session.revoked"}]',
         case when n <= 2900 then 'open' else 'expired' end, now() from generate_series(1, 3000) n`;

describe('What pages ask again every few seconds', () => {
  let test: TestDatabase;
  let superuser: Client;

  before(async () => {
    test = await createTestDatabase();
    superuser = new Client(await superuserUrl(test.url));
    await superuser.connect();
    await superuser.query(filling);
    await superuser.query('vacuum analyze');
  });
  after(async () => {
    await superuser.end();
    await test.drop();
  });

  const within = <T>(work: (trx: Transaction) => Promise<T>) => test.database.inTenant(tenant, work);
  const usedOf = (nodes: PlanNode[]) => new Set(nodes.map((node) => node['Index Name']));

  const asked = {
    ...{ tenantId: tenant, onlyOwn: false, currentId: null },
    owner: { kind: 'person', label: 'x' },
  } as const;
  const questions: [string, (trx: Transaction) => Promise<unknown>, string, Record<string, number>][] = [
    [
      'what has been recorded of one kind',
      (trx) => listAuditRecords(trx, tenant, { action: 'hold.opened' }, 'desc', firstPage),
      'audit_records_action',
      { audit_records: 4 },
    ],
    [
      'which links are open',
      (trx) => listPortalLinks(trx, tenant, { state: 'open' }, firstPage, new Date()),
      'portal_links_unused',
      { portal_links: 1 },
    ],
    [
      'which browsers are signed in',
      (trx) => listOpenSessions(trx, asked, firstPage, new Date()),
      'browser_sessions_unended',
      { browser_sessions: 2 },
    ],
  ];
  for (const [question, ask, index, most] of questions) {
    it(`${question}: is found among all that ever was by an index`, async () => {
      const nodes = await plansOf(test, tenant, ask);
      assert.ok(usedOf(nodes).has(index), [...usedOf(nodes)].join(', '));
      for (const [table, rows] of Object.entries(most)) assert.equal(rowsReadOf(nodes, table), rows, table);
    });
  }

  it('what events were set aside for is counted in the index, and no error is looked into twice', async () => {
    const groups = await within((trx) => listFailures(trx, tenant, { status: 'set_aside' }, firstPage));
    assert.deepEqual(
      groups.items.map(({ events, error, example }) => [events, error.length, example.id]).sort(),
      [
        [500, 14, 'event_4'],
        [500, 15, 'event_1'],
        [500, 16, 'event_2'],
        [500, 17, 'event_3'],
      ],
    );
    const nodes = await plansOf(test, tenant, (trx) =>
      listFailures(trx, tenant, { status: 'set_aside' }, firstPage),
    );
    const fetched = nodes.filter((node) => node['Node Type'] !== 'Index Only Scan');
    // One of each group is looked at, and the next one, to see that it is not of the same moment.
    assert.equal(rowsReadOf(nodes, 'inbox'), 2_008);
    assert.equal(rowsReadOf(fetched, 'inbox'), 8);
    assert.ok(usedOf(nodes).has('inbox_failure') && usedOf(nodes).has('inbox_unnamed_failure'));
  });

  it('events of the version before are in the same groups, and get their name later', async () => {
    const groups = () => within((trx) => listFailures(trx, tenant, { status: 'set_aside' }, firstPage));
    const before = await groups();
    await superuser.query(
      `update inbox set failure = null where status = 'set_aside' and event_id <> 'event_1'`,
    );
    assert.deepEqual(await groups(), before);
    assert.equal(await within((trx) => nameFailures(trx, tenant, 1_500)), 1_500);
    assert.deepEqual(await groups(), before);
    assert.equal(await within((trx) => nameFailures(trx, tenant, 1_500)), 499);
    assert.equal(await within((trx) => nameFailures(trx, tenant, 1_500)), 0);
    assert.deepEqual(await groups(), before);
  });

  it('events are named as they are set aside, on arrival or later, and no more once they are tried again', async () => {
    const arrived = (event_id: string) => ({
      ...{ tenantId: tenant, directoryId: tenant, receivedAt: new Date(), error: 'It has no id' },
      event: {
        ...{ id: event_id, source: 'workos' as const, type: 'x', occurredAt: '2026-01-10T08:00:00.000Z' },
        news: { kind: 'malformed' as const, problem: 'It has no id', raw: {} },
      },
    });
    await insertEvents(test.database.knex, [
      { ...arrived('event_new'), status: 'set_aside' },
      { ...arrived('event_due'), status: 'waiting' },
    ]);
    const error = 'It has no id';
    const outcome = {
      directory_id: tenant,
      event_id: 'event_due',
      attempts: 5,
      next_attempt_at: null,
      error,
    };
    await within((trx) => writeOutcomes(trx, tenant, [{ ...outcome, status: 'set_aside' }], new Date()));
    const named = async () => {
      const { rows } = await superuser.query<{ failure: string | null }>(
        `select failure from inbox where event_id in ('event_new', 'event_due') order by event_id`,
      );
      return rows.map(({ failure }) => failure);
    };
    const name = createHash('md5').update('malformed It has no id').digest('hex');
    assert.deepEqual(await named(), [name, name]);
    const found = await within((trx) =>
      listEvents(trx, tenant, { failure: name, status: 'set_aside' }, 'desc', firstPage),
    );
    assert.equal(found.items.length, 2);
    await within((trx) => retryEvent(trx, tenant, { directory_id: tenant, event_id: 'event_due' }));
    assert.deepEqual(await named(), [null, name]);
  });

  it('how many people have which role is counted in the index', async () => {
    const nodes = await plansOf(test, tenant, (trx) => readTenantCounts(trx, tenant));
    const ofPeople = nodes.filter((node) => node['Relation Name'] === 'users');
    assert.deepEqual(
      ofPeople.map((node) => [node['Node Type'], node['Index Name']]),
      [
        ['Index Only Scan', 'users_active_role'],
        ['Index Only Scan', 'users_inactive'],
      ],
    );
  });

  it('what waits in a hold is gone through once, and anew where it has changed', async () => {
    const ask = (trx: Transaction) => listHolds(trx, tenant, {}, firstPage);
    const tally = async () => {
      const { items } = await within(ask);
      return items.map(({ people, actions }) => [people, actions]);
    };
    const of = (people: number) => [[people, { 'session.revoked': people, 'user.deactivated': people }]];
    assert.deepEqual(await tally(), of(2_900));
    assert.equal(rowsReadOf(await plansOf(test, tenant, ask), 'held_people'), 0);
    await within(async (trx) => {
      await trx.raw(
        `update held_people set status = 'expired' where tenant_id = ? and directory_user_id < ?::uuid`,
        [tenant, '0198c0de-0000-7000-8004-000000000101'],
      );
      await trx.raw(`update holds set reason = 'Fewer' where tenant_id = ? and id = ?`, [tenant, hold]);
    });
    assert.deepEqual(await tally(), of(2_800));
    await within((trx) => trx.raw(`update holds set status = 'approved' where tenant_id = ?`, [tenant]));
    assert.deepEqual(await tally(), [[0, {}]]);
  });
});
