import assert from 'node:assert/strict';
import type { SimulatedGroup, SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { seenAccounts, seenRecords } from '../support/accounts.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import type { FakeWorkos } from '../support/fake-workos/environment.ts';
import type { FakeDirectory } from '../support/fake-workos/fake-directory.ts';
import { startFakeWorkos } from '../support/fake-workos/fake-workos.ts';
import { operatorToken, startRollcall, webhookSecret, type TestRollcall } from '../support/rollcall.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

const company = 5_000;
const apiKey = 'sk_test_whole_life';
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

const policy = `version: rollcall/v1
tenant: acme
identity: { match_by: [external_id, email], verified_domains: [acme.com], existing_accounts: link }
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  settle: 0s
  map:
    - { name: saas-admins, role: admin }
    - { name: saas-members, role: member, workspaces: [{ key: crm, role: member }] }
deactivation: { mode: immediate, revoke: [sessions, api_keys], retain_data: 90d }
guards:
  deactivations: { percent: 10, at_least: 10, within: 1h }
  approvers: [operator]
first_sync: { plan_first: true }
notifications:
  support: { on: [directory_silent, directory_failing], send: at_once, to: [support@acme.com] }
`;

/** One directory from its first day to its last: each test goes on where the one before it ended. */
describe('The whole life of a directory, through WorkOS', function () {
  // Thousands of webhooks, on a machine that may be busy.
  this.timeout(180_000);
  let rollcall: TestRollcall;
  let api: ApiClient;
  let clock: TestClock;
  let fake: FakeWorkos;
  let directory: FakeDirectory;
  let directoryId: string;
  let tenantId: string;
  let admins: SimulatedGroup;
  let members: SimulatedGroup;
  let people: SimulatedPerson[];

  before(async () => {
    const later: { clock?: TestClock } = {};
    const start = createTestClock();
    const now = () => (later.clock ?? start).now();
    fake = await startFakeWorkos({ apiKey, webhookSecret, clock: { now } });
    const reached = { apiUrl: fake.url, apiKey, random: () => 0 };
    rollcall = await startRollcall({
      workosApi: reached,
      workosPolling: { ...reached, intervalMs: 5_000 },
      workosResync: {
        ...reached,
        hours: null,
        rest: (ms) => {
          clock.advance(ms);
          return Promise.resolve();
        },
      },
    });
    ({ clock } = rollcall);
    later.clock = clock;
    fake.webhooks.url = `${rollcall.url}/api/webhooks/workos`;
    Object.assign(fake.webhooks, { shuffles: true, copies: 1 });
    api = await createApiClient(rollcall.url, operatorToken);
    await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'acme', policy } });
    tenantId = (await api.expect('Tenant', 'GET', '/tenants/acme')).id;
  });
  after(async () => {
    await fake.stop();
    await rollcall.stop();
  });

  const home = () => `/tenants/acme/directories/${directoryId}`;
  const show = () => api.expect('DirectoryDetail', 'GET', home());
  const setup = () => api.expect('DirectorySetup', 'GET', `${home()}/setup`);
  const health = () => api.expect('DirectoryHealth', 'GET', `${home()}/health`);

  /** What happened at the identity provider becomes known, unless it is silent. */
  const publish = (...events: WorkosEvent[][]) => {
    fake.publish(events.flat());
  };
  const webhooks = async () => {
    await fake.webhooks.deliverDue();
    await rollcall.drain();
  };
  const poll = async () => {
    clock.advance(10 * minute);
    const outcome = await rollcall.service.eventPoller?.pollDue();
    await rollcall.drain();
    return outcome;
  };
  /** All that goes on by itself, a few times. */
  const goOn = async () => {
    for (let turns = 0; turns < 4; turns += 1) {
      clock.advance(6 * minute);
      await rollcall.service.directoryWatcher?.watchDue();
      await rollcall.service.resyncer?.workDue();
      await rollcall.drain();
      await rollcall.service.firstSyncs.lookDue();
      await rollcall.service.healthWatch.lookDue();
      await rollcall.service.notices?.sendDue();
    }
  };
  const pass = (ms: number) => {
    clock.advance(ms);
    directory.catchUp();
  };

  /** Who may sign in, as what, by the directory and the policy alone. */
  function expected(): Map<string, string> {
    const { idp } = directory;
    const active = idp.people.filter(({ state }) => state === 'active');
    return new Map(
      active.map((person) => {
        const names = idp.groupsOf(person).map(({ name }) => name);
        const role = names.includes('saas-admins')
          ? 'admin'
          : names.includes('saas-members')
            ? 'member'
            : 'viewer';
        return [person.idpId, role];
      }),
    );
  }
  async function actual(): Promise<Map<string, string>> {
    const accounts = await seenAccounts(rollcall.database, tenantId);
    const active = accounts.filter(({ status }) => status === 'active');
    return new Map(active.map(({ external_id, role }) => [external_id ?? '', role ?? '']));
  }
  const actions = async () => (await seenRecords(rollcall.database, tenantId)).map(({ action }) => action);

  it('is enabled: an organization, a link for the customer, and a directory that waits', async () => {
    const connection = await api.expect('WorkosConnection', 'POST', '/tenants/acme/workos-connections', {
      body: { idp: 'okta' },
    });
    directoryId = connection.directory_id;
    assert.deepEqual([(await show()).state, (await setup()).phase], ['setting_up', 'not_connected']);
    const opened = (await (await fetch(connection.portal_link)).json()) as { id: string };
    const found = fake.directories.find(({ id }) => id === opened.id);
    assert.ok(found);
    directory = found;
  });

  it('is claimed and takes 5,000 people in, who arrive in any order, and applies nothing of it', async () => {
    const { idp } = directory;
    const hired = Array.from({ length: company }, (_, i) =>
      idp.hire({
        email: `p${i}@acme.com`,
        firstName: 'Pat',
        lastName: `Number ${i}`,
        attributes: { department_name: 'Sales' },
      }),
    );
    people = hired.map(({ person }) => person);
    const made = [idp.createGroup('saas-admins'), idp.createGroup('saas-members')] as const;
    [{ group: admins }, { group: members }] = made;
    publish(
      idp.activate(),
      hired.flatMap(({ events }) => events),
      made.flatMap(({ events }) => events),
      people.slice(0, 5).flatMap((person) => idp.join(person, admins)),
      people.slice(5, 600).flatMap((person) => idp.join(person, members)),
    );
    await webhooks();
    assert.equal(fake.webhooks.waiting, 0);
    const { state, workos_id, events } = await show();
    assert.deepEqual([state, workos_id, events.waiting, events.set_aside], ['testing', directory.id, 0, 0]);
    await goOn();
    const { phase, says } = await setup();
    assert.deepEqual([phase, says], ['synced', `Connected to Okta. 5,000 people, 2 groups.`]);
    assert.ok((await actions()).includes('directory.first_sync_completed'));
    assert.equal((await actual()).size, 0, 'nothing is applied in testing');
  });

  it('says in testing what activation would do, and activation does exactly that', async () => {
    // Accounts from before the sync: one of somebody in the directory, one of nobody there.
    for (const email of ['p7@acme.com', 'outsider@acme.com']) {
      await api.expect('User', 'POST', '/tenants/acme/users', { body: { email, role: 'member' } });
    }
    await rollcall.drain();
    const plan = await api.expect('DirectoryPlan', 'POST', `${home()}/plans`, { body: {} });
    assert.match(plan.report.says, /4,999 people join, 1 existing account is linked/);
    await api.expect('DirectoryDetail', 'POST', `${home()}/activate`, { body: { plan: plan.hash } });
    await rollcall.drain();
    const outsider = (await seenAccounts(rollcall.database, tenantId)).find(
      ({ email }) => email === 'outsider@acme.com',
    );
    assert.equal(outsider?.status, 'active');
    const is = await actual();
    is.delete('');
    assert.deepEqual(is, expected());
  });

  it('is paused: who leaves meanwhile is out at once, and everything else waits until it is resumed', async () => {
    await api.expect('User', 'GET', `/tenants/acme/users/${await idOf('outsider@acme.com')}`);
    await api.expect('DirectoryDetail', 'POST', `${home()}/pause`);
    pass(hour);
    const { idp } = directory;
    const [leaver, promoted, hired] = [people[10], people[11], idp.hire(details('late'))];
    assert.ok(leaver && promoted);
    publish(
      idp.deactivate(leaver),
      idp.join(promoted, admins),
      hired.events,
      idp.join(hired.person, members),
    );
    await webhooks();
    const paused = await actual();
    assert.deepEqual(
      [leaver, promoted, hired.person].map(({ idpId }) => paused.get(idpId)),
      [undefined, 'member', undefined],
    );
    await api.expect('DirectoryDetail', 'POST', `${home()}/resume`, { body: {} });
    await rollcall.drain();
    await assertRightBesideOutsider();
  });

  it('loses its webhooks for a day, and catches up from the Events API', async () => {
    await poll();
    fake.webhooks.url = null;
    const { idp } = directory;
    for (let hours = 0; hours < 24; hours += 1) {
      pass(hour);
      const hired = idp.hire(details(`day${hours}`));
      const leaver = people[100 + hours];
      const moved = people[200 + hours];
      assert.ok(leaver && moved);
      publish(
        hired.events,
        idp.deactivate(leaver),
        idp.leave(moved, members),
        idp.join(hired.person, members),
      );
    }
    await webhooks();
    assert.ok((await actual()).has(people[100]?.idpId ?? ''), 'nothing was heard yet');
    const outcome = await poll();
    assert.equal(outcome?.kind, 'caught_up');
    fake.webhooks.url = `${rollcall.url}/api/webhooks/workos`;
    await assertRightBesideOutsider();
  });

  it('has a membership taken away without a word, which a resync finds and tells of', async () => {
    pass(day);
    const demoted = people[0];
    assert.ok(demoted);
    directory.idp.leave(demoted, admins);
    const { id } = await api.expect('Resync', 'POST', `${home()}/resyncs`, { body: {} });
    await goOn();
    const resync = await api.expect('Resync', 'GET', `${home()}/resyncs/${id}`);
    assert.deepEqual(
      [resync.phase, resync.result_says],
      ['done', ['1 membership differed: Okta sent no removal.']],
    );
    assert.equal(resync.people, expected().size + inactive());
    await assertRightBesideOutsider();
    assert.ok((await health()).problems.some(({ code }) => code === 'resync_drift'));
  });

  it('has its credentials refused, which is told once, and once more when it is over', async () => {
    const mailsOf = (what: RegExp) => rollcall.mail.sent.filter(({ text }) => what.test(text)).length;
    directory.state = 'invalid_credentials';
    await goOn();
    await goOn();
    const broken = await health();
    assert.equal(broken.state, 'failing');
    assert.ok(broken.problems.some(({ code }) => code === 'invalid_credentials'));
    assert.equal((await actions()).filter((action) => action === 'directory.problem_found').length, 2);
    const told = mailsOf(/credentials/i);
    assert.ok(told >= 1, 'somebody is told');
    pass(2 * hour);
    directory.state = 'linked';
    await goOn();
    pass(2 * hour);
    await goOn();
    assert.ok(!(await health()).problems.some(({ code }) => code === 'invalid_credentials'));
    assert.ok((await actions()).includes('directory.problem_resolved'));
    await assertRightBesideOutsider();
  });

  it('is deleted at WorkOS, which touches nobody', async () => {
    const before = await actual();
    pass(hour);
    publish(directory.deletion());
    await webhooks();
    await goOn();
    assert.deepEqual(await actual(), before);
    assert.ok((await health()).problems.some(({ code }) => code === 'deleted_upstream'));
  });

  it('is disconnected by plan; so many leavers wait for an approval, and then leave', async () => {
    const planned = await api.expect('DirectoryPlan', 'POST', `${home()}/plans`, {
      body: { step: 'disconnect', people: 'deactivate' },
    });
    await api.expect('DirectoryDetail', 'POST', `${home()}/disconnect`, {
      body: { people: 'deactivate', plan: planned.hash },
    });
    await rollcall.drain();
    const held = await api.expect('HoldList', 'GET', '/tenants/acme/holds?status=open');
    const surge = held.data.find(({ kind }) => kind === 'deactivations');
    assert.ok(surge, 'a guard holds thousands of leavers');
    await api.expect('Hold', 'POST', `/tenants/acme/holds/${surge.id}/approve`, {
      body: { revision: surge.revision },
    });
    await rollcall.drain();
    const left = await actual();
    left.delete('');
    // The last administrator stays until another one exists; everybody else is out.
    assert.ok(left.size <= 1, `${left.size} can still sign in`);
    publish(directory.idp.hire(details('after')).events);
    await webhooks();
    assert.ok((await actual()).size <= 2, 'a disconnected directory brings nobody');
    const { status, body } = await api.ask('GET', '/tenants/acme/audit-records?limit=1');
    assert.equal(status, 200, JSON.stringify(body));
  });

  function details(name: string) {
    return { email: `${name}@acme.com`, firstName: 'Late', lastName: name, attributes: {} };
  }
  function inactive(): number {
    return directory.idp.people.filter(({ state }) => state === 'inactive').length;
  }
  async function idOf(email: string): Promise<string> {
    const { data } = await api.expect('UserList', 'GET', `/tenants/acme/users?email=${email}`);
    return data[0]?.id ?? '';
  }
  /** The account that no directory knows is nobody's business, and stays. */
  async function assertRightBesideOutsider(): Promise<void> {
    const [is, should] = [await actual(), expected()];
    assert.equal(is.get(''), 'member');
    is.delete('');
    const wrong = [...new Set([...is.keys(), ...should.keys()])].filter(
      (id) => is.get(id) !== should.get(id),
    );
    assert.deepEqual(
      wrong.slice(0, 3).map((id) => [id, is.get(id), should.get(id)]),
      [],
      `${wrong.length} accounts are not what the directory says`,
    );
  }
});
