import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import knex, { type Knex } from 'knex';
import { Client } from 'pg';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { openDatabase, silentLog } from '../../src/store/database.ts';
import { migrate, pendingMigrations, schemaState } from '../../src/store/migrate.ts';
import { migrationNames, migrationSource } from '../../src/store/migration-source.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { createBareDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

/** Columns, constraints, indexes and policies of everything but knex's own tables, in a stable order. */
const schemaQuery = `
  select 'column' as kind, table_name || '.' || column_name as name,
         data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as what
    from information_schema.columns where table_schema = 'public'
  union all
  select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
  union all
  select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
  union all
  select 'policy', tablename || '.' || policyname, coalesce(qual, '') from pg_policies where schemaname = 'public'
  order by 1, 2`;

interface SchemaRow {
  kind: string;
  name: string;
  what: string;
}

describe('migrate', () => {
  let bare: TestDatabase;

  beforeEach(async () => {
    bare = await createBareDatabase();
  });
  afterEach(() => bare.drop());

  const asLogin = async <T>(work: (knex: Knex) => Promise<T>): Promise<T> => {
    const login = knex({
      client: 'pg',
      connection: bare.url,
      log: silentLog,
      migrations: { migrationSource: migrationSource() },
    });
    try {
      return await work(login);
    } finally {
      await login.destroy();
    }
  };
  const schema = (login: Knex) =>
    login
      .raw<{ rows: SchemaRow[] }>(schemaQuery)
      .then(({ rows }) => rows.filter((row) => !row.name.startsWith('knex_')));

  it('runs every migration up, down and up again to the same schema', async () => {
    await migrate(bare.url);
    await asLogin(async (login) => {
      const first = await schema(login);
      assert.ok(first.length > 50);
      await login.migrate.rollback(undefined, true);
      assert.deepEqual(await schema(login), []);
      await login.migrate.latest();
      assert.deepEqual(await schema(login), first);
    });
  });

  it('says what it applied, and applies nothing twice', async () => {
    const all = await migrationNames();
    assert.deepEqual(await pendingMigrations(bare.url), all);
    assert.deepEqual(await migrate(bare.url), { applied: all });
    assert.deepEqual(await pendingMigrations(bare.url), []);
    assert.deepEqual(await migrate(bare.url), { applied: [] });
  });

  it('lets one of several processes migrate while the others wait', async () => {
    const results = await Promise.all([migrate(bare.url), migrate(bare.url), migrate(bare.url)]);
    const applied = results.flatMap((result) => result.applied);
    assert.deepEqual(applied, await migrationNames());
  });

  it('goes on over the lock that a killed migration left', async () => {
    await migrate(bare.url);
    await asLogin((login) => login.raw('update knex_migrations_lock set is_locked = 1'));
    assert.deepEqual(await migrate(bare.url), { applied: [] });
    await asLogin((login) => login.raw('delete from knex_migrations where true'));
    await assert.rejects(migrate(bare.url), /already exists/);
  });

  it('forces row-level security on every table of a tenant', async () => {
    await migrate(bare.url);
    const unprotected = await asLogin((login) =>
      login.raw<{ rows: { name: string }[] }>(
        `select c.relname as name from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
            and not (c.relrowsecurity and c.relforcerowsecurity)
          order by 1`,
      ),
    );
    // They say whose something is before it is known who asks, or who listens to whom.
    assert.deepEqual(
      unprotected.rows.map((row) => row.name),
      [
        'api_tokens',
        'awaited_directories',
        'browser_sessions',
        'directory_routes',
        'directory_tokens',
        'webhook_endpoints',
      ],
    );
  });

  it('goes on with what a newer Rollcall has added, and refuses a database that it has taken something from', async () => {
    await migrate(bare.url);
    await asLogin((login) =>
      login.raw(
        `insert into knex_migrations (name, batch, migration_time) values ('29990101_01_later.ts', 9, now())`,
      ),
    );
    // It has only added something: whoever runs goes on, and whoever starts is told.
    assert.deepEqual(await migrate(bare.url), { applied: [] });
    assert.deepEqual(await pendingMigrations(bare.url), []);
    assert.deepEqual(await schemaState(bare.url), { pending: [], newer: ['29990101_01_later.ts'] });
    await asLogin((login) =>
      login.raw(
        `insert into knex_migrations (name, batch, migration_time) values ('29990101_02_contract_x.ts', 9, now())`,
      ),
    );
    for (const attempt of [migrate, schemaState]) {
      await assert.rejects(
        attempt(bare.url),
        (error) =>
          error instanceof RollcallError &&
          /newer Rollcall \(29990101_02_contract_x\.ts\), which took away/.test(error.message),
      );
    }
    assert.deepEqual(await pendingMigrations(bare.url), []);
  });

  it('keeps nothing of a migration that fails, all of those before it, and says why without printing it', async () => {
    const folder = join(makeTestFolder('migrations'), 'broken');
    mkdirSync(folder);
    const migration = (sql: string) =>
      `export const up = (knex) => knex.raw(${JSON.stringify(sql)});\nexport const down = () => Promise.resolve();\n`;
    writeFileSync(join(folder, '01_good.ts'), migration('create table good (id int)'));
    writeFileSync(join(folder, '02_bad.ts'), migration('create table bad (id nonsense)'));
    await assert.rejects(migrate(bare.url, pathToFileURL(`${folder}/`)), (error) => {
      assert.ok(error instanceof RollcallError);
      assert.match(error.message, /type "nonsense" does not exist/);
      assert.doesNotMatch(error.message, /create table/);
      return true;
    });
    const kept = await asLogin(schema);
    assert.deepEqual(
      kept.map(({ name }) => name),
      ['good.id'],
    );
  });

  it('grants the sealer and a purge their columns of the audit log and nothing more, also where it may make no roles', async () => {
    const admin = new Client(await superuserUrl(bare.url));
    await admin.connect();
    const name = `plain_${process.pid}`;
    const url = new URL(bare.url);
    url.username = name;
    url.password = 'for-this-test';
    try {
      await admin.query(`create role ${name} login password 'for-this-test'`);
      await admin.query(`grant create, usage on schema public to ${name}`);
      await migrate(url.href);
      const database = openDatabase({ url: url.href, poolSize: 1 });
      try {
        const acting = await database.knex.raw<{ rows: { role: string }[] }>('select current_user as role');
        assert.equal(acting.rows[0]?.role, name);
        await assert.rejects(database.knex.raw('delete from audit_records'), /permission denied/);
        const written = [
          'id',
          'at',
          'actor_id',
          'action',
          'user_id',
          'event_ids',
          'content_digest',
          'digest',
        ];
        for (const column of written) {
          const update = `update audit_records set ${column} = ${column}`;
          await assert.rejects(database.knex.raw(update), /permission denied/, column);
        }
        await database.knex.raw('update audit_records set seq = null');
        await database.knex.raw(
          `update audit_records set before = null, after = null, reason = '', salt = ''`,
        );
        await database.knex.raw('delete from sessions');
      } finally {
        await database.close();
      }
    } finally {
      await admin.query(`drop owned by ${name} cascade`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    }
  });

  it('says what to grant when the login may not create tables', async () => {
    const admin = new Client(await superuserUrl(bare.url));
    await admin.connect();
    const name = `poor_${process.pid}`;
    const url = new URL(bare.url);
    url.username = name;
    url.password = 'for-this-test';
    try {
      await admin.query(`create role ${name} login password 'for-this-test'`);
      await assert.rejects(migrate(url.href), /GRANT CREATE, USAGE ON SCHEMA public/);
    } finally {
      await admin.query(`drop role ${name}`);
      await admin.end();
    }
  });
});
