import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../support/scim-client.ts';
import { connectSuperuser } from '../support/superuser.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: PlanNode[];
}

const people = 8_000;
const idOf = (n: number) => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;
const groupId = idOf(999_999);

/** A directory of many people with accounts, half of them in one group. */
const filling = (tenantId: string, directoryId: string) => `
  insert into directory_users (tenant_id, id, directory_id, source_id, external_id, resource, active, occurred_at,
                               created_at, event_id)
  select '${tenantId}', id, '${directoryId}', id::text, 'ext' || n,
         jsonb_build_object('userName', 'user' || n || '@acme.com', 'externalId', 'ext' || n, 'active', true, 'emails',
           jsonb_build_array(jsonb_build_object('type', 'work', 'value', 'user' || n || '@acme.com'))),
         true, '2026-01-01', '2026-01-01', 'e'
    from (select n, ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id
            from generate_series(1, ${people}) n) numbered;
  insert into directory_user_keys (tenant_id, directory_id, key, directory_user_id)
  select tenant_id, directory_id, key, id
    from directory_users, lateral (values ('src:' || source_id), ('idp:' || external_id)) k (key);
  insert into directory_user_emails (tenant_id, directory_id, email_key, directory_user_id)
  select tenant_id, directory_id, user_name_key, id from directory_users;
  insert into users (tenant_id, id, directory_id, directory_user_id, external_id, email, status, role, role_origin,
                     provisioned_at, updated_at)
  select tenant_id, id, directory_id, id, external_id, user_name_key, 'active', 'viewer', 'default', now(), now()
    from directory_users;
  insert into directory_groups (tenant_id, id, directory_id, source_id, name, resource, occurred_at, created_at, event_id)
  values ('${tenantId}', '${groupId}', '${directoryId}', '${groupId}', 'Everyone', '{"displayName": "Everyone"}',
          '2026-01-01', '2026-01-01', 'e');
  insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
  select tenant_id, id, '${groupId}', true, '2026-01-01', 'e' from directory_users where id < '${idOf(people / 2)}';
  insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
  select tenant_id, directory_id, source_id, 'scim', 'scim.user.created', now(), now(), '{}', 'applied'
    from directory_users`;

const large = new Set([
  ...[
    'directory_users',
    'directory_user_keys',
    'directory_user_emails',
    'group_memberships',
    'users',
    'inbox',
  ],
]);

describe('SCIM writes in a directory of many people', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let idp: ScimClient;

  before(async () => {
    rollcall = await startRollcall();
    idp = await scimTenant(rollcall);
    const superuser = await connectSuperuser(rollcall.databaseUrl);
    try {
      // So that it is this test that decides when there are statistics.
      for (const table of large)
        await superuser.query(`alter table ${table} set (autovacuum_enabled = false)`);
      await superuser.query(filling(idp.tenantId, idp.directoryId));
    } finally {
      await superuser.end();
    }
  });
  after(() => rollcall.stop());

  /** Every statement that the work asks, with the nodes of its plan; what only reads is run once more for real. */
  async function plansOf(work: () => Promise<unknown>): Promise<{ sql: string; nodes: PlanNode[] }[]> {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
    rollcall.database.knex.on('query', note);
    await work();
    rollcall.database.knex.off('query', note);
    return rollcall.database.inTenant(idp.tenantId, async (trx) => {
      const plans = [];
      for (const { sql, bindings } of asked) {
        if (!/^\s*(?:select|with|insert|update|delete)\b/i.test(sql) || sql.includes('scope.tenant_id'))
          continue;
        const reads = !/\b(?:insert into|update|delete from)\b/i.test(sql);
        const result = await trx.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
          `explain (${reads ? 'analyze, ' : ''}format json) ${sql.replaceAll(/\$\d+/g, '?')}`,
          bindings,
        );
        plans.push({ sql, nodes: result.rows.flatMap(({ 'QUERY PLAN': plan }) => flat(plan[0].Plan)) });
      }
      return plans;
    });
  }

  const add = (...ids: string[]) =>
    patchOf({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) });
  const id = idOf(1);
  const name = 'new@acme.com';
  const writes: [string, () => Promise<unknown>][] = [
    ['a new user', () => idp.expect(201, 'POST', '/Users', newUser(name, { externalId: name }))],
    [
      'a changed user',
      () => idp.expect(200, 'PATCH', `/Users/${id}`, patchOf({ op: 'add', path: 'title', value: 'x' })),
    ],
    ['a replaced user', () => idp.expect(200, 'PUT', `/Users/${id}`, newUser('other@acme.com'))],
    ['members who join', () => idp.expect(204, 'PATCH', `/Groups/${groupId}`, add(idOf(7_000), name))],
    [
      'members who leave',
      () =>
        idp.expect(
          204,
          'PATCH',
          `/Groups/${groupId}`,
          patchOf({ op: 'remove', path: `members[value eq "${idOf(50)}"]` }),
        ),
    ],
    ['a new group', () => idp.expect(201, 'POST', '/Groups', newGroup('Some', [idOf(100), idOf(101)]))],
    ['a deleted user', () => idp.expect(204, 'DELETE', `/Users/${id}`)],
    [
      'who returns',
      () => idp.expect(201, 'POST', '/Users', newUser('Back@acme.com', { externalId: 'ext1' })),
    ],
  ];

  async function assertFrugal(write: () => Promise<unknown>): Promise<void> {
    const plans = await plansOf(write);
    assert.ok(plans.length >= 5, `only ${plans.length} statements`);
    for (const { sql, nodes } of plans) {
      for (const node of nodes) {
        const table = node['Relation Name'] ?? '';
        assert.ok(!(node['Node Type'] === 'Seq Scan' && large.has(table)), `a scan of ${table}: ${sql}`);
        assert.ok(rowsRead(node) < 300, `${rowsRead(node)} rows of ${table}: ${sql}`);
      }
    }
  }

  const addMany = (from: number) => () =>
    idp.expect(
      204,
      'PATCH',
      `/Groups/${groupId}`,
      add(...Array.from({ length: 60 }, (_, at) => idOf(from + at))),
    );

  it('of members look only at those named, also before there are statistics', () =>
    assertFrugal(addMany(300)));

  describe('with statistics', () => {
    before(async () => {
      const superuser = await connectSuperuser(rollcall.databaseUrl);
      await superuser.query('analyze');
      await superuser.end();
    });
    for (const [what, write] of writes) {
      it(`read by an index what ${what} needs, and nothing of everybody else`, () => assertFrugal(write));
    }
    it('look only at the members named, however many there are', () => assertFrugal(addMany(600)));
  });
});

/** How many rows a node looked at, over all its rounds. */
function rowsRead(node: PlanNode): number {
  const each =
    (node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0);
  return each * (node['Actual Loops'] ?? 1);
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
