import assert from 'node:assert/strict';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { sampleKinds, workosSample, type SampleKind } from '../support/workos-samples.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: Developers, role: member, workspaces: [ { key: engineering, role: member } ] }
`;

const dayInMs = 24 * 3_600_000;

describe('News of people', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy);
  });

  const statusOf = async (eventId: string) => (await company.events()).get(eventId)?.status;
  const actions = async () => (await company.records()).map(({ action }) => action);

  it('every sample of the documentation is applied, and does what it says', async () => {
    const sample = (kind: SampleKind) => workosSample(kind, `directory_${company.slug}`);
    const lela = { idpId: '8931' };

    await company.tell([sample('dsync.activated')]);
    assert.deepEqual(await company.users(), []);

    await company.tell([sample('dsync.user.created')]);
    const created = await company.userOf(lela);
    assert.equal(created.email, 'lela.block@example.com');
    assert.equal(created.display_name, 'Lela Block');
    assert.equal(created.status, 'active');
    assert.equal(created.role, 'viewer');
    assert.equal(created.role_origin, 'default');
    assert.deepEqual(created.attributes, { department: 'Engineering', title: 'Software Engineer' });

    const updated = sample('dsync.user.updated');
    updated.data['last_name'] = 'Stone';
    await company.tell([updated]);
    assert.equal((await company.userOf(lela)).family_name, 'Stone');

    const joined = sample('dsync.group.user_added');
    Object.assign(joined.data['user'] as object, {
      id: sample('dsync.user.created').data['id'],
      idp_id: '8931',
    });
    await company.tell([sample('dsync.group.created'), sample('dsync.group.updated'), joined]);
    assert.equal((await company.userOf(lela)).role, 'member');
    assert.deepEqual((await company.userOf(lela)).workspaces, [{ key: 'engineering', role: 'member' }]);

    const left = sample('dsync.group.user_removed');
    Object.assign(left.data['user'] as object, {
      id: sample('dsync.user.created').data['id'],
      idp_id: '8931',
    });
    await company.tell([left]);
    assert.equal((await company.userOf(lela)).role, 'viewer');
    assert.deepEqual((await company.userOf(lela)).workspaces, []);

    await company.tell([sample('dsync.group.deleted'), sample('dsync.user.deleted')]);
    const gone = await company.userOf(lela);
    assert.equal(gone.status, 'deactivated');
    assert.equal(gone.id, created.id);

    await company.tell([sample('dsync.deleted')]);
    const events = await company.events();
    assert.deepEqual(
      sampleKinds.map((kind) => [kind, events.get(sample(kind).id)?.status]),
      sampleKinds.map((kind) => [kind, 'applied']),
    );
    assert.deepEqual(
      (await company.records()).map(({ action, event_ids }) => [action, event_ids[0] ?? null]),
      [
        ['policy.activated', null],
        ['directory.created', null],
        ['directory.upstream_changed', sample('dsync.activated').id],
        ['user.provisioned', sample('dsync.user.created').id],
        ['user.updated', updated.id],
        ['role.changed', joined.id],
        ['workspace.added', joined.id],
        ['role.changed', left.id],
        ['workspace.removed', left.id],
        ['user.deactivated', sample('dsync.user.deleted').id],
        ['directory.deleted_upstream', sample('dsync.deleted').id],
      ],
    );
  });

  it('a person whom the provider blocks is deactivated in place, by user.updated with the state inactive', async () => {
    const ada = await company.hire('ada');
    const before = await company.userOf(ada);
    rollcall.clock.advance(60_000);
    const events = company.idp.deactivate(ada);
    await company.tell(events);
    const after = await company.userOf(ada);
    assert.deepEqual(after, {
      ...before,
      status: 'deactivated',
      deactivated_at: rollcall.clock.now().toISOString(),
      updated_at: rollcall.clock.now().toISOString(),
    });
    const [record] = await company.records('&action=user.deactivated');
    assert.equal(record?.reason, 'Deactivated: is no longer active in the directory');
    assert.deepEqual(
      record.event_ids,
      events.map(({ id }) => id),
    );
    assert.deepEqual(record.actor, { kind: 'directory', id: company.directoryId });
    assert.equal(record.policy_version, 1);
  });

  it('whatever is not plainly active counts as having left: the legacy suspended, and states of the future', async () => {
    for (const state of ['suspended', 'SUSPENDED', 'on_leave', 'Active ']) {
      const person = await company.hire(`p-${state.trim()}`);
      const [event] = company.idp.update(person, {});
      assert.ok(event);
      event.data['state'] = state;
      await company.tell([event]);
      assert.equal((await company.userOf(person)).status, 'deactivated', state);
    }
  });

  it('a deletion deactivates, and deletes nothing', async () => {
    const ada = await company.hire('ada', { groups: ['Developers'] });
    const before = await company.userOf(ada);
    await company.tell(company.idp.remove(ada));
    const after = await company.userOf(ada);
    assert.equal(after.status, 'deactivated');
    assert.equal(after.id, before.id);
    assert.equal(after.email, before.email);
    assert.equal(after.role, before.role);
  });

  it('who returns as a new directory user with the same idp_id has the same account, without the groups of before', async () => {
    const ada = await company.hire('ada', { groups: ['Developers'] });
    const before = await company.userOf(ada);
    assert.equal(before.role, 'member');
    await company.tell(company.idp.remove(ada));
    const formerId = ada.id;
    await company.tell(company.idp.comeBack(ada));
    assert.notEqual(ada.id, formerId);
    const back = await company.userOf(ada);
    assert.equal(back.id, before.id);
    assert.equal(back.status, 'active');
    assert.equal(back.deactivated_at, null);
    assert.equal(back.role, 'viewer');
    assert.deepEqual(back.workspaces, []);
    assert.ok((await actions()).includes('user.reactivated'));

    // A group that is joined anew counts, under the new id.
    await company.tell(company.idp.join(ada, await company.group('Developers')));
    assert.equal((await company.userOf(ada)).role, 'member');
  });

  it('who was only blocked returns into the same groups', async () => {
    const ada = await company.hire('ada', { groups: ['Developers'] });
    await company.tell(company.idp.deactivate(ada));
    await company.tell(company.idp.comeBack(ada));
    const back = await company.userOf(ada);
    assert.equal(back.status, 'active');
    assert.equal(back.role, 'member');
    assert.deepEqual(back.workspaces, [{ key: 'engineering', role: 'member' }]);
  });

  it('the deletion of someone unknown creates nobody, and keeps out the older news that comes late', async () => {
    const { person, events: created } = company.idp.hire({
      email: 'ghost@acme.com',
      firstName: 'G',
      lastName: 'Host',
      attributes: {},
    });
    const deleted = company.idp.remove(person);
    await company.tell(deleted);
    assert.deepEqual(await company.users(), []);
    assert.equal(await statusOf(deleted[0]?.id ?? ''), 'applied');
    await company.tell(created);
    assert.deepEqual(await company.users(), []);
    assert.equal(await statusOf(created[0]?.id ?? ''), 'superseded');
    // Whoever is hired again after that is news.
    await company.tell(company.idp.comeBack(person));
    assert.equal((await company.userOf(person)).status, 'active');
  });

  it('an unknown person who arrives as inactive gets no account, and neither does one in a group', async () => {
    const { person, events } = company.idp.hire({
      email: 'idle@acme.com',
      firstName: 'I',
      lastName: 'Dle',
      attributes: {},
    });
    const group = await company.group('admins');
    const [event] = events;
    assert.ok(event);
    event.data['state'] = 'inactive';
    await company.tell([event, ...company.idp.join(person, group), ...company.idp.leave(person, group)]);
    assert.deepEqual(await company.users(), []);
  });

  it('news that is older than what is known changes nothing, and is recorded as superseded', async () => {
    const ada = await company.hire('ada');
    const first = company.idp.update(ada, { lastName: 'First' });
    const second = company.idp.update(ada, { lastName: 'Second' });
    await company.tell(second);
    const records = await actions();
    await company.tell(first);
    assert.equal((await company.userOf(ada)).family_name, 'Second');
    assert.equal(await statusOf(first[0]?.id ?? ''), 'superseded');
    assert.deepEqual(await actions(), records);
  });

  it('an update may be the first that is heard of someone', async () => {
    const { person } = company.idp.hire({
      email: 'a@acme.com',
      firstName: 'A',
      lastName: 'B',
      attributes: {},
    });
    await company.tell(company.idp.update(person, { lastName: 'C' }));
    assert.equal((await company.userOf(person)).family_name, 'C');
  });

  it('the same event again, at once or after a while, has no second effect', async () => {
    const { person, events } = company.idp.hire({
      email: 'twice@acme.com',
      firstName: 'T',
      lastName: 'Wice',
      attributes: {},
    });
    await company.tell([...events, ...events, ...events]);
    const once = await company.records();
    await company.tell(events);
    rollcall.clock.advance(dayInMs);
    await company.tell(events);
    assert.deepEqual(await company.records(), once);
    assert.equal((await company.users()).length, 1);
    assert.equal((await company.events()).size, 1);
    assert.equal((await company.userOf(person)).status, 'active');
  });

  it('an e-mail address of null is no address, and takes a former one away', async () => {
    const { person, events } = company.idp.hire({
      email: 'ada@acme.com',
      firstName: 'Ada',
      lastName: 'L',
      attributes: {},
    });
    const withoutEmail = structuredClone(events);
    const data = withoutEmail[0]?.data ?? {};
    Object.assign(data, { email: null, custom_attributes: { emails: [], username: 'ada' } });
    await company.tell(withoutEmail);
    assert.equal((await company.userOf(person)).email, null);
    await company.tell(company.idp.update(person, {}));
    assert.equal((await company.userOf(person)).email, 'ada@acme.com');
    const again = company.idp.update(person, {});
    Object.assign(again[0]?.data ?? {}, { email: null, custom_attributes: null });
    await company.tell(again);
    assert.equal((await company.userOf(person)).email, null);
    assert.equal((await company.userOf(person)).status, 'active');
  });

  it('a changed e-mail address is followed, and identity stays with the idp_id', async () => {
    const ada = await company.hire('ada');
    const before = await company.userOf(ada);
    await company.tell(company.idp.update(ada, { email: 'lovelace@acme.com' }));
    const after = await company.userOf(ada);
    assert.equal(after.id, before.id);
    assert.equal(after.email, 'lovelace@acme.com');
    const [record] = await company.records('&action=user.updated');
    assert.deepEqual(record?.before, { email: 'ada@acme.com' });
    assert.deepEqual(record.after, { email: 'lovelace@acme.com' });
    assert.equal(record.reason, 'Updated from the directory: e-mail address');
  });

  it('a recycled e-mail address inherits nothing: no account, role, session or key', async () => {
    const former = await company.hire('sam', { groups: ['Developers'] });
    const formerAccount = await company.userOf(former);
    const session = await company.openSession(formerAccount.id);
    await company.hire('boss', { groups: ['admins'] });
    await company.tell(company.idp.remove(former));

    const newcomer = await company.hire('sam');
    const account = await company.userOf(newcomer);
    assert.notEqual(account.id, formerAccount.id);
    assert.equal(account.email, formerAccount.email);
    assert.equal(account.role, 'viewer');
    assert.deepEqual(account.workspaces, []);
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: account.id, session_id: session.id },
    });
    assert.equal(access.code, 'session_of_another_user');
    assert.equal((await company.userOf(former)).status, 'deactivated');
  });

  it('two people of one address at the same time are two accounts', async () => {
    const one = await company.hire('one', { email: 'office@acme.com' });
    const two = await company.hire('two', { email: 'office@acme.com' });
    assert.notEqual((await company.userOf(one)).id, (await company.userOf(two)).id);
  });
});
