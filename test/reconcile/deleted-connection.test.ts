import assert from 'node:assert/strict';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (defaultRole: string) => `
identity: { match_by: [external_id] }
groups: { match_by: name, default_role: ${defaultRole}, map: [] }
`;

describe('A connection that was deleted at its source', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy('member'));
  });

  const deletion = () => ({
    id: 'event_deleted',
    event: 'dsync.deleted',
    data: { object: 'directory', id: company.idp.directoryId, state: 'deleting' },
    created_at: '2026-01-14T09:00:00.000Z',
  });

  it('never brings back who left by the connection that took its people over', async () => {
    const ada = await company.hire('ada');
    await company.tell([deletion()]);
    const successor = await company.addDirectory();
    const { person, events } = successor.idp.hire({
      email: ada.email,
      firstName: 'Ada',
      lastName: 'Again',
      attributes: {},
    });
    const sameId = JSON.parse(JSON.stringify(events).replaceAll(person.idpId, ada.idpId)) as typeof events;
    await company.tell(sameId);
    const leaving = JSON.parse(
      JSON.stringify(successor.idp.remove(person)).replaceAll(person.idpId, ada.idpId),
    ) as typeof events;
    await company.tell(leaving);
    assert.equal((await company.userOf(ada)).status, 'deactivated');

    await activateYaml(company, policy('viewer'));
    await rollcall.drain();
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    assert.deepEqual(await company.holds('?status=open'), []);
  });

  it('provisions nobody any more, and keeps the accounts that it has', async () => {
    const ada = await company.hire('ada');
    const robot = await company.hire('robot', { email: 'robot@acme.com' }).catch(() => null);
    assert.ok(robot);
    await activateYaml(
      company,
      `${policy('member')}filters: { exclude: [ { name: Robots, any: [ { attribute: email, starts_with: ghost } ] } ] }\n`,
    );
    const ghost = company.idp.hire({
      email: 'ghost@acme.com',
      firstName: 'G',
      lastName: 'H',
      attributes: {},
    });
    await company.tell(ghost.events);
    await company.tell([deletion()]);
    await activateYaml(company, policy('viewer'));
    await rollcall.drain();
    assert.equal((await company.userOf(ada)).role, 'viewer');
    assert.ok(!(await company.users()).some(({ email }) => email === 'ghost@acme.com'));
  });
});
