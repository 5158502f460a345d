import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import knex from 'knex';
import { Client } from 'pg';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { silentLog } from '../../src/store/database.ts';
import { migrate, pendingMigrations } from '../../src/store/migrate.ts';
import { migrationNames, migrationSource } from '../../src/store/migration-source.ts';
import { activeAccounts } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';

/** The state that the newest real migrations start from. */
const before = '20261122_11';

/** What a later release might bring, by the rules of docs/migrations.md. */
const nextRelease: Record<string, string> = {
  '29990101_01_columns.ts': `
    export const up = (knex) => knex.raw(\`
      alter table inbox add column extra text;
      alter table outbox_messages add column extra text;
      alter table directory_users add column extra boolean not null default false;
      alter table users add column extra text;
      alter table users add constraint extra_check check (extra <> '') not valid;
      alter table tenants add column extra text;
      create table extras (tenant_id uuid not null references tenants (id), id uuid not null, primary key (tenant_id, id));
    \`);
    export const down = () => Promise.resolve();`,
  '29990101_02_index.ts': `
    export const config = { transaction: false };
    export async function up(knex) {
      await knex.raw('drop index concurrently if exists inbox_extra');
      await knex.raw('create index concurrently inbox_extra on inbox (tenant_id, extra)');
      await knex.raw('alter table users validate constraint extra_check');
    }
    export const down = () => Promise.resolve();`,
};

describe('A migration while events flow', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let tenantId: string;
  const idp = () =>
    createSimulatedDirectory({
      seed: 11,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_acme',
    });
  let company: ReturnType<typeof idp>;
  let hired = 0;
  const hire = (count: number): WorkosEvent[] =>
    Array.from({ length: count }, () => {
      const email = `p${(hired += 1)}@acme.com`;
      return company.hire({ email, firstName: 'P', lastName: String(hired), attributes: {} }).events;
    }).flat();

  beforeEach(async () => {
    rollcall = await startRollcall({ batchSize: 7, pollIntervalMs: 10 });
    ({ tenantId } = await rollcall.createTenant('acme', 'directory_acme'));
    company = idp();
    hired = 0;
  });
  afterEach(() => rollcall.stop());

  async function untilEveryoneIsActive(): Promise<void> {
    for (let looks = 0; looks < 5_000; looks += 1) {
      if ((await activeAccounts(rollcall.database, tenantId)).length >= hired) break;
      rollcall.clock.advance(1_000);
      rollcall.service.lanes.wake();
      await new Promise(setImmediate);
    }
    const accounts = await activeAccounts(rollcall.database, tenantId);
    assert.deepEqual(
      accounts.map(({ email }) => email).sort(),
      Array.from({ length: hired }, (_, i) => `p${i + 1}@acme.com`).sort(),
    );
    const unfinished = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: unknown[] }>(`select event_id, error from inbox where status <> 'applied'`),
    );
    assert.deepEqual(unfinished.rows, []);
  }

  it('keeps nobody waiting behind a forgotten transaction, says whose it is, and leaves the version that runs at work', async () => {
    const folder = join(makeTestFolder('next-release'), 'migrations');
    cpSync(new URL('../../migrations/', import.meta.url), folder, { recursive: true });
    for (const [name, text] of Object.entries(nextRelease)) writeFileSync(join(folder, name), text);
    rollcall.service.start();
    for (const event of hire(20)) await rollcall.post(event);

    const forgotten = new Client(rollcall.databaseUrl);
    await forgotten.connect();
    const { rows } = await forgotten.query<{ pid: number }>('select pg_backend_pid() as pid');
    await forgotten.query('begin; select 1 from inbox limit 1; select 1 from users limit 1');
    const isNamed = Promise.withResolvers<string>();
    let isDone = false;
    const migrating = migrate(rollcall.databaseUrl, pathToFileURL(`${folder}/`), {
      ...{ lockTimeoutMs: 100, tries: 100_000, firstRestMs: 1, longestRestMs: 5 },
      onBlocked: (sentence) => {
        if (sentence.includes(`process ${rows[0]?.pid ?? 0} `)) isNamed.resolve(sentence);
      },
    }).finally(() => (isDone = true));
    try {
      assert.match(
        await isNamed.promise,
        /29990101_01_columns\.ts got no lock.*idle in transaction for \d+ s/,
      );
      // Each is answered 200, though the transaction is open and the migration keeps trying.
      for (const event of hire(20)) await rollcall.post(event);
      assert.equal(isDone, false);
    } finally {
      await forgotten.end();
    }
    const flowing = Promise.all(
      [hire(40), hire(40), hire(40)].map(async (events) => {
        for (const event of events) await rollcall.post(event);
      }),
    );
    assert.deepEqual(await migrating, { applied: Object.keys(nextRelease) });
    await flowing;
    for (const event of hire(20)) await rollcall.post(event);
    await untilEveryoneIsActive();
    // What this version's readiness goes by.
    assert.deepEqual(await pendingMigrations(rollcall.databaseUrl), []);
  });

  it('from an older state with people in it loses nothing that is sent again until it is taken', async () => {
    for (const event of hire(30)) await rollcall.post(event);
    await rollcall.drain();
    const login = knex({
      client: 'pg',
      connection: rollcall.databaseUrl,
      log: silentLog,
      migrations: { migrationSource: migrationSource() },
    });
    const newest = (await migrationNames()).filter((name) => name > before);
    assert.ok(newest.length > 5);
    for (let left = newest.length; left > 0; left -= 1) await login.migrate.down();
    await login.destroy();
    assert.deepEqual(await pendingMigrations(rollcall.databaseUrl), newest);

    rollcall.service.start();
    const isRefused = Promise.withResolvers<undefined>();
    let isMigrated = false;
    /** As WorkOS does: again until it is accepted. Once the schema is there, that is at once. */
    const deliver = async (event: WorkosEvent): Promise<void> => {
      for (;;) {
        const mustBeTaken = isMigrated;
        try {
          await rollcall.post(event);
          return;
        } catch (fault) {
          if (mustBeTaken) throw fault;
          assert.match(String(fault), /answered 5\d\d/);
          isRefused.resolve(undefined);
        }
      }
    };
    const flowing = Promise.all(
      [hire(30), hire(30), hire(30), hire(30)].map(async (events) => {
        for (const event of events) await deliver(event);
      }),
    );
    await isRefused.promise;
    assert.deepEqual(await migrate(rollcall.databaseUrl), { applied: newest });
    isMigrated = true;
    await flowing;
    for (const event of hire(10)) await deliver(event);
    await untilEveryoneIsActive();
  });

  it('gives up after its tries, with nothing of it changed and with whom to ask', async () => {
    const folder = join(makeTestFolder('given-up'), 'migrations');
    mkdirSync(folder);
    cpSync(new URL('../../migrations/', import.meta.url), folder, { recursive: true });
    for (const [name, text] of Object.entries(nextRelease)) writeFileSync(join(folder, name), text);
    const forgotten = new Client(rollcall.databaseUrl);
    await forgotten.connect();
    await forgotten.query('begin; lock table tenants in access share mode');
    try {
      await assert.rejects(
        migrate(rollcall.databaseUrl, pathToFileURL(`${folder}/`), {
          lockTimeoutMs: 100,
          tries: 2,
          firstRestMs: 1,
        }),
        /29990101_01_columns\.ts got no lock in 2 tries, because of process \d+ .*Nothing of it was changed/,
      );
    } finally {
      await forgotten.end();
    }
    assert.deepEqual(
      await pendingMigrations(rollcall.databaseUrl, pathToFileURL(`${folder}/`)),
      Object.keys(nextRelease),
    );
  });
});
