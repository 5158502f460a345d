import assert from 'node:assert/strict';
import { WorkOS } from '@workos-inc/node';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeWorkos } from '../../support/fake-workos/environment.ts';
import { startFakeWorkos } from '../../support/fake-workos/fake-workos.ts';
import { createPlayer } from '../../support/fake-workos/play.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';

describe('The fake WorkOS', () => {
  let clock: TestClock;
  let fake: FakeWorkos;
  let workos: WorkOS;
  const names = ['dsync.activated', 'dsync.user.created', 'dsync.group.user_added'] as const;

  beforeEach(async () => {
    clock = createTestClock();
    fake = await startFakeWorkos({ clock });
    const { port } = new URL(fake.url);
    // As it is, but for the address; without retries nothing waits.
    workos = new WorkOS(fake.apiKey, {
      apiHostname: '127.0.0.1',
      port: Number(port),
      https: false,
      maxRetries: 0,
    });
  });
  afterEach(() => fake.stop());

  const play = (people: number) => {
    createPlayer(fake, '')(`play ${people}`);
    const directory = fake.directories[0];
    assert.ok(directory);
    return directory;
  };
  const ask = (path: string, key = fake.apiKey) =>
    fetch(`${fake.url}${path}`, { headers: { authorization: `Bearer ${key}` } });

  it('is read by the SDK: directories, people, groups and memberships, page by page', async () => {
    const directory = play(25);
    const listed = await workos.directorySync.listDirectories();
    assert.deepEqual(
      listed.data.map(({ id, state }) => [id, state]),
      [[directory.id, 'active']],
    );
    directory.state = 'invalid_credentials';
    assert.equal((await workos.directorySync.getDirectory(directory.id)).state, 'invalid_credentials');

    const everyone = await workos.directorySync.listUsers({ directory: directory.id });
    assert.equal(everyone.data.length, 10);
    assert.equal((await everyone.autoPagination()).length, 25);
    clock.advance(1_000);
    const first = await workos.directorySync.listUsers({ directory: directory.id, limit: 2, order: 'asc' });
    const { after } = first.listMetadata;
    const second = await workos.directorySync.listUsers({
      directory: directory.id,
      limit: 2,
      order: 'asc',
      after: String(after),
    });
    const back = await workos.directorySync.listUsers({
      directory: directory.id,
      limit: 2,
      order: 'asc',
      before: String(second.data[0]?.id),
    });
    assert.deepEqual(back.data, first.data);
    assert.equal(back.listMetadata.before, null);

    const groups = await workos.directorySync.listGroups({ directory: directory.id });
    assert.equal(groups.data.length, 5);
    const sales = groups.data.find(({ name }) => name === 'sales');
    clock.advance(1_000);
    const members = await workos.directorySync.listUsers({ group: String(sales?.id) });
    assert.equal(members.data.length, 6);
    const [member] = members.data;
    const groupsOf = await workos.directorySync.listGroups({ user: String(member?.id) });
    assert.deepEqual(
      groupsOf.data.map(({ name }) => name),
      ['sales'],
    );
    assert.equal((await workos.directorySync.getUser(String(member?.id))).email, member?.email);
  });

  it('is read by the SDK: events, oldest first, behind a cursor or from a time', async () => {
    play(120);
    const page = await workos.events.listEvents({ events: [...names], limit: 100 });
    assert.equal(page.data[0]?.event, 'dsync.activated');
    const rest = await workos.events.listEvents({
      events: [...names],
      limit: 100,
      after: String(page.listMetadata.after),
    });
    assert.equal(page.data.length + rest.data.length, 200);
    const last = rest.data.at(-1);
    const tail = await workos.events.listEvents({
      events: [...names],
      rangeStart: String(last?.createdAt),
      limit: 100,
    });
    assert.ok(tail.data.some(({ id }) => id === last?.id) && tail.data.length < 100);
  });

  it('takes both ways to write several events, and refuses what WorkOS refuses', async () => {
    play(3);
    const joined = (await (await ask(`/events?events=${names.join(',')}`)).json()) as { data: unknown[] };
    const apart = await ask(`/events?${names.map((name) => `events[]=${name}`).join('&')}`);
    assert.deepEqual(await apart.json(), joined);
    assert.equal(joined.data.length, 8);
    for (const query of [
      '',
      'events=dsync.user.renamed',
      'events=dsync.activated&limit=101',
      'events=dsync.activated&range_start=soon',
    ]) {
      assert.equal((await ask(`/events?${query}`)).status, 422, query);
    }
    const both = 'events=dsync.activated&after=event_1&range_start=2026-01-01T00:00:00Z';
    assert.equal((await ask(`/events?${both}`)).status, 400);
    assert.equal((await ask('/directories', 'wrong')).status, 401);
    assert.equal((await ask('/directory_users')).status, 400);
    assert.equal((await ask('/directory_users?group=directory_group_0')).status, 404);
  });

  it('forgets events after 30 days, and refuses a cursor among them', async () => {
    play(2);
    const { data } = await workos.events.listEvents({ events: [...names] });
    const after = String(data.at(-1)?.id);
    assert.equal((await workos.events.listEvents({ events: [...names], after })).data.length, 0);
    clock.advance(30 * 24 * 3_600_000 + 1);
    await assert.rejects(
      workos.events.listEvents({ events: [...names], after }),
      (error) => (error as { status?: number }).status === 400,
    );
  });

  it('answers 429 with a bare text beyond 4 requests a second for the people of a directory', async () => {
    const { id } = play(1);
    const path = `/directory_users?directory=${id}`;
    for (let count = 0; count < 4; count += 1) assert.equal((await ask(path)).status, 200);
    const refused = await ask(path);
    assert.equal(refused.status, 429);
    assert.equal(typeof (await refused.json()), 'string');
    await assert.rejects(
      workos.directorySync.listUsers({ directory: id }),
      (error) => (error as { status?: number }).status === 429,
    );
    clock.advance(1_000);
    assert.equal((await ask(path)).status, 200);
    fake.limits.refuseNext(1, 7);
    assert.equal((await ask('/directories')).headers.get('retry-after'), '7');
    fake.failNext(1, 503);
    assert.equal((await ask('/directories')).status, 503);
  });

  it('makes an organization once, and its portal link connects a directory', async () => {
    const made = await workos.organizations.createOrganization({ name: 'Acme', externalId: 'acme' });
    assert.equal((await workos.organizations.getOrganizationByExternalId('acme')).id, made.id);
    await assert.rejects(workos.organizations.createOrganization({ name: 'Acme', externalId: 'acme' }));
    const { link } = await workos.adminPortal.generateLink({ organization: made.id, intent: 'dsync' });
    assert.equal((await fetch(link)).status, 200);
    const { data } = await workos.directorySync.listDirectories({ organizationId: made.id });
    assert.equal(data.length, 1);
    await workos.directorySync.deleteDirectory(String(data[0]?.id));
    const events = await workos.events.listEvents({ events: ['dsync.activated', 'dsync.deleted'] });
    assert.deepEqual(
      events.data.map(({ event }) => event),
      ['dsync.activated', 'dsync.deleted'],
    );
  });

  describe('delivers webhooks', () => {
    let receiver: Server;
    let received: { body: string; signature: string }[];
    let status: number;

    beforeEach(async () => {
      received = [];
      status = 200;
      receiver = createServer((request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
          received.push({ body, signature: String(request.headers['workos-signature']) });
          response.writeHead(status).end();
        });
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
      fake.webhooks.url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    });
    afterEach(() => new Promise((resolve) => receiver.close(resolve)));

    it('signed, in another order, and several times', async () => {
      Object.assign(fake.webhooks, { shuffles: true, copies: 2 });
      play(5);
      await fake.webhooks.deliverDue();
      assert.equal(received.length, 2 * fake.events.size);
      const ids = received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
      assert.notDeepEqual(ids, [...ids].sort());
      assert.equal(new Set(ids).size, fake.events.size);
      for (const { body, signature } of received) {
        const secret = fake.webhookSecret;
        // The clock of the fake is not the time of day, which the SDK goes by.
        const tolerance = Number.MAX_SAFE_INTEGER;
        const request = { payload: body, sigHeader: signature, secret, tolerance };
        assert.equal(await workos.webhooks.verifyHeader(request), true);
      }
    });

    it('again after anything but a 2xx, six times over three days, and then never', async () => {
      fake.publish(fake.addDirectory().idp.activate());
      status = 503;
      for (let attempt = 0; attempt < 7; attempt += 1) {
        await fake.webhooks.deliverDue();
        assert.equal(received.length, attempt + 1);
        await fake.webhooks.deliverDue();
        assert.equal(received.length, attempt + 1, 'came again at once');
        clock.advance(3 * 24 * 3_600_000);
      }
      await fake.webhooks.deliverDue();
      assert.equal(received.length, 7);
      assert.deepEqual([fake.webhooks.waiting, fake.webhooks.givenUp], [0, 1]);
    });
  });
});
