import assert from 'node:assert/strict';
import knex from 'knex';
import { silentLog } from '../../src/store/database.ts';
import { migrationNames, migrationSource } from '../../src/store/migration-source.ts';
import { createBareDatabase, type TestDatabase } from '../support/test-database.ts';

const MIGRATION = '20261122_09_policy_versions';
const acme = '0198c0de-0000-7000-8000-000000000001';
const initech = '0198c0de-0000-7000-8000-000000000002';

describe('The history of policies that were there before it was kept', () => {
  let bare: TestDatabase;

  before(async () => {
    bare = await createBareDatabase();
  });
  after(() => bare.drop());

  it('is what the audit log says; and git has seen what came from a file or the default, not from the API', async () => {
    const login = knex({
      client: 'pg',
      connection: bare.url,
      log: silentLog,
      migrations: { migrationSource: migrationSource() },
    });
    try {
      for (const name of await migrationNames()) {
        if (name.startsWith(MIGRATION)) break;
        await login.migrate.up();
      }
      for (const [tenant, slug, origins] of [
        [acme, 'acme', ['default', 'file']],
        [initech, 'initech', ['api']],
      ] as const) {
        await login.transaction(async (trx) => {
          await trx.raw(`select set_config('rollcall.tenant_id', ?, true)`, [tenant]);
          await trx.raw(
            `insert into tenants (id, slug, name, active_policy_version, created_at) values (?, ?, ?, ?, '2026-01-01')`,
            [tenant, slug, slug, origins.length],
          );
          for (const [i, origin] of origins.entries()) {
            await trx.raw(
              `insert into policy_versions (tenant_id, version, yaml, effective, catalog, digest, origin, author, created_at)
               values (?, ?, '', '{}', '{}', '', ?, 'somebody', ?)`,
              [tenant, i + 1, origin, `2026-01-0${i + 1}T00:00:00Z`],
            );
          }
          // Of the newest one, what the log says; the log of the others is not there any more.
          await trx.raw(
            `insert into audit_records (tenant_id, id, at, actor_kind, actor_id, action, reason, event_ids, policy_version,
                                        salt, content_digest, digest)
             values (?, ?, '2026-01-03', 'policy', 'a file', 'policy.activated', 'because', '{}', ?, '', '', '')`,
            [tenant, tenant, origins.length],
          );
        });
      }
      await login.migrate.up();

      const found = await Promise.all(
        [acme, initech].map((tenant) =>
          login.transaction(async (trx) => {
            await trx.raw(`select set_config('rollcall.tenant_id', ?, true)`, [tenant]);
            const history = await trx.raw<{ rows: Record<string, unknown>[] }>(
              'select number, version, at, actor_kind, actor_id from policy_activations order by number',
            );
            const seen = await trx.raw<{ rows: Record<string, unknown>[] }>(
              'select policy_seen_by_git as seen from tenants',
            );
            return { history: history.rows, seen: seen.rows };
          }),
        ),
      );
      assert.deepEqual(found, [
        {
          history: [
            activation(1, '2026-01-01', 'system', null),
            activation(2, '2026-01-02', 'policy', 'a file'),
          ],
          seen: [{ seen: true }],
        },
        { history: [activation(1, '2026-01-01', 'policy', 'a file')], seen: [{ seen: false }] },
      ]);
    } finally {
      await login.destroy();
    }
  });
});

function activation(number: number, day: string, kind: string, id: string | null) {
  return { number, version: number, at: new Date(`${day}T00:00:00Z`), actor_kind: kind, actor_id: id };
}
