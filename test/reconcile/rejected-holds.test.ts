import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { Hold } from '../../src/generated/api.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { openDatabase } from '../../src/store/database.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { dumpDatabase } from '../support/dump.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { hireMany } from '../support/crowd.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (more = '', existing = 'link') => `
identity: { match_by: [external_id, email], verified_domains: [acme.com], existing_accounts: ${existing} }
groups:
  match_by: name
  default_role: member
  map: [ { name: admins, role: admin }, { name: viewers, role: viewer } ]
${more}`;
const guards = (unanswered = '') =>
  `guards: { deactivations: { percent: 10, at_least: 3, within: 1h } ${unanswered} }`;
const hour = 3_600_000;

describe('What was decided about a hold', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let crowd: SimulatedPerson[];

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  /** Two of ten are gone, and three wait. */
  async function surge(more = guards()): Promise<Hold> {
    company = await foundCompany(rollcall, policy(more));
    await company.hire('root', { groups: ['admins'] });
    crowd = await hireMany(company, 9, 'p');
    await company.tell(crowd.slice(0, 5).flatMap((person) => company.idp.deactivate(person)));
    const hold = await onlyOpen();
    assert.deepEqual([hold.kind, hold.people], ['deactivations', 3]);
    return hold;
  }
  async function onlyOpen(): Promise<Hold> {
    const [hold, another] = await company.holds('?status=open');
    assert.ok(hold, 'nothing is held');
    assert.equal(another, undefined);
    return hold;
  }
  const answer = (hold: Hold, verdict: 'approve' | 'reject', body: object = {}) =>
    company.api.expect('Hold', 'POST', `/tenants/${company.slug}/holds/${hold.id}/${verdict}`, { body });
  const active = async () => (await company.users('?status=active')).length;
  const actions = async () => (await company.records()).map(({ action }) => action);

  it('rejected, holds through other news, policies that change nothing for them, and a restart', async () => {
    const hold = await surge();
    await answer(hold, 'reject');
    rollcall.clock.advance(2 * hour);
    await company.tell(company.idp.update(crowd[8] as SimulatedPerson, { lastName: 'Anew' }));
    await activateYaml(company, `about: The same.\n${policy(guards())}`);
    await rollcall.drain();
    assert.equal(await active(), 8);
    const database = openDatabase({ url: rollcall.databaseUrl, poolSize: 2 });
    const drop = () => database.close();
    const anew = await startRollcall({ testDatabase: { url: rollcall.databaseUrl, database, drop } });
    anew.clock.advance(48 * hour);
    await activateYaml({ ...company, rollcall: anew }, `about: Once more.\n${policy(guards())}`);
    await anew.drain();
    assert.equal(await active(), 8);
    await anew.stop();
    assert.deepEqual(await company.holds('?status=open'), []);
  });

  it('rejected, ends with news of somebody, who is guarded anew', async () => {
    const hold = await surge();
    await answer(hold, 'reject');
    const { data: held } = await company.api.expect(
      'HoldPersonList',
      'GET',
      `/tenants/${company.slug}/holds/${hold.id}/people`,
    );
    const someone = crowd.find(({ email }) => email === held[0]?.email) as SimulatedPerson;
    // The window is full still.
    await company.tell(company.idp.update(someone, { lastName: 'Anew' }));
    const anew = await onlyOpen();
    assert.deepEqual([anew.people, anew.user_id, await active()], [1, held[0]?.user_id, 8]);
    assert.notEqual(anew.id, hold.id);
    await answer(anew, 'reject');
    // An hour later there is room.
    rollcall.clock.advance(hour);
    await company.tell(company.idp.update(someone, { lastName: 'Again' }));
    assert.deepEqual([await active(), await company.holds('?status=open')], [7, []]);
    // Of the others nothing was said.
    await activateYaml(company, `about: The same.\n${policy(guards())}`);
    await rollcall.drain();
    assert.equal(await active(), 7);
  });

  it('is what the policy says, where nobody answers in time', async () => {
    for (const [action, left] of [
      ['approve', 5],
      ['reject', 8],
    ] as const) {
      await surge(guards(`, unanswered: { after: 72h, action: ${action} }`));
      rollcall.clock.advance(72 * hour - 1);
      await rollcall.drain();
      assert.equal(await active(), 8);
      rollcall.clock.advance(1);
      await rollcall.drain();
      assert.equal(await active(), left);
      const [hold] = await company.holds();
      assert.deepEqual(
        [hold?.status, hold?.resolved_by?.kind],
        [action === 'approve' ? 'approved' : 'rejected', 'policy'],
      );
    }
  });

  it('approved after the world has changed, is less where there is less to do', async () => {
    const hold = await surge();
    const { data: held } = await company.api.expect(
      'HoldPersonList',
      'GET',
      `/tenants/${company.slug}/holds/${hold.id}/people`,
    );
    const back = crowd.find(({ email }) => email === held[0]?.email) as SimulatedPerson;
    // The news has arrived in the same moment as the answer, and is applied first.
    await company.tell(company.idp.comeBack(back));
    // Whoever has seen the more has seen the less.
    assert.equal((await answer(hold, 'approve', { revision: hold.revision })).people, 2);
    assert.equal((await company.userOf(back)).status, 'active');
    assert.equal(await active(), 6);
  });

  it('is not approved unseen where more has come since it was last shown, until it is shown again', async () => {
    const hold = await surge();
    await company.tell(company.idp.deactivate(crowd[5] as SimulatedPerson));
    const path = `/tenants/${company.slug}/holds/${hold.id}/approve`;
    for (const body of [{}, { revision: hold.revision }]) {
      assert.equal((await company.api.ask('POST', path, { body })).status, 409);
    }
    assert.equal(await active(), 8);
    assert.equal((await onlyOpen()).people, 4);
    assert.equal((await answer(hold, 'approve')).people, 4);
    assert.equal(await active(), 4);
  });

  it('is in the audit log, with who decided', async () => {
    const hold = await surge();
    await answer(hold, 'approve');
    const records = (await company.records()).filter(({ action }) => action.startsWith('hold.'));
    assert.deepEqual(
      records.map(({ action, actor }) => [action, actor.kind]),
      [
        ['hold.opened', 'directory'],
        ['hold.approved', 'api_token'],
      ],
    );
    const deactivated = (await company.records('&action=user.deactivated')).slice(-3);
    assert.ok(deactivated.every(({ actor }) => actor.kind === 'api_token'));
    assert.ok(deactivated.every(({ event_ids }) => event_ids.length === 1));
  });

  it('is no business of another tenant', async () => {
    const hold = await surge();
    const mine = company;
    const other = await foundCompany(rollcall, policy(guards()));
    for (const verdict of ['approve', 'reject']) {
      const path = `/tenants/${other.slug}/holds/${hold.id}/${verdict}`;
      assert.equal((await other.api.ask('POST', path, { body: {} })).status, 404);
    }
    assert.deepEqual(await other.holds(), []);
    company = mine;
    assert.deepEqual(await onlyOpen(), hold);
  });

  it('would be shown by planning, which writes nothing', async () => {
    const hold = await surge();
    const { tenancy } = rollcall.service;
    const actor = { kind: 'operator', id: 'test' } as const;
    const before = await dumpDatabase(rollcall.databaseUrl);
    const approved = await rollcall.database.inTenant(company.tenantId, (trx) =>
      reconcile(
        tenancy,
        trx,
        company.tenantId,
        {
          kind: 'answer',
          holdId: hold.id,
          answer: { verdict: 'approve', revision: null, account: null },
          actor,
          as: 'operator',
        },
        'plan',
      ),
    );
    assert.deepEqual(await dumpDatabase(rollcall.databaseUrl), before);
    assert.deepEqual(
      approved.plans.map(({ after, hold: held }) => [after?.status, held]),
      [
        ['deactivated', null],
        ['deactivated', null],
        ['deactivated', null],
      ],
    );
    const everyone = await rollcall.database.inTenant(company.tenantId, (trx) =>
      reconcile(
        tenancy,
        trx,
        company.tenantId,
        { kind: 'everyone', after: '00000000-0000-0000-0000-000000000000', limit: 100, actor },
        'plan',
      ),
    );
    assert.deepEqual(await dumpDatabase(rollcall.databaseUrl), before);
    assert.equal(everyone.plans.filter((plan) => plan.hold?.kind === 'deactivations').length, 3);
  });

  describe('about whose an account is', () => {
    async function meet(existing: 'hold' | 'link', twins: number) {
      company = await foundCompany(rollcall, policy('', existing));
      const registered = [];
      for (let i = 0; i < twins; i += 1) registered.push(await company.register({ email: 'ada@acme.com' }));
      const { person, events } = company.idp.hire({
        email: 'ada@acme.com',
        firstName: 'Ada',
        lastName: 'B',
        attributes: {},
      });
      await company.tell(events);
      return { person, registered, hold: await onlyOpen() };
    }

    for (const [kind, existing, twins] of [
      ['existing_account', 'hold', 1],
      ['ambiguous_match', 'link', 2],
    ] as const) {
      it(`(${kind}) is kept: rejected, they get none until there is news, and then it is asked again`, async () => {
        const { person, hold } = await meet(existing, twins);
        assert.equal(hold.kind, kind);
        await answer(hold, 'reject');
        await activateYaml(company, `about: The same.\n${policy('', existing)}`);
        await rollcall.drain();
        assert.deepEqual(await company.holds('?status=open'), []);
        assert.equal((await company.users(`?external_id=${person.idpId}`)).length, 0);
        await company.tell(company.idp.update(person, { lastName: 'Anew' }));
        assert.equal((await onlyOpen()).kind, kind);
      });
    }

    it('gives the account that was named, or a new one, and stays with that', async () => {
      for (const account of ['named', 'new'] as const) {
        const { person, registered, hold } = await meet('link', 2);
        const named = registered[1]?.id ?? '';
        await answer(hold, 'approve', { account: account === 'named' ? named : 'new' });
        const { id } = await company.userOf(person);
        assert.equal(registered.map((each) => each.id).indexOf(id), account === 'named' ? 1 : -1);
        await company.tell(company.idp.deactivate(person));
        await company.tell(company.idp.comeBack(person));
        assert.equal((await company.userOf(person)).id, id);
        assert.equal((await company.users()).length, account === 'named' ? 2 : 3);
      }
    });

    it('cannot be somebody else’s: the account of another person who is there', async () => {
      const { hold } = await meet('link', 2);
      const ben = await company.hire('ben');
      const { id } = await company.userOf(ben);
      const refused = await company.api.ask('POST', `/tenants/${company.slug}/holds/${hold.id}/approve`, {
        body: { account: id },
      });
      assert.equal(refused.status, 409);
      assert.equal((await onlyOpen()).revision, hold.revision);
    });
  });

  it('cannot be about which role counts: that is decided by hand', async () => {
    company = await foundCompany(
      rollcall,
      policy().replace('match_by: name', 'match_by: name\n  precedence: hold'),
    );
    const ada = await company.hire('ada', { groups: ['admins', 'viewers'] });
    const hold = await onlyOpen();
    assert.equal(hold.kind, 'ambiguous_role');
    const refused = await company.api.ask('POST', `/tenants/${company.slug}/holds/${hold.id}/approve`, {
      body: {},
    });
    assert.equal(refused.status, 409);
    assert.match((refused.body as { detail: string }).detail, /set the role by hand/);
    await company.tell(company.idp.leave(ada, await company.group('admins')));
    assert.equal((await company.userOf(ada)).role, 'viewer');
    assert.ok((await actions()).includes('hold.expired'));
  });

  it('about somebody whose data are gone by then shows nothing of them', async () => {
    company = await foundCompany(
      rollcall,
      policy(
        `deactivation: { mode: immediate, retain_data: 1d }\nguards: { admin_grants: { count: 1, within: 1h } }`,
      ),
    );
    await company.register({ email: 'boss@vendor.example', role: 'owner' });
    const admins = await company.group('admins');
    const [zoe, ben] = [company.idp.hire(detailsOf('zoe')), company.idp.hire(detailsOf('ben'))];
    await company.tell([...ben.events, ...company.idp.join(ben.person, admins)]);
    await company.tell([...zoe.events, ...company.idp.join(zoe.person, admins)]);
    const hold = await onlyOpen();
    assert.equal(hold.kind, 'admin_grants');
    const shown = async () =>
      JSON.stringify(
        await company.api.expect('HoldPersonList', 'GET', `/tenants/${company.slug}/holds/${hold.id}/people`),
      );
    assert.match(await shown(), /zoe/);
    await answer(hold, 'approve');
    await company.tell(company.idp.remove(zoe.person));
    rollcall.clock.advance(24 * hour);
    await rollcall.drain();
    assert.equal((await company.records('&action=user.purged')).length, 1);
    assert.doesNotMatch(await shown(), /zoe/);
  });
});

const detailsOf = (name: string) => ({
  email: `${name}@acme.com`,
  firstName: name,
  lastName: 'Example',
  attributes: {},
});
