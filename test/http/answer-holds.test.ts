import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { Hold, HoldPerson, Problem } from '../../src/generated/api.ts';
import { openDatabase } from '../../src/store/database.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const unguarded = `
identity: { match_by: [external_id, email], verified_domains: [acme.com], existing_accounts: hold }
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
`;
/** At the second who loses access within an hour it becomes a surge. */
const policy = ({ more = '', guard = '' } = {}) => `${unguarded}
guards:
  deactivations: { percent: 10, at_least: 2, within: 1h }
  ${guard}
${more}`;

describe('answering a hold', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let people: SimulatedPerson[];

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  /** An administrator and six others, of whom five then leave at once: more than the guard lets pass. */
  async function surge(options = {}): Promise<Hold> {
    company = await foundCompany(rollcall, policy(options));
    await company.hire('ada', { groups: ['admins'] });
    people = [];
    for (const name of ['ben', 'cyd', 'dan', 'eve', 'fay', 'gus']) people.push(await company.hire(name));
    await company.tell(people.slice(0, 5).flatMap((person) => company.idp.deactivate(person)));
    return onlyOpen();
  }
  async function onlyOpen(): Promise<Hold> {
    const [hold, another] = await company.holds('?status=open');
    assert.ok(hold);
    assert.equal(another, undefined);
    return hold;
  }
  const path = (id: string, more = '') => `/tenants/${company.slug}/holds/${id}${more}`;
  const approve = (id: string, body: object = {}, api: ApiClient = company.api) =>
    api.expect('Hold', 'POST', path(id, '/approve'), { body });
  const refuse = (status: number, code: string, id: string, body: object = {}, api = company.api) =>
    api.refused(status, code, 'POST', path(id, '/approve'), { body });
  const reject = (id: string, api = company.api) =>
    api.expect('Hold', 'POST', path(id, '/reject'), { body: {} });
  const show = (id: string) => company.api.expect('Hold', 'GET', path(id));
  const peopleOf = async (id: string): Promise<HoldPerson[]> =>
    (await company.api.expect('HoldPersonList', 'GET', path(id, '/people'))).data;
  const standing = async () => (await company.users('?role=member')).map(({ status }) => status);
  const actions = async (action: string) => (await company.records(`&action=${action}`)).length;
  /** A caller with a token of their own. */
  async function caller(
    name: string,
    options: object = {},
  ): Promise<{ id: string; token: string; api: ApiClient }> {
    const body = { name, scopes: ['read', 'write'], ...options };
    const { id, token } = await company.api.expect('TokenOnce', 'POST', '/tokens', { body });
    return { id, token, api: company.api.as(token) };
  }

  it('does what it shows when it is approved, and says so', async () => {
    const hold = await surge();
    assert.equal(hold.kind, 'deactivations');
    const waiting = await peopleOf(hold.id);
    assert.equal(waiting.length, hold.people);
    assert.deepEqual(hold.actions, { 'user.deactivated': hold.people });
    const names = waiting.map(({ email }) => email).sort();
    const before = await standing();
    assert.equal(before.filter((status) => status === 'active').length, hold.people + 1);

    const approved = await approve(hold.id, { revision: hold.revision });
    assert.deepEqual(
      { ...approved, answer_due_at: null, resolution: null },
      {
        ...hold,
        status: 'approved',
        answer_due_at: null,
        resolved_at: rollcall.clock.now().toISOString(),
        resolved_by: { kind: 'api_token', id: '00000000-0000-7000-8000-000000000001' },
        resolution: null,
      },
    );
    assert.equal((await standing()).filter((status) => status === 'active').length, 1);
    const after = await peopleOf(hold.id);
    assert.deepEqual(after.map(({ email }) => email).sort(), names);
    assert.ok(after.every(({ status }) => status === 'approved'));
    const [record] = await company.records('&action=hold.approved');
    assert.equal(record?.actor.kind, 'api_token');
  });

  it('leaves everyone as they are when it is rejected, until the directory says something new', async () => {
    const hold = await surge();
    const before = await company.users();
    const rejected = await reject(hold.id);
    assert.deepEqual([rejected.status, rejected.people], ['rejected', hold.people]);
    assert.deepEqual(await company.users(), before);
    const [first] = await peopleOf(hold.id);
    assert.equal(first?.status, 'rejected');

    const why = `/tenants/${company.slug}/users/${first.user_id ?? ''}/why`;
    const explained = await company.api.expect('Why', 'GET', why);
    assert.deepEqual(
      [explained.user?.status, explained.decision?.outcome, explained.hold?.id, explained.hold?.status],
      ['active', 'no_access', hold.id, 'rejected'],
    );

    const someone = people.find(({ email }) => email === first.email);
    assert.ok(someone);
    await company.tell(company.idp.update(someone, { lastName: 'Anew' }));
    const [lapsed, ...others] = await peopleOf(hold.id);
    assert.equal(lapsed?.status, 'lapsed');
    assert.ok(others.every(({ status }) => status === 'rejected'));
    assert.equal((await show(hold.id)).people, hold.people);
    assert.notEqual((await company.api.expect('Why', 'GET', why)).hold?.id, hold.id);
  });

  it('is refused for another revision than the one that is there, and then nothing happens', async () => {
    const hold = await surge();
    const before = await company.users();
    for (const revision of [hold.revision - 1, hold.revision + 1]) {
      if (revision < 1) continue;
      const problem = await refuse(409, 'conflict', hold.id, { revision });
      assert.match(problem.detail, /has changed since it was shown.*Look at it again/);
      assert.equal(problem['revision'], hold.revision);
    }
    assert.deepEqual(await company.users(), before);
    assert.deepEqual(await show(hold.id), hold);
  });

  it('rejects those alone who were seen: whoever came to it since would keep what they have unnoticed', async () => {
    const hold = await surge();
    const fay = await company.hire('fay-too');
    await company.tell(company.idp.deactivate(fay));
    const body = { revision: hold.revision };
    for (const ask of [{ body }, { body: {} }]) {
      const { detail } = await company.api.refused(409, 'conflict', 'POST', path(hold.id, '/reject'), ask);
      assert.match(detail, /Look at it again/);
    }
    const grown = await show(hold.id);
    assert.deepEqual([grown.status, grown.people], ['open', hold.people + 1]);
    assert.ok(grown.revision > hold.revision);
    const rejected = await company.api.expect('Hold', 'POST', path(hold.id, '/reject'), {
      body: { revision: grown.revision },
    });
    assert.deepEqual([rejected.status, rejected.people], ['rejected', grown.people]);
  });

  it('is refused where it would now do more than it shows, and the hold then shows that', async () => {
    const hold = await surge();
    // In force, and nobody has been gone through yet.
    const more = 'deactivation: { mode: read_only, read_only: { for: 14d } }';
    const version = await activateYaml(company, policy({ more }));
    const before = await company.users();
    const { detail } = await refuse(409, 'conflict', hold.id, { revision: hold.revision });
    assert.match(detail, /more than the hold shows.*Look at it again/);
    assert.deepEqual(await company.users(), before);

    const renewed = await show(hold.id);
    assert.equal(renewed.status, 'open');
    assert.ok(renewed.revision > hold.revision);
    assert.deepEqual(renewed.actions, { 'user.read_only': hold.people });
    await refuse(409, 'conflict', hold.id, { revision: hold.revision });
    const approved = await approve(hold.id, { revision: renewed.revision });
    assert.equal(approved.status, 'approved');
    const statuses = await standing();
    assert.equal(statuses.filter((status) => status === 'read_only').length, hold.people);
    assert.ok(version > 1);
  });

  it('is refused where it would now also take another workspace than the one that it shows', async () => {
    const groups = (more: string) => `
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
    - { name: engineers, workspaces: [ { key: engineering, role: member } ] }
    ${more}
guards: { emptied_group: { had_at_least: 2 } }
`;
    company = await foundCompany(
      rollcall,
      groups('- { name: writers, workspaces: [ { key: docs, role: member } ] }'),
    );
    await company.hire('ada', { groups: ['admins'] });
    people = [];
    for (const name of ['ben', 'cyd']) {
      people.push(await company.hire(name, { groups: ['engineers', 'writers'] }));
    }
    const engineers = await company.group('engineers');
    await company.tell(people.flatMap((person) => company.idp.leave(person, engineers)));
    const hold = await onlyOpen();
    assert.deepEqual([hold.kind, hold.actions], ['emptied_group', { 'workspace.removed': 2 }]);

    // In force, and nobody has been gone through yet.
    await activateYaml(company, groups(''));
    const before = await company.users();
    const { detail } = await refuse(409, 'conflict', hold.id);
    assert.match(detail, /2 people it would now do more than the hold shows/);
    assert.deepEqual(await company.users(), before);
    const renewed = await show(hold.id);
    assert.deepEqual([renewed.status, renewed.actions], ['open', { 'workspace.removed': 4 }]);
    await approve(hold.id, { revision: renewed.revision });
    const [ben] = await company.users('?email=ben@acme.com');
    assert.deepEqual(ben?.workspaces, []);
  });

  it('by two people at once, through two services, is done for one of them, and the other is told who and when', async () => {
    const hold = await surge();
    const database = openDatabase({ url: rollcall.databaseUrl, poolSize: 4 });
    const testDatabase = { url: rollcall.databaseUrl, database, drop: () => database.close() };
    const other = await startRollcall({ testDatabase });
    const approvers = [];
    for (const url of [rollcall.url, other.url]) {
      const { id, token } = await caller('approver');
      approvers.push({ id, api: await createApiClient(url, token) });
    }
    const ask = { body: { revision: hold.revision } };
    const answers = await Promise.all(
      approvers.map(async ({ id, api }) => ({
        id,
        ...(await api.ask('POST', path(hold.id, '/approve'), ask)),
      })),
    );
    await other.stop();
    const [winner, loser] = answers.toSorted((a, b) => a.status - b.status);
    assert.deepEqual([winner?.status, loser?.status], [200, 409]);
    const problem = loser?.body as Problem;
    assert.equal(problem.code, 'conflict');
    const now = rollcall.clock.now().toISOString();
    assert.match(problem.detail, new RegExp(`approved already, by api token ${winner?.id ?? ''} at ${now}`));
    assert.deepEqual(problem['resolved_by'], { kind: 'api_token', id: winner?.id });
    assert.equal(await actions('hold.approved'), 1);
    assert.equal(await actions('user.deactivated'), 5);
    assert.equal((await show(hold.id)).resolved_by?.id, winner?.id);
  });

  it('is done once: who comes later with either answer is told that it is answered', async () => {
    const hold = await surge();
    await reject(hold.id);
    const before = await company.users();
    const { detail } = await refuse(409, 'conflict', hold.id, {});
    assert.match(detail, /rejected already, by api token/);
    await company.api.refused(409, 'conflict', 'POST', path(hold.id, '/reject'), { body: {} });
    assert.deepEqual(await company.users(), before);
    assert.equal(await actions('hold.approved'), 0);
  });

  it('is only for those whom the policy names', async () => {
    const cases = [
      { approvers: '[operator]', bound: 403, operator: 200 },
      { approvers: '[tenant_admin]', bound: 200, operator: 403 },
    ];
    for (const { approvers, bound, operator } of cases) {
      const guard = `approvers: ${approvers}\n  unanswered: { after: 72h, action: reject }`;
      const hold = await surge({ guard });
      const admin = await caller('of the tenant', { tenant: company.slug });
      const verdicts = bound === 403 ? [admin.api, company.api] : [company.api, admin.api];
      const [barred, allowed] = verdicts;
      assert.ok(barred && allowed && operator !== bound);
      for (const [api, isOne] of [[barred, false] as const, [allowed, true] as const]) {
        const who = await api.expect('HoldApprovers', 'GET', `/tenants/${company.slug}/hold-approvers`);
        assert.deepEqual(who, {
          approvers: approvers.slice(1, -1).split(', '),
          includes_you: isOne,
          promotes: false,
          unanswered: { guards: 'reject', sole_admin: null },
        });
      }
      const { detail } = await refuse(403, 'forbidden', hold.id, {}, barred);
      assert.match(detail, /guards\.approvers/);
      await barred.refused(403, 'forbidden', 'POST', path(hold.id, '/reject'), { body: {} });
      assert.deepEqual(await show(hold.id), hold);
      assert.equal((await reject(hold.id, allowed)).status, 'rejected');
    }
  });

  it('takes a token that may write', async () => {
    const hold = await surge();
    const { api } = await caller('reader', { scopes: ['read'] });
    await refuse(403, 'forbidden', hold.id, {}, api);
    await api.refused(403, 'forbidden', 'POST', path(hold.id, '/reject'), { body: {} });
    assert.equal((await api.expect('Hold', 'GET', path(hold.id))).status, 'open');
  });

  it('under the same Idempotency-Key is answered as the first time', async () => {
    const hold = await surge();
    const ask = (key: string) =>
      company.api.ask('POST', path(hold.id, '/approve'), { body: {}, headers: { 'idempotency-key': key } });
    const [first, again, another] = [await ask('a'), await ask('a'), await ask('b')];
    assert.deepEqual([first.status, again.status, another.status], [200, 200, 409]);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(again.body, first.body);
  });

  it('of an ambiguous match says whose account it is', async () => {
    const twoOf = async (email: string) => {
      const one = await company.register({ email });
      await company.register({ email });
      const person = company.idp.hire({ email, firstName: 'A', lastName: 'B', attributes: {} });
      await company.tell(person.events);
      return { one, person: person.person, hold: await onlyOpen() };
    };
    company = await foundCompany(rollcall, unguarded);
    const ada = await twoOf('ada@acme.com');
    assert.equal(ada.hold.kind, 'ambiguous_match');
    for (const account of ['somebody', 'NEW', ada.one.id.slice(1), '%00', '__proto__']) {
      const { detail } = await refuse(400, 'invalid_request', ada.hold.id, { account });
      assert.match(detail, /id of a user, or `new`/);
    }
    await refuse(400, 'invalid_request', ada.hold.id, { account: ada.hold.id });
    assert.match((await refuse(400, 'invalid_request', ada.hold.id)).detail, /whose account/);
    assert.equal((await approve(ada.hold.id, { account: ada.one.id.toUpperCase() })).status, 'approved');
    assert.equal((await company.userOf(ada.person)).id, ada.one.id);

    const ben = await twoOf('ben@acme.com');
    await approve(ben.hold.id, { account: 'new' });
    const made = await company.userOf(ben.person);
    assert.notEqual(made.id, ben.one.id);
    assert.equal((await company.users('?email=ben@acme.com')).length, 3);
  });

  it('about an account from before the sync links it', async () => {
    company = await foundCompany(rollcall, unguarded);
    const registered = await company.register({ email: 'ada@acme.com' });
    const { person, events } = company.idp.hire({
      email: 'ada@acme.com',
      firstName: 'A',
      lastName: 'B',
      attributes: {},
    });
    await company.tell(events);
    const hold = await onlyOpen();
    assert.equal(hold.kind, 'existing_account');
    await approve(hold.id);
    assert.equal((await company.userOf(person)).id, registered.id);
  });

  it('about whose account it is lets nobody past the guards, which it does not show', async () => {
    company = await foundCompany(
      rollcall,
      `${unguarded}\nguards: { admin_grants: { count: 1, within: 24h } }`,
    );
    await company.hire('ada', { groups: ['admins'] });
    for (const account of ['matched', 'new']) {
      const email = `${account}@acme.com`;
      const registered = await company.register({ email });
      const admins = await company.group('admins');
      const { person, events } = company.idp.hire({ email, firstName: 'A', lastName: 'B', attributes: {} });
      await company.tell([...events, ...company.idp.join(person, admins)]);
      const hold = await onlyOpen();
      assert.equal(hold.kind, 'existing_account');
      const answered = await approve(hold.id, account === 'new' ? { account } : {});
      assert.equal(answered.status, 'approved');
      const next = await onlyOpen();
      assert.deepEqual([next.kind, next.people], ['admin_grants', 1]);
      assert.equal((await company.users('?role=admin')).length, 1);
      await reject(next.id);
      const [user] = await company.users(`?email=${email}`);
      assert.deepEqual([user?.id, user?.role], [registered.id, null]);
    }
  });

  it('about the last administrator needs somebody to take their place', async () => {
    company = await foundCompany(rollcall, unguarded);
    const ada = await company.hire('ada', { groups: ['admins'] });
    await company.hire('ben');
    await company.tell(company.idp.deactivate(ada));
    const blocked = await onlyOpen();
    assert.equal(blocked.kind, 'sole_admin');
    const { detail } = await refuse(409, 'conflict', blocked.id);
    assert.match(detail, /nobody could take the place/);
    assert.deepEqual(await show(blocked.id), blocked);

    const promote = 'sole_admin: { action: block, promote: { from: [member], pick: longest_tenured } }';
    await activateYaml(company, `${unguarded}${promote}`);
    await rollcall.drain();
    const hold = await onlyOpen();
    assert.equal((await approve(hold.id, { revision: hold.revision })).status, 'approved');
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    const [successor, another] = await company.users('?role=admin&status=active');
    assert.deepEqual([successor?.email, another], ['ben@acme.com', undefined]);
    const user = `/tenants/${company.slug}/users/${successor?.id ?? ''}`;
    const { manual_role: given } = await company.api.expect('UserDetail', 'GET', user);
    assert.deepEqual([given?.role, given?.promoted, given?.in_force], ['admin', true, true]);
    assert.match(given?.says ?? '', /nobody else would have administered/);
  });

  it('about the last administrator ends no access where it shows the loss of the role alone', async () => {
    const promote = 'sole_admin: { action: block, promote: { from: [member], pick: longest_tenured } }';
    company = await foundCompany(rollcall, `${unguarded}${promote}`);
    const ada = await company.hire('ada', { groups: ['admins'] });
    await company.hire('ben');
    await company.tell(company.idp.leave(ada, await company.group('admins')));
    const hold = await onlyOpen();
    assert.deepEqual([hold.kind, hold.actions], ['sole_admin', { 'role.changed': 1 }]);

    // In force, and nobody has been gone through yet.
    const filters =
      'filters: { include: [ { name: Others, all: [ { attribute: email, starts_with: b } ] } ], out_of_scope: deactivate }';
    await activateYaml(company, `${unguarded}${promote}\n${filters}`);
    const { detail } = await refuse(409, 'conflict', hold.id);
    assert.match(detail, /more than the hold shows/);
    assert.deepEqual(
      (await company.users()).map(({ status, role }) => [status, role]),
      [
        ['active', 'admin'],
        ['active', 'member'],
      ],
    );
    const renewed = await show(hold.id);
    assert.deepEqual([renewed.status, renewed.actions['user.deactivated']], ['open', 1]);
    await approve(hold.id, { revision: renewed.revision });
    assert.equal((await company.userOf(ada)).status, 'deactivated');
  });

  it('takes nothing but what an answer is made of', async () => {
    const hold = await surge();
    const bodies = [
      ...[0, -1, 1.5, 2 ** 31, 2 ** 53, '1', null, [1]].map((revision) => ({ revision })),
      ...['', 'x'.repeat(37), 7, null, 'a\0b'].map((account) => ({ account })),
      { verdict: 'approve' },
      JSON.parse('{"__proto__": {"revision": 1}}') as object,
    ];
    for (const body of bodies) await refuse(400, 'invalid_request', hold.id, body);
    for (const body of [{ all: true }, { account: 'new' }, { revision: 0 }]) {
      await company.api.refused(400, 'invalid_request', 'POST', path(hold.id, '/reject'), { body });
    }
    assert.deepEqual(await show(hold.id), hold);
  });
});
