import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { isConnectionFault } from '../../src/store/connection-fault.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createBareDatabase, createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

interface Rows<T> {
  rows: T[];
}

describe('openDatabase', () => {
  const acme = randomUUID();
  const globex = randomUUID();
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    for (const [id, slug] of [
      [acme, 'acme'],
      [globex, 'globex'],
    ] as const) {
      await test.database.inTenant(id, (trx) =>
        trx.raw(`insert into tenants (id, slug, name, created_at) values (?, ?, ?, now())`, [id, slug, slug]),
      );
    }
  });
  after(() => test.drop());

  const slugs = async (database = test.database, tenant: string | null = null) => {
    const ask = 'select slug from tenants order by slug';
    const result =
      tenant === null
        ? await database.knex.raw<Rows<{ slug: string }>>(ask)
        : await database.inTenant(tenant, (trx) => trx.raw<Rows<{ slug: string }>>(ask));
    return result.rows.map((row) => row.slug);
  };

  it('shows a tenant its own rows only', async () => {
    assert.deepEqual(await slugs(test.database, acme), ['acme']);
    assert.deepEqual(await slugs(test.database, globex), ['globex']);
  });

  it('shows nothing outside a tenant', async () => {
    assert.deepEqual(await slugs(), []);
  });

  it('forgets the tenant with the transaction, on the same connection', async () => {
    const one = openDatabase({ url: test.url, poolSize: 1 });
    try {
      assert.deepEqual(await slugs(one, acme), ['acme']);
      assert.deepEqual(await slugs(one), []);
      await assert.rejects(
        one.inTenant(acme, () => Promise.reject(new Error('thrown by the work'))),
        /thrown by the work/,
      );
      assert.deepEqual(await slugs(one), []);
    } finally {
      await one.close();
    }
  });

  describe('readInTenant', () => {
    const mine = 'select slug from tenants where id = scope.tenant_id';
    const anyone = 'select t.slug, scope.tenant_id from tenants t order by t.slug';
    const slugsOf = (rows: { slug: string }[]) => rows.map((row) => row.slug);

    it('sees the rows of its tenant only, also where the statement asks for more', async () => {
      assert.deepEqual(slugsOf(await test.database.readInTenant(acme, mine)), ['acme']);
      assert.deepEqual(slugsOf(await test.database.readInTenant(globex, mine)), ['globex']);
      assert.deepEqual(slugsOf(await test.database.readInTenant(acme, anyone)), ['acme']);
    });

    it('gives rows in the order of the statement, and passes its values on', async () => {
      const rows = await test.database.readInTenant<{ n: number }>(
        acme,
        `select n from tenants t, generate_series(1, 9) n
          where t.id = scope.tenant_id and n <> ? order by n desc limit ? offset ?`,
        [8, 3, 1],
      );
      assert.deepEqual(rows, [{ n: 7 }, { n: 6 }, { n: 5 }]);
    });

    it('leaves no scope behind on its connection, neither after an answer nor after a fault', async () => {
      const one = openDatabase({ url: test.url, poolSize: 1 });
      try {
        assert.deepEqual(slugsOf(await one.readInTenant(acme, anyone)), ['acme']);
        assert.deepEqual(await slugs(one), []);
        assert.deepEqual(slugsOf(await one.readInTenant(globex, anyone)), ['globex']);
        const fault = 'select 1 / (case when id = scope.tenant_id then 0 end) from tenants';
        await assert.rejects(one.readInTenant(acme, fault), /division by zero/);
        assert.deepEqual(await slugs(one), []);
      } finally {
        await one.close();
      }
    });

    it('goes on to see its tenant only when PostgreSQL keeps a plan for the statement', async () => {
      const one = openDatabase({ url: test.url, poolSize: 1 });
      try {
        for (let turn = 0; turn < 8; turn += 1) {
          assert.deepEqual(slugsOf(await one.readInTenant(acme, anyone)), ['acme']);
          assert.deepEqual(slugsOf(await one.readInTenant(globex, anyone)), ['globex']);
          assert.deepEqual(slugsOf(await one.readInTenant(randomUUID(), anyone)), []);
        }
      } finally {
        await one.close();
      }
    });

    it('refuses a statement that does not refer to the scope', async () => {
      await assert.rejects(test.database.readInTenant(acme, 'select slug from tenants'), /scope\.tenant_id/);
    });

    it('refuses a tenant id that is none', async () => {
      await assert.rejects(test.database.readInTenant("' or true --", anyone), /invalid input syntax/);
    });
  });

  it('refuses to write a row of another tenant', async () => {
    await assert.rejects(
      test.database.inTenant(acme, (trx) =>
        trx.raw(`insert into workspaces (tenant_id, key, name, created_at) values (?, 'w', 'W', now())`, [
          globex,
        ]),
      ),
      /row-level security/,
    );
  });

  it('shows the routing tables of all tenants across tenants, and the others of none', async () => {
    await test.database.inTenant(acme, (trx) =>
      trx.raw(`insert into workspaces (tenant_id, key, name, created_at) values (?, 'w', 'W', now())`, [
        acme,
      ]),
    );
    const seen = await test.database.acrossTenants(async (trx) => ({
      tenants: (await trx.raw<Rows<{ n: number }>>('select count(*) as n from tenants')).rows[0]?.n,
      workspaces: (await trx.raw<Rows<{ n: number }>>('select count(*) as n from workspaces')).rows[0]?.n,
    }));
    assert.deepEqual(seen, { tenants: 2, workspaces: 0 });
  });

  it('binds a superuser as well', async () => {
    const database = openDatabase({ url: await superuserUrl(test.url), poolSize: 2 });
    try {
      const { rows } = await database.knex.raw<Rows<{ session: string; acting: string }>>(
        'select session_user as session, current_user as acting',
      );
      assert.notEqual(rows[0]?.session, 'rollcall_app');
      assert.equal(rows[0]?.acting, 'rollcall_app');
      assert.deepEqual(await slugs(database), []);
      assert.deepEqual(await slugs(database, acme), ['acme']);
    } finally {
      await database.close();
    }
  });

  it('refuses a login that bypasses row-level security and cannot be bound', async () => {
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    const name = `bypass_${process.pid}`;
    await client.query(`create role ${name} login bypassrls password 'for-this-test'`);
    const url = new URL(test.url);
    url.username = name;
    url.password = 'for-this-test';
    const database = openDatabase({ url: url.href, poolSize: 1 });
    try {
      await assert.rejects(
        slugs(database),
        (error) => error instanceof RollcallError && error.code === 'invalid_configuration',
      );
    } finally {
      await database.close();
      await client.query(`drop role ${name}`);
      await client.end();
    }
  });

  it('lets the audit log be appended to, sealed and emptied of content, never changed otherwise or shortened', async () => {
    const append = `insert into audit_records (tenant_id, id, at, actor_kind, action, reason, salt, content_digest, digest)
       values (?, ?, now(), 'system', 'user.updated', 'because', 's', 'c', 'd')`;
    await test.database.inTenant(acme, (trx) => trx.raw(append, [acme, randomUUID()]));
    await test.database.inTenant(acme, (trx) => trx.raw(`update audit_records set seq = 1, hash = 'h'`));
    for (const forbidden of [
      `update audit_records set action = 'another'`,
      'delete from audit_records',
      'truncate audit_records',
    ]) {
      await assert.rejects(
        test.database.inTenant(acme, (trx) => trx.raw(forbidden)),
        /permission denied/,
        forbidden,
      );
    }
  });

  it('keeps the service away from the record of migrations', async () => {
    await assert.rejects(test.database.knex.raw('select * from knex_migrations'), /permission denied/);
  });

  it('reads bigint as a number, and says so when one is too large', async () => {
    const { rows } = await test.database.knex.raw<Rows<{ n: unknown }>>(
      'select 9007199254740991::bigint as n',
    );
    assert.equal(rows[0]?.n, 9007199254740991);
    await assert.rejects(test.database.knex.raw('select 9007199254740993::bigint as n'), /does not fit/);
  });

  it('limits how long a statement and an idle transaction may last', async () => {
    const database = openDatabase({
      url: test.url,
      poolSize: 1,
      statementTimeout: 4_321,
      idleInTransactionTimeout: 8_765,
    });
    try {
      const { rows } = await database.knex.raw<Rows<{ statement: string; idle: string }>>(
        `select current_setting('statement_timeout') as statement,
                current_setting('idle_in_transaction_session_timeout') as idle`,
      );
      assert.deepEqual(rows[0], { statement: '4321ms', idle: '8765ms' });
    } finally {
      await database.close();
    }
  });

  it('goes on after the server has ended its connections, idle and busy', async () => {
    const database = openDatabase({ url: test.url, poolSize: 2 });
    const endOthers = `select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    try {
      assert.deepEqual(await slugs(database, acme), ['acme']);
      await client.query(endOthers);
      assert.deepEqual(await slugs(database, acme), ['acme']);

      const busy = database.inTenant(acme, async (trx) => {
        await client.query(endOthers);
        await trx.raw('select 1');
      });
      await assert.rejects(busy, (error) => {
        assert.ok(error instanceof RollcallError && error.code === 'database_unavailable' && error.retryable);
        assert.ok(isConnectionFault(error));
        return true;
      });
      assert.deepEqual(await slugs(database, acme), ['acme']);
    } finally {
      await client.end();
      await database.close();
    }
  });

  it('says that nobody is there as a fault that may pass', async () => {
    const bare = await createBareDatabase();
    await bare.drop();
    const url = new URL(bare.url);
    url.port = '1';
    const database = openDatabase({ url: url.href, poolSize: 1 });
    try {
      await assert.rejects(
        database.inTenant(acme, () => Promise.resolve()),
        (error) => error instanceof RollcallError && error.code === 'database_unavailable',
      );
    } finally {
      await database.close();
    }
  });
});

describe('isConnectionFault', () => {
  const withCode = (code: string) => Object.assign(new Error('something'), { code });

  for (const code of ['57P01', '57P03', '08006', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']) {
    it(`takes ${code} for the database going away`, () => assert.ok(isConnectionFault(withCode(code))));
  }

  for (const code of ['23505', '40001', '42P01', '22P02', 'ENOENT']) {
    it(`takes ${code} for what was asked`, () => assert.ok(!isConnectionFault(withCode(code))));
  }

  it('looks through causes', () => {
    assert.ok(isConnectionFault(new Error('outer', { cause: withCode('57P01') })));
    assert.ok(!isConnectionFault('Connection terminated'));
  });

  it('ends on causes that go in a circle', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    assert.ok(!isConnectionFault(circle));
  });
});
