import assert from 'node:assert/strict';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { directoryResyncCommand } from '../../src/cli/resync.ts';
import { resyncProgress } from '../../src/cli/resync-progress.ts';
import type { Resync, ResyncList } from '../../src/generated/api.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('the commands for resyncs', () => {
  let rollcall: TestRollcall;
  let directoryId: string;

  before(async () => {
    rollcall = await startRollcall();
    ({ directoryId } = await rollcall.createTenant('acme', 'directory_acme'));
  });
  after(() => rollcall.stop());

  const io = (settings: Record<string, string>) => {
    const said = { out: '', err: '' };
    const cwd = makeTestFolder('cli');
    const policies = new URL('../../policies', import.meta.url).pathname;
    return {
      said,
      stdout: { write: (text: string) => (said.out += text) },
      stderr: { write: (text: string) => (said.err += text) },
      env: {
        ...{ DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd },
        ...settings,
      },
      cwd,
    };
  };
  const run = async (args: string[], settings: Record<string, string> = { WORKOS_API_KEY: 'sk_1' }) => {
    const at = io(settings);
    const code = await runCommandLine(['directory', ...args, '--tenant', 'acme'], at);
    return { code, ...at.said };
  };

  it('ask for one, list them, and cancel it', async () => {
    const refused = await run(['resync', directoryId], {});
    assert.equal(refused.code, 1);
    assert.match(refused.err, /Set WORKOS_API_KEY/);
    assert.match((await run(['resyncs', directoryId])).out, /was never read anew/);
    const asked = await run(['resync', directoryId]);
    assert.match(asked.out, /Waits for its turn\.\nA running service reads it/);
    const listed = JSON.parse((await run(['resyncs', directoryId, '--json'])).out) as ResyncList;
    assert.deepEqual(
      listed.data.map(({ reason, phase }) => [reason, phase]),
      [['by_hand', 'users']],
    );
    const id = listed.data[0]?.id ?? '';
    assert.match(
      (await run(['resync', directoryId, '--cancel', id])).out,
      /Cancelled: Somebody has cancelled it/,
    );
    assert.match((await run(['resyncs', directoryId])).out, /by_hand +cancelled/);
  });

  it('wait until it has ended, and say by the exit code how', async () => {
    const at = io({ WORKOS_API_KEY: 'sk_1' });
    let looks = 0;
    const code = await directoryResyncCommand(directoryId, { tenant: 'acme', wait: true }, at, async () => {
      looks += 1;
      const { data } = JSON.parse((await run(['resyncs', directoryId, '--json'])).out) as ResyncList;
      if (looks === 2) await run(['resync', directoryId, '--cancel', data[0]?.id ?? '']);
    });
    assert.deepEqual([code, looks], [1, 2]);
    assert.equal(at.said.err, 'Waits for its turn.\n', 'one line for each phase where there is no terminal');
    assert.match(at.said.out, /Cancelled/);
  });

  it('show rate and time left, over the same line on a terminal', () => {
    let shown = '';
    const progress = resyncProgress({ isTTY: true, write: (text: string) => (shown += text) });
    const resync = { phase: 'members', says: 'Reading.', records_per_second: 310.5, seconds_left: 90 };
    progress.show(resync as Resync);
    progress.clear();
    assert.equal(shown, '\r\u001b[2KReading. 310.5 records/s, 2 min left\r\u001b[2K');
  });
});
