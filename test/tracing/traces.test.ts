import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { signWebhook } from '../../src/cli/demo/sign-webhook.ts';
import { readConfig } from '../../src/config.ts';
import type { Tracing } from '../../src/tracing/otlp-tracing.ts';
import { startTracing } from '../../src/tracing/start-tracing.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { officePolicy } from '../support/office.ts';
import { operatorToken, startRollcall, webhookSecret, type TestRollcall } from '../support/rollcall.ts';
import { openCollector, type CollectedSpan, type TraceCollector } from '../support/trace-collector.ts';
import { openSink, type WebhookSink } from '../support/webhook-sink.ts';

const silent = pino({ level: 'silent' });
const settingsOf = (env: Record<string, string>) => readConfig(env, '/srv').tracing;

describe('Traces', () => {
  let collector: TraceCollector;
  let sink: WebhookSink;
  let tracing: Tracing;
  let rollcall: TestRollcall;
  let api: ApiClient;
  let directoryId: string;

  before(async () => {
    collector = await openCollector();
    sink = await openSink();
    tracing = await startTracing(
      settingsOf({
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=a%2Cb',
        OTEL_SERVICE_NAME: 'rollcall-test',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      }),
      silent,
    );
    rollcall = await startRollcall({ tracer: tracing.tracer, webhooks: { allowPrivate: true } });
    api = await createApiClient(rollcall.url, operatorToken);
    ({ directoryId } = await rollcall.createTenant(
      'acme',
      'directory_acme',
      `${officePolicy}notifications:
  admins: { on: [role_changed], send: at_once, to: [xanthippe.planted@acme.com] }
`,
    ));
    await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', { body: { url: sink.url } });
    await rollcall.drain();
    await rollcall.service.webhooks.deliverAll();
  });
  after(async () => {
    await rollcall.stop();
    await sink.stop();
    await collector.stop();
  });

  const idp = createSimulatedDirectory({
    seed: 5,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId: 'directory_acme',
  });
  const planted = ['Xanthippe', 'Planted', 'xanthippe.planted@acme.com', 'Secret Department', '555-0199'];
  const hire = (email: string, firstName = 'Pat') =>
    idp.hire({
      ...{ email, firstName, lastName: 'Planted' },
      attributes: { department_name: 'Secret Department', phone: '555-0199' },
    });
  const post = async (event: unknown, traceparent?: string): Promise<void> => {
    const body = JSON.stringify(event);
    const answer = await fetch(`${rollcall.url}/api/webhooks/workos`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'workos-signature': signWebhook(body, webhookSecret, rollcall.clock.now()),
        ...(traceparent !== undefined && { traceparent }),
      },
      body,
    });
    assert.equal(answer.status, 200, await answer.text());
  };
  /** What was sent since the last time, once everything is. */
  const collectedSince = async (work: () => Promise<void>): Promise<CollectedSpan[]> => {
    await tracing.flush();
    const from = collector.spans.length;
    await work();
    // Answered is before closed: once more around, so that the span of the last request has ended.
    await fetch(`${rollcall.url}/healthz`);
    await tracing.flush();
    return collector.spans.slice(from);
  };
  const named = (spans: CollectedSpan[], name: string): CollectedSpan => {
    const found = spans.find((span) => span.name === name);
    assert.ok(found, `no span "${name}" among ${spans.map((span) => span.name).join(', ')}`);
    return found;
  };

  it('go from a signed webhook over the lane and each step to the delivery, under the id that the sender gave', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    sink.received.length = 0;
    const group = idp.createGroup('members');
    const { person, events } = hire('xanthippe.planted@acme.com', 'Xanthippe');
    for (const event of [...group.events, ...events]) await post(event);
    await rollcall.drain();
    const [join] = idp.join(person, group.group);
    const spans = await collectedSince(async () => {
      await post(join, `00-${traceId}-00f067aa0ba902b7-01`);
      await rollcall.drain();
      await rollcall.service.webhooks.deliverAll();
    });

    const ours = spans.filter((span) => span.traceId === traceId);
    const byId = new Map(ours.map((span) => [span.spanId, span]));
    const chainOf = (span: CollectedSpan): string[] => {
      const parent = span.parentSpanId === null ? undefined : byId.get(span.parentSpanId);
      return [span.name, ...(parent === undefined ? [String(span.parentSpanId)] : chainOf(parent))];
    };
    const request = named(ours, 'POST /api/webhooks/workos');
    assert.equal(request.parentSpanId, '00f067aa0ba902b7');
    assert.deepEqual(chainOf(named(ours, 'gather facts')), [
      ...['gather facts', 'plan', 'reconcile', 'lane turn'],
      ...['POST /api/webhooks/workos', '00f067aa0ba902b7'],
    ]);
    for (const step of ['mirror', 'guard', 'execute']) {
      assert.deepEqual(chainOf(named(ours, step)).slice(0, 3), [step, 'reconcile', 'lane turn']);
    }
    const delivery = named(ours, 'deliver webhook');
    assert.deepEqual(chainOf(delivery).slice(0, 3), [
      ...['deliver webhook', 'apply event', 'POST /api/webhooks/workos'],
    ]);
    const applied = named(ours, 'apply event');
    assert.equal(applied.attributes['rollcall.event_id'], (join as { id: string }).id);
    assert.equal(applied.attributes['rollcall.event_kind'], 'joined');
    assert.equal(applied.attributes['rollcall.event_status'], 'applied');
    assert.equal(applied.attributes['rollcall.directory_id'], directoryId);
    assert.equal(named(ours, 'reconcile').attributes['rollcall.policy_version'], 1);

    const told = sink.received.filter(({ headers }) => headers['traceparent']?.includes(traceId));
    assert.ok(told.length > 0);
    const sent = ours.filter((span) => span.name === 'deliver webhook');
    assert.deepEqual(
      told.map(({ headers }) => headers['traceparent']).sort(),
      sent.map((span) => `00-${traceId}-${span.spanId}-01`).sort(),
    );
  });

  it('of a batch are linked from its turn, and each goes on as its own', async () => {
    const ids = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
    const people = ids.map((_, index) => hire(`batch${index}@acme.com`));
    const spans = await collectedSince(async () => {
      for (const [index, { events }] of people.entries()) {
        await post(events[0], `00-${ids[index] ?? ''}-00f067aa0ba902b7-01`);
      }
      await rollcall.drain();
      await rollcall.service.webhooks.deliverAll();
    });
    const turn = named(spans, 'lane turn');
    assert.equal(turn.parentSpanId, null);
    assert.deepEqual(turn.links.map((link) => link.traceId).sort(), ids);
    assert.equal(turn.attributes['rollcall.count.events'], 3);
    for (const id of ids) {
      const applied = named(
        spans.filter((span) => span.traceId === id),
        'apply event',
      );
      assert.deepEqual(applied.links, [{ traceId: turn.traceId, spanId: turn.spanId }]);
    }
  });

  it('go from a SCIM request to the delivery', async () => {
    const { body } = await rollcall.api('POST', '/tenants/acme/directories', {
      ...{ source: 'scim', profile: 'okta', state: 'active' },
    });
    const created = body as { base_url: string; token: string };
    const traceId = 'd'.repeat(32);
    const spans = await collectedSince(async () => {
      const answer = await fetch(`${created.base_url}/Users`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${created.token}`,
          'content-type': 'application/scim+json',
          traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        },
        body: JSON.stringify({
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: 'xanthippe.planted.scim@acme.com',
          externalId: 'x1',
          active: true,
          emails: [{ value: 'xanthippe.planted.scim@acme.com', primary: true }],
          name: { givenName: 'Xanthippe', familyName: 'Planted' },
        }),
      });
      assert.equal(answer.status, 201, await answer.text());
      await rollcall.service.webhooks.deliverAll();
    });
    const ours = spans.filter((span) => span.traceId === traceId);
    const request = named(ours, 'POST /scim/v2/:directory/Users');
    assert.equal(named(ours, 'SCIM batch').parentSpanId, request.spanId);
    assert.equal(named(ours, 'deliver webhook').parentSpanId, request.spanId);
    assert.equal(request.attributes['http.response.status_code'], 201);
  });

  it('say with which code an attempt failed, and of requests no more than the log', async () => {
    sink.answer = () => 503;
    const spans = await collectedSince(async () => {
      for (const event of hire('failing@acme.com').events) await post(event);
      await rollcall.drain();
      await rollcall.service.webhooks.deliverAll();
      await fetch(`${rollcall.url}/api/v1/tenants/acme/users?email=xanthippe.planted@acme.com`, {
        headers: { authorization: `Bearer ${operatorToken}` },
      });
    });
    sink.answer = () => 204;
    assert.equal(named(spans, 'deliver webhook').failedWith, '503');
    assert.deepEqual(Object.keys(named(spans, 'GET /api/v1/tenants/:tenant/users').attributes).sort(), [
      ...['http.request.method', 'http.response.status_code', 'http.route', 'rollcall.request_id'],
      'rollcall.tenant',
    ]);
  });

  it('of mails say how many notices there were, and not to whom', async () => {
    const spans = await collectedSince(async () => {
      rollcall.clock.advance(25 * 3_600_000);
      await rollcall.service.notices?.sendDue();
    });
    const mailed = named(spans, 'send mail');
    assert.deepEqual(Object.keys(mailed.attributes).sort(), ['rollcall.count.notices', 'rollcall.tenant_id']);
    assert.ok(Number(mailed.attributes['rollcall.count.notices']) > 0);
  });

  it('hold nothing personal, no token and no statement', async () => {
    await tracing.flush();
    const everything = collector.bodies.join('\n');
    assert.ok(everything.includes('apply event'));
    for (const value of [...planted, operatorToken, webhookSecret, 'insert into', 'select ']) {
      assert.ok(!everything.includes(value), value);
    }
    assert.equal(collector.resource['service.name'], 'rollcall-test');
    assert.equal(collector.resource['deployment.environment.name'], 'test');
    const [sent = {}] = collector.headers;
    assert.equal(sent['url'], '/v1/traces');
    assert.equal(sent['x-api-key'], 'a,b');
  });

  it('are not told of where a sampler leaves them out, and the receiver hears of that', async () => {
    const other = await startTracing(
      settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_off' }),
      silent,
    );
    const sent = collector.bodies.length;
    const span = other.tracer.begin('left out');
    assert.match(span.traceParent ?? '', /-00$/);
    span.end();
    await other.stop();
    assert.equal(collector.bodies.length, sent);
  });
});

describe('Tracing that is off', () => {
  it('is what no setting leads to, and loads nothing of OpenTelemetry', () => {
    assert.equal(settingsOf({}), null);
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name.startsWith('@opentelemetry/') && context.parentURL?.includes('/src/')) console.log('loaded ' + name);
        if (name.includes('sdk-trace') || name.includes('otlp')) console.log('loaded ' + name);
        return next(name, context);
      } });
      const { startTracing } = await import('./src/tracing/start-tracing.ts');
      await import('./src/cli/serve.ts');
      const { tracer } = await startTracing(null, null);
      console.log(tracer.isOn, tracer.begin('x').traceParent, tracer.current());`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
    });
    assert.equal(run.stdout.trim(), 'false null null', run.stderr);
  });

  it('keeps no trace of an event, and sends receivers none, though the sender gave one', async () => {
    const sink = await openSink();
    const rollcall = await startRollcall({ webhooks: { allowPrivate: true } });
    try {
      const api = await createApiClient(rollcall.url, operatorToken);
      const { tenantId } = await rollcall.createTenant('acme', 'directory_acme');
      await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', { body: { url: sink.url } });
      const idp = createSimulatedDirectory({
        seed: 6,
        startsAt: new Date('2026-01-10T08:00:00Z'),
        directoryId: 'directory_acme',
      });
      const { events } = idp.hire({ email: 'a@acme.com', firstName: 'A', lastName: 'B', attributes: {} });
      const body = JSON.stringify(events[0]);
      const answer = await fetch(`${rollcall.url}/api/webhooks/workos`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'workos-signature': signWebhook(body, webhookSecret, rollcall.clock.now()),
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        },
        body,
      });
      assert.equal(answer.status, 200);
      await rollcall.drain();
      await rollcall.service.webhooks.deliverAll();
      assert.ok(sink.received.length > 0);
      assert.ok(sink.received.every(({ headers }) => !('traceparent' in headers)));
      const kept = await rollcall.database.inTenant(tenantId, (trx) =>
        trx.raw<{ rows: { n: number }[] }>(
          `select count(*)::int as n from (select trace_parent from inbox
             union all select trace_parent from outbox_messages) t where trace_parent is not null`,
        ),
      );
      assert.equal(kept.rows[0]?.n, 0);
    } finally {
      await rollcall.stop();
      await sink.stop();
    }
  });
});

describe('A collector that cannot be reached', () => {
  it('hurts nothing, is told of once, and holds up no stop', async () => {
    // Takes connections and never answers.
    const deaf = createServer(() => undefined);
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const { port } = deaf.address() as AddressInfo;
    const sockets: { destroy(): void }[] = [];
    deaf.on('connection', (socket) => sockets.push(socket));
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const tracing = await startTracing(
      settingsOf({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      }),
      log,
    );
    try {
      for (let i = 0; i < 20_000; i += 1) tracing.tracer.begin(`span ${i}`).end();
      await tracing.stop();
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /traces cannot be sent and are dropped/);
    } finally {
      for (const socket of sockets) socket.destroy();
      deaf.close();
    }
  });
});

describe('The settings of tracing', () => {
  it('are those of OpenTelemetry', () => {
    assert.equal(settingsOf({ OTEL_TRACES_EXPORTER: 'otlp' })?.url, 'http://localhost:4318/v1/traces');
    assert.equal(
      settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com/base/' })?.url,
      'https://collector.example.com/base/v1/traces',
    );
    assert.equal(
      settingsOf({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/in',
      })?.url,
      'https://traces.example.com/in',
    );
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
    assert.equal(settingsOf({ ...endpoint, OTEL_SDK_DISABLED: 'true' }), null);
    assert.equal(settingsOf({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }), null);
    assert.deepEqual(
      settingsOf({ ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }),
      {
        url: 'http://localhost:4318/v1/traces',
        headers: {},
        timeoutMs: 10_000,
        serviceName: 'rollcall',
        resource: {},
        sampler: 'traceidratio',
        ratio: 0.25,
      },
    );
  });

  it('are refused where they are wrong, without being repeated where they hold secrets', () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ OTEL_TRACES_EXPORTER: 'jaeger' }, /OTEL_TRACES_EXPORTER is "jaeger"\. Set one of otlp, none/],
      [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /sent over HTTP only\. Set http\/json/],
      [{ OTEL_TRACES_SAMPLER: 'often' }, /OTEL_TRACES_SAMPLER is "often"\. Set one of parentbased_always_on/],
      [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, /Set a number from 0 to 1/],
      [{ OTEL_EXPORTER_OTLP_HEADERS: 'Bearer hidden' }, /OTEL_EXPORTER_OTLP_HEADERS cannot be read/],
      [{ OTEL_RESOURCE_ATTRIBUTES: 'a=%E0%A4%A' }, /OTEL_RESOURCE_ATTRIBUTES cannot be read/],
      [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, /is not an address of a collector/],
      [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:hidden@c:4318' }, /Set one without a password/],
    ];
    for (const [env, sentence] of wrong) {
      assert.throws(
        () => settingsOf({ OTEL_TRACES_EXPORTER: 'otlp', ...env }),
        (error: Error) => sentence.test(error.message) && !error.message.includes('hidden'),
        JSON.stringify(env),
      );
    }
  });
});
