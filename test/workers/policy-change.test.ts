import assert from 'node:assert/strict';
import { pino } from 'pino';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { createActivePolicies } from '../../src/reconcile/active-policy.ts';
import { readRedactionKey } from '../../src/store/installation.ts';
import { drainTenant, type DrainDeps } from '../../src/workers/drain-tenant.ts';
import { seenAccounts, seenRecords } from '../support/accounts.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (defaultRole: string, more = '') => `
groups: { match_by: name, default_role: ${defaultRole}, map: [ { name: admins, role: admin } ] }
${more}`;

const people = 10;
const pageSize = 4;

describe('A changed policy', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let deps: DrainDeps;

  before(async () => {
    rollcall = await startRollcall();
    deps = {
      ...rollcall.service.tenancy,
      reconcile,
      log: pino({ level: 'silent' }),
      batchSize: pageSize,
    };
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy('viewer'));
    const events = Array.from({ length: people }, (_, i) =>
      company.idp.hire({ email: `p${i}@acme.com`, firstName: 'P', lastName: String(i), attributes: {} }),
    ).flatMap((hired) => hired.events);
    await company.tell(events);
  });

  const countRole = async (role: string): Promise<number> =>
    (await seenAccounts(rollcall.database, company.tenantId)).filter((account) => account.role === role)
      .length;
  const changes = async () =>
    (await seenRecords(rollcall.database, company.tenantId)).filter(
      ({ action }) => action === 'role.changed',
    );
  const turn = (by: DrainDeps = deps) => drainTenant(by, company.tenantId);

  it('is applied to everyone, page by page, and the records name the new version', async () => {
    assert.equal(await activateYaml(company, policy('member')), 2);
    assert.equal(await countRole('member'), 0);
    const seen = [];
    while ((await turn()).kind === 'worked') seen.push(await countRole('member'));
    assert.deepEqual(seen.slice(0, 3), [4, 8, 10]);
    const records = await changes();
    assert.equal(records.length, people);
    for (const record of records) {
      assert.equal(record.policy_version, 2);
      assert.equal(record.actor_kind, 'policy');
      assert.deepEqual(record.event_ids, []);
      assert.equal(
        record.reason,
        'Role changed from viewer to member: is in no group that gives a role, so the default role counts',
      );
    }
    const [newest] = (await company.records('&action=role.changed')).slice(-1);
    assert.deepEqual(newest?.actor, { kind: 'policy', id: 'version 2' });
  });

  it('that means the same for everyone writes nothing', async () => {
    const before = await seenRecords(rollcall.database, company.tenantId);
    await activateYaml(company, policy('viewer', 'about: Only words.'));
    await rollcall.drain();
    const after = await seenRecords(rollcall.database, company.tenantId);
    assert.deepEqual(
      after.slice(before.length).map(({ action }) => action),
      ['policy.activated'],
    );
  });

  it('goes on after a crash between the pages, and in the middle of one, with nobody twice and nobody left out', async () => {
    await activateYaml(company, policy('member'));
    await turn();
    assert.equal(await countRole('member'), pageSize);

    const crashing: DrainDeps = {
      ...deps,
      async reconcile(...given) {
        await reconcile(...given);
        // As the database says when it ends the connection of a process that died.
        throw Object.assign(new Error('the process dies before the commit'), { code: '57P01' });
      },
    };
    await assert.rejects(turn(crashing));
    assert.equal(await countRole('member'), pageSize, 'half a page was kept');

    // Another process, with nothing in memory.
    const policies = createActivePolicies(await readRedactionKey(rollcall.database));
    const restarted: DrainDeps = { ...deps, policies };
    while ((await turn(restarted)).kind === 'worked');
    assert.equal(await countRole('member'), people);
    assert.equal((await changes()).length, people);
  });

  it('reaches everyone but the one person at fault, who stays as they are', async () => {
    await activateYaml(company, policy('member'));
    const cursed = company.idp.people[5]?.email;
    const breaking: DrainDeps = {
      ...deps,
      async reconcile(...given) {
        const result = await reconcile(...given);
        if (
          result.plans.some(({ after, changes: planned }) => after?.email === cursed && planned.length > 0)
        ) {
          throw new Error('this account cannot be written');
        }
        return result;
      },
    };
    while ((await turn(breaking)).kind === 'worked');
    assert.equal(await countRole('member'), people - 1);
    assert.equal(await countRole('viewer'), 1);
  });

  it('reaches everyone but the one at fault also where that is somebody who begins to administer', async () => {
    const [cursed, other] = [company.idp.people[5]?.email, company.idp.people[7]?.email];
    const promoting = `rules: [ { name: Two, when: { attribute: email, in: [${cursed}, ${other}] }, then: { grant_role: admin } } ]`;
    await activateYaml(company, policy('member', promoting));
    const breaking: DrainDeps = {
      ...deps,
      async reconcile(...given) {
        const result = await reconcile(...given);
        if (
          result.plans.some(({ after, changes: planned }) => after?.email === cursed && planned.length > 0)
        ) {
          throw new Error('this account cannot be written');
        }
        return result;
      },
    };
    while ((await turn(breaking)).kind === 'worked');
    assert.equal(await countRole('viewer'), 1, 'somebody stays as they are who is not at fault');
    assert.equal(await countRole('admin'), 1);
    assert.equal(await countRole('member'), people - 2);
  });

  it('that comes while another one is being applied begins anew, and everyone ends with the later one', async () => {
    await activateYaml(company, policy('member'));
    await turn();
    assert.equal(await activateYaml(company, policy('viewer')), 3);
    await turn();
    await activateYaml(company, policy('admin'));
    while ((await turn()).kind === 'worked');
    assert.equal(await countRole('admin'), people);
    assert.deepEqual(
      new Set((await changes()).map(({ policy_version }) => policy_version)),
      new Set([2, 3, 4]),
    );
  });

  it('holds for news at once, also before its page has come', async () => {
    await activateYaml(company, policy('member'));
    const last = company.idp.people.at(-1);
    assert.ok(last);
    await rollcall.post(company.idp.update(last, { lastName: 'Now' })[0] ?? {});
    await turn();
    const user = await company.userOf(last);
    assert.equal(user.family_name, 'Now');
    assert.equal(user.role, 'member');
    assert.equal(await countRole('member'), 1);
    await rollcall.drain();
    assert.equal(await countRole('member'), people);
    assert.equal((await changes()).length, people);
  });

  it('ends access for those whom it leaves out, and gives it to those whom it lets in', async () => {
    const filter = `filters: { include: [ { name: Two, any: [ { attribute: email, in: [p1@acme.com, p2@acme.com] } ] } ] }`;
    await company.register({ email: 'root@vendor.example', role: 'owner' });
    await activateYaml(company, policy('viewer', filter));
    await rollcall.drain();
    const active = async () => (await company.users('?status=active')).map(({ email }) => email).sort();
    assert.deepEqual(await active(), ['p1@acme.com', 'p2@acme.com', 'root@vendor.example']);
    await activateYaml(company, policy('viewer'));
    await rollcall.drain();
    assert.equal((await active()).length, people + 1);
  });
});
