import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openDatabase } from '../../src/store/database.ts';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { User } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { hireMany } from '../support/crowd.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimDirectory, scimTenant } from '../support/scim-client.ts';

const guards =
  'guards: { deactivations: { percent: 20, at_least: 3, within: 1h }, unanswered: { after: 72h, action: reject } }';
const policy = `
groups:
  match_by: name
  default_role: member
  map: [ { name: admins, role: admin } ]
sole_admin: { action: ACTION, promote: { from: [member], pick: longest_tenured }, if_unanswered: { after: 24h, action: promote } }
`;

/** Two of everything that a process has of its own, over one database. */
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

  const found = (action: string, more = ''): Promise<Company> =>
    foundCompany(one, `${policy.replace('ACTION', action)}${more}`);
  const advance = (milliseconds: number): void => {
    one.clock.advance(milliseconds);
    two.clock.advance(milliseconds);
  };
  const drainBoth = () => Promise.all([one.drain(), two.drain()]);
  const isAdmin = ({ status, role }: User): boolean => status === 'active' && role === 'admin';

  it('never lose the last administrator, whoever leaves through whichever, at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('block', 'promote'),
        fc.integer({ min: 2, max: 4 }),
        fc.infiniteStream(fc.boolean()),
        async (action, count, coin) => {
          const company = await found(action);
          const admins = await hireMany(company, count, 'admin', ['admins']);
          await hireMany(company, 2, 'member');
          const events = admins.flatMap((person) => company.idp.deactivate(person));
          await Promise.all(events.map((event) => (coin.next().value === true ? one : two).post(event)));
          await drainBoth();
          const users = await company.users();
          assert.equal(users.filter(isAdmin).length, 1);
          const holds = (await company.holds('?status=open')).map(({ kind }) => kind);
          assert.deepEqual(holds, action === 'block' ? ['sole_admin'] : []);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('keep one of two who leave by two SCIM requests at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const idp = await scimTenant(one, { policy: policy.replace('ACTION', 'block') });
      const other = await scimDirectory(one, { tenantId: idp.tenantId, slug: idp.slug, profile: 'generic' });
      const ids = [
        (await idp.expect(201, 'POST', '/Users', newUser('a@acme.com'))).id,
        (await other.expect(201, 'POST', '/Users', newUser('b@acme.com'))).id,
      ];
      await idp.expect(201, 'POST', '/Groups', newGroup('admins', [ids[0] ?? '']));
      await other.expect(201, 'POST', '/Groups', newGroup('admins', [ids[1] ?? '']));
      const patch = patchOf({ op: 'replace', path: 'active', value: false });
      const replies = await Promise.all([
        idp.request('PATCH', `/Users/${ids[0] ?? ''}`, patch),
        fetch(`${other.baseUrl.replace(one.url, two.url)}/Users/${ids[1] ?? ''}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${other.token}` },
        }),
      ]);
      assert.equal(replies.filter(({ status }) => status < 300).length, 1, 'one of them was refused');
      assert.equal((await idp.users()).filter(isAdmin).length, 1);
      assert.deepEqual(
        (await idp.holds()).map(({ kind }) => kind),
        ['sole_admin'],
      );
    }
  });

  it('let no more pass than one would', async () => {
    const company = await found('block', guards);
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
    const company = await found('block', guards);
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

  it('answer a hold for one of two who approve and reject it at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const company = await found('block', guards);
      await company.hire('root', { groups: ['admins'] });
      const crowd = await hireMany(company, 9, 'p');
      await company.tell(crowd.slice(0, 6).flatMap((person) => company.idp.deactivate(person)));
      const [hold] = await company.holds('?status=open');
      const path = (verdict: string) => `/tenants/${company.slug}/holds/${hold?.id ?? ''}/${verdict}`;
      const answers = await Promise.all([
        one.api('POST', path('approve'), {}),
        two.api('POST', path(round % 2 === 0 ? 'reject' : 'approve'), {}),
      ]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      const [winner, loser] = answers.toSorted((a, b) => a.status - b.status);
      const { status } = winner?.body as { status: string };
      assert.match((loser?.body as { detail: string }).detail, new RegExp(`${status} already`));
      assert.equal((await company.users('?status=active')).length, status === 'approved' ? 4 : 8);
      assert.equal((await company.records('&action=hold.approved')).length, status === 'approved' ? 1 : 0);
    }
  });
});
