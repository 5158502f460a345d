import assert from 'node:assert/strict';
import { Client } from 'pg';
import { findType } from '../../src/sources/scim/protocol/registry.ts';
import { listResources, type ListRequest } from '../../src/sources/scim/query/list-resources.ts';
import { readResource } from '../../src/sources/scim/query/read-resource.ts';
import type { ScimCaller } from '../../src/sources/scim/scim-caller.ts';
import { storeDirectory } from '../sources/scim/query/stored-directory.ts';
import { createTestClock } from '../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

const people = 5_000;
const groups = 300;

/** A filled directory beside another one of the same tenant, with statistics, as PostgreSQL knows them after a while. */
const filling = (tenantId: string, directoryId: string) => `
  create temporary table d as
  select id as directory_id, row_number() over (order by id <> '${directoryId}') as at from directories
   where tenant_id = '${tenantId}';
  insert into directory_users (tenant_id, id, directory_id, source_id, external_id, resource, active, gone, occurred_at,
                               created_at)
  select '${tenantId}', ('0198c0de-0000-7000-800' || at || '-' || lpad(n::text, 12, '0'))::uuid, directory_id,
         '0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'), 'ext' || n,
         jsonb_build_object('userName', 'User' || n, 'externalId', 'ext' || n, 'active', true, 'emails',
           jsonb_build_array(jsonb_build_object('type', 'work', 'value', 'User' || n || '@acme.com'))),
         true, n % 50 = 0, now(), now()
    from d, generate_series(1, ${people}) n;
  insert into directory_user_emails (tenant_id, directory_id, email_key, directory_user_id)
  select tenant_id, directory_id, lower(resource ->> 'userName') || '@acme.com', id from directory_users;
  insert into directory_groups (tenant_id, id, directory_id, source_id, external_id, name, resource, occurred_at,
                                created_at)
  select '${tenantId}', ('0198c0de-0000-7000-900' || at || '-' || lpad(n::text, 12, '0'))::uuid, directory_id,
         '0198c0de-0000-7000-9000-' || lpad(n::text, 12, '0'), 'ext' || n, 'Group ' || n,
         jsonb_build_object('displayName', 'Group ' || n, 'externalId', 'ext' || n), now(), now()
    from d, generate_series(1, ${groups}) n;
  insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
  select u.tenant_id, u.id, g.id, true, now(), 'e'
    from directory_users u
    join directory_groups g on g.directory_id = u.directory_id
                           and right(g.source_id, 3)::int % 100 = right(u.source_id, 3)::int % 100;
  insert into holds (tenant_id, id, kind, cause, reason, policy_version, opened_at)
  select tenant_id, id, 'ambiguous_match', id::text, 'r', 1, now() from directory_users where source_id like '%00';
  insert into held_people (tenant_id, hold_id, directory_user_id, changes, opened_at)
  select tenant_id, id, id, '[]', now() from directory_users where source_id like '%00';
  insert into scim_resources (tenant_id, directory_id, type, id, resource, created_at, modified_at)
  select '${tenantId}', directory_id, 'TestResource', lpad(n::text, 12, '0'), '{}', now(), now()
    from d, generate_series(1, ${people}) n;
  drop table d;
  analyze`;

const person = '0198c0de-0000-7000-8000-000000004321';
const group = '0198c0de-0000-7000-9000-000000000021';

describe('queries of SCIM on a filled directory', () => {
  let test: TestDatabase;
  let caller: ScimCaller;

  before(async () => {
    test = await createTestDatabase();
    const stored = await storeDirectory(test.database);
    caller = stored.caller;
    await storeDirectory(test.database, { tenantId: caller.tenantId });
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    try {
      await client.query(filling(caller.tenantId, caller.directoryId));
    } finally {
      await client.end();
    }
  });
  after(() => test.drop());

  /** The nodes of the plan of the one statement that the work asks, run once more for real. */
  async function planOf(work: () => Promise<unknown>): Promise<PlanNode[]> {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
    test.database.knex.on('query', note);
    await work();
    test.database.knex.off('query', note);
    assert.equal(asked.length, 1, 'more than one statement');
    const [{ sql, bindings } = { sql: '', bindings: [] }] = asked;
    const result = await test.database.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
      `explain (analyze, format json) ${sql.replaceAll(/\$\d+/g, '?')}`,
      bindings,
    );
    return result.rows.flatMap(({ 'QUERY PLAN': plan }) => flat(plan[0].Plan));
  }

  const list = (type: string, request: Partial<ListRequest>) => async () => {
    const found = findType(caller.registry, type);
    assert.ok(found);
    const page = await listResources({ database: test.database, clock: createTestClock() }, caller, [found], {
      ...{ filter: null, sortBy: null, sortOrder: 'ascending', startIndex: null, count: null, cursor: null },
      want: () => ({ groups: true, members: false }),
      ...request,
    });
    assert.ok(page.items.length > 0);
    return page;
  };
  const read =
    (type: string, id: string, members = false) =>
    async () => {
      const found = findType(caller.registry, type);
      assert.ok(found);
      assert.ok(
        await readResource({ database: test.database }, caller, found, id, { groups: true, members }),
      );
    };

  const lookups: [string, () => Promise<unknown>, string[]][] = [
    ['a user', read('User', person), ['directory_users_source_id', 'group_memberships_pkey']],
    [
      'a group without its members',
      read('Group', group),
      ['directory_groups_tenant_id_directory_id_source_id_key'],
    ],
    [
      'a group with its members',
      read('Group', group, true),
      ['group_memberships_group', 'directory_users_pkey'],
    ],
    ['another resource', read('TestResource', '000000004321'), ['scim_resources_pkey']],
    ['userName eq', list('User', { filter: 'userName eq "USER4321"' }), ['directory_users_user_name']],
    ['externalId eq', list('User', { filter: 'externalId eq "ext4321"' }), ['directory_users_external_id']],
    ['id eq', list('User', { filter: `id eq "${person}"` }), ['directory_users_source_id']],
    [
      'emails.value eq',
      list('User', { filter: 'emails.value eq "user4321@acme.com"' }),
      ['directory_user_emails_pkey', 'directory_users_pkey'],
    ],
    ['emails eq', list('User', { filter: 'emails eq "user4321@ACME.com"' }), ['directory_user_emails_pkey']],
    [
      'emails[type eq "work"].value eq',
      list('User', { filter: 'emails[type eq "work"].value eq "user4321@acme.com"' }),
      ['directory_user_emails_pkey', 'directory_users_pkey'],
    ],
    [
      'emails[… and value eq]',
      list('User', { filter: 'emails[type eq "work" and value eq "user4321@acme.com"]' }),
      ['directory_user_emails_pkey', 'directory_users_pkey'],
    ],
    [
      'userName eq and more',
      list('User', { filter: 'active eq true and (userName eq "user4321" and emails pr)' }),
      ['directory_users_user_name'],
    ],
    [
      'userName eq, sorted',
      list('User', { filter: 'userName eq "user4321"', sortBy: 'name.familyName' }),
      ['directory_users_user_name'],
    ],
    [
      'displayName eq of groups',
      list('Group', { filter: 'displayName eq "group 21"' }),
      ['directory_groups_name'],
    ],
    [
      'externalId eq of groups',
      list('Group', { filter: 'externalId eq "ext21"' }),
      ['directory_groups_external_id'],
    ],
    [
      'id eq of groups',
      list('Group', { filter: `id eq "${group}"` }),
      ['directory_groups_tenant_id_directory_id_source_id_key'],
    ],
    [
      'whether someone is a member',
      list('Group', { filter: `id eq "${group}" and members eq "${person}"` }),
      ['directory_groups_tenant_id_directory_id_source_id_key', 'group_memberships_pkey'],
    ],
    [
      'the groups of someone',
      list('Group', { filter: `members.value eq "${person}"` }),
      ['directory_users_source_id', 'group_memberships_pkey', 'directory_groups_pkey'],
    ],
    [
      'the people of a group',
      list('User', { filter: `groups.value eq "${group}"` }),
      ['group_memberships_group', 'directory_users_pkey'],
    ],
  ];
  for (const [question, work, indexes] of lookups) {
    it(`answer ${question} by an index, without reading what is not asked for`, async () => {
      const nodes = await planOf(work);
      const used = new Set(nodes.map((node) => node['Index Name']).filter((name) => name !== undefined));
      for (const index of indexes)
        assert.ok(used.has(index), `${index} is not among ${[...used].join(', ')}`);
      for (const node of nodes) {
        assert.notEqual(node['Node Type'], 'Seq Scan', `a scan of ${node['Relation Name'] ?? ''}`);
        assert.ok(rowsRead(node) < 250, `${rowsRead(node)} rows of ${node['Relation Name'] ?? ''}`);
      }
    });
  }

  it('read no more of a page by cursor than the page holds', async () => {
    const first = await list('User', { cursor: '', count: 100 })();
    const nodes = await planOf(list('User', { cursor: first.nextCursor, count: 100, filter: null }));
    const scans = nodes.filter((node) => node['Index Name'] === 'directory_users_source_id');
    assert.ok(scans.length > 0);
    assert.ok(
      scans.some((node) => rowsRead(node) < 120),
      JSON.stringify(scans.map(rowsRead)),
    );
  });

  it('count nothing where the page tells how many there are', async () => {
    const nodes = await planOf(list('User', { filter: 'userName sw "user4321"' }));
    const counting = nodes.filter(
      (node) =>
        node['Node Type'] === 'Aggregate' &&
        flat(node).some((inner) => inner['Relation Name'] === 'directory_users'),
    );
    assert.ok(counting.length > 0);
    for (const node of counting) assert.equal(node['Actual Loops'], 0);
  });

  it('count nothing either while the clock of the directory stands still', async () => {
    await test.database.inTenant(caller.tenantId, (trx) =>
      trx.raw('update directories set clock = now() where tenant_id = ?', [caller.tenantId]),
    );
    const page = await list('User', { count: 10 })();
    assert.equal(page.totalResults, people - people / 50);
    const nodes = await planOf(list('User', { count: 10 }));
    for (const node of nodes)
      assert.ok(rowsRead(node) < 250, `${rowsRead(node)} rows of ${node['Relation Name'] ?? ''}`);
  });
});

/** How many rows of its table a node looked at, over all its rounds. */
function rowsRead(node: PlanNode): number {
  if (node['Relation Name'] === undefined) return 0;
  const each =
    (node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  return each * (node['Actual Loops'] ?? 1);
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
