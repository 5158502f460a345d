import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import schema from '../../schemas/webhook-messages.schema.json' with { type: 'json' };
import type {
  AuditRecord,
  NoticeList,
  OutboxDelivery,
  WebhookEndpointOnce,
} from '../../src/generated/api.ts';
import type { WebhookDisabled } from '../../src/generated/webhook-messages.ts';
import { createMailboxFolder } from '../../src/outbound/mail/mailbox-folder.ts';
import type { Mail } from '../../src/outbound/mail/mail.ts';
import { insertAuditRecords } from '../../src/store/audit-records.ts';
import { openDatabase } from '../../src/store/database.ts';
import { writeResults, type Attempted } from '../../src/workers/deliver-results.ts';
import { createNoticeSender, type NoticeSenderDeps } from '../../src/workers/send-notices.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { openSink, type Received, type WebhookSink } from '../support/webhook-sink.ts';

const secondMs = 1_000;
const hourMs = 60 * 60 * secondMs;
const operators = 'operators@rollcall.example.com';

const policy = `
notifications:
  security: { on: [webhook_disabled], send: at_once, to: [security@acme.com] }
  digest: { on: [webhook_disabled], send: daily, to: [digest@acme.com] }
  it: { on: [deactivated], send: at_once, to: [it@acme.com] }
`;

describe('An endpoint that is disabled', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let down: WebhookSink;
  let up: WebhookSink;
  const logged: string[] = [];

  before(async () => {
    const logger = pino({}, { write: (line) => logged.push(line) });
    rollcall = await startRollcall({ logger, webhooks: { allowPrivate: true, random: () => 0.5 } });
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy);
    [down, up] = await Promise.all([openSink(), openSink()]);
    down.answer = () => 500;
    rollcall.mail.sent.length = 0;
    logged.length = 0;
  });
  afterEach(async () => {
    const { data } = await company.api.expect('WebhookEndpointList', 'GET', '/webhook-endpoints');
    for (const { id } of data) await company.api.ask('DELETE', `/webhook-endpoints/${id}`);
    // What is still to be told is not told in the next test.
    await mailsAfter(24 * hourMs);
    await Promise.all([down.stop(), up.stop()]);
  });

  const makeEndpoint = (url: string, tenant: string | null = company.slug): Promise<WebhookEndpointOnce> =>
    company.api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
      body: tenant === null ? { url } : { url, tenant },
    });
  const stateOf = async ({ id }: { id: string }) =>
    (await company.api.expect('WebhookEndpoint', 'GET', `/webhook-endpoints/${id}`)).state;
  const enable = ({ id }: { id: string }) =>
    company.api.expect('WebhookEndpoint', 'POST', `/webhook-endpoints/${id}/enable`);
  const deliverAll = () => rollcall.service.webhooks.deliverAll();

  /** Something to tell of. */
  async function happen(count = 1): Promise<void> {
    const entries = Array.from({ length: count }, () => ({
      actor: { kind: 'system', id: null } as const,
      action: 'directory.activated' as const,
      userId: null,
      directoryId: null,
      before: null,
      after: null,
      reason: 'Something happened',
      eventIds: [],
      policyVersion: null,
    }));
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      insertAuditRecords(trx, company.tenantId, entries, rollcall.clock.now()),
    );
  }

  /** Time passes and things happen, until the endpoint is disabled; returns since when it failed. */
  async function failForDays(endpoint: { id: string }): Promise<string> {
    const since = rollcall.clock.now().toISOString();
    for (let hours = 0; (await stateOf(endpoint)) === 'active'; hours += 2) {
      assert.ok(hours <= 50, 'it fails for two days and is not disabled');
      if (hours % 20 === 0) await happen(2);
      await deliverAll();
      rollcall.clock.advance(2 * hourMs);
    }
    return since;
  }

  /** As failForDays, of which only the last attempt is made. */
  async function failUntilDisabled(endpoint: { id: string }): Promise<string> {
    const since = rollcall.clock.now();
    rollcall.clock.advance(48 * hourMs);
    await happen(2);
    await rollcall.database.raw(
      'update webhook_endpoints set failing_since = ?, failures = 30 where id = ?',
      [since, endpoint.id],
    );
    await deliverAll();
    assert.equal(await stateOf(endpoint), 'disabled');
    return since.toISOString();
  }

  async function mailsAfter(ms: number): Promise<Mail[]> {
    const before = rollcall.mail.sent.length;
    rollcall.clock.advance(ms);
    await rollcall.service.notices?.sendDue();
    return rollcall.mail.sent.slice(before);
  }
  const outboxOf = async ({ id }: { id: string }): Promise<OutboxDelivery[]> => {
    const path = `/tenants/${company.slug}/outbox?limit=200&endpoint=${id}`;
    return (await company.api.expect('OutboxDeliveryList', 'GET', path)).data;
  };
  const toWhom = (mails: Mail[]) => mails.flatMap(({ to }) => to).sort();
  const recordsOf = async (): Promise<AuditRecord[]> =>
    (await company.records()).filter(({ action }) => action.startsWith('webhook.'));
  const disabledIn = (webhooks: Received[]): Received[] =>
    webhooks.filter(({ message }) => message.type === 'webhook.disabled');

  it('is told by mail to the operators and to the channels that ask for it, with what to do, and without its address', async () => {
    const failing = await makeEndpoint(`${down.url}?token=hunter2`);
    const since = await failForDays(failing);
    const mails = await mailsAfter(5 * secondMs);
    assert.deepEqual(toWhom(mails), [operators, 'security@acme.com']);
    const { host } = new URL(down.url);
    for (const { subject, text, html } of mails) {
      assert.equal(subject, `${company.slug}: a webhook endpoint was disabled`);
      assert.ok(
        text.includes(`at ${host} was disabled: nothing has been delivered to it since ${since}`),
        text,
      );
      assert.match(text, /The endpoint answered 500\./);
      assert.match(text, /\d+ messages wait for it\./);
      assert.ok(text.includes(`\n  rollcall webhook enable ${failing.id}\n`));
      assert.ok(text.includes(`The endpoint: ${rollcall.url}/api/v1/webhook-endpoints/${failing.id}\n`));
      assert.doesNotMatch(`${subject} ${text} ${html}`, /hunter2|\/hooks|whsec/);
    }
    const [toOperators] = mails.filter(({ to }) => to.includes(operators));
    assert.match(toOperators?.text ?? '', /This address is in ROLLCALL_ALERTS_TO/);
    assert.deepEqual(
      toWhom(await mailsAfter(24 * hourMs)),
      ['digest@acme.com'],
      'once, and once in a digest',
    );
    assert.deepEqual(toWhom(await mailsAfter(24 * hourMs)), []);
  });

  it('says how many messages wait, as many as are delivered once it is enabled', async () => {
    const failing = await makeEndpoint(down.url);
    await failUntilDisabled(failing);
    const [mail] = await mailsAfter(5 * secondMs);
    const [, waiting] = /(\d+) messages? waits? for it/.exec(mail?.text ?? '') ?? [];
    const tried = down.received.length;
    down.answer = () => 204;
    await enable(failing);
    await deliverAll();
    const delivered = down.received
      .slice(tried)
      .filter(({ message }) => message.type !== 'notification.sent');
    assert.equal(delivered.length, Number(waiting));
  });

  it('is told to the other endpoints that hear of the tenant, and to no other', async () => {
    const failing = await makeEndpoint(`${down.url}?token=hunter2`);
    await makeEndpoint(up.url);
    await makeEndpoint(`${up.url}/every`, null);
    const globex = await foundCompany(rollcall);
    await makeEndpoint(`${up.url}/globex`, globex.slug);
    const since = await failUntilDisabled(failing);
    await deliverAll();
    const told = disabledIn(up.received);
    assert.deepEqual(told.map(({ path }) => path).sort(), ['/hooks', '/hooks/every']);
    const [record] = (await recordsOf()).filter(({ action }) => action === 'webhook.disabled');
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    for (const { id, body, message } of told) {
      assert.ok(ajv.validate(schema, message), ajv.errorsText());
      assert.equal(id, record?.id);
      assert.doesNotMatch(body, /hunter2|whsec/);
      const { data } = message as WebhookDisabled;
      assert.equal(data.tenant?.slug, company.slug);
      const { waiting, ...known } = data.after ?? {};
      assert.deepEqual(known, {
        webhook_endpoint: failing.id,
        host: new URL(down.url).host,
        state: 'disabled',
        failing_since: since,
        last_status: 500,
        last_error: 'The endpoint answered 500. Any 2xx counts as received.',
      });
      assert.ok(Number(waiting) > 0);
      assert.match(data.reason, new RegExp(`rollcall webhook enable ${failing.id}$`));
    }
    down.answer = () => 204;
    await enable(failing);
    rollcall.clock.advance(60 * secondMs);
    await deliverAll();
    assert.equal((await outboxOf(failing)).filter(({ status }) => status === 'waiting').length, 0);
    assert.deepEqual(disabledIn(down.taken), [], 'itself is not told');
  });

  it('alerts once, and again when it is enabled and fails again', async () => {
    const failing = await makeEndpoint(down.url);
    for (const round of ['the first time', 'after it was enabled']) {
      await failUntilDisabled(failing);
      const atOnce = (await mailsAfter(5 * secondMs)).filter(({ subject }) => !subject.includes('digest'));
      assert.deepEqual(toWhom(atOnce), [operators, 'security@acme.com'], round);
      await happen();
      await deliverAll();
      assert.deepEqual(toWhom(await mailsAfter(2 * 60 * secondMs)), [], round);
      await enable(failing);
      await deliverAll();
    }
    const actions = (await recordsOf()).map(({ action }) => action);
    const [disabled, enabled] = ['webhook.disabled', 'webhook.enabled'];
    assert.deepEqual(actions, ['webhook.created', disabled, enabled, disabled, enabled]);
  });

  it('tells, where the mail is late, that it is enabled again', async () => {
    const failing = await makeEndpoint(down.url);
    await failUntilDisabled(failing);
    await enable(failing);
    const [mail] = await mailsAfter(5 * secondMs);
    assert.match(mail?.text ?? '', /It is enabled again since/);
  });

  it('is in the audit log of its tenant, as is all that becomes of it, without a secret and with who did it', async () => {
    const made = await makeEndpoint(`${down.url}?token=hunter2`);
    const rotated = await company.api.expect(
      'WebhookSecretOnce',
      'POST',
      `/webhook-endpoints/${made.id}/secrets`,
      { body: {} },
    );
    await enable(made);
    await failUntilDisabled(made);
    const disabledAt = (await recordsOf()).at(-1)?.at ?? '';
    await enable(made);
    for (let times = 0; times < 2; times += 1) {
      await company.api.expect('WebhookEndpoint', 'POST', `/webhook-endpoints/${made.id}/disable`);
    }
    await company.api.ask('DELETE', `/webhook-endpoints/${made.id}`);
    const records = await recordsOf();
    assert.deepEqual(
      records.map(({ action, actor }) => `${action} ${actor.kind}`),
      [
        'webhook.created api_token',
        'webhook.rotated api_token',
        'webhook.disabled system',
        'webhook.enabled api_token',
        'webhook.disabled api_token',
        'webhook.deleted api_token',
      ],
    );
    const named = { webhook_endpoint: made.id, host: new URL(down.url).host };
    for (const { before, after } of records) {
      const { webhook_endpoint, host } = after ?? before ?? {};
      assert.deepEqual({ webhook_endpoint, host }, named);
    }
    assert.ok(
      records[3]?.reason.includes(`which resolves that it was disabled at ${disabledAt}`),
      records[3]?.reason,
    );
    const text = JSON.stringify(records);
    assert.doesNotMatch(text, /hunter2|\/hooks|whsec/);
    for (const secret of [made.secret, rotated.secret]) assert.ok(!text.includes(secret.slice(6)));
    await rollcall.drain();
    const report = await company.api.expect(
      'ChainReport',
      'GET',
      `/tenants/${company.slug}/audit-records/verify`,
    );
    assert.ok(report.intact, report.problem ?? '');
  });

  it('of every tenant is told to the operators and to the others of its kind, and logged, for it is in no audit log', async () => {
    const shared = await makeEndpoint(`${down.url}?token=hunter2`, null);
    await makeEndpoint(`${up.url}/every`, null);
    await makeEndpoint(up.url);
    const before = await recordsOf();
    await failUntilDisabled(shared);
    const mails = await mailsAfter(5 * secondMs);
    assert.deepEqual(toWhom(mails), [operators]);
    const [mail] = mails;
    assert.ok(mail);
    assert.equal(mail.subject, 'Rollcall: a webhook endpoint was disabled');
    assert.match(mail.text, /The webhook endpoint of every tenant at 127\.0\.0\.1:\d+ was disabled/);
    await deliverAll();
    const told = disabledIn(up.received);
    assert.deepEqual(
      told.map(({ path }) => path),
      ['/hooks/every'],
    );
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    assert.ok(ajv.validate(schema, told[0]?.message), ajv.errorsText());
    const { data } = told[0]?.message as WebhookDisabled;
    assert.equal(data.tenant, null);
    assert.equal(data.after?.['webhook_endpoint'], shared.id);
    assert.deepEqual(await recordsOf(), before);
    const { token } = await company.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'bound', scopes: ['read'], tenant: company.slug },
    });
    const bound = await createApiClient(rollcall.url, token);
    const message = `/tenants/${company.slug}/outbox/${told[0]?.id ?? ''}`;
    assert.equal((await company.api.ask('GET', message)).status, 200);
    assert.equal((await bound.ask('GET', message)).status, 404);
    const noticed = async (api: ApiClient) =>
      (await api.expect('NoticeList', 'GET', `/tenants/${company.slug}/notices`)).data.length;
    assert.deepEqual([await noticed(company.api), await noticed(bound)], [1, 0]);

    await enable(shared);
    await company.api.ask('DELETE', `/webhook-endpoints/${shared.id}`);
    const actions = logged
      .map((line) => JSON.parse(line) as { action?: string; endpoint_id?: string })
      .flatMap(({ action, endpoint_id }) => (endpoint_id === shared.id ? [action] : []));
    assert.deepEqual(actions, ['webhook.created', 'webhook.disabled', 'webhook.enabled', 'webhook.deleted']);
    assert.doesNotMatch(logged.join(''), /hunter2|\/hooks|whsec/);
  });

  it('counts for an endpoint of every tenant what waits in each of them', async () => {
    const shared = await makeEndpoint(down.url, null);
    const other = await foundCompany(rollcall);
    await happen(3);
    const before = company;
    company = other;
    await happen(4);
    company = before;
    await failUntilDisabled(shared);
    const [mail] = await mailsAfter(5 * secondMs);
    // What each tenant was founded with, and what happened there.
    const { rows } = await rollcall.database.acrossTenants((trx) =>
      trx.raw<{ rows: [{ waiting: number }] }>(
        `select count(*)::int as waiting from outbox_deliveries where status = 'waiting' and endpoint_id = ?`,
        [shared.id],
      ),
    );
    assert.ok(rows[0].waiting >= 7);
    assert.ok(mail?.text.includes(`${rows[0].waiting} messages wait for it.`), mail?.text);
  });

  describe('by several processes', () => {
    const gone = (endpoint: { id: string }): Attempted[] => [
      {
        lane: { tenant_id: company.tenantId, endpoint_id: endpoint.id },
        messageId: newId(),
        leasedUntil: rollcall.clock.now(),
        verdict: {
          status: 'waiting',
          attempts: 1,
          firstAttemptAt: rollcall.clock.now(),
          nextAttemptAt: rollcall.clock.now(),
          lastStatus: 410,
          lastError: 'The endpoint answered 410: it is gone.',
          gone: true,
          restUntil: null,
        },
      },
    ];
    const resultDeps = (more: Partial<Parameters<typeof writeResults>[0]> = {}) => ({
      database: rollcall.database,
      policies: rollcall.service.tenancy.policies,
      clock: rollcall.clock,
      log: pino({ level: 'silent' }),
      random: () => 0.5,
      ...more,
    });
    const senderOf = (more: Partial<NoticeSenderDeps>) =>
      createNoticeSender({
        ...resultDeps(),
        mail: rollcall.mail,
        alertsTo: [],
        publicUrl: rollcall.url,
        intervalMs: secondMs,
        onOutcome: () => undefined,
        ...more,
      });
    const alerts = async (): Promise<NoticeList['data']> =>
      (await company.api.expect('NoticeList', 'GET', `/tenants/${company.slug}/notices`)).data.filter(
        ({ channel }) => channel === 'ROLLCALL_ALERTS_TO',
      );

    it('at the same time is alerted of once', async () => {
      const failing = await makeEndpoint(down.url);
      const another = openDatabase({ url: rollcall.databaseUrl, poolSize: 4 });
      try {
        const [one, two] = [resultDeps(), resultDeps({ database: another })];
        const news = await Promise.all(
          [one, two, one, two].map((deps) => writeResults(deps, company.tenantId, gone(failing))),
        );
        assert.equal(news.flat().filter(({ state }) => state === 'disabled').length, 1);
      } finally {
        await another.close();
      }
      assert.equal((await alerts()).length, 1);
      assert.equal((await recordsOf()).filter(({ action }) => action === 'webhook.disabled').length, 1);
      const [mail] = await mailsAfter(5 * secondMs);
      assert.match(mail?.text ?? '', /was disabled: it answered 410, which says that it is gone\./);
    });

    it('of which one dies on the way is not disabled without an alert', async () => {
      const failing = await makeEndpoint(down.url);
      const { policies } = rollcall.service.tenancy;
      const dying = resultDeps({
        policies: {
          ...policies,
          load: () => Promise.reject(Object.assign(new Error('killed'), { code: '57P01' })),
        },
      });
      await assert.rejects(writeResults(dying, company.tenantId, gone(failing)), {
        code: 'database_unavailable',
      });
      assert.equal(await stateOf(failing), 'active');
      assert.deepEqual(await alerts(), []);
      await writeResults(resultDeps(), company.tenantId, gone(failing));
      assert.equal(await stateOf(failing), 'disabled');
      assert.equal((await alerts()).length, 1);
    });

    it('is told to the operators although the policy of the tenant cannot be loaded', async () => {
      const failing = await makeEndpoint(down.url);
      const { policies } = rollcall.service.tenancy;
      const lines: string[] = [];
      const deps = resultDeps({
        policies: { ...policies, load: () => Promise.reject(new TypeError('no pattern: hunter2')) },
        log: pino({}, { write: (line) => lines.push(line) }),
      });
      const [news] = await writeResults(deps, company.tenantId, gone(failing));
      assert.equal(news?.state, 'disabled');
      assert.equal(await stateOf(failing), 'disabled');
      assert.equal((await alerts()).length, 1);
      assert.deepEqual(toWhom(await mailsAfter(5 * secondMs)), [operators]);
      assert.match(lines.join(''), /"code":"TypeError".*policy in force cannot be loaded/);
      assert.doesNotMatch(lines.join(''), /hunter2/);
    });

    it('is a mail in the folder of one that has no mail server', async () => {
      const failing = await makeEndpoint(down.url);
      await writeResults(resultDeps(), company.tenantId, gone(failing));
      rollcall.clock.advance(5 * secondMs);
      const folder = join(makeTestFolder('mailbox'), 'mailbox');
      await senderOf({
        mail: createMailboxFolder(folder, 'rollcall@localhost'),
        alertsTo: [operators],
      }).sendDue();
      const mails = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
      const toOperators = mails.filter((mail) => mail.includes(`\nTo: ${operators}\n`));
      assert.equal(toOperators.length, 1);
      assert.match(toOperators[0] ?? '', new RegExp(`rollcall webhook enable ${failing.id}`));
      assert.deepEqual(toWhom(await mailsAfter(2 * 60 * secondMs)), [], 'nobody sends it once more');
    });

    it('of which none has addresses of operators says that nobody was told', async () => {
      const failing = await makeEndpoint(down.url);
      await writeResults(resultDeps(), company.tenantId, gone(failing));
      rollcall.clock.advance(5 * secondMs);
      const lines: string[] = [];
      await senderOf({ log: pino({}, { write: (line) => lines.push(line) }) }).sendDue();
      const [alert] = await alerts();
      assert.equal(alert?.status, 'dropped');
      assert.match(alert.error ?? '', /ROLLCALL_ALERTS_TO is not set/);
      assert.match(lines.join(''), /ROLLCALL_ALERTS_TO is not set/);
      assert.deepEqual(toWhom(rollcall.mail.sent), ['security@acme.com']);
    });
  });
});
