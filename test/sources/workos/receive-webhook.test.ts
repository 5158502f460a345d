import assert from 'node:assert/strict';
import { signWebhook } from '../../../src/cli/demo/sign-webhook.ts';
import { compileRedaction } from '../../../src/policy/redact.ts';
import { createEventPlacement } from '../../../src/sources/workos/place-event.ts';
import { createWorkosReceiver } from '../../../src/sources/workos/receive-webhook.ts';
import type { Database } from '../../../src/store/database.ts';
import type { ArrivedEvent } from '../../../src/store/inbox.ts';
import { startRollcall, webhookSecret, type TestRollcall } from '../../support/rollcall.ts';

describe('A burst of webhooks of one directory', () => {
  let rollcall: TestRollcall;
  let lookUps: number;
  let away: boolean;
  let appended: ArrivedEvent[];

  before(async () => {
    rollcall = await startRollcall();
    await rollcall.createTenant('acme', 'directory_acme');
  });
  after(() => rollcall.stop());
  beforeEach(() => {
    lookUps = 0;
    away = false;
    appended = [];
  });

  function receiver() {
    const { database, clock, service } = rollcall;
    const acrossTenants: Database['acrossTenants'] = (work) => {
      lookUps += 1;
      return away ? Promise.reject(new Error('away')) : database.acrossTenants(work);
    };
    const asked = { ...database, acrossTenants };
    const defaultRedaction = compileRedaction(
      { drop: [], drop_values_like: [], mask_in_logs: [] },
      (value) => value,
    );
    const { policies } = service.tenancy;
    return createWorkosReceiver({
      database: asked,
      clock,
      inbox: {
        append: (event) => {
          appended.push(event);
          return Promise.resolve();
        },
      },
      place: createEventPlacement({ database: asked, policies, clock, defaultRedaction }),
      secrets: [webhookSecret],
    });
  }

  const deliver = (receive: ReturnType<typeof receiver>, deliveries: number) =>
    Promise.all(
      Array.from({ length: deliveries }, (_, number) => {
        const body = JSON.stringify({
          id: `event_${number}`,
          event: 'dsync.user.created',
          created_at: '2026-01-10T08:00:00.000Z',
          data: { id: 'directory_user_1', directory_id: 'directory_acme', state: 'active' },
        });
        const header = signWebhook(body, webhookSecret, rollcall.clock.now());
        return receive({ header, rawBody: Buffer.from(body) });
      }),
    );

  it('looks its tenant and policy up once, and once more when that is a second old', async () => {
    const receive = receiver();
    await deliver(receive, 20);
    assert.equal(lookUps, 1);
    rollcall.clock.advance(1_000);
    await deliver(receive, 20);
    assert.equal(lookUps, 2);
    assert.equal(appended.length, 40);
  });

  it('looks again for the next one where that failed', async () => {
    const receive = receiver();
    away = true;
    await assert.rejects(deliver(receive, 5), /away/);
    assert.equal(lookUps, 1);
    away = false;
    await deliver(receive, 1);
    assert.equal(appended.length, 1);
  });
});
