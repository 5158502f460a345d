import assert from 'node:assert/strict';
import { v7 as newId } from 'uuid';
import { insertAuditRecords } from '../../src/store/audit-records.ts';
import { claimIdempotencyKey, sweepExpiredKeys } from '../../src/store/idempotency-keys.ts';
import { beginRehearsal } from '../../src/store/rehearsed-tenant.ts';
import { insertTenant } from '../../src/store/tenants.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('A rehearsal', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('locks nothing that tenants share, and tells no endpoint of the installation', async () => {
    const { database, clock } = rollcall;
    const now = clock.now();
    const endpoint = await rollcall.api('POST', '/webhook-endpoints', {
      url: 'https://hooks.acme.example/rollcall',
    });
    assert.equal(endpoint.status, 201, JSON.stringify(endpoint.body));
    const { id } = endpoint.body as { id: string };
    const key = { tokenId: newId(), key: 'k', digest: 'd' };
    const old = new Date(now.getTime() - 48 * 3_600_000);
    await claimIdempotencyKey(database, key, old);
    const tenantId = newId();
    await database.inTenant(tenantId, (outer) =>
      outer.rehearse(async (trx) => {
        await beginRehearsal(trx);
        await insertTenant(trx, { id: tenantId, slug: 'rehearsed', name: 'Rehearsed', createdAt: now });
        const entry = {
          ...{ actor: { kind: 'operator' as const, id: 'test' }, action: 'user.updated' as const },
          ...{ userId: null, directoryId: null, before: null, after: null, reason: 'x', eventIds: [] },
          policyVersion: null,
        };
        await insertAuditRecords(trx, tenantId, [entry], now);
        await sweepExpiredKeys(trx, now, 100);
        const told = await trx.raw<{ rows: unknown[] }>('select 1 from outbox_messages');
        assert.equal(told.rows.length, 0);
        // Either would wait for the end of the rehearsal, and so for ever, if it were locked.
        assert.equal((await claimIdempotencyKey(database, key, old)).outcome, 'running');
        assert.equal((await rollcall.api('DELETE', `/webhook-endpoints/${id}`)).status, 204);
      }),
    );
  });
});
