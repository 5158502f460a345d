import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { WorkosConnection, DirectorySetup, DirectoryDetail } from '../../../src/generated/api.ts';
import { createWorkosOrganizations } from '../../../src/sources/workos/workos-organizations.ts';
import { createTenant } from '../../../src/tenancy/create-tenant.ts';
import { connectWorkos } from '../../../src/tenancy/connect-workos.ts';
import { createService } from '../../../src/service.ts';
import { readPolicyContext } from '../../../src/tenancy/policy-context.ts';
import { seenRecords } from '../../support/accounts.ts';
import type { FakeWorkos } from '../../support/fake-workos/environment.ts';
import { startFakeWorkos } from '../../support/fake-workos/fake-workos.ts';
import { startRollcall, webhookSecret, type TestRollcall } from '../../support/rollcall.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';
import { testSecretKey } from '../../support/test-secret-key.ts';

const operator = { kind: 'operator', id: 'test' } as const;
const apiKey = 'sk_test_never_in_an_error';
const minute = 60_000;

describe('Connecting through WorkOS', () => {
  let rollcall: TestRollcall;
  let clock: TestClock;
  let fake: FakeWorkos;
  let logged = '';
  let slugs = 0;
  /** How far WorkOS's clock is ahead of ours, in milliseconds. */
  let aheadMs = 0;

  before(async () => {
    const later: { clock?: TestClock } = {};
    const start = createTestClock();
    fake = await startFakeWorkos({
      apiKey,
      webhookSecret,
      clock: { now: () => new Date((later.clock ?? start).now().getTime() + aheadMs) },
    });
    rollcall = await startRollcall({
      logger: pino({ level: 'trace' }, { write: (line) => (logged += line) }),
      workosApi: { apiUrl: fake.url, apiKey, random: () => 0 },
      workosPolling: { apiUrl: fake.url, apiKey, intervalMs: 5_000, random: () => 0 },
    });
    ({ clock } = rollcall);
    later.clock = clock;
  });
  after(async () => {
    await fake.stop();
    await rollcall.stop();
  });
  beforeEach(() => {
    logged = '';
    fake.apiKey = apiKey;
    fake.beforeAnswer = null;
    fake.requests.length = 0;
  });

  async function newTenant(): Promise<{ slug: string; id: string }> {
    const slug = `acme-${(slugs += 1)}`;
    const { tenant } = await createTenant(rollcall.service.tenancy, { slug, policyYaml: null }, operator);
    return { slug, id: tenant.id };
  }

  async function connect(slug: string, body?: unknown): Promise<WorkosConnection> {
    const answer = await rollcall.api('POST', `/tenants/${slug}/workos-connections`, body);
    assert.equal(answer.status, 200, logged.slice(-2500));
    return answer.body as WorkosConnection;
  }

  async function refused(
    slug: string,
    body?: unknown,
  ): Promise<{ status: number; code: string; detail: string }> {
    const { status, body: said } = await rollcall.api('POST', `/tenants/${slug}/workos-connections`, body);
    assert.ok(!JSON.stringify(said).includes(apiKey));
    return { status, ...(said as { code: string; detail: string }) };
  }

  async function show(slug: string, id: string): Promise<DirectoryDetail> {
    return (await rollcall.api('GET', `/tenants/${slug}/directories/${id}`)).body as DirectoryDetail;
  }

  async function setup(slug: string, id: string): Promise<DirectorySetup> {
    return (await rollcall.api('GET', `/tenants/${slug}/directories/${id}/setup`)).body as DirectorySetup;
  }

  const step = (of: DirectorySetup, key: string) => of.steps.find((each) => each.key === key);

  /** The customer's administrator opens the link and connects the identity provider. */
  async function openPortal(link: string): Promise<string> {
    const answer = await fetch(link);
    return ((await answer.json()) as { id: string }).id;
  }

  async function watch() {
    clock.advance(10 * minute);
    const { directoryWatcher } = rollcall.service;
    assert.ok(directoryWatcher);
    return directoryWatcher.watchDue();
  }

  async function poll() {
    clock.advance(10_000);
    await rollcall.service.eventPoller?.pollDue();
    await rollcall.drain();
  }

  async function actions(tenantId: string): Promise<string[]> {
    return (await seenRecords(rollcall.database, tenantId))
      .map(({ action }) => action)
      .filter((action) => action.startsWith('directory.'));
  }

  it('makes an organization of the tenant and a directory that waits, and gives a link with its end', async () => {
    const { slug, id } = await newTenant();
    const made = await connect(slug, { idp: 'okta', state: 'testing' });
    assert.equal(made.is_new, true);
    assert.equal(fake.organizations.getByExternalId(id).id, made.organization_id);
    assert.equal(Date.parse(made.portal_link_expires_at) - clock.now().getTime(), 5 * minute);
    const directory = await show(slug, made.directory_id);
    assert.equal(directory.state, 'setting_up');
    assert.equal(directory.workos_id, null);
    assert.equal(directory.organization_id, made.organization_id);
    const waits = await setup(slug, made.directory_id);
    assert.equal(waits.phase, 'not_connected');
    assert.equal(step(waits, 'organization')?.state, 'done');
    assert.match(step(waits, 'connected')?.next ?? '', /connect Okta.*rollcall directory portal-link/);
  });

  it('is one organization and one directory, however often and from how many places it is asked', async () => {
    const { slug, id } = await newTenant();
    const { tenancy } = rollcall.service;
    const other = createWorkosOrganizations({ url: fake.url, apiKey }, clock);
    const made = await Promise.all([
      connect(slug),
      connect(slug),
      ...Array.from({ length: 4 }, () => connectWorkos({ ...tenancy, workosSetup: other }, id, {}, operator)),
    ]);
    const directories = made.map((each) => ('directory_id' in each ? each.directory_id : each.directoryId));
    assert.equal(new Set(directories).size, 1);
    const organizations = made.map((each) =>
      'organization_id' in each ? each.organization_id : each.organizationId,
    );
    assert.equal(new Set(organizations).size, 1);
    const links = made.map((each) => ('portal_link' in each ? each.portal_link : each.link.url));
    assert.equal(new Set(links).size, links.length);
    const list = (await rollcall.api('GET', `/tenants/${slug}/directories`)).body as { data: unknown[] };
    assert.equal(list.data.length, 1);
  });

  it('takes over what is asked for anew while nothing has come, test mode above all', async () => {
    const { slug, id } = await newTenant();
    const first = await connect(slug, { idp: 'google', name: 'Google Workspace', state: 'active' });
    const again = await connect(slug, { idp: 'okta', name: 'Okta', state: 'testing', another: true });
    assert.deepEqual([again.directory_id, again.is_new], [first.directory_id, false]);
    assert.deepEqual((await setup(slug, first.directory_id)).guide, 'okta');
    assert.equal((await show(slug, first.directory_id)).name, 'Okta');
    // Asked for no more than a link, it stays as it was asked for.
    await connect(slug);
    const changes = (await actions(id)).filter((action) => action === 'directory.changed');
    assert.equal(changes.length, 1);
    const workosId = await openPortal(again.portal_link);
    const directory = fake.directories.find((each) => each.id === workosId);
    assert.ok(directory);
    fake.publish(
      directory.idp.hire({ email: 'ada@acme.example', firstName: 'Ada', lastName: 'L', attributes: {} })
        .events,
    );
    await poll();
    assert.equal((await show(slug, first.directory_id)).state, 'testing');
    // What is connected is not changed by asking again.
    await connect(slug, { state: 'active', name: 'Another' });
    assert.equal((await show(slug, first.directory_id)).name, 'Okta');
  });

  it('takes the organization that another process has made in between', async () => {
    const { slug, id } = await newTenant();
    fake.beforeAnswer = (request) => {
      if (!request.startsWith('POST /organizations')) return;
      fake.beforeAnswer = null;
      fake.organizations.create({ name: 'Acme', external_id: id });
    };
    const made = await connect(slug);
    assert.equal(made.organization_id, fake.organizations.getByExternalId(id).id);
  });

  it('adopts an organization that is there, and stays with it', async () => {
    const { slug, id } = await newTenant();
    const organization = fake.organizations.create({ name: 'Acme Corp' });
    const made = await connect(slug, { organization_id: organization.id });
    assert.equal(made.organization_id, organization.id);
    assert.equal((await connect(slug)).organization_id, organization.id);
    assert.throws(() => fake.organizations.getByExternalId(id));
    const unknown = await refused(slug, { organization_id: 'org_nobody' });
    assert.deepEqual([unknown.status, unknown.code], [404, 'not_found']);
    const stranger = await newTenant();
    const taken = await refused(stranger.slug, { organization_id: organization.id });
    assert.deepEqual([taken.status, taken.code], [409, 'conflict']);
  });

  it('says what to set where WorkOS refuses the key, wants fewer requests, has a fault or is not there', async () => {
    const { slug } = await newTenant();
    fake.apiKey = 'sk_test_another';
    assert.match((await refused(slug)).detail, /Set WORKOS_API_KEY to a secret key/);
    fake.apiKey = apiKey;
    fake.limits.refuseNext(1);
    const limited = await refused(slug);
    assert.deepEqual([limited.status, limited.code], [503, 'workos_unavailable']);
    assert.match(limited.detail, /fewer requests/);
    fake.failNext(1);
    assert.match((await refused(slug)).detail, /fault of its own/);
    const nowhere = createWorkosOrganizations({ url: 'http://127.0.0.1:1', apiKey }, clock);
    await assert.rejects(
      nowhere.getOrganization('org_1'),
      (fault: Error) => /does not answer/.test(fault.message) && !fault.stack?.includes(apiKey),
    );
    assert.ok(!logged.includes(apiKey));
    const list = (await rollcall.api('GET', `/tenants/${slug}/directories`)).body as { data: unknown[] };
    assert.equal(list.data.length, 0);
  });

  it('claims the directory on its first event, and tells of the first sync once it was read', async () => {
    const { slug, id } = await newTenant();
    const made = await connect(slug, { idp: 'okta' });
    const workosId = await openPortal(made.portal_link);
    const fakeDirectory = fake.directories.find((each) => each.id === workosId);
    assert.ok(fakeDirectory);
    const { idp } = fakeDirectory;
    const { person, events } = idp.hire({
      email: 'ada@acme.example',
      firstName: 'Ada',
      lastName: 'L',
      attributes: {},
    });
    const team = idp.createGroup('engineering');
    fake.publish([...events, ...team.events, ...idp.join(person, team.group)]);
    await poll();
    const directory = await show(slug, made.directory_id);
    assert.equal(directory.workos_id, workosId);
    assert.equal(directory.state, 'active');
    assert.deepEqual([directory.people, directory.groups], [1, 1]);
    const { rows } = await rollcall.database.raw<{ rows: unknown[] }>(
      `select resync_reason from directory_routes where key = ?`,
      [workosId],
    );
    assert.deepEqual(rows, [{ resync_reason: 'connected' }]);
    assert.equal((await setup(slug, made.directory_id)).phase, 'syncing');

    const { firstSyncs } = rollcall.service;
    clock.advance(10 * minute);
    assert.equal(await firstSyncs.lookDue(), 0, 'before the resync has ended');
    await rollcall.database.raw(
      'update directory_routes set resync_requested_at = null, resync_reason = null where key = ?',
      [workosId],
    );
    await rollcall.database.inTenant(id, (trx) =>
      trx.raw(
        `insert into resyncs (tenant_id, id, directory_id, reason, actor, requested_at, started_at, finished_at, phase, next_attempt_at)
         values (?, ?, ?, 'connected', '{}'::jsonb, ?, ?, ?, 'done', ?)`,
        [id, crypto.randomUUID(), made.directory_id, ...Array.from({ length: 4 }, () => clock.now())],
      ),
    );
    clock.advance(minute);
    assert.equal(await firstSyncs.lookDue(), 0, 'more may come');
    assert.match(
      step(await setup(slug, made.directory_id), 'first_sync')?.says ?? '',
      /was read from WorkOS; it counts as complete once nothing more has come for two minutes, in 1 minute/,
    );
    clock.advance(minute);
    const connectionIs = (state: string) =>
      rollcall.database.inTenant(id, (trx) =>
        trx.raw('update directories set upstream_state = ? where id = ?', [state, made.directory_id]),
      );
    await connectionIs('validating');
    assert.equal(await firstSyncs.lookDue(), 0, 'nothing is loaded before the connection is validated');
    await connectionIs('active');
    clock.advance(2 * minute);
    fake.directories.find(({ id: each }) => each === workosId)?.catchUp();
    const late = idp.hire({ email: 'ben@acme.example', firstName: 'Ben', lastName: 'L', attributes: {} });
    fake.publish(late.events);
    await poll();
    assert.equal(await firstSyncs.lookDue(), 0, 'WorkOS is still loading');
    clock.advance(3 * minute);
    assert.deepEqual(
      (await Promise.all([firstSyncs.lookDue(), firstSyncs.lookDue()])).sort(),
      [0, 1],
      'told once',
    );
    const synced = await setup(slug, made.directory_id);
    assert.equal(synced.says, 'Connected to Okta. 2 people, 1 group.');
    assert.equal(synced.phase, 'synced');
    assert.equal(synced.steps.at(-1)?.key, 'first_sync');
    const told = (await seenRecords(rollcall.database, id)).filter(
      ({ action }) => action === 'directory.first_sync_completed',
    );
    assert.deepEqual(
      told.map(({ after }) => after),
      [{ people: 2, groups: 1, memberships: 1 }],
    );
  });

  it('claims it by the list of directories where no event has come, and begins its setup', async () => {
    const { slug, id } = await newTenant();
    const made = await connect(slug);
    const directory = fake.addDirectory({ organizationId: made.organization_id, idp: 'okta' });
    const outcome = await watch();
    assert.deepEqual([outcome.kind, outcome.claimed], ['listed', 1]);
    await rollcall.drain();
    const shown = await show(slug, made.directory_id);
    assert.equal(shown.workos_id, directory.id);
    assert.equal(shown.upstream_state, 'active');
    assert.equal(shown.idp, 'okta scim v2.0');
    assert.equal(step(await setup(slug, made.directory_id), 'credentials')?.state, 'done');
    assert.ok((await actions(id)).includes('directory.claimed'));
  });

  it('takes in the events that came before it was claimed, whatever came first', async () => {
    const { slug } = await newTenant();
    // An organization that nobody waits for yet: its events are kept.
    const organization = fake.organizations.create({ name: 'Early' });
    const directory = fake.addDirectory({ organizationId: organization.id });
    const { events } = directory.idp.hire({
      email: 'e@x.example',
      firstName: 'E',
      lastName: 'X',
      attributes: {},
    });
    fake.publish(events);
    await poll();
    const made = await connect(slug, { organization_id: organization.id });
    assert.equal((await watch()).claimed, 1);
    await rollcall.drain();
    await rollcall.drain();
    assert.equal((await show(slug, made.directory_id)).people, 1);
  });

  it('claims it once where an event and the list come at once', async () => {
    const { slug, id } = await newTenant();
    const made = await connect(slug);
    const directory = fake.addDirectory({ organizationId: made.organization_id });
    const { events } = directory.idp.hire({
      email: 'o@x.example',
      firstName: 'O',
      lastName: 'X',
      attributes: {},
    });
    fake.publish(events);
    clock.advance(10 * minute);
    await Promise.all([rollcall.service.directoryWatcher?.watchDue(), poll()]);
    await rollcall.drain();
    await rollcall.drain();
    const claims = (await actions(id)).filter((action) => action === 'directory.claimed');
    assert.equal(claims.length, 1);
    assert.equal((await show(slug, made.directory_id)).people, 1);
  });

  it('claims none of two, says so, and takes the one that a person claims', async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    const one = fake.addDirectory({ organizationId: made.organization_id });
    const two = fake.addDirectory({ organizationId: made.organization_id });
    assert.equal((await watch()).claimed, 0);
    const { events } = one.idp.hire({ email: 'a@x.example', firstName: 'A', lastName: 'X', attributes: {} });
    fake.publish(events);
    await poll();
    assert.equal((await show(slug, made.directory_id)).workos_id, null);
    const connected = step(await setup(slug, made.directory_id), 'connected');
    assert.equal(connected?.state, 'problem');
    assert.ok(connected.says.includes(one.id) && connected.says.includes(two.id));
    assert.match(logged, /several directories of a WorkOS organization/);
    const path = `/tenants/${slug}/directories/${made.directory_id}/claim`;
    assert.equal((await rollcall.api('POST', path, { workos_id: two.id })).status, 200);
    assert.equal(step(await setup(slug, made.directory_id), 'connected')?.state, 'done');
    await watch();
    assert.equal((await show(slug, made.directory_id)).workos_id, two.id);
  });

  it('claims none of two that an organization has already, whose events come before the list', async () => {
    const { slug } = await newTenant();
    const organization = fake.organizations.create({ name: 'Two already' });
    const both = [
      fake.addDirectory({ organizationId: organization.id }),
      fake.addDirectory({ organizationId: organization.id }),
    ];
    const made = await connect(slug, { organization_id: organization.id });
    assert.equal(step(await setup(slug, made.directory_id), 'connected')?.state, 'problem');
    fake.publish(both.flatMap(({ idp }) => idp.activate()));
    await poll();
    assert.equal((await show(slug, made.directory_id)).workos_id, null);
  });

  it('claims none of two that are activated within one page of events, and asks once for each', async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    const both = [1, 2].map(() => fake.addDirectory({ organizationId: made.organization_id }));
    fake.requests.length = 0;
    const hired = (name: string) => ({
      email: `${name}@x.example`,
      firstName: 'N',
      lastName: 'X',
      attributes: {},
    });
    fake.publish(
      both.flatMap(({ idp }) => [
        ...idp.activate(),
        ...idp.hire(hired('a')).events,
        ...idp.hire(hired('b')).events,
      ]),
    );
    await poll();
    assert.equal((await show(slug, made.directory_id)).workos_id, null);
    const connected = step(await setup(slug, made.directory_id), 'connected');
    assert.ok(both.every(({ id }) => connected?.says.includes(id)));
    assert.equal(fake.requests.filter((request) => request.startsWith('GET /directories?')).length, 1);
  });

  it('leaves it to the list where WorkOS cannot be asked when the first event comes', async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    const directory = fake.addDirectory({ organizationId: made.organization_id });
    fake.beforeAnswer = (request) => {
      if (request.startsWith('GET /directories?')) fake.failNext(1);
    };
    fake.publish(directory.idp.activate());
    await poll();
    fake.beforeAnswer = null;
    assert.equal((await show(slug, made.directory_id)).workos_id, null);
    assert.equal((await watch()).claimed, 1);
    await rollcall.drain();
    assert.equal((await show(slug, made.directory_id)).workos_id, directory.id);
  });

  it('leaves out directories that are not connected or being deleted', async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    fake.addDirectory({ organizationId: made.organization_id, state: 'deleting' });
    fake.addDirectory({ organizationId: made.organization_id, state: 'unlinked' });
    assert.equal((await watch()).claimed, 0);
    const right = fake.addDirectory({ organizationId: made.organization_id, state: 'validating' });
    assert.equal((await watch()).claimed, 1);
    assert.equal((await show(slug, made.directory_id)).workos_id, right.id);
  });

  it('puts a change of the connection into the inbox once, and nobody is touched by its end', async () => {
    const { slug, id } = await newTenant();
    const made = await connect(slug);
    const directory = fake.addDirectory({ organizationId: made.organization_id });
    fake.publish(
      directory.idp.hire({ email: 'c@x.example', firstName: 'C', lastName: 'X', attributes: {} }).events,
    );
    await poll();
    await watch();
    await rollcall.drain();
    const changes = async () =>
      (await actions(id)).filter((action) => action === 'directory.upstream_changed').length;
    const before = await changes();
    assert.equal((await watch()).changed, 0);
    directory.state = 'invalid_credentials';
    assert.equal((await watch()).changed, 1);
    assert.equal((await watch()).changed, 0, 'while the news still waits');
    await rollcall.drain();
    assert.equal((await watch()).changed, 0);
    assert.equal(await changes(), before + 1);
    const broken = step(await setup(slug, made.directory_id), 'credentials');
    assert.equal(broken?.state, 'problem');
    assert.match(broken.next ?? '', /Admin Portal/);
    directory.state = 'linked';
    assert.equal((await watch()).changed, 1);
    await rollcall.drain();

    fake.directories.splice(fake.directories.indexOf(directory), 1);
    assert.equal((await watch()).changed, 0, 'missing once');
    assert.equal((await watch()).changed, 1, 'missing twice');
    await rollcall.drain();
    assert.equal((await watch()).changed, 0);
    const gone = await show(slug, made.directory_id);
    assert.equal(gone.upstream_state, 'unlisted');
    assert.deepEqual([gone.state, gone.people], ['active', 1]);
    fake.directories.push(directory);
    assert.equal((await watch()).changed, 1);
  });

  it("dates what the list says by WorkOS's clock, and a minute back, because lists lag behind", async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    const directory = fake.addDirectory({ organizationId: made.organization_id });
    await watch();
    await rollcall.drain();
    directory.state = 'invalid_credentials';
    aheadMs = -600_000;
    try {
      assert.equal((await watch()).changed, 1);
      const { rows } = await rollcall.database.acrossTenants((trx) =>
        trx.raw<{ rows: { occurred_at: Date }[] }>(
          `select occurred_at from inbox where directory_id = ? and status = 'waiting' and type = 'directory.listed'`,
          [made.directory_id],
        ),
      );
      const answeredAt = Math.floor((clock.now().getTime() + aheadMs) / 1_000) * 1_000;
      assert.deepEqual(rows, [{ occurred_at: new Date(answeredAt - 60_000) }]);
    } finally {
      aheadMs = 0;
    }
  });

  it('takes nothing for missing that this environment has never listed', async () => {
    const { slug } = await newTenant();
    const { service } = rollcall;
    const { createDirectory } = await import('../../../src/tenancy/directories.ts');
    const { id: tenantId } = (await rollcall.api('GET', `/tenants/${slug}`)).body as { id: string };
    const { id } = await createDirectory(
      service.tenancy,
      tenantId,
      { source: 'workos', workosId: 'directory_elsewhere' },
      operator,
    );
    await watch();
    await watch();
    await watch();
    await rollcall.drain();
    assert.equal((await show(slug, id)).upstream_state, null);
  });

  it('lists in turns, every minute while something waits, and later after a fault or a 429', async () => {
    const { directoryWatcher } = rollcall.service;
    assert.ok(directoryWatcher);
    const { slug } = await newTenant();
    await watch();
    await connect(slug);
    clock.advance(minute);
    const again = await createService({
      database: rollcall.database,
      clock,
      logger: pino({ level: 'silent' }),
      policyContext: readPolicyContext(new URL('../../../policies/', import.meta.url).pathname).context,
      workosWebhookSecrets: null,
      workosApi: { apiUrl: fake.url, apiKey },
      lanes: { concurrency: 1, batchSize: 100, pollIntervalMs: 1_000 },
      scim: { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 1_000_000 },
      publicUrl: rollcall.url,
      bodyLimitBytes: 1_000_000,
      webhooks: { secretKeys: [testSecretKey], allowPrivate: false },
      pendingMigrations: () => Promise.resolve([]),
    });
    const both = await Promise.all([directoryWatcher.watchDue(), again.directoryWatcher?.watchDue()]);
    assert.deepEqual(both.map((each) => each?.kind).sort(), ['listed', 'not_now']);
    clock.advance(minute);
    fake.limits.refuseNext(1, 120);
    assert.deepEqual((await directoryWatcher.watchDue()).fault, 'rate_limited');
    clock.advance(119_000);
    assert.equal((await directoryWatcher.watchDue()).kind, 'not_now');
    clock.advance(2_000);
    fake.apiKey = 'sk_test_another';
    const outcome = await directoryWatcher.watchDue();
    assert.deepEqual([outcome.fault, outcome.failures], ['unauthorized', 2]);
    assert.match(logged, /WorkOS refuses WORKOS_API_KEY/);
    assert.ok(!logged.includes(apiKey));
  });

  it('reads every page of the list', async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    for (let number = 0; number < 120; number += 1) fake.addDirectory({ organizationId: 'org_nobody' });
    const last = fake.addDirectory({ organizationId: made.organization_id });
    const outcome = await watch();
    assert.equal(outcome.claimed, 1);
    assert.ok(outcome.directories > 120);
    assert.equal((await show(slug, made.directory_id)).workos_id, last.id);
  });

  it('gives a new link for a directory that is connected, and none for one that cannot have any', async () => {
    const { slug } = await newTenant();
    const made = await connect(slug);
    fake.addDirectory({ organizationId: made.organization_id });
    await watch();
    const path = `/tenants/${slug}/directories/${made.directory_id}/portal-link`;
    const { body } = await rollcall.api('POST', path, { return_url: 'https://product.example/settings' });
    const link = body as WorkosConnection;
    assert.deepEqual([link.is_new, link.organization_id], [false, made.organization_id]);
    assert.notEqual(link.portal_link, made.portal_link);
    assert.match(made.says, /connect their identity provider/);
    assert.match(link.says, /^The directory is connected\. .* renew its credentials/);
    // Asked again, it is the same directory; another one only where it is asked for.
    assert.equal((await connect(slug)).directory_id, made.directory_id);
    const another = await connect(slug, { another: true });
    assert.notEqual(another.directory_id, made.directory_id);
    assert.equal((await connect(slug, { another: true })).directory_id, another.directory_id);
    const scim = await rollcall.api('POST', `/tenants/${slug}/directories`, { source: 'scim' });
    const { id } = scim.body as { id: string };
    assert.equal((await rollcall.api('POST', `/tenants/${slug}/directories/${id}/portal-link`)).status, 409);
  });
});
