import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OutboxDeliveryList, WebhookEndpoint, WebhookEndpointOnce } from '../../src/generated/api.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { testSecretKey } from '../support/test-secret-key.ts';
import { isSignedWith, openSink, type WebhookSink } from '../support/webhook-sink.ts';

describe('the commands for webhooks', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let sink: WebhookSink;
  let home: string;

  before(async () => {
    rollcall = await startRollcall({ webhooks: { allowPrivate: true } });
    home = makeTestFolder('webhooks');
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall);
    sink = await openSink();
  });
  afterEach(() => sink.stop());

  async function run(
    args: string[],
    more: Record<string, string> = {},
  ): Promise<{ code: number; out: string; err: string }> {
    let out = '';
    let err = '';
    const code = await runCommandLine(args, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: {
        DATABASE_URL: rollcall.databaseUrl,
        ROLLCALL_HOME: home,
        ROLLCALL_SECRET_KEY: testSecretKey.toString('base64'),
        ROLLCALL_WEBHOOKS_ALLOW_PRIVATE: '1',
        ...more,
      },
      cwd: home,
    });
    return { code, out, err };
  }
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await run([...args, '--json']);
    assert.equal(code, 0, err);
    return JSON.parse(out) as T;
  };
  const create = () =>
    json<WebhookEndpointOnce>(
      'webhook',
      'create',
      sink.url,
      '--tenant',
      company.slug,
      '--events',
      'user.*, role.changed',
    );

  it('make an endpoint that the running service delivers to, signed with the secret that was printed', async () => {
    const { secret, id, ...made } = await create();
    assert.deepEqual([made.tenant, made.event_types], [company.slug, ['user.*', 'role.changed']]);
    await company.hire('ada');
    await rollcall.service.webhooks.deliverAll();
    const [first] = sink.taken;
    assert.ok(first && isSignedWith(secret, first));
    const list = await json<{ data: WebhookEndpoint[] }>('webhook', 'list', '--tenant', company.slug);
    assert.deepEqual(
      list.data.map((endpoint) => endpoint.id),
      [id],
    );
    assert.ok(!JSON.stringify(list).includes('whsec_'));
    const { out } = await run(['webhook', 'list', '--tenant', company.slug]);
    assert.match(out, new RegExp(`${id}  ${company.slug}  active  user\\.\\*,role\\.changed`));
  });

  it('say in words what was made, the secret once', async () => {
    const { code, out } = await run(['webhook', 'create', sink.url]);
    assert.equal(code, 0);
    assert.match(out, /told of everything that happens in every tenant/);
    assert.equal(out.match(/whsec_/g)?.length, 1);
    const id = /webhook test (\S+)/.exec(out)?.[1] ?? '';
    assert.match((await run(['webhook', 'delete', id])).out, /is deleted/);
    assert.equal((await run(['webhook', 'delete', id])).code, 1);
  });

  it('refuse addresses that webhooks do not go to', async () => {
    const closed = await run(['webhook', 'create', 'https://127.0.0.1/'], {
      ROLLCALL_WEBHOOKS_ALLOW_PRIVATE: '0',
    });
    assert.equal(closed.code, 2);
    assert.match(closed.err, /private.*ROLLCALL_WEBHOOKS_ALLOW_PRIVATE/);
  });

  it('test an endpoint, and exit with 1 where nothing arrives', async () => {
    const { id } = await create();
    assert.deepEqual(await json('webhook', 'test', id), { delivered: true, status: 204, problem: null });
    sink.answer = () => 301;
    const { code, out } = await run(['webhook', 'test', id]);
    assert.equal(code, 1);
    assert.match(out, /did not arrive.*redirect/);
  });

  it('rotate a secret', async () => {
    const { id, secret } = await create();
    const made = await json<{ secret: string }>('webhook', 'rotate', id, '--former-ends-in', '0');
    assert.notEqual(made.secret, secret);
    await run(['webhook', 'test', id]);
    const [first] = sink.taken;
    assert.ok(first && isSignedWith(made.secret, first) && !isSignedWith(secret, first));
    assert.equal((await run(['webhook', 'rotate', id, '--former-ends-in', 'never'])).code, 2);
  });

  it('disable an endpoint, and record who did it, on standard error where it is in no audit log', async () => {
    const { id } = await create();
    const { out, err } = await run(['webhook', 'disable', id]);
    assert.match(out, /disabled/);
    assert.equal(err, '');
    const record = (await company.records()).at(-1);
    assert.deepEqual([record?.action, record?.actor.kind], ['webhook.disabled', 'operator']);
    const shared = await run(['webhook', 'create', `${sink.url}?token=hunter2`, '--json']);
    const { action, actor_kind, host } = JSON.parse(shared.err) as Record<string, string>;
    assert.deepEqual([action, actor_kind, host], ['webhook.created', 'operator', new URL(sink.url).host]);
    assert.doesNotMatch(shared.err, /hunter2|whsec/);
    const made = JSON.parse(shared.out) as WebhookEndpointOnce;
    assert.equal((await run(['webhook', 'delete', made.id])).code, 0);
  });

  it('enable an endpoint, list what waits, and replay what is dead', async () => {
    const { id } = await create();
    sink.answer = () => 410;
    await company.hire('ada');
    await rollcall.service.webhooks.deliverAll();
    assert.equal((await json<WebhookEndpoint>('webhook', 'enable', id)).state, 'active');
    sink.answer = () => 500;
    for (let hours = 0; hours < 30; hours += 3) {
      await rollcall.service.webhooks.deliverAll();
      rollcall.clock.advance(3 * 3_600_000);
    }
    const place = ['--tenant', company.slug] as const;
    const { data } = await json<OutboxDeliveryList>('outbox', 'list', ...place, '--status', 'dead');
    assert.deepEqual(
      data.map(({ type, endpoint_id }) => [type, endpoint_id]),
      [['user.provisioned', id]],
    );
    assert.match((await run(['outbox', 'list', ...place])).out, /^MESSAGE +TYPE +ENDPOINT +STATUS/);
    assert.equal((await run(['outbox', 'replay', ...place])).code, 2);
    assert.deepEqual(await json('outbox', 'replay', '--dead', ...place), { replayed: 1 });
    assert.deepEqual(await json('outbox', 'replay', '--dead', ...place), { replayed: 0 });
    sink.answer = () => 204;
    // The commands go by the clock of the machine.
    rollcall.clock.advance(Date.now() - rollcall.clock.now().getTime());
    await rollcall.service.webhooks.deliverAll();
    assert.equal(sink.taken.length, 1);
    assert.deepEqual(await json('outbox', 'replay', data[0]?.message_id ?? '', ...place), { replayed: 1 });
    assert.equal((await run(['outbox', 'replay', id, ...place])).code, 1);
  });

  it('keep a key in the home where none is set, for its owner alone, and use it again', async () => {
    const own = mkdtempSync(join(home, 'own-'));
    const settings = { ROLLCALL_HOME: own, ROLLCALL_SECRET_KEY: undefined as unknown as string };
    const { out } = await run(['webhook', 'create', sink.url, '--json'], settings);
    const { id } = JSON.parse(out) as WebhookEndpointOnce;
    const path = join(own, 'secret-key');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url').length, 32);
    assert.equal((await run(['webhook', 'test', id], settings)).code, 0);
    const other = await run(['webhook', 'test', id]);
    assert.equal(other.code, 2);
    assert.match(other.err, /sealed with another key.*ROLLCALL_SECRET_KEY/);
    const rotated = await run(['webhook', 'rotate', id]);
    assert.equal(rotated.code, 2);
    assert.match(rotated.err, /ROLLCALL_SECRET_KEY.*in 0 hours/);
    assert.equal((await run(['webhook', 'test', id], settings)).code, 0);
    assert.equal((await run(['webhook', 'rotate', id, '--former-ends-in', '0'])).code, 0);
    assert.equal((await run(['webhook', 'test', id])).code, 0);
    await run(['webhook', 'delete', id]);
  });
});
