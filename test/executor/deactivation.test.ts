import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { AccessAnswer } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (revoke: string, memberRole = 'member') => `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: members, role: ${memberRole}, workspaces: [ { key: engineering, role: member } ] }
deactivation: { mode: immediate, revoke: [${revoke}], if_reactivated: restore, retain_data: forever }
`;

describe('Deactivation', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let ada: SimulatedPerson;
  let userId: string;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(revoke: string): Promise<void> {
    company = await foundCompany(rollcall, policy(revoke));
    await company.hire('boss', { groups: ['admins'] });
    ada = await company.hire('ada', { groups: ['members'] });
    userId = (await company.userOf(ada)).id;
  }
  const check = (members: Record<string, string> = {}): Promise<AccessAnswer> =>
    company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: userId, ...members },
    });
  const makeKey = () =>
    company.api.expect('ApiKeyOnce', 'POST', `/tenants/${company.slug}/api-keys`, {
      body: { user_id: userId, name: 'ci' },
    });
  const aboutAda = async () => (await company.records(`&user_id=${userId}`)).slice(2);

  it('ends access at once with every session and key, and says how many', async () => {
    await found('sessions, api_keys');
    const sessions = [await company.openSession(userId), await company.openSession(userId)];
    const key = await makeKey();
    rollcall.clock.advance(1_000);
    await company.tell(company.idp.deactivate(ada));
    const denied = await check();
    assert.deepEqual(
      [denied.allowed, denied.code, denied.role, denied.workspaces, denied.sessions_valid_after],
      [false, 'deactivated', null, [], rollcall.clock.now().toISOString()],
    );
    assert.deepEqual(
      (await aboutAda()).map(({ action, reason }) => `${action}: ${reason}`),
      [
        'user.deactivated: Deactivated: is no longer active in the directory',
        'session.revoked: 2 sessions ended: is no longer active in the directory',
        'api_key.revoked: 1 API key revoked: is no longer active in the directory',
      ],
    );

    // Back again, the former sessions and keys stay void.
    rollcall.clock.advance(1_000);
    await company.tell(company.idp.comeBack(ada));
    assert.equal((await check()).allowed, true);
    for (const { id } of sessions) assert.equal((await check({ session_id: id })).code, 'session_revoked');
    assert.equal((await check({ api_key: key.key })).code, 'api_key_revoked');
    const fresh = await company.openSession(userId);
    assert.equal((await check({ session_id: fresh.id })).code, 'allowed');
  });

  it('revokes only what the policy names', async () => {
    for (const [revoke, session, key] of [
      ['sessions', 'session_revoked', 'allowed'],
      ['api_keys', 'allowed', 'api_key_revoked'],
      ['', 'allowed', 'allowed'],
    ] as const) {
      await found(revoke);
      const opened = await company.openSession(userId);
      const made = await makeKey();
      rollcall.clock.advance(1_000);
      await company.tell(company.idp.deactivate(ada));
      assert.equal((await check({ session_id: opened.id })).code, 'deactivated');
      await company.tell(company.idp.comeBack(ada));
      assert.equal(
        (await check({ session_id: opened.id })).code,
        session,
        `sessions, with revoke [${revoke}]`,
      );
      assert.equal((await check({ api_key: made.key })).code, key, `keys, with revoke [${revoke}]`);
      assert.equal((await check()).sessions_valid_after !== null, revoke === 'sessions');
    }
  });

  it('keeps role, workspaces and attributes, so that there is something to restore', async () => {
    await found('sessions');
    const before = await company.userOf(ada);
    await company.tell(company.idp.deactivate(ada));
    const after = await company.userOf(ada);
    assert.deepEqual(
      [after.role, after.workspaces, after.attributes, after.email],
      [before.role, before.workspaces, before.attributes, before.email],
    );
    await company.tell(company.idp.comeBack(ada));
    assert.deepEqual(await company.userOf(ada), {
      ...before,
      updated_at: rollcall.clock.now().toISOString(),
    });
  });

  it('is undone by the policy and the directory of the day of return, not of the day of leaving', async () => {
    await found('sessions');
    await company.tell(company.idp.deactivate(ada));
    const version = await activateYaml(company, policy('sessions', 'admin'));
    assert.equal(version, 2);
    await rollcall.drain();
    const away = await company.userOf(ada);
    assert.equal(away.status, 'deactivated');
    assert.equal(away.role, 'member');
    await company.tell(company.idp.comeBack(ada));
    const back = await company.userOf(ada);
    assert.equal(back.role, 'admin');
    const returned = (await aboutAda()).slice(1);
    assert.deepEqual(
      returned.map(({ action, policy_version }) => [action, policy_version]),
      [
        ['user.reactivated', 2],
        ['role.changed', 2],
      ],
    );
  });

  it('happens once: who is deactivated already is not deactivated again', async () => {
    await found('sessions, api_keys');
    await company.tell(company.idp.deactivate(ada));
    const { deactivated_at } = await company.userOf(ada);
    const records = await company.records();
    rollcall.clock.advance(60_000);
    await company.tell(company.idp.remove(ada));
    await company.tell(company.idp.leave(ada, await company.group('members')));
    assert.deepEqual(await company.records(), records);
    assert.equal((await company.userOf(ada)).deactivated_at, deactivated_at);
  });

  it('because of a filter says which one, and ends the same way as leaving', async () => {
    await found('sessions');
    const session = await company.openSession(userId);
    const filter = `filters: { exclude: [ { name: Interns, any: [ { attribute: title, equals: Intern } ] } ] }`;
    await activateYaml(company, policy('sessions') + filter);
    await rollcall.drain();
    assert.equal((await check({ session_id: session.id })).allowed, true);
    const events = company.idp.update(ada, { attributes: { job_title: 'intern' } });
    await company.tell(events);
    assert.equal((await check({ session_id: session.id })).code, 'deactivated');
    const [record] = await company.records('&action=user.deactivated');
    assert.equal(record?.reason, 'Deactivated: is excluded by the filter "Interns"');
    assert.deepEqual(
      record.event_ids,
      events.map(({ id }) => id),
    );
  });

  it('leaves alone who is out of scope, where the policy says so', async () => {
    await found('sessions');
    const filter = `filters: { out_of_scope: leave_alone, exclude: [ { name: Interns, any: [ { attribute: title, equals: Intern } ] } ] }`;
    await activateYaml(company, policy('sessions') + filter);
    await rollcall.drain();
    const before = await company.userOf(ada);
    await company.tell([
      ...company.idp.update(ada, { attributes: { job_title: 'Intern' }, lastName: 'Other' }),
      ...company.idp.leave(ada, await company.group('members')),
    ]);
    assert.deepEqual(await company.userOf(ada), before);
    // Who leaves the directory is out, in scope or not.
    await company.tell(company.idp.remove(ada));
    assert.equal((await company.userOf(ada)).status, 'deactivated');
  });
});
