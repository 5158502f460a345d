import assert from 'node:assert/strict';
import { Client } from 'pg';
import { scimBaseUrl } from '../../src/domain/scim-base-url.ts';
import { profileOf } from '../../src/sources/scim/profiles/profile-of.ts';
import { buildRegistry } from '../../src/sources/scim/protocol/registry.ts';
import { addDialectCounts } from '../../src/store/directory-dialect.ts';
import type { Transaction } from '../../src/store/database.ts';
import { newId } from '../../src/store/new-id.ts';
import { insertResync } from '../../src/store/resyncs.ts';
import { replaceTold } from '../../src/store/told-mismatches.ts';
import { openOffice, officePolicy, type Office } from '../support/office.ts';
import { superuserUrl } from '../support/test-server.ts';

/** Tables that say whose something is, before it is known who asks: of people, they hold who is signed in with a browser. */
const routing = [
  'api_tokens',
  'awaited_directories',
  'browser_sessions',
  'directory_routes',
  'directory_tokens',
  'webhook_endpoints',
];
/** What the claimers and the sealer look for across tenants. */
const routed = [
  'audit_records',
  'directories',
  'directory_health',
  'directory_problems',
  'first_syncs',
  'holds',
  'health_watch',
  'inbox',
  'notices',
  'outbox_deliveries',
  'resyncs',
  'tenants',
  'timers',
];
/** What may be added to, and never changed or removed. */
const appendOnly = ['audit_records', 'policy_activations', 'policy_versions'];

/** A body for each type of SCIM resource. */
const bodies: Record<string, object> = {
  User: { userName: 'bea', emails: [{ value: 'bea@acme.com' }] },
  Group: { displayName: 'members' },
  TestResource: { identifier: 'one' },
};

/** Something waits for its time, something is counted, and somebody is told. */
const policy = `${officePolicy}
deactivation: { mode: immediate, retain_data: 90d }
guards: { deactivations: { percent: 50, at_least: 100, within: 1h } }
notifications: { it: { on: [sole_admin_blocked], send: daily } }
`;

interface Table {
  name: string;
  /** The column that says whose a row is. */
  owner: string;
  /** Those that are written. */
  columns: string[];
}

describe('Row-level security', () => {
  let office: Office;
  let superuser: Client;
  let other: string;
  let tables: Table[];

  before(async () => {
    office = await openOffice(policy);
    superuser = new Client(await superuserUrl(office.rollcall.databaseUrl));
    await superuser.connect();
    other = (await office.rollcall.createTenant('initech', 'directory_initech', officePolicy)).tenantId;
    await fill(office);
    await copyRows(office.tenantId, other);
    tables = await tablesOfTenants();
  });
  after(async () => {
    await superuser.end();
    await office.stop();
  });

  async function fill({ api, idp, ...rest }: Office): Promise<void> {
    // Listens from now on, so that there is something in the outbox.
    await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
      body: { url: 'https://hooks.example.com/rollcall' },
    });
    await api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links');
    const ada = await rest.hire('ada', ['members', 'admins']);
    const body = { user_id: ada.user.id, expires_at: '2099-01-01T00:00:00Z' };
    await api.expect('Session', 'POST', '/tenants/acme/sessions', { body });
    await api.expect('ApiKeyOnce', 'POST', '/tenants/acme/api-keys', {
      body: { user_id: ada.user.id, name: 'k' },
    });
    await api.expect('UserDetail', 'PUT', `/tenants/acme/users/${ada.user.id}/role`, {
      body: { role: 'owner' },
    });
    await rest.tell(idp.deactivate(ada.person));
    const bob = await rest.hire('bob');
    await rest.tell(idp.deactivate(bob.person));
    const yaml = `version: rollcall/v1\ntenant: acme\n${policy.replace('default_role: viewer', 'default_role: member')}`;
    await api.expect('PolicyProposal', 'PUT', '/tenants/acme/policy/proposal', { body: { yaml } });
    await rest.hire('cyd');
    const { rollcall, tenantId } = rest;
    const told = [{ code: 'group_emptied', subject: 'members' }];
    await rollcall.database.inTenant(tenantId, (trx) =>
      replaceTold(trx, tenantId, told, rollcall.clock.now()),
    );
    await fillScim({ api, ...rest });
    await fillResync(rest);
    await fillHealth(rest);
  }

  async function fillHealth({ rollcall }: Pick<Office, 'rollcall'>) {
    // An event that cannot be read is a problem of its directory.
    await rollcall.post({
      id: 'event_bad',
      event: 'dsync.user.created',
      data: { directory_id: 'directory_acme' },
    });
    await rollcall.service.healthWatch.lookDue();
  }

  async function fillResync({ rollcall, tenantId, directoryId }: Omit<Office, 'api' | 'idp'>) {
    const now = rollcall.clock.now();
    const resync = { id: newId(), directory_id: directoryId, requested_at: now, now };
    await rollcall.database.inTenant(tenantId, async (trx) => {
      const actor = { kind: 'system', id: 'night' } as const;
      await insertResync(trx, tenantId, { ...resync, reason: 'nightly', actor });
      await trx.raw(
        `insert into resync_records (tenant_id, resync_id, kind, group_key, key) values (?, ?, 'user', '', 'u1')`,
        [tenantId, resync.id],
      );
    });
  }

  async function fillScim({ api, rollcall, tenantId }: Pick<Office, 'api' | 'rollcall' | 'tenantId'>) {
    const { id } = await api.expect('DirectoryOnce', 'POST', '/tenants/acme/directories', {
      body: { source: 'scim' },
    });
    const urn = 'urn:example:scim:acme';
    await api.expect('DirectorySchema', 'PUT', `/tenants/acme/directories/${id}/schemas/${urn}`, {
      body: { id: urn, attributes: [{ name: 'badge' }] },
    });
    const now = rollcall.clock.now();
    await rollcall.database.inTenant(tenantId, (trx) =>
      addDialectCounts(trx, tenantId, [
        { directoryId: id, kind: 'sign', name: 'guid_lookup', count: 1, firstAt: now, lastAt: now },
      ]),
    );
    const registry = buildRegistry({ testResource: true, custom: [] });
    const baseUrl = scimBaseUrl(rollcall.url, id);
    const caller = { tenantId, directoryId: id, profile: profileOf('generic'), registry, baseUrl };
    for (const type of registry.types) {
      await rollcall.service.scim.writer.write(caller, {
        kind: 'create',
        type,
        incoming: bodies[type.name],
      });
    }
  }

  async function tablesOfTenants(): Promise<Table[]> {
    const result = await superuser.query<{ name: string; owner: string; columns: string[] }>(
      `select t.table_name as name,
              case when t.table_name = 'tenants' then 'id' else 'tenant_id' end as owner,
              array_agg(c.column_name::text order by c.ordinal_position)
                filter (where c.is_generated = 'NEVER') as columns
         from information_schema.tables t
         join information_schema.columns c using (table_schema, table_name)
        where t.table_schema = 'public' and t.table_type = 'BASE TABLE'
        group by t.table_name
       having bool_or(c.column_name = 'tenant_id') or t.table_name = 'tenants'
        order by t.table_name`,
    );
    return result.rows.filter(({ name }) => !routing.includes(name));
  }

  /** So that each table has rows of both, and nothing passes for lack of any. */
  async function copyRows(from: string, to: string): Promise<void> {
    await superuser.query('begin');
    await superuser.query(`set local session_replication_role = replica`);
    for (const { name, columns } of await tablesOfTenants()) {
      if (name === 'tenants') continue;
      const list = columns.map((column) => `"${column}"`).join(', ');
      const values = columns
        .map((column) => (column === 'tenant_id' ? `'${to}'::uuid` : `"${column}"`))
        .join(', ');
      await superuser.query(
        `insert into "${name}" (${list}) select ${values} from "${name}" where tenant_id = $1 on conflict do nothing`,
        [from],
      );
    }
    await superuser.query('commit');
  }

  const asOther = <T>(work: (trx: Transaction) => Promise<T>) =>
    office.rollcall.database.inTenant(other, work);
  const count = (trx: Transaction, sql: string, values: string[]) =>
    trx.raw<{ rowCount: number }>(sql, values).then(({ rowCount }) => rowCount);
  const code = (fault: unknown) => (fault as { code?: string }).code;

  it('runs as a role that it binds, and knows every table of tenants', async () => {
    const role = await asOther((trx) =>
      trx.raw<{ rows: { name: string; bypasses: boolean }[] }>(
        'select current_user as name, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
      ),
    );
    assert.deepEqual(role.rows, [{ name: 'rollcall_app', bypasses: false }]);
    assert.ok(tables.length >= 21);
  });

  it('shows a tenant its own rows of every table, and none of another', async () => {
    for (const { name, owner } of tables) {
      await asOther(async (trx) => {
        assert.ok(
          (await count(trx, `select 1 from "${name}"`, [])) > 0,
          `${name} has no row to prove anything`,
        );
        assert.equal(await count(trx, `select 1 from "${name}" where "${owner}" <> ?`, [other]), 0, name);
      });
    }
  });

  it('changes and removes no row of another tenant, in any table', async () => {
    for (const { name, owner } of tables) {
      for (const sql of [
        `update "${name}" set "${owner}" = "${owner}" where "${owner}" = ?`,
        `delete from "${name}" where "${owner}" = ?`,
      ]) {
        try {
          assert.equal(await asOther((trx) => count(trx, sql, [office.tenantId])), 0, sql);
        } catch (fault) {
          assert.ok(appendOnly.includes(name), String(fault));
          assert.equal(code(fault), '42501');
        }
      }
    }
  });

  it('takes no row of another tenant, in any table', async () => {
    for (const { name, owner, columns } of tables) {
      const rows = await superuser.query<{ row: unknown }>(
        `select to_jsonb(t) as row from "${name}" t where "${owner}" = $1 limit 1`,
        [office.tenantId],
      );
      const list = columns.map((column) => `"${column}"`).join(', ');
      const insert = `insert into "${name}" (${list}) select ${list} from jsonb_populate_record(null::"${name}", ?::jsonb)`;
      await assert.rejects(
        asOther((trx) => trx.raw(insert, [JSON.stringify(rows.rows[0]?.row)])),
        /row-level security/,
        name,
      );
    }
  });

  it('lets nobody give a row of their own to another tenant', async () => {
    for (const { name, owner } of tables) {
      await assert.rejects(
        asOther((trx) => trx.raw(`update "${name}" set "${owner}" = ?`, [office.tenantId])),
        (fault) => code(fault) === '42501',
        name,
      );
    }
  });

  it('shows nothing without a tenant, and across tenants the routed tables alone', async () => {
    const { database } = office.rollcall;
    for (const { name } of tables) {
      const outside = await database.knex.raw<{ rows: unknown[] }>(`select 1 from "${name}"`);
      assert.equal(outside.rows.length, 0, name);
      const across = await database.acrossTenants((trx) => count(trx, `select 1 from "${name}"`, []));
      assert.equal(across > 0, routed.includes(name), name);
    }
  });

  it('does not take a made-up tenant for everyone', async () => {
    const { database } = office.rollcall;
    const users = (trx: Transaction) => count(trx, 'select 1 from users', []);
    assert.equal(await database.inTenant('00000000-0000-0000-0000-000000000000', users), 0);
    for (const scope of ['', 'on', "x'; set local rollcall.every_tenant = 'on'; --"]) {
      await assert.rejects(async () => database.inTenant(scope, users), /must be a UUID/, scope);
    }
  });

  it('lets nothing be changed across tenants, and only the inbox be added to', async () => {
    const { database } = office.rollcall;
    for (const { name, owner } of tables) {
      for (const sql of [`update "${name}" set "${owner}" = "${owner}"`, `delete from "${name}"`]) {
        const touched = await database
          .acrossTenants((trx) => count(trx, sql, []))
          .catch((fault: unknown) => code(fault));
        assert.ok(touched === 0 || touched === '42501', `${sql}: ${String(touched)}`);
      }
    }
  });
});
