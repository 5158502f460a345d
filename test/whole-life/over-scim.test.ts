import assert from 'node:assert/strict';
import { activeAccounts, seenRecords } from '../support/accounts.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

const company = 40;
const [minute, hour] = [60_000, 3_600_000];
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const policy = `version: rollcall/v1
tenant: acme
groups:
  match_by: name
  default_role: viewer
  settle: 0s
  map:
    - { name: saas-admins, role: admin }
    - { name: saas-members, role: member }
guards:
  deactivations: { percent: 10, at_least: 10, within: 1h }
  approvers: [operator]
first_sync: { plan_first: true }
`;

/** One directory from its first day to its last: each test goes on where the one before it ended. */
describe('The whole life of a directory, over SCIM', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let tenantId: string;
  let directoryId: string;
  let baseUrl: string;
  let token: string;
  /** Of SCIM, by user name. */
  const ids = new Map<string, string>();
  let admins: string;
  let members: string;

  before(async () => {
    rollcall = await startRollcall();
    api = await createApiClient(rollcall.url, operatorToken);
    ({ id: tenantId } = await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'acme', policy } }));
  });
  after(() => rollcall.stop());

  const home = () => `/tenants/acme/directories/${directoryId}`;
  const setup = () => api.expect('DirectorySetup', 'GET', `${home()}/setup`);
  const stepsDone = async () =>
    (await setup()).steps.filter(({ state }) => state === 'done').map(({ key }) => key);
  const roles = async () =>
    new Map(
      (await activeAccounts(rollcall.database, tenantId)).map(({ email, role }) => [
        email?.split('@')[0],
        role,
      ]),
    );

  async function scim(method: string, path: string, body?: unknown, bearer = token): Promise<Response> {
    return fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  async function make(path: string, body: unknown): Promise<string> {
    const answer = await scim('POST', path, body);
    assert.equal(answer.status, 201, await answer.clone().text());
    return ((await answer.json()) as { id: string }).id;
  }
  async function hire(name: string): Promise<void> {
    const body = {
      schemas: [userSchema],
      userName: `${name}@acme.com`,
      externalId: `00u-${name}`,
      name: { givenName: name, familyName: 'Example' },
      emails: [{ value: `${name}@acme.com`, primary: true, type: 'work' }],
      active: true,
    };
    ids.set(name, await make('/Users', body));
  }
  async function patch(path: string, ...Operations: unknown[]): Promise<void> {
    const answer = await scim('PATCH', path, { schemas: [patchSchema], Operations });
    assert.ok(answer.ok, await answer.text());
  }
  const join = (group: string, ...names: string[]) =>
    patch(`/Groups/${group}`, {
      op: 'add',
      path: 'members',
      value: names.map((name) => ({ value: ids.get(name) })),
    });
  const leave = (name: string) =>
    patch(`/Users/${ids.get(name) ?? ''}`, { op: 'replace', path: 'active', value: false });

  it('is made with an address and a token, and says what the identity provider has to do next', async () => {
    const made = await api.expect('DirectoryOnce', 'POST', '/tenants/acme/directories', {
      body: { source: 'scim', profile: 'okta' },
    });
    directoryId = made.id;
    baseUrl = made.base_url ?? '';
    token = made.token ?? '';
    const { state, phase, guide, steps } = await setup();
    assert.deepEqual([state, phase, guide], ['setting_up', 'not_connected', 'okta']);
    assert.ok(steps.some(({ state: its, next }) => its === 'waiting' && next !== null));
  });

  it('notes a refused token, and says so until the right one comes', async () => {
    assert.equal((await scim('GET', '/Users', undefined, `${token}x`)).status, 401);
    await rollcall.service.scim.refusedRequests?.settled();
    const problem = (await setup()).steps.find(({ state }) => state === 'problem');
    assert.match(problem?.says ?? '', /token/);
    rollcall.clock.advance(minute);
    assert.equal((await scim('GET', '/ServiceProviderConfig')).status, 200);
    assert.ok(!(await setup()).steps.some(({ state }) => state === 'problem'));
  });

  it('takes people and groups in, shows them to the identity provider, and applies nothing in testing', async () => {
    for (let i = 0; i < company; i += 1) await hire(`p${i}`);
    admins = await make('/Groups', { schemas: [groupSchema], displayName: 'saas-admins' });
    members = await make('/Groups', { schemas: [groupSchema], displayName: 'saas-members' });
    await join(admins, 'p0', 'p1');
    await join(members, ...Array.from({ length: 20 }, (_, i) => `p${i + 2}`));
    const listed = (await (await scim('GET', '/Users?count=1')).json()) as { totalResults: number };
    assert.equal(listed.totalResults, company);
    assert.equal((await roles()).size, 0);
    rollcall.clock.advance(10 * minute);
    await rollcall.service.firstSyncs.lookDue();
    const { phase, says } = await setup();
    assert.deepEqual([phase, says], ['synced', `Connected to Okta. ${company} people, 2 groups.`]);
  });

  it('is activated by its plan, and does exactly that', async () => {
    const plan = await api.expect('DirectoryPlan', 'POST', `${home()}/plans`, { body: {} });
    assert.match(plan.report.says, new RegExp(`^${company} people join`));
    await api.expect('DirectoryDetail', 'POST', `${home()}/activate`, { body: { plan: plan.hash } });
    await rollcall.drain();
    const is = await roles();
    assert.deepEqual(
      ['p0', 'p2', 'p30'].map((name) => is.get(name)),
      ['admin', 'member', 'viewer'],
    );
    assert.equal(is.size, company);
  });

  it('is paused: requests are answered, who leaves is out at once, and the rest waits until it is resumed', async () => {
    await api.expect('DirectoryDetail', 'POST', `${home()}/pause`);
    await leave('p2');
    await join(admins, 'p3');
    await hire('late');
    const paused = await roles();
    assert.deepEqual(
      ['p2', 'p3', 'late'].map((name) => paused.get(name)),
      [undefined, 'member', undefined],
    );
    const shown = (await (await scim('GET', `/Users/${ids.get('p2') ?? ''}`)).json()) as { active: boolean };
    assert.equal(shown.active, false);
    await api.expect('DirectoryDetail', 'POST', `${home()}/resume`, { body: {} });
    await rollcall.drain();
    const resumed = await roles();
    assert.deepEqual(
      ['p2', 'p3', 'late'].map((name) => resumed.get(name)),
      [undefined, 'admin', 'viewer'],
    );
    assert.ok((await stepsDone()).includes('deactivation'));
  });

  it('changes its token without a gap, and is failing while none is let in', async () => {
    const second = await api.expect('DirectoryTokenOnce', 'POST', `${home()}/tokens`, { body: {} });
    assert.equal((await scim('GET', '/Users?count=1', undefined, second.token)).status, 200);
    const { tokens } = await api.expect('DirectoryDetail', 'GET', home());
    const first = tokens.find(({ id }) => id !== second.id);
    await api.ask('DELETE', `${home()}/tokens/${first?.id ?? ''}`);
    rollcall.clock.advance(minute);
    assert.equal((await scim('GET', '/Users?count=1')).status, 401);
    await rollcall.service.scim.refusedRequests?.settled();
    rollcall.clock.advance(minute);
    const refused = await api.expect('DirectoryHealth', 'GET', `${home()}/health`);
    assert.ok(refused.problems.some(({ code }) => code === 'token_refused'));
    token = second.token;
    rollcall.clock.advance(minute);
    await leave('p4');
    const well = await api.expect('DirectoryHealth', 'GET', `${home()}/health`);
    assert.deepEqual(well.problems, []);
    assert.ok(!(await roles()).has('p4'));
  });

  it('is not read anew from here: the identity provider does that itself', async () => {
    const problem = await api.refused(409, 'conflict', 'POST', `${home()}/resyncs`, { body: {} });
    assert.match(problem.detail, /identity provider/);
  });

  it('holds a surge of leavers, whom the identity provider still sees as it left them', async () => {
    rollcall.clock.advance(2 * hour);
    const left = Array.from({ length: 15 }, (_, i) => `p${i + 20}`);
    for (const name of left) await leave(name);
    const is = await roles();
    const stay = left.filter((name) => is.has(name));
    assert.ok(stay.length > 0 && stay.length < left.length, `${stay.length} of ${left.length} are held`);
    const { data } = await api.expect('HoldList', 'GET', '/tenants/acme/holds?status=open');
    const surge = data.find(({ kind }) => kind === 'deactivations');
    assert.ok(surge);
    await api.expect('Hold', 'POST', `/tenants/acme/holds/${surge.id}/approve`, {
      body: { revision: surge.revision },
    });
    const after = await roles();
    assert.deepEqual(
      left.filter((name) => after.has(name)),
      [],
    );
  });

  it('is disconnected by plan, and closed to every token from then on', async () => {
    const before = await roles();
    const planned = await api.expect('DirectoryPlan', 'POST', `${home()}/plans`, {
      body: { step: 'disconnect', people: 'keep' },
    });
    await api.expect('DirectoryDetail', 'POST', `${home()}/disconnect`, {
      body: { people: 'keep', plan: planned.hash },
    });
    await rollcall.drain();
    assert.equal((await scim('GET', '/Users?count=1')).status, 403);
    assert.deepEqual(await roles(), before);
    const steps = (await seenRecords(rollcall.database, tenantId))
      .map(({ action }) => action)
      .filter((action) =>
        /^directory\.(created|started|activated|paused|resumed|disconnected)$/.test(action),
      );
    assert.deepEqual(steps, [
      'directory.created',
      'directory.started',
      'directory.activated',
      'directory.paused',
      'directory.resumed',
      'directory.disconnected',
    ]);
  });
});
