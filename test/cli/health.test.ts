import assert from 'node:assert/strict';
import { directoryHealthCommand, healthCommand } from '../../src/cli/health.ts';
import type { DirectoryHealth, Health } from '../../src/generated/api.ts';
import { openOffice, type Office } from '../support/office.ts';

describe('the commands for health', () => {
  let office: Office;

  before(async () => {
    office = await openOffice();
    await office.hire('ada');
  });
  after(() => office.stop());

  /** Beside the database, as somebody on the machine runs it. */
  async function run(command: (io: Parameters<typeof healthCommand>[1]) => Promise<number>) {
    let out = '';
    const code = await command({
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: () => true },
      env: { DATABASE_URL: office.rollcall.databaseUrl, ROLLCALL_POLICIES: 'policies' },
      cwd: new URL('../..', import.meta.url).pathname,
    });
    return { code, out };
  }
  const directory = (json = false) =>
    run((io) => directoryHealthCommand(office.directoryId, { tenant: 'acme', json }, io));
  const all = (json = false) => run((io) => healthCommand({ json }, io));

  it('say how a directory does, and end with 0 while nothing fails', async () => {
    const shown = JSON.parse((await directory(true)).out) as DirectoryHealth;
    assert.notEqual(shown.state, 'failing');
    const { code, out } = await directory();
    assert.equal(code, 0);
    assert.match(out, /^State {10}/);
    assert.match(out, /Usual silence {2}not known yet: too little history/);
    assert.equal((await all()).code, 0);
  });

  it('end with 1 where something fails, with what to do', async () => {
    await office.tell([
      {
        id: 'event_deleted',
        event: 'dsync.deleted',
        created_at: office.rollcall.clock.now().toISOString(),
        data: { id: 'directory_acme', updated_at: office.rollcall.clock.now().toISOString() },
      } as never,
    ]);
    office.rollcall.clock.advance(300_000);
    await office.rollcall.service.healthWatch.lookDue();
    const { code, out } = await directory();
    assert.equal(code, 1);
    assert.match(out, /^FAILING deleted_upstream, since /m);
    assert.match(out, /^ {2}docs\/operations\.md#a-directory-was-deleted-at-its-source$/m);
    const health = await all(true);
    assert.equal(health.code, 1);
    const { counts, data } = JSON.parse(health.out) as Health;
    assert.equal(counts.failing, 1);
    assert.equal(data[0]?.tenant, 'acme');
    assert.match((await all()).out, /acme +\S+ .* failing +deleted_upstream/);
  });

  it('touch nobody: who was active is active', async () => {
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?status=active');
    assert.equal(data.length, 1);
    const holds = await office.api.expect('HoldList', 'GET', '/tenants/acme/holds?status=open');
    assert.deepEqual(holds.data, []);
  });
});
