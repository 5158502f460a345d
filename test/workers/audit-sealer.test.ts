import assert from 'node:assert/strict';
import { pino } from 'pino';
import { Client } from 'pg';
import type { ChainReport } from '../../src/generated/api.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { superuserUrl } from '../support/test-server.ts';

describe('The audit sealer', () => {
  let rollcall: TestRollcall;
  let superuser: Client;
  const logged: string[] = [];

  before(async () => {
    rollcall = await startRollcall({
      logger: pino({ level: 'error' }, { write: (line) => logged.push(line) }),
    });
    superuser = new Client(await superuserUrl(rollcall.databaseUrl));
    await superuser.connect();
  });
  after(async () => {
    await superuser.end();
    await rollcall.stop();
  });

  const reportOf = async (slug: string) =>
    (await rollcall.api('GET', `/tenants/${slug}/audit-records/verify`)).body as ChainReport;

  it('passes over a tenant whose chain it cannot continue, says so, and seals the others', async () => {
    // Tenants are sealed in the order of their ids, and these are made in that order.
    const broken = await rollcall.createTenant('broken', 'directory_broken');
    await rollcall.service.sealer.sealAll();
    await rollcall.createTenant('sound', 'directory_sound');
    await rollcall.api('POST', '/tenants/broken/users', { email: 'ada@acme.com' });
    await superuser.query('update audit_heads set seq = 0 where tenant_id = $1', [broken.tenantId]);

    await rollcall.service.sealer.sealAll();
    assert.deepEqual(
      { sealed: (await reportOf('sound')).sealed > 0, unsealed: (await reportOf('sound')).unsealed },
      { sealed: true, unsealed: 0 },
    );
    assert.equal((await reportOf('broken')).unsealed, 1);
    const [line, ...more] = logged.map((text) => JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(more, []);
    const { tenant_id, sqlstate, msg } = line ?? {};
    assert.deepEqual({ tenant_id, sqlstate }, { tenant_id: broken.tenantId, sqlstate: '23505' });
    assert.match(String(msg), /sealed/);
    assert.doesNotMatch(logged.join(''), /Key \(|stack|err/);
    assert.match(await rollcall.service.metrics.registry.metrics(), /^rollcall_audit_seal_faults_total 1$/m);
  });
});
