import assert from 'node:assert/strict';
import type { Event, EventFailureList, EventList, EventsRetried } from '../../src/generated/api.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { cliFor, type Cli } from '../support/run-cli.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policies = new URL('../../policies', import.meta.url).pathname;

describe('the commands for events', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let cli: Cli;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, '');
    cli = cliFor(rollcall.databaseUrl, company.slug);
  });

  /** Of three people news that was set aside after failing, and something that nobody can read. */
  async function fail(): Promise<string[]> {
    await company.hire('ada');
    await company.hire('bea');
    await company.hire('cyd');
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw(
        `update inbox set status = 'set_aside', error = '42703: column "gone" does not exist' where tenant_id = ?`,
        [company.tenantId],
      ),
    );
    const failed = [...(await company.events()).keys()];
    await rollcall.post({
      id: `event_odd_${company.slug}`,
      event: 'dsync.user.created',
      created_at: '2026-01-15T09:00:00.000Z',
      data: { directory_id: failed.length > 0 ? company.idp.directoryId : '' },
    });
    return failed;
  }
  const statuses = async () => [...(await company.events()).values()].map(({ status }) => status).sort();

  it('list and show what the API shows', async () => {
    const failed = await fail();
    const { data } = await cli.json<EventList>('EventList', 'events', 'list', '--status', 'set_aside');
    assert.deepEqual(new Set(data.map(({ id }) => id)), new Set([...failed, `event_odd_${company.slug}`]));
    const one = data.find(({ id }) => id === failed[0]);
    assert.deepEqual(await cli.json<Event>('Event', 'events', 'show', failed[0] ?? ''), one);
    const shown = await cli.run('events', 'show', failed[0] ?? '');
    assert.match(shown.out, /^Error: +42703: column "gone" does not exist$/m);
    assert.match(shown.out, new RegExp(`rollcall events retry ${failed[0] ?? ''} --tenant ${company.slug}`));
    const table = await cli.run('events', 'list', '--error', 'GONE', '--limit', '1');
    assert.match(table.out, /^EVENT +TYPE +STATUS +TRIES +RECEIVED +DIRECTORY +ERROR\n/);
    assert.equal(table.out.trim().split('\n').length, 2);
    assert.match(table.err, /There are more/);
    assert.match((await cli.run('events', 'list', '--search', 'nowhere')).out, /has no such events/);
  });

  it('say what events were set aside for', async () => {
    assert.match((await cli.run('events', 'failures')).out, /No event .* is set aside/);
    const failed = await fail();
    const { data } = await cli.json<EventFailureList>('EventFailureList', 'events', 'failures');
    assert.deepEqual(
      data.map(({ kind, events }) => [kind, events]),
      [
        ['failed', failed.length],
        ['malformed', 1],
      ],
    );
    const { out } = await cli.run('events', 'failures');
    assert.match(out, /^EVENTS +KIND +FIRST +LAST +EXAMPLE +FAILURE +ERROR\n/);
    assert.match(out, /column "gone" does not exist/);
  });

  it('try events again, one or those of a filter, and count them first', async () => {
    const failed = await fail();
    assert.equal(
      (await cli.run('events', 'retry', failed[0] ?? '')).out,
      'The event waits to be tried again.\n',
    );
    const dry = await cli.run('events', 'retry', '--all', '--dry-run');
    assert.equal(dry.code, 0);
    assert.match(dry.out, /1 cannot be read and would be passed over/);
    const [group] = (await cli.json<EventFailureList>('EventFailureList', 'events', 'failures')).data;
    const retried = await cli.json<EventsRetried>(
      'EventsRetried',
      ...['events', 'retry', '--failure', group?.failure ?? ''],
    );
    assert.deepEqual([retried.events, retried.malformed, retried.dry_run], [failed.length - 1, 0, false]);
    await rollcall.drain();
    assert.deepEqual(await statuses(), [...failed.map(() => 'superseded'), 'set_aside'].sort());
    const [record] = (await company.records('&action=event.retried')).slice(-1);
    assert.deepEqual(record?.actor, { kind: 'operator', id: 'command line' });
  });

  it('dismiss events with a reason, one or those of a filter', async () => {
    const failed = await fail();
    const one = await cli.json<Event>(
      'Event',
      ...['events', 'dismiss', failed[0] ?? '', '--reason', 'Seen to by hand'],
    );
    assert.equal(one.dismissed?.reason, 'Seen to by hand');
    const many = await cli.run('events', 'dismiss', '--all', '--reason', 'A test');
    assert.equal(many.out, `${failed.length} events were dismissed.\n`);
    assert.deepEqual(new Set(await statuses()), new Set(['dismissed']));
    const again = await cli.run('events', 'retry', '--dismissed', '--kind', 'failed');
    assert.match(again.out, new RegExp(`^${failed.length} events wait`));
  });

  it('list and remove what directories without a tenant sent', async () => {
    await rollcall.post({
      id: 'event_stray',
      event: 'dsync.user.created',
      created_at: '2026-01-15T09:00:00.000Z',
      data: { id: 'u1', directory_id: 'directory_stray', state: 'active' },
    });
    const cwd = makeTestFolder('cli');
    const run = async (...args: string[]) => {
      let out = '';
      const code = await runCommandLine(['events', ...args], {
        stdout: { write: (text) => (out += text) },
        stderr: { write: () => true },
        env: { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd },
        cwd,
      });
      return { code, out };
    };
    assert.match((await run('unclaimed')).out, /^directory_stray +workos +1 /m);
    // By the clock of the machine everything here is old.
    const soon = '2099-01-01';
    assert.equal(
      (await run('purge-unclaimed', '--before', soon, '--dry-run')).out,
      '1 event would be removed.\n',
    );
    const other = ['--directory-key', 'directory_other'];
    assert.equal((await run('purge-unclaimed', '--before', soon, ...other)).out, '0 events were removed.\n');
    assert.equal((await run('purge-unclaimed', '--before', soon)).out, '1 event was removed.\n');
    assert.match((await run('unclaimed')).out, /No directory without a tenant/);
    assert.equal((await run('purge-unclaimed')).code, 2);
  });

  it('are refused where it is not clear which events are meant', async () => {
    for (const args of [
      ['retry'],
      ['dismiss', '--reason', 'x'],
      ['retry', 'event_1', '--all'],
      ['retry', 'event_1', '--error', 'x'],
      ['retry', '--failure', 'x'],
      ['retry', '--since', 'yesterday'],
      ['dismiss', 'event_1'],
      ['dismiss', 'event_1', '--reason', ' '],
      ['list', '--limit', '0'],
      ['list', '--status', 'lost'],
    ]) {
      assert.equal((await cli.run('events', ...args)).code, 2, args.join(' '));
    }
    assert.equal((await cli.run('events', 'retry', 'event_nobody')).code, 1);
  });
});
