import assert from 'node:assert/strict';
import { Client } from 'pg';
import { readAccessFacts, type AccessQuestion } from '../../src/store/access-facts.ts';
import { listApiKeys } from '../../src/store/api-keys.ts';
import { findApiToken } from '../../src/store/api-tokens.ts';
import { listAuditRecords } from '../../src/store/audit-records-read.ts';
import type { Transaction } from '../../src/store/database.ts';
import { listDirectories } from '../../src/store/directories-read.ts';
import { findDirectoryByToken, readDirectoryTokens } from '../../src/store/directory-tokens.ts';
import { listFailures } from '../../src/store/events-failures.ts';
import { countAnswerable } from '../../src/store/events-set-aside.ts';
import { findEvents, listEvents } from '../../src/store/events.ts';
import { listGroups } from '../../src/store/groups-read.ts';
import { readCandidateAccounts } from '../../src/store/account-facts.ts';
import { listSessions } from '../../src/store/sessions.ts';
import { listUsers, readUser } from '../../src/store/users-read.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const directory = '0198c0de-0000-7000-8000-00000000000d';
const someone = '0198c0de-0000-7000-8000-000000000005';
const firstPage = { limit: 50, after: null };
const view = { publicUrl: 'http://127.0.0.1', now: new Date(), reader: 'operator' } as const;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** A filled tenant among others, with statistics, as PostgreSQL knows it after a while. */
const filling = `
  insert into tenants (id, slug, name, created_at)
  values ('${tenant}', 'acme', 'acme', now()), (gen_random_uuid(), 'other', 'other', now());
  insert into directories (tenant_id, id, source, state, created_at)
  select id, case when slug = 'acme' then '${directory}'::uuid else gen_random_uuid() end, 'workos', 'active', now()
    from tenants;
  insert into directory_tokens (id, tenant_id, directory_id, token_hash, created_at, revoked_at)
  select gen_random_uuid(), d.tenant_id, case when n <= 3 then d.id else gen_random_uuid() end,
         encode(sha256((d.id::text || n)::bytea), 'hex'), now(), case when n > 1 then now() end
    from directories d, generate_series(1, 4000) n;
  insert into users (tenant_id, id, external_id, email, status, role, provisioned_at, updated_at)
  select t.id, ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'ext' || n, 'Person' || n || '@acme.com',
         'active', 'member', now(), now()
    from tenants t, generate_series(1, 4000) n;
  insert into sessions (tenant_id, id, user_id, expires_at, created_at)
  select tenant_id, id, id, now(), now() from users;
  insert into api_keys (tenant_id, id, user_id, name, key_hash, created_at)
  select tenant_id, id, id, 'k', md5(id::text), now() from users;
  insert into api_tokens (id, name, token_hash, scopes, created_at)
  select gen_random_uuid(), 't', encode(sha256(('rc_' || n)::bytea), 'hex'), '{read}', now()
    from generate_series(1, 4000) n;
  insert into workspaces (tenant_id, key, name, created_at) select id, 'w', 'w', now() from tenants;
  insert into workspace_memberships (tenant_id, user_id, workspace_key, role, added_at)
  select tenant_id, id, 'w', 'member', now() from users;
  insert into directory_users (tenant_id, id, directory_id, source_id)
  select tenant_id, id, '${directory}', id::text from users;
  insert into directory_groups (tenant_id, id, directory_id, source_id)
  select t.id, gen_random_uuid(), '${directory}', 'g' || n from tenants t, generate_series(1, 300) n;
  insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
  select g.tenant_id, ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, g.id, true, now(), 'e'
    from directory_groups g, generate_series(1, 40) n;
  insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
  select d.tenant_id, d.id, 'event_' || n, 'workos', 'dsync.user.updated', now(), now() - n * '1 s'::interval, '{}',
         case when n % 500 = 0 then 'waiting' when n % 1000 = 1 then 'set_aside' else 'applied' end
    from directories d, generate_series(1, 20000) n;
  insert into audit_records (tenant_id, id, at, actor_kind, action, user_id, reason, salt, content_digest, digest)
  select t.id, gen_random_uuid(), now() - n * '1 s'::interval, 'directory', 'user.updated',
         ('0198c0de-0000-7000-8000-' || lpad((n % 4000 + 1)::text, 12, '0'))::uuid, 'r', 's', 'c', 'd'
    from tenants t, generate_series(1, 20000) n;
  analyze`;

describe('queries of the admin API on a filled database', () => {
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

  /** The nodes of the plans of every statement that the work asks, run for real. */
  async function plansOf(work: (trx: Transaction) => Promise<unknown>): Promise<PlanNode[]> {
    return test.database.inTenant(tenant, async (trx) => {
      const asked: { sql: string; bindings: unknown[] }[] = [];
      const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
      test.database.knex.on('query', note);
      await work(trx);
      test.database.knex.off('query', note);
      const nodes: PlanNode[] = [];
      for (const { sql, bindings } of asked.filter((query) => /^\s*(?:select|with)\b/i.test(query.sql))) {
        const result = await trx.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
          `explain (analyze, format json) ${sql.replaceAll(/\$\d+/g, '?')}`,
          bindings,
        );
        for (const { 'QUERY PLAN': plan } of result.rows) nodes.push(...flat(plan[0].Plan));
      }
      return nodes;
    });
  }

  const questions: [string, (trx: Transaction) => Promise<unknown>, string[]][] = [
    [
      'users by e-mail',
      (trx) => listUsers(trx, tenant, { email: 'PERSON7@acme.com' }, firstPage),
      ['users_email'],
    ],
    [
      'candidates for a match',
      (trx) =>
        readCandidateAccounts(
          trx,
          tenant,
          { externalIds: ['ext7', 'ext8'], emails: ['person7@acme.com'] },
          new Date(),
        ),
      ['users_email', 'users_external_id'],
    ],
    [
      'users by external id',
      (trx) => listUsers(trx, tenant, { external_id: 'ext7' }, firstPage),
      ['users_external_id'],
    ],
    ['the first page of users', (trx) => listUsers(trx, tenant, {}, firstPage), ['users_pkey']],
    [
      'a later page of users',
      (trx) => listUsers(trx, tenant, {}, { limit: 50, after: [someone] }),
      ['users_pkey'],
    ],
    ['one user', (trx) => readUser(trx, tenant, someone), ['users_pkey']],
    [
      'audit records of a user',
      (trx) => listAuditRecords(trx, tenant, { user_id: someone }, 'desc', firstPage),
      ['audit_records_user'],
    ],
    [
      'the latest audit records',
      (trx) => listAuditRecords(trx, tenant, {}, 'desc', firstPage),
      ['audit_records_at'],
    ],
    [
      'audit records of the last minute',
      (trx) =>
        listAuditRecords(
          trx,
          tenant,
          { since: new Date(Date.now() - 60_000).toISOString() },
          'asc',
          firstPage,
        ),
      ['audit_records_at'],
    ],
    [
      'events that wait',
      (trx) => listEvents(trx, tenant, { status: 'waiting' }, 'desc', firstPage),
      ['inbox_waiting'],
    ],
    ['the latest events', (trx) => listEvents(trx, tenant, {}, 'desc', firstPage), ['inbox_received']],
    [
      'a later page of events',
      (trx) =>
        listEvents(trx, tenant, {}, 'desc', {
          limit: 50,
          after: [new Date().toISOString().replace('Z', '000Z'), 'e', directory],
        }),
      ['inbox_received'],
    ],
    [
      'events about a person',
      (trx) => listEvents(trx, tenant, { user_id: someone }, 'desc', firstPage),
      ['inbox_person', 'inbox_waiting'],
    ],
    [
      'what events were set aside for',
      (trx) => listFailures(trx, tenant, { status: 'set_aside' }, firstPage),
      ['inbox_failure'],
    ],
    [
      'how many events were dismissed',
      (trx) => countAnswerable(trx, tenant, { status: 'dismissed' }, new Date()),
      ['inbox_dismissed'],
    ],
    ['one event', (trx) => findEvents(trx, tenant, 'event_7', null), ['inbox_pkey']],
    [
      'directories with their counts',
      (trx) => listDirectories(trx, tenant, firstPage, view),
      ['inbox_waiting', 'inbox_set_aside'],
    ],
    [
      'the tokens of directories',
      (trx) => readDirectoryTokens(trx, tenant, [directory]),
      ['directory_tokens_directory'],
    ],
    [
      'the directory of a token',
      (trx) => findDirectoryByToken(trx, `${directory}1`),
      ['directory_tokens_token_hash_key', 'directories_pkey'],
    ],
    [
      'groups with their members',
      (trx) => listGroups(trx, tenant, {}, firstPage),
      ['group_memberships_group'],
    ],
    [
      'the sessions of a user',
      (trx) => listSessions(trx, tenant, someone, firstPage, new Date(0)),
      ['sessions_open'],
    ],
    [
      'the first open sessions',
      (trx) => listSessions(trx, tenant, null, firstPage, new Date(0)),
      ['sessions_open'],
    ],
    [
      'a later page of open sessions',
      (trx) => listSessions(trx, tenant, null, { limit: 50, after: [someone, someone] }, new Date(0)),
      ['sessions_open'],
    ],
    ['the first API keys', (trx) => listApiKeys(trx, tenant, null, firstPage), ['api_keys_open']],
    ['the API keys of a user', (trx) => listApiKeys(trx, tenant, someone, firstPage), ['api_keys_open']],
    ['the API token of a request', (trx) => findApiToken(trx, 'rc_7'), ['api_tokens_token_hash_key']],
  ];
  for (const [question, work, indexes] of questions) {
    it(`answer ${question} by an index, without reading the table`, async () => {
      const nodes = await plansOf(work);
      const used = new Set(nodes.map((node) => node['Index Name']).filter((name) => name !== undefined));
      for (const index of indexes)
        assert.ok(used.has(index), `${index} is not among ${[...used].join(', ')}`);
      const large = new Set([
        ...[
          'users',
          'audit_records',
          'inbox',
          'sessions',
          'api_keys',
          'group_memberships',
          'directory_tokens',
          'api_tokens',
        ],
      ]);
      for (const node of nodes) {
        const scanned = node['Node Type'] === 'Seq Scan' && large.has(node['Relation Name'] ?? '');
        assert.ok(!scanned, `a scan of ${node['Relation Name'] ?? ''}`);
        const read = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
        if (large.has(node['Relation Name'] ?? ''))
          assert.ok(read < 1000, `${read} rows of ${node['Relation Name'] ?? ''}`);
      }
    });
  }

  /** The nodes of the plan of the one statement that is asked outside of a transaction, run for real. */
  async function planOf(work: () => Promise<unknown>): Promise<PlanNode[]> {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
    test.database.knex.on('query', note);
    await work();
    test.database.knex.off('query', note);
    assert.equal(asked.length, 1);
    const [{ sql, bindings } = { sql: '', bindings: [] }] = asked;
    const { rows: plans } = await test.database.knex.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
      `explain (analyze, format json) ${sql.replaceAll(/\$\d+/g, '?')}`,
      bindings as string[],
    );
    return plans.flatMap(({ 'QUERY PLAN': plan }) => flat(plan[0].Plan));
  }

  it('answer a read in one statement by an index, without reading the table', async () => {
    const nodes = await planOf(async () => {
      const rows = await test.database.readInTenant<{ id: string }>(
        tenant,
        `select u.id, m.workspace_key from users u
           left join workspace_memberships m on m.tenant_id = scope.tenant_id and m.user_id = u.id
          where u.tenant_id = scope.tenant_id and u.external_id = ?`,
        ['ext7'],
      );
      assert.equal(rows.length, 1);
    });
    const used = nodes.map((node) => node['Index Name']).filter((name) => name !== undefined);
    assert.deepEqual(used.sort(), ['users_external_id', 'workspace_memberships_pkey']);
    for (const node of nodes)
      assert.ok((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) <= 1);
  });

  const person = ['users_pkey', 'workspace_memberships_pkey'];
  const checks: [string, Omit<AccessQuestion, 'userId'>, string[]][] = [
    ['a user alone', { sessionId: undefined, apiKey: undefined, token: undefined }, person],
    [
      'a user with a session',
      { sessionId: someone, apiKey: undefined, token: undefined },
      [...person, 'sessions_pkey'],
    ],
    [
      'a user with an API key',
      { sessionId: undefined, apiKey: 'rck_x', token: undefined },
      [...person, 'api_keys_tenant_id_key_hash_key'],
    ],
    [
      'a user with the token of who asks',
      { sessionId: undefined, apiKey: undefined, token: 'rc_7' },
      [...person, 'api_tokens_token_hash_key'],
    ],
    [
      'a user with everything',
      { sessionId: someone, apiKey: 'rck_x', token: 'rc_7' },
      [...person, 'sessions_pkey', 'api_keys_tenant_id_key_hash_key', 'api_tokens_token_hash_key'],
    ],
  ];
  for (const [asked, shown, indexes] of checks) {
    it(`answer an access check of ${asked} in one statement, each table once and by its index`, async () => {
      const nodes = await planOf(async () => {
        const [reading] = await readAccessFacts(test.database, tenant, [{ userId: someone, ...shown }]);
        assert.equal(reading?.facts.user?.status, 'active');
        assert.equal(reading.facts.user.workspaces.length, 1);
      });
      const used = nodes.map((node) => node['Index Name']).filter((name) => name !== undefined);
      assert.deepEqual(used.sort(), [...indexes].sort());
      for (const node of nodes) {
        assert.notEqual(node['Node Type'], 'Seq Scan');
        assert.ok((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) <= 1);
      }
    });
  }

  it('answer many access checks in one statement, each by the index of each table', async () => {
    const idOf = (n: number) => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;
    const questions = Array.from({ length: 50 }, (_, n) => ({
      userId: idOf(n + 1),
      sessionId: idOf(n + 1),
      apiKey: `rck_${n}`,
      token: 'rc_7',
    }));
    const nodes = await planOf(async () => {
      const readings = await readAccessFacts(test.database, tenant, questions);
      assert.equal(readings.length, 50);
      assert.ok(readings.every(({ facts }) => facts.user?.status === 'active' && facts.session !== null));
    });
    const used = new Set(nodes.map((node) => node['Index Name']).filter((name) => name !== undefined));
    assert.deepEqual(
      [...used].sort(),
      [...person, 'sessions_pkey', 'api_keys_tenant_id_key_hash_key', 'api_tokens_token_hash_key'].sort(),
    );
    for (const node of nodes) {
      assert.notEqual(node['Node Type'], 'Seq Scan');
      // Of each loop.
      if (node['Relation Name'] !== undefined) {
        assert.ok((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) <= 1);
      }
    }
  });
});

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
