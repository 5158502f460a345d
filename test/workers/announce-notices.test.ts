import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { v7 as newId } from 'uuid';
import messageSchema from '../../schemas/webhook-messages.schema.json' with { type: 'json' };
import type { WebhookMessage } from '../../src/generated/webhook-messages.ts';
import { noticeTo, openNoticeDesk, type NoticeDesk } from '../support/notice-desk.ts';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;
const channels = '  security: { on: [deactivated], send: at_once, to: [security@acme.com] }\n';
const away = {
  kind: 'failed',
  error: 'The mail server cannot be reached, or does not answer (ESOCKET).',
} as const;

describe('Notices by webhook', () => {
  let desk: NoticeDesk;
  let acme: string;

  beforeEach(async () => {
    desk = await openNoticeDesk();
    acme = await desk.tenant('acme', channels);
  });
  afterEach(() => desk.close());

  const sendAfter = async (ms: number) => {
    desk.clock.advance(ms);
    await desk.sender.sendDue();
  };
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const isMessage = ajv.compile(messageSchema);

  interface Told {
    endpoint: string;
    status: string;
    payload: WebhookMessage;
  }
  const listen = (url: string, tenantId: string | null, eventTypes: string[] | null = null) =>
    desk.database.raw(
      `insert into webhook_endpoints (id, tenant_id, url, event_types, created_at) values (?, ?, ?, ?, ?)`,
      [newId(), tenantId, url, eventTypes, desk.clock.now()],
    );
  const told = async (): Promise<Told[]> => {
    const { rows } = await desk.database.inTenant(acme, (trx) =>
      trx.raw<{ rows: Told[] }>(
        `select e.url as endpoint, d.status, m.payload
             from outbox_deliveries d
             join outbox_messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
             join webhook_endpoints e on e.id = d.endpoint_id
            order by m.seq, e.url`,
      ),
    );
    return rows;
  };

  it('tells the endpoints that listen what the mail says, and names nobody', async () => {
    const globex = await desk.tenant('globex', channels);
    await listen('https://all.example', acme);
    await listen('https://everyone.example', null, ['notification.*']);
    await listen('https://others.example', acme, ['user.*']);
    await listen('https://globex.example', globex);
    const ada = await desk.user(acme, 'Ada Lovelace');
    await desk.queue(acme, noticeTo('security', ada));
    await sendAfter(5 * seconds);
    const rows = await told();
    assert.deepEqual(
      rows.map(({ endpoint, status }) => `${endpoint} ${status}`),
      ['https://all.example waiting', 'https://everyone.example waiting'],
    );
    const [row] = rows;
    assert.ok(row);
    assert.ok(isMessage(row.payload), JSON.stringify(isMessage.errors));
    assert.deepEqual(row.payload, {
      type: 'notification.sent',
      timestamp: desk.clock.now().toISOString(),
      data: {
        tenant: { id: acme, slug: 'acme' },
        channel: 'security',
        send: 'at_once',
        says: desk.mail.sent[0]?.subject,
        items: [
          {
            kind: 'deactivated',
            says: 'Deactivated: is no longer active in the directory',
            people: 1,
            user_ids: [ada],
            hold_id: null,
            url: `https://rollcall.example.com/api/v1/tenants/acme/users/${ada}/why`,
          },
        ],
      },
    });
  });

  it('does so once, and does not wait for the mail server', async () => {
    await listen('https://all.example', acme);
    desk.mail.answer = () => away;
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(5 * seconds);
    assert.equal((await told()).length, 1);
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(1 * hours);
    desk.mail.answer = () => ({ kind: 'sent', refused: 0 });
    await sendAfter(1 * hours);
    assert.equal(desk.mail.attempts.length, 3);
    assert.deepEqual(
      (await told()).map(
        ({ payload }) => payload.type === 'notification.sent' && payload.data.items[0]?.people,
      ),
      [1, 1],
    );
  });

  it('is all that happens where a channel has no addresses, and nothing where nobody listens', async () => {
    await desk.changeChannels(acme, 'acme', '  hooks: { on: [deactivated], send: at_once }\n');
    await desk.queue(acme, noticeTo('hooks'));
    await sendAfter(5 * seconds);
    assert.deepEqual(await told(), []);
    await listen('https://all.example', acme);
    await desk.queue(acme, noticeTo('hooks'));
    await sendAfter(1 * minutes);
    assert.equal((await told()).length, 1);
    assert.deepEqual(
      (await desk.notices(acme)).map(({ status }) => status),
      ['sent', 'sent'],
    );
    assert.deepEqual(desk.mail.attempts, []);
  });
});
