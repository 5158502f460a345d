import assert from 'node:assert/strict';
import type { User, UserDetail, UserList, Why } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { cliFor, type Cli } from '../support/run-cli.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (more = '') => `
groups:
  match_by: name
  default_role: viewer
  manual_roles: replace
  settle: 10m
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
${more}`;
const hour = 3_600_000;
const day = 24 * hour;

describe('the commands for users', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let cli: Cli;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    await found();
  });

  async function found(more = ''): Promise<void> {
    company = await foundCompany(rollcall, policy(more));
    cli = cliFor(rollcall.databaseUrl, company.slug);
  }
  const path = (id: string, more = '') => `/tenants/${company.slug}/users/${id}${more}`;
  const inDays = (days: number) => new Date(rollcall.clock.now().getTime() + days * day).toISOString();

  it('list what the API lists, by status and role if wanted', async () => {
    assert.match((await cli.run('users', 'list')).out, /no such users/);
    await company.hire('ada', { groups: ['admins'] });
    const ben = await company.hire('ben', { groups: ['members'] });
    await company.tell(company.idp.deactivate(ben));
    const all = await company.users();
    assert.deepEqual((await cli.json<UserList>('UserList', 'users', 'list')).data, all);
    const emails = async (...args: string[]) =>
      (await cli.json<UserList>('UserList', 'users', 'list', ...args)).data.map(({ email }) => email);
    assert.deepEqual(await emails('--status', 'deactivated'), ['ben@acme.com']);
    assert.deepEqual(await emails('--role', 'admin'), ['ada@acme.com']);
    const { out } = await cli.run('users', 'list');
    assert.match(out, /^USER +E-MAIL +NAME +STATUS +ROLE/);
    assert.match(out, /ada@acme\.com +ada Example +active +admin +directory/);
    assert.equal((await cli.run('users', 'list', '--status', 'gone')).code, 2);
    assert.equal((await cli.run('users', 'list', '--role', 'a\0b')).code, 2);
  });

  it('show one user, by id, e-mail address or external id', async () => {
    const person = await company.hire('ada', { groups: ['members'] });
    const { id } = await company.userOf(person);
    const detail = await company.api.expect('UserDetail', 'GET', path(id));
    for (const choice of [
      [id],
      [id.toUpperCase()],
      ['--email', 'ADA@acme.com'],
      ['--external-id', person.idpId],
    ]) {
      assert.deepEqual(await cli.json<UserDetail>('UserDetail', 'users', 'show', ...choice), detail);
    }
    const { out } = await cli.run('users', 'show', id);
    for (const line of [
      /^Status +active$/m,
      /^Role +member \(directory\)$/m,
      /^Workspaces +engineering \(member\)$/m,
    ]) {
      assert.match(out, line);
    }
    assert.doesNotMatch(out, /until|Deactivated|Purged/);
  });

  it('say which one is meant where it is not clear', async () => {
    const [one, two] = [
      await company.register({ email: 'x@acme.com' }),
      await company.register({ email: 'x@acme.com' }),
    ];
    for (const verb of ['show', 'why']) {
      const { code, err, out } = await cli.run('users', verb, '--email', 'x@acme.com');
      assert.deepEqual([code, out], [1, '']);
      assert.ok(err.includes(one.id) && err.includes(two.id));
      assert.equal((await cli.run('users', verb)).code, 2);
      assert.equal((await cli.run('users', verb, one.id, '--email', 'x@acme.com')).code, 2);
      const mistaken = await cli.run('users', verb, 'x@acme.com');
      assert.equal(mistaken.code, verb === 'show' ? 2 : 1);
      assert.match(mistaken.err, verb === 'show' ? /--email/ : /give the id of one/);
      for (const given of [
        ['nonsense'],
        ['a\0b'],
        ['--email', 'nobody@acme.com'],
        ['--external-id', '__proto__'],
      ]) {
        assert.equal((await cli.run('users', verb, ...given)).code, 1, given.join(' '));
      }
      assert.equal((await cli.run('users', verb, '--email', 'a\0b')).code, 2);
      assert.equal((await cli.run('users', verb, '--external-id', '')).code, 2);
    }
  });

  it('find no user of another tenant', async () => {
    const { id } = await company.userOf(await company.hire('ada'));
    const stranger = cliFor(rollcall.databaseUrl, (await foundCompany(rollcall)).slug);
    for (const verb of ['show', 'why']) {
      for (const choice of [[id], ['--email', 'ada@acme.com']]) {
        const { code, err, out } = await stranger.run('users', verb, ...choice);
        assert.deepEqual([code, out], [1, '']);
        assert.match(err, /There is no (?:such user|user with this id)/);
      }
    }
  });

  it('say until when a leaver may read, and what follows', async () => {
    await found('deactivation: { mode: read_only, read_only: { for: 14d }, retain_data: 30d }');
    const person = await company.hire('ada');
    await company.tell(company.idp.deactivate(person));
    const { id } = await company.userOf(person);
    const detail = await cli.json<UserDetail>('UserDetail', 'users', 'show', id);
    assert.deepEqual([detail.status, detail.read_only_until], ['read_only', inDays(14)]);
    assert.ok((await cli.run('users', 'show', id)).out.includes(`Read only until  ${inDays(14)}`));
    const why = await cli.json<Why>('Why', 'users', 'why', id);
    assert.deepEqual(
      why.pending.map(({ kind, since, due_at }) => [kind, since, due_at]),
      [['read_only_ends', rollcall.clock.now().toISOString(), inDays(14)]],
    );
    assert.match(
      (await cli.run('users', 'why', id)).out,
      /^What time will bring:\n +20\S+ {2}The user may sign in and read/m,
    );

    const end = rollcall.clock.now().getTime() + 14 * day;
    rollcall.clock.advance(14 * day);
    await rollcall.drain();
    const left = await cli.json<UserDetail>('UserDetail', 'users', 'show', id);
    assert.deepEqual(
      [left.status, left.read_only_until, left.purge_at],
      ['deactivated', null, new Date(end + 30 * day).toISOString()],
    );
    const after = await cli.run('users', 'why', id);
    assert.match(after.out, /personal data of the account are removed then/);
    assert.ok(after.out.includes(`Purged on       ${left.purge_at ?? ''}`), after.out);
  });

  it('say that a role is kept until the group that follows has had its time', async () => {
    const person = await company.hire('ada', { groups: ['members'] });
    await company.tell(company.idp.leave(person, await company.group('members')));
    const { id, role } = await company.userOf(person);
    assert.equal(role, 'member');
    const why = await cli.json<Why>('Why', 'users', 'why', id);
    assert.deepEqual(
      why.pending.map(({ kind }) => kind),
      ['demotion'],
    );
    assert.match(why.pending[0]?.says ?? '', /The role stays member until then/);
  });

  it('explain an account from the events to the line of the policy', async () => {
    const person = await company.hire('ada', { groups: ['members', 'admins'] });
    const { id } = await company.userOf(person);
    const why = await company.api.expect('Why', 'GET', path(id, '/why'));
    for (const choice of [[id], ['ada@acme.com'], [person.idpId], ['--external-id', person.idpId]]) {
      // The command has the clock of the machine.
      const same = { ...(await cli.json<Why>('Why', 'users', 'why', ...choice)), at: why.at };
      assert.deepEqual(same, why);
    }
    const { out } = await cli.run('users', 'why', id);
    const place = why.steps.find(({ step }) => step === 'groups')?.policy;
    assert.ok(place?.line);
    assert.match(out, /^By policy version 1: active, role admin, because this person is in the groups? /m);
    assert.ok(out.includes(`[${company.slug}.policy.yaml:${place.line}, ${place.pointer}]`), out);
    assert.ok(place.text !== null && out.includes(place.text), out);
    for (const step of why.steps) assert.ok(out.includes(step.says));
    assert.match(out, /^Groups:\n(?: {2}\w+, since 20.*\n){2}/m);
    assert.match(out, /^Attributes:$/m);
    assert.match(out, /^The role:\n {2}20\S+ {2}Provisioned as admin.*\n {2}by directory, by \S+/m);
    for (const { id: event } of why.events) assert.ok(out.includes(`(${event})`));
    assert.match(out, /^Last changes:\n +AT +ACTION +BY +WHY\n/m);
    assert.match(out, /user\.provisioned +directory/);
    assert.doesNotMatch(out, /What time will bring|hold/);
  });

  it('explain what waits for somebody to decide, and until when', async () => {
    await found(
      'sole_admin: { action: block, promote: { from: [member], pick: longest_tenured }, if_unanswered: { after: 24h, action: promote } }',
    );
    const person = await company.hire('ada', { groups: ['admins'] });
    await company.tell(company.idp.deactivate(person));
    const { id } = await company.userOf(person);
    const [hold] = await company.holds('?status=open');
    assert.ok(hold);
    const why = await cli.json<Why>('Why', 'users', 'why', id);
    assert.deepEqual([why.hold?.id, why.hold?.kind, why.hold?.status], [hold.id, 'sole_admin', 'open']);
    assert.deepEqual(
      why.pending.map(({ kind, due_at }) => [kind, due_at]),
      [['hold_unanswered', inDays(1)]],
    );
    assert.equal(hold.answer_due_at, inDays(1));
    const { out } = await cli.run('users', 'why', id);
    assert.match(out, /^Waits in a hold \(sole_admin\) since 20/m);
    assert.ok(out.includes(`rollcall holds show ${hold.id} --tenant ${company.slug}`));
  });

  it('say of an account that no directory knows that nothing is decided about it', async () => {
    const { id } = await company.register({ email: 'x@acme.com', role: 'member' });
    const { code, out } = await cli.run('users', 'why', id);
    assert.equal(code, 0);
    assert.match(out, /No directory knows this account/);
  });

  it('never let what a directory says steer the terminal', async () => {
    const person = await company.hire('ada', { groups: ['members', '\u001b[2Jevil'] });
    await company.tell(company.idp.update(person, { lastName: '\u001b[31mRed\u0007\nNext' }));
    const { id }: User = await company.userOf(person);
    for (const command of [['list'], ['show', id], ['why', id]]) {
      const { out } = await cli.run('users', ...command);
      assert.match(out, /Red/);
      assert.doesNotMatch(out.replaceAll('\n', ''), /\p{Cc}/u);
      assert.doesNotMatch(out, /^Next/m);
    }
  });
});
