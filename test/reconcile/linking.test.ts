import assert from 'node:assert/strict';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policyWith = (identity: string, more = '') => `
identity: { match_by: [external_id, email], verified_domains: [acme.com]${identity} }
groups:
  match_by: name
  default_role: viewer
  map: [ { name: admins, role: admin } ]
${more}`;

describe('Accounts that were there before the sync', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policyWith(''));
  });

  const someone = (name: string, of = company) =>
    of.idp.hire({ email: `${name}@acme.com`, firstName: name, lastName: 'Example', attributes: {} });

  it('are linked by their e-mail address, keep their id, and say why', async () => {
    const registered = await company.register({ email: 'ADA@acme.com', role: 'member' });
    const ada = await company.hire('ada');
    const user = await company.userOf(ada);
    assert.equal(user.id, registered.id);
    assert.equal(user.external_id, ada.idpId);
    assert.equal(user.directory_id, company.directoryId);
    assert.equal((await company.users()).length, 1);
    const [record] = await company.records('&action=user.linked');
    assert.equal(record?.reason, 'Linked to the person in the directory: the e-mail address is the same');
    assert.equal(record.user_id, registered.id);
    assert.equal(record.event_ids.length, 1);
  });

  it('are linked by their external id first, and the one with the same address is left alone', async () => {
    const { person, events } = someone('ada');
    const byEmail = await company.register({ email: 'ada@acme.com', role: 'member' });
    const byId = await company.register({ external_id: person.idpId, role: 'viewer' });
    await company.tell(events);
    assert.equal((await company.userOf(person)).id, byId.id);
    const [untouched] = (await company.users()).filter(({ id }) => id === byEmail.id);
    assert.equal(untouched?.directory_id, null);
    assert.equal(untouched.updated_at, byEmail.updated_at);
  });

  it('are not touched by a policy change for someone who was removed and once had the same address', async () => {
    const filters =
      'filters: { exclude: [ { name: Temps, any: [ { attribute: title, equals: Temp } ] } ] }\n';
    company = await foundCompany(rollcall, policyWith('', filters));
    const attributes = { job_title: 'Temp' };
    const { person, events } = company.idp.hire({
      email: 'john@acme.com',
      firstName: 'John',
      lastName: 'Old',
      attributes,
    });
    await company.tell([...events, ...company.idp.remove(person)]);
    const registered = await company.register({ email: 'john@acme.com', role: 'member' });
    await activateYaml(company, `${policyWith('', filters)}about: Only words.\n`);
    await rollcall.drain();
    const [john] = await company.users('?email=john@acme.com');
    assert.equal(john?.id, registered.id);
    assert.equal(john.status, 'active');
    assert.equal(john.directory_id, null);
  });

  it('cannot be registered as a twin of an account that a directory has', async () => {
    const ada = await company.hire('ada');
    const body = { email: 'Ada@acme.com', role: 'admin' };
    const answer = await company.api.ask('POST', `/tenants/${company.slug}/users`, { body });
    assert.equal(answer.status, 409);
    assert.equal((await company.users()).length, 1);
    await company.tell(company.idp.remove(ada));
    assert.deepEqual(
      (await company.users()).map(({ status }) => status),
      ['deactivated'],
    );
  });

  it('registered only after their person was removed are deactivated at once', async () => {
    const { person, events } = someone('ada');
    await company.tell([
      ...events.map((event) => ({ ...event, data: { ...event.data, state: 'inactive' } })),
    ]);
    assert.equal((await company.users()).length, 0);
    await company.register({ external_id: person.idpId, email: 'root@vendor.example', role: 'viewer' });
    assert.equal((await company.userOf(person)).status, 'deactivated');
  });

  it('of someone who comes and goes in one batch, in any order, are deactivated all the same', async () => {
    for (const reversed of [false, true]) {
      company = await foundCompany(rollcall, policyWith(''));
      const registered = await company.register({ email: 'ada@acme.com', role: 'member' });
      const { person, events } = someone('ada');
      const both = [...events, ...company.idp.remove(person)];
      if (reversed) await company.tellEach(both.reverse());
      else await company.tell(both);
      assert.equal((await company.userOf(person)).id, registered.id);
      assert.equal((await company.userOf(person)).status, 'deactivated');
    }
  });

  it('are not made twice for one person who comes from two directories at once', async () => {
    const second = await company.addDirectory();
    const { person, events } = someone('ada');
    const twin = second.idp.hire({
      email: 'ada@acme.com',
      firstName: 'ada',
      lastName: 'Example',
      attributes: {},
    });
    const same = JSON.parse(
      JSON.stringify(twin.events).replaceAll(twin.person.idpId, person.idpId),
    ) as WorkosEvent[];
    await company.tell([...events, ...same]);
    assert.equal((await company.users()).length, 1);
    assert.deepEqual(
      (await company.holds()).map(({ kind, status }) => `${kind} ${status}`),
      ['ambiguous_match open'],
    );
  });

  it('keep nothing that the policy calls sensitive', async () => {
    const user = await company.register({
      email: 'z@acme.com',
      display_name: '078-05-1120',
      given_name: 'Zoe',
    });
    assert.equal(user.display_name, null);
    assert.equal(user.given_name, 'Zoe');
  });

  it('outside the verified domains are not linked by e-mail', async () => {
    const registered = await company.register({ email: 'ada@elsewhere.com' });
    const ada = await company.hire('ada', { email: 'ada@elsewhere.com' });
    assert.notEqual((await company.userOf(ada)).id, registered.id);
  });

  it('two of one address are held, never guessed, until one of them is gone from the question', async () => {
    await company.register({ email: 'ada@acme.com' });
    await company.register({ email: 'Ada@Acme.com' });
    const { person, events } = someone('ada');
    await company.tell(events);
    assert.deepEqual(await company.users(`?external_id=${person.idpId}`), []);
    const [hold, another] = await company.holds('?status=open');
    assert.equal(hold?.kind, 'ambiguous_match');
    assert.equal(another, undefined);
    assert.match(hold.reason, /2 accounts have the same e-mail address/);

    await company.tell(company.idp.update(person, { lastName: 'Again' }));
    assert.equal((await company.holds()).length, 1, 'the hold was opened twice');
    assert.equal((await company.records('&action=hold.opened')).length, 1);

    // Another address: the question is no more.
    await company.tell(company.idp.update(person, { email: 'lovelace@acme.com' }));
    assert.equal((await company.userOf(person)).email, 'lovelace@acme.com');
    const [resolved] = await company.holds();
    assert.equal(resolved?.status, 'expired');
    assert.equal((await company.records('&action=hold.expired')).length, 1);
  });

  it('whose person leaves while the match is held: nobody is touched, and the hold stays for somebody to see', async () => {
    await company.register({ email: 'ada@acme.com' });
    await company.register({ email: 'ada@acme.com' });
    const ada = await company.tell(someone('ada').events).then(() => company.idp.people[0]);
    assert.ok(ada);
    const before = await company.users();
    await company.tell(company.idp.remove(ada));
    assert.deepEqual(await company.users(), before);
    assert.deepEqual(
      (await company.holds()).map(({ status }) => status),
      ['open'],
    );
  });

  it('wait for a person where the policy says hold', async () => {
    company = await foundCompany(rollcall, policyWith(', existing_accounts: hold'));
    const registered = await company.register({ email: 'ada@acme.com', role: 'member' });
    const { person, events } = someone('ada', company);
    await company.tell(events);
    assert.deepEqual(await company.users(`?external_id=${person.idpId}`), []);
    assert.deepEqual(
      (await company.holds('?status=open')).map(({ kind }) => kind),
      ['existing_account'],
    );
    const [still] = await company.users();
    assert.equal(still?.updated_at, registered.updated_at);
  });

  it('of a leaver wait for a person too, in one batch or several, until that person has said', async () => {
    const hold = ', existing_accounts: hold';
    for (const way of ['together', 'one by one'] as const) {
      for (const end of ['deactivate', 'remove'] as const) {
        company = await foundCompany(rollcall, policyWith(hold));
        const { id } = await company.register({ email: 'ada@acme.com' });
        const session = await company.openSession(id);
        const { person, events } = someone('ada', company);
        const all = [...events, ...company.idp[end](person)];
        await (way === 'together' ? company.tell(all) : company.tellEach(all));
        // Everyone is gone through once more, with no news of anybody.
        await activateYaml(company, policyWith(hold, 'sole_admin: { action: allow }'));
        await rollcall.drain();
        const [waiting, another] = await company.holds('?status=open');
        assert.equal(another, undefined);
        assert.equal(waiting?.kind, 'existing_account', `${end}, ${way}`);

        const approve = `/tenants/${company.slug}/holds/${waiting.id}/approve`;
        await company.api.expect('Hold', 'POST', approve, { body: {} });
        const [user] = await company.users();
        assert.deepEqual([user?.id, user?.status], [id, 'deactivated']);
        const check = { tenant: company.slug, user_id: id, session_id: session.id };
        const answer = await company.api.expect('AccessAnswer', 'POST', '/access-checks', { body: check });
        assert.equal(answer.allowed, false);
      }
    }
  });

  it('of a leaver are asked about where there are two of one address, in one batch or several', async () => {
    for (const way of ['together', 'one by one'] as const) {
      company = await foundCompany(rollcall, policyWith(''));
      const { id } = await company.register({ email: 'ada@acme.com' });
      await company.register({ email: 'ada@acme.com' });
      const { person, events } = someone('ada', company);
      const all = [...events, ...company.idp.remove(person)];
      await (way === 'together' ? company.tell(all) : company.tellEach(all));
      const [waiting] = await company.holds('?status=open');
      assert.equal(waiting?.kind, 'ambiguous_match', way);
      const approve = `/tenants/${company.slug}/holds/${waiting.id}/approve`;
      await company.api.expect('Hold', 'POST', approve, { body: { account: id } });
      assert.deepEqual(
        (await company.users()).map((user) => [user.id === id, user.status]),
        [
          [true, 'deactivated'],
          [false, 'active'],
        ],
      );
    }
  });

  it('of a leaver are not asked about where they have no access any more', async () => {
    company = await foundCompany(rollcall, policyWith(', existing_accounts: hold'));
    const { person, events } = someone('ada', company);
    await company.tell([...events, ...company.idp.remove(person)]);
    assert.deepEqual(await company.holds(), []);
  });

  it('stay strangers where the policy says never', async () => {
    company = await foundCompany(rollcall, policyWith(', existing_accounts: never'));
    const registered = await company.register({ email: 'ada@acme.com', role: 'admin' });
    const ada = await company.hire('ada');
    assert.notEqual((await company.userOf(ada)).id, registered.id);
    assert.equal((await company.userOf(ada)).role, 'viewer');
    assert.deepEqual(await company.holds(), []);
  });

  it('claimed by two people of one batch go to neither', async () => {
    const registered = await company.register({ email: 'office@acme.com', role: 'member' });
    const people = ['one', 'two'].map((name) =>
      company.idp.hire({ email: 'office@acme.com', firstName: name, lastName: 'X', attributes: {} }),
    );
    await company.tell(people.flatMap(({ events }) => events));
    const users = await company.users();
    assert.deepEqual(
      users.map(({ id }) => id),
      [registered.id],
    );
    assert.equal(users[0]?.directory_id, null);
    assert.deepEqual(
      (await company.holds('?status=open')).map(({ kind }) => kind),
      ['ambiguous_match', 'ambiguous_match'],
    );
  });

  it('that were deactivated are not taken over by e-mail', async () => {
    const registered = await company.register({ email: 'ada@acme.com', role: 'member' });
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw(`update users set status = 'deactivated' where id = ?`, [registered.id]),
    );
    const ada = await company.hire('ada');
    assert.notEqual((await company.userOf(ada)).id, registered.id);
  });

  it('of a leaver are linked and deactivated in one go', async () => {
    const { person, events } = someone('ada');
    const registered = await company.register({ external_id: person.idpId, role: 'member' });
    await company.register({ email: 'boss@acme.com', role: 'admin' });
    const session = await company.openSession(registered.id);
    await company.tell([...events, ...company.idp.remove(person)]);
    const user = await company.userOf(person);
    assert.equal(user.id, registered.id);
    assert.equal(user.status, 'deactivated');
    const about = await company.records(`&user_id=${registered.id}`);
    assert.deepEqual(
      about.map(({ action }) => action),
      ['user.provisioned', 'user.linked', 'user.deactivated', 'session.revoked'],
    );
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: registered.id, session_id: session.id },
    });
    assert.equal(access.allowed, false);
  });

  it('of someone blocked before the sync began are found by e-mail, linked and deactivated', async () => {
    const registered = await company.register({ email: 'ada@acme.com', role: 'member' });
    const { person, events } = someone('ada');
    await company.tell([...events, ...company.idp.deactivate(person)]);
    const user = await company.userOf(person);
    assert.equal(user.id, registered.id);
    assert.equal(user.status, 'deactivated');
  });

  it('of someone out of scope are never touched, not even by a match', async () => {
    const filters = `filters: { exclude: [ { name: Robots, any: [ { attribute: title, equals: Robot } ] } ] }`;
    company = await foundCompany(rollcall, policyWith('', filters));
    const registered = await company.register({ email: 'robot@acme.com', role: 'admin' });
    const session = await company.openSession(registered.id);
    const robot = await company.hire('robot', { attributes: { job_title: 'Robot' } });
    const [still, another] = await company.users();
    assert.equal(another, undefined);
    assert.equal(still?.id, registered.id);
    assert.equal(still.updated_at, registered.updated_at);
    assert.equal(still.directory_id, null);
    assert.deepEqual(await company.records('&action=user.linked'), []);

    // In scope later, it is theirs; out again, it is deactivated, because now it is linked.
    await company.tell(company.idp.update(robot, { attributes: { job_title: 'Engineer' } }));
    assert.equal((await company.userOf(robot)).id, registered.id);
    await company.register({ email: 'boss@acme.com', role: 'admin' });
    await company.tell(company.idp.update(robot, { attributes: { job_title: 'Robot' } }));
    assert.equal((await company.userOf(robot)).status, 'deactivated');
    assert.equal(session.revoked_at, null);
  });
});

describe('A directory that is made anew', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policyWith(''));
  });

  /** The same person, as another directory of the same identity provider speaks of them. */
  function elsewhere(events: WorkosEvent[], directoryId: string): Record<string, unknown>[] {
    const text = JSON.stringify(events)
      .replaceAll(company.idp.directoryId, directoryId)
      .replaceAll('"event_', '"event_again_')
      .replaceAll('"directory_user_', '"directory_user_again_');
    return JSON.parse(text) as Record<string, unknown>[];
  }

  it('takes over the accounts of those who are gone from the former one', async () => {
    const { person, events } = company.idp.hire({
      email: 'ada@acme.com',
      firstName: 'A',
      lastName: 'L',
      attributes: {},
    });
    await company.tell(events);
    const before = await company.userOf(person);
    await company.tell(company.idp.remove(person));
    const { id, idp } = await company.addDirectory();
    await company.tell(elsewhere(company.idp.comeBack(person), idp.directoryId));
    const after = await company.userOf(person);
    assert.equal(after.id, before.id);
    assert.equal(after.status, 'active');
    assert.equal(after.directory_id, id);
    const about = await company.records(`&user_id=${before.id}`);
    assert.deepEqual(
      about.map(({ action }) => action),
      ['user.provisioned', 'user.deactivated', 'user.linked', 'user.reactivated'],
    );
    assert.equal((await company.users()).length, 1);

    // What the former directory still says about them is about nobody now.
    await company.tell(company.idp.update(person, { lastName: 'Old' }));
    await company.tell(company.idp.remove(person));
    const still = await company.userOf(person);
    assert.equal(still.status, 'active');
    assert.equal(still.family_name, 'L');
  });

  it('waits where the former one still has the person, and goes through once it has not', async () => {
    const { person, events } = company.idp.hire({
      email: 'ada@acme.com',
      firstName: 'A',
      lastName: 'L',
      attributes: {},
    });
    await company.tell(events);
    const before = await company.userOf(person);
    const { id, idp } = await company.addDirectory();
    await company.tell(elsewhere(company.idp.update(person, {}), idp.directoryId));
    assert.equal((await company.userOf(person)).directory_id, company.directoryId);
    const [hold] = await company.holds('?status=open');
    assert.equal(hold?.kind, 'ambiguous_match');
    assert.match(hold.reason, /active in another directory/);

    await company.tell(company.idp.remove(person));
    const after = await company.userOf(person);
    assert.equal(after.id, before.id);
    assert.equal(after.status, 'active');
    assert.equal(after.directory_id, id);
    assert.deepEqual(
      (await company.holds()).map(({ status }) => status),
      ['expired'],
    );
  });

  it('takes over everyone once the former one is deleted, which sends no news of its people', async () => {
    for (const order of ['deleted before', 'deleted after', 'one batch']) {
      company = await foundCompany(rollcall, policyWith(''));
      const { person, events } = company.idp.hire({
        email: 'ada@acme.com',
        firstName: 'A',
        lastName: 'L',
        attributes: {},
      });
      await company.tell(events);
      const before = await company.userOf(person);
      const { id, idp } = await company.addDirectory();
      const seen = elsewhere(company.idp.update(person, {}), idp.directoryId);
      const deleted = {
        id: 'event_deleted',
        event: 'dsync.deleted',
        created_at: rollcall.clock.now().toISOString(),
        data: { object: 'directory', id: company.idp.directoryId },
      };
      if (order === 'one batch') await company.tell([deleted, ...seen]);
      else await company.tellEach(order === 'deleted after' ? [...seen, deleted] : [deleted, ...seen]);
      const after = await company.userOf(person);
      assert.deepEqual([after.id, after.status, after.directory_id], [before.id, 'active', id], order);
      assert.equal(after.deactivated_at, null);
      const [linked] = await company.records('&action=user.linked');
      assert.ok((linked?.event_ids.length ?? 0) > 0, 'the record names no event');
      assert.deepEqual(await company.records('&action=user.deactivated'), []);
    }
  });

  it('ends the same whichever directory is heard first, and in one batch or several', async () => {
    for (const order of ['former first', 'new first', 'one batch']) {
      company = await foundCompany(rollcall, policyWith(''));
      const { person, events } = company.idp.hire({
        email: 'ada@acme.com',
        firstName: 'A',
        lastName: 'L',
        attributes: {},
      });
      await company.tell(events);
      const before = await company.userOf(person);
      const { id, idp } = await company.addDirectory();
      const seen = elsewhere(company.idp.update(person, {}), idp.directoryId);
      const gone = company.idp.remove(person);
      if (order === 'one batch') await company.tell([...gone, ...seen]);
      else await company.tellEach(order === 'new first' ? [...seen, ...gone] : [...gone, ...seen]);
      const after = await company.userOf(person);
      assert.deepEqual([after.id, after.status, after.directory_id], [before.id, 'active', id], order);
    }
  });
});
