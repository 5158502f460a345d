import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { activeAccounts, seenRecords } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: team, role: member, workspaces: [ { key: team, role: member } ] }
`;

function companyOf(people: number, directoryId: string): WorkosEvent[] {
  const idp = createSimulatedDirectory({
    seed: people,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId,
  });
  const team = idp.createGroup('team');
  const events = [...team.events];
  for (let i = 0; i < people; i += 1) {
    const { person, events: hired } = idp.hire({
      email: `p${i}@acme.com`,
      firstName: 'P',
      lastName: String(i),
      attributes: {},
    });
    events.push(...hired, ...idp.join(person, team.group));
    if (i % 10 === 9) events.push(...idp.remove(person));
  }
  return events;
}

describe('Lanes survive a crash', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    rollcall = await startRollcall();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rollcall.stop();
  });

  async function startLanes(batchSize: number): Promise<ChildProcess> {
    const child = fork(new URL('../support/lane-process.ts', import.meta.url), {
      env: { ...process.env, DATABASE_URL: rollcall.databaseUrl, BATCH_SIZE: String(batchSize) },
    });
    children.push(child);
    await once(child, 'message');
    return child;
  }

  async function countEvents(status: string): Promise<number> {
    const result = await rollcall.database.acrossTenants((trx) =>
      trx.raw<{ rows: { count: number }[] }>('select count(*)::int as count from inbox where status = ?', [
        status,
      ]),
    );
    return result.rows[0]?.count ?? 0;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise(setImmediate);
  }

  it('kill -9 in the middle of a drain loses nothing and does nothing twice', async () => {
    const { tenantId } = await rollcall.createTenant('acme', 'directory_acme', policy);
    const events = companyOf(300, 'directory_acme');
    await Promise.all(events.map((event) => rollcall.post(event)));

    for (const share of [0.2, 0.5]) {
      const child = await startLanes(20);
      await until(async () => (await countEvents('waiting')) < events.length * (1 - share));
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.ok((await countEvents('waiting')) > 0, 'the process was killed too late to prove anything');
    }
    await rollcall.drain();

    const accounts = await activeAccounts(rollcall.database, tenantId);
    assert.equal(accounts.length, 270);
    assert.ok(accounts.every(({ role, workspaces }) => role === 'member' && workspaces[0] === 'team:member'));
    const records = await seenRecords(rollcall.database, tenantId);
    const provisioned = records.filter(({ action }) => action === 'user.provisioned');
    const people = new Set(provisioned.map(({ after }) => after?.['external_id']));
    assert.equal(provisioned.length, people.size, 'someone was provisioned twice');
    assert.equal((await rollcall.api('GET', '/tenants/acme/audit-records/verify')).status, 200);
  });

  it('several processes on one database keep every tenant right', async () => {
    const tenants = [];
    for (let i = 0; i < 6; i += 1) {
      const slug = `t${i}`;
      const { tenantId } = await rollcall.createTenant(slug, `directory_${slug}`, policy);
      tenants.push(tenantId);
      await Promise.all(companyOf(40, `directory_${slug}`).map((event) => rollcall.post(event)));
    }
    await Promise.all([startLanes(15), startLanes(15), startLanes(15)]);
    await until(async () => (await countEvents('waiting')) === 0);
    for (const tenantId of tenants) {
      assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 36);
    }
    assert.equal(await countEvents('set_aside'), 0);
  });
});
