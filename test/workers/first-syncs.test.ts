import assert from 'node:assert/strict';
import { readSync } from '../../src/store/first-syncs.ts';
import { plansOf, rowsReadOf } from '../support/query-plan.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { scimTenant, type ScimClient } from '../support/scim-client.ts';

const minute = 60_000;
const people = 3_000;

describe('Looking for first syncs that are complete', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const inTenantOf = <T>(idp: ScimClient, sql: string, bindings: unknown[] = []) =>
    rollcall.database.inTenant(
      idp.tenantId,
      async (trx) => (await trx.raw<{ rows: T[] }>(sql, bindings)).rows,
    );
  const lookAt = async (idp: ScimClient): Promise<number> => {
    const [row] = await inTenantOf<{ look_at: Date }>(
      idp,
      'select look_at from first_syncs where directory_id = ?',
      [idp.directoryId],
    );
    assert.ok(row);
    return row.look_at.getTime() - rollcall.clock.now().getTime();
  };

  it('looks less and less often where nothing comes, and at once when the directory connects', async () => {
    const { clock, service } = rollcall;
    const idp = await scimTenant(rollcall, {});
    await service.firstSyncs.lookDue();
    assert.equal(await lookAt(idp), minute);
    clock.advance(24 * 60 * minute);
    await service.firstSyncs.lookDue();
    assert.equal(await lookAt(idp), 60 * minute);
    await idp.request('GET', '/ServiceProviderConfig');
    assert.equal(await lookAt(idp), 0);
    await service.firstSyncs.lookDue();
    assert.equal(await lookAt(idp), minute);
  });

  it('finds within the hour directories that a process of a former version has made without a first sync', async () => {
    const { clock, service } = rollcall;
    const made = await Promise.all([
      scimTenant(rollcall, {}),
      scimTenant(rollcall, {}),
      scimTenant(rollcall, {}),
    ]);
    const [idp, synced, disconnected] = made;
    for (const each of made) await inTenantOf(each, 'delete from first_syncs');
    await inTenantOf(synced, 'update directories set first_synced_at = created_at');
    await inTenantOf(disconnected, `update directories set state = 'disconnected' where source = 'scim'`);
    clock.advance(60 * minute);
    await service.firstSyncs.lookDue();
    assert.equal(await lookAt(idp), 6 * minute);
    for (const each of [synced, disconnected]) {
      const rows = await inTenantOf(each, 'select 1 from first_syncs where directory_id = ?', [
        each.directoryId,
      ]);
      assert.equal(rows.length, 0);
    }
  });

  it('counts nobody before it is complete, and looks at few of the many that are there', async () => {
    const { clock, database, service } = rollcall;
    const idp = await scimTenant(rollcall, {});
    await idp.expect(201, 'POST', '/Users', { userName: 'ada@acme.example', active: true });
    await inTenantOf(
      idp,
      `insert into directory_users (tenant_id, id, directory_id, source_id, resource, active, occurred_at, event_id)
       select ?::uuid, gen_random_uuid(), ?::uuid, 'user' || n, '{}', true, '2026-01-01', 'e' || n
         from generate_series(1, ${people}) n`,
      [idp.tenantId, idp.directoryId],
    );
    const read = await plansOf(rollcall, idp.tenantId, (trx) => readSync(trx, idp.tenantId, idp.directoryId));
    assert.ok(rowsReadOf(read, 'directory_users') < 10);

    const asked: string[] = [];
    const note = ({ sql }: { sql: string }) => asked.push(sql);
    database.knex.on('query', note);
    const counted = async () => {
      asked.length = 0;
      const complete = await service.firstSyncs.lookDue();
      assert.ok(asked.length > 0);
      return [complete, asked.filter((sql) => /count\(\*\)/.test(sql)).length];
    };
    assert.deepEqual(await counted(), [0, 0]);
    clock.advance(10 * minute);
    assert.deepEqual(await counted(), [1, 1]);
    database.knex.off('query', note);
  });
});
