import assert from 'node:assert/strict';
import { openDatabase } from '../../src/store/database.ts';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import { foundCompany } from '../support/company.ts';
import { hireMany } from '../support/crowd.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
groups:
  match_by: name
  default_role: member
  map: [ { name: admins, role: admin } ]
sole_admin: { action: block, promote: { from: [member], pick: longest_tenured }, if_unanswered: { after: 24h, action: promote } }
guards: { deactivations: { percent: 20, at_least: 3, within: 1h }, unanswered: { after: 72h, action: reject } }
`;

/** Two of everything that a process has of its own, over one database: where time has to pass for both. */
describe('Several processes, when people leave', function () {
  this.timeout(120_000);
  let one: TestRollcall;
  let two: TestRollcall;

  before(async () => {
    // A batch of its own for each event, so that there is much to fight over.
    one = await startRollcall({ batchSize: 1 });
    const database = openDatabase({ url: one.databaseUrl, poolSize: 8 });
    const drop = () => database.close();
    two = await startRollcall({ batchSize: 1, testDatabase: { url: one.databaseUrl, database, drop } });
  });
  after(async () => {
    await two.stop();
    await one.stop();
  });

  const advance = (milliseconds: number): void => {
    one.clock.advance(milliseconds);
    two.clock.advance(milliseconds);
  };
  const drainBoth = () => Promise.all([one.drain(), two.drain()]);

  it('let no more pass than one would', async () => {
    const company = await foundCompany(one, policy);
    await company.hire('root', { groups: ['admins'] });
    const crowd = await hireMany(company, 29, 'p');
    const events = crowd.slice(0, 20).flatMap((person) => company.idp.deactivate(person));
    await Promise.all(events.map((event, index) => (index % 2 === 0 ? one : two).post(event)));
    await drainBoth();
    const [hold, another] = await company.holds('?status=open');
    assert.equal(another, undefined);
    assert.equal(hold?.people, 14);
    assert.equal((await company.users('?status=active')).length, 24);
  });

  it('decide once about what nobody has answered, at its time', async () => {
    const company = await foundCompany(one, policy);
    await hireMany(company, 1, 'admin', ['admins']);
    const crowd = await hireMany(company, 9, 'p');
    const [root] = company.idp.people as [SimulatedPerson];
    await company.tell([root, ...crowd.slice(0, 2)].flatMap((person) => company.idp.deactivate(person)));
    await company.tell(crowd.slice(2, 4).flatMap((person) => company.idp.deactivate(person)));
    assert.deepEqual((await company.holds('?status=open')).map(({ kind }) => kind).sort(), [
      'deactivations',
      'sole_admin',
    ]);
    advance(24 * 3_600_000);
    await drainBoth();
    advance(48 * 3_600_000 - 1);
    await drainBoth();
    assert.equal((await company.users('?status=active&role=admin')).length, 1);
    assert.deepEqual(
      (await company.holds('?status=open')).map(({ kind }) => kind),
      ['deactivations'],
    );
    advance(1);
    await drainBoth();
    assert.deepEqual(await company.holds('?status=open'), []);
    const ends = (await company.records()).filter(({ action }) => /^hold\.(?!opened)/.test(action));
    assert.deepEqual(
      ends.map(({ action, actor }) => [action, actor.kind]),
      [
        ['hold.approved', 'policy'],
        ['hold.rejected', 'policy'],
      ],
    );
    const promoted = (await company.records('&action=role.changed')).filter(({ reason }) =>
      /^Promoted/.test(reason),
    );
    assert.equal(promoted.length, 1);
  });
});
