import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { officePolicy } from '../support/office.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { isSignedWith, openSink, type WebhookSink } from '../support/webhook-sink.ts';

describe('Delivering webhooks after a crash', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let api: ApiClient;
  let sink: WebhookSink;
  const children: ChildProcess[] = [];

  before(async () => {
    rollcall = await startRollcall({ webhooks: { allowPrivate: true } });
    api = await createApiClient(rollcall.url, operatorToken);
    sink = await openSink();
    await rollcall.createTenant('acme', 'directory_acme', officePolicy);
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rollcall.stop();
    await sink.stop();
  });

  it('kill -9 between the commit and the answer: delivered again, under the same id, and the rest in order', async () => {
    const { secret } = await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
      // The other process tells of directories by its own clock.
      body: { url: sink.url, event_types: ['user.*', 'workspace.*'] },
    });
    const idp = createSimulatedDirectory({
      seed: 5,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_acme',
    });
    const { group, events } = idp.createGroup('members');
    const { person, events: hired } = idp.hire({
      email: 'ada@acme.com',
      firstName: 'ada',
      lastName: 'Example',
      attributes: {},
    });
    for (const event of [...events, ...hired, ...idp.join(person, group)]) await rollcall.post(event);

    // The other process applies the events and begins to deliver; it never hears an answer.
    sink.answer = () => null;
    const begun = sink.next();
    const child = fork(new URL('../support/lane-process.ts', import.meta.url), {
      env: { ...process.env, DATABASE_URL: rollcall.databaseUrl },
    });
    children.push(child);
    await begun;
    child.kill('SIGKILL');
    await once(child, 'exit');

    sink.answer = () => 204;
    await rollcall.drain();
    // The lease of the process that died is by its own clock; before it is over, nobody else delivers.
    rollcall.clock.advance(Date.now() - rollcall.clock.now().getTime());
    await rollcall.service.webhooks.deliverAll();
    assert.equal(sink.taken.length, 0);
    rollcall.clock.advance(60_000);
    await rollcall.service.webhooks.deliverAll();

    const types = sink.taken.map(({ message }) => message.type);
    assert.deepEqual(types, ['user.provisioned', 'workspace.member_added']);
    const [first, again] = sink.received;
    assert.ok(first && again);
    assert.equal(again.id, first.id);
    assert.equal(again.body, first.body);
    assert.ok(isSignedWith(secret, again));
  });
});
