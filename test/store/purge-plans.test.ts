import assert from 'node:assert/strict';
import { Client } from 'pg';
import { purgePeople } from '../../src/store/purge-people.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const directory = '0198c0de-0000-7000-8000-00000000000d';
const idOf = (n: number) => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** 1,500 people of each of two tenants, who left, and all that is stored of them. */
const filling = `
  create function pg_temp.id_of(n bigint) returns uuid immutable language sql
    return ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
  insert into tenants (id, slug, name, created_at)
  values ('${tenant}', 'acme', 'acme', now()), (gen_random_uuid(), 'other', 'other', now());
  insert into directories (tenant_id, id, source, state, created_at)
  select id, '${directory}', 'workos', 'active', now() from tenants;
  insert into users (tenant_id, id, status, provisioned_at, updated_at)
  select t.id, pg_temp.id_of(n), 'purged', now(), now() from tenants t, generate_series(1, 1500) n;
  insert into sessions (tenant_id, id, user_id, expires_at, created_at, revoked_at)
  select tenant_id, gen_random_uuid(), id, now(), now(), case n when 1 then null else now() end
    from users, generate_series(1, 3) n;
  insert into api_keys (tenant_id, id, user_id, name, key_hash, created_at, revoked_at)
  select tenant_id, gen_random_uuid(), id, 'k', gen_random_uuid()::text, now(), case n when 1 then null else now() end
    from users, generate_series(1, 3) n;
  insert into manual_roles (tenant_id, user_id, role, set_by, set_at) select tenant_id, id, 'member', 'x', now() from users;
  insert into workspaces (tenant_id, key, name, created_at) select id, 'w', 'w', now() from tenants;
  insert into workspace_memberships (tenant_id, user_id, workspace_key, role, added_at)
  select tenant_id, id, 'w', 'member', now() from users;
  insert into directory_users (tenant_id, id, directory_id, source_id, gone)
  select tenant_id, id, '${directory}', 's' || id, true from users;
  insert into directory_user_keys (tenant_id, directory_id, key, directory_user_id)
  select tenant_id, '${directory}', k || id, id from users, unnest(array['src:s', 'idp:e']) k;
  insert into directory_user_emails (tenant_id, directory_id, email_key, directory_user_id)
  select tenant_id, '${directory}', id || '@acme.com', id from users;
  insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
  select tenant_id, '${directory}', id::text || n, 'workos', 'dsync.user.updated', now(), now(),
         jsonb_build_object('news', jsonb_build_object('kind', 'user_seen', 'resource', '{}'::jsonb,
                                                       'person', jsonb_build_object('sourceId', 's' || id))),
         case n when 1 then 'waiting' else 'applied' end
    from users, generate_series(1, 4) n;
  insert into holds (tenant_id, id, kind, cause, reason, policy_version, opened_at)
  select id, pg_temp.id_of(n), 'deactivations', n::text, 'r', 1, now() from tenants, generate_series(1, 10) n;
  insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
  select u.tenant_id, h.id, u.id, u.id, '[]', 'approved', now() from users u join holds h on h.tenant_id = u.tenant_id;
  insert into outbox_messages (tenant_id, id, type, user_id, payload, created_at)
  select tenant_id, gen_random_uuid(), 'user.updated', id, '{"data": {}}', now() from users, generate_series(1, 3) n;
  insert into audit_records (tenant_id, id, at, actor_kind, action, user_id, reason, salt, content_digest, digest)
  select tenant_id, gen_random_uuid(), now(), 'directory', 'user.updated', id, 'r', 's', 'c', 'd'
    from users, generate_series(1, 5) n`;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe('A purge on a filled database', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  async function fill(sql: string): Promise<void> {
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  const people = [1, 20, 300, 1499].map((n) => ({ userId: idOf(n), directoryUserId: idOf(n) }));

  /** What each statement of the purge reads, as it is done for real. */
  async function plans(): Promise<PlanNode[]> {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
    const rehearsed = (work: 'ask' | 'explain') =>
      test.database.inTenant(tenant, (trx) =>
        trx.rehearse(async (part) => {
          if (work === 'ask') {
            await purgePeople(part, tenant, people, new Date());
            return [];
          }
          const nodes: PlanNode[] = [];
          for (const { sql, bindings } of asked.filter(({ sql: text }) =>
            /^\s*(?:select|with|update|delete)/i.test(text),
          )) {
            const result = await part.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
              `explain (analyze, format json) ${sql.replaceAll(/\$\d+/g, '?')}`,
              bindings,
            );
            for (const { 'QUERY PLAN': plan } of result.rows) nodes.push(...flat(plan[0].Plan));
          }
          return nodes;
        }),
      );
    test.database.knex.on('query', note);
    await rehearsed('ask');
    test.database.knex.off('query', note);
    return rehearsed('explain');
  }

  it('finds what is of four people by indexes, and reads little else', async () => {
    await fill(`${filling}; analyze`);
    const nodes = await plans();
    const used = [...new Set(nodes.map((node) => node['Index Name']).filter((name) => name !== undefined))];
    assert.deepEqual(used.sort(), [
      'api_keys_open',
      'api_keys_revoked',
      'audit_records_user',
      'directories_pkey',
      'directory_user_emails_person',
      'directory_user_keys_person',
      'directory_user_keys_pkey',
      'directory_users_pkey',
      'held_people_person',
      'held_people_user',
      'idempotency_keys_created',
      'idempotency_keys_pkey',
      'inbox_person',
      'inbox_pkey',
      'manual_roles_pkey',
      'outbox_messages_user',
      'sessions_open',
      'sessions_revoked',
      'shadow_differences_pkey',
      'users_directory_user',
      'workspace_memberships_pkey',
    ]);
    for (const node of nodes) {
      assert.notEqual(node['Node Type'], 'Seq Scan');
      if (node['Relation Name'] === undefined || node['Node Type'] === 'ModifyTable') continue;
      const rows = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
      const read = rows * (node['Actual Loops'] ?? 1);
      assert.ok(
        read <= 50,
        `${String(read)} rows of ${node['Relation Name']}, by ${node['Index Name'] ?? 'a scan'}`,
      );
    }
  });
});

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
