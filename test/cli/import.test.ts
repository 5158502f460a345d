import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Directory, ImportReport, Problem } from '../../src/generated/api.ts';
import { activeAccounts } from '../support/accounts.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const policies = new URL('../../policies', import.meta.url).pathname;
const policy = `
attributes:
  map: { department: { from: enterprise.department } }
  sensitive: { drop: [title], drop_values_like: [us_ssn], mask_in_logs: [] }
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: team, role: member }
guards:
  deactivations: { percent: 50, at_least: 4, within: 1h }
  admin_grants: { count: 100, within: 24h }
sole_admin: { action: allow }
`;

const head = 'Employee ID,First Name,Last Name,Work Email,Status,Department,Job Title,Groups\n';
const line = (id: string, groups = 'team', status = 'Active', email = `${id}@acme.com`): string =>
  `${id},First,"Last, ${id}",${email},${status},Sales,Boss,${groups}\n`;

interface Ran {
  code: number;
  err: string;
  report: ImportReport;
}

describe('rollcall import', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let slug: string;
  let tenantId: string;
  let directoryId: string;
  let count = 0;
  const cwd = makeTestFolder('import');

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  beforeEach(async () => {
    count += 1;
    slug = `acme${count}`;
    ({ tenantId, directoryId } = await found(slug));
  });

  async function found(name: string): Promise<{ tenantId: string; directoryId: string }> {
    const made = await rollcall.createTenant(name, `directory_${name}`, policy);
    const { body } = await rollcall.api('POST', `/tenants/${name}/directories`, {
      source: 'import',
      state: 'active',
    });
    return { tenantId: made.tenantId, directoryId: (body as Directory).id };
  }

  /** Writes a file that was true so many minutes after the test's clock began to run. */
  function file(name: string, content: string | Buffer, minute = 0): string {
    const path = join(cwd, `${slug}-${name}`);
    writeFileSync(path, content);
    const time = new Date(rollcall.clock.now().getTime() + (minute - 60) * 60_000);
    utimesSync(path, time, time);
    return path;
  }

  const token: { ROLLCALL_TOKEN?: string } = {};

  async function run(...args: string[]): Promise<Ran> {
    let [out, err] = ['', ''];
    const code = await runCommandLine(['import', slug, ...args, '--json'], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd, ...token },
      cwd,
    });
    return { code, err, report: (out === '' ? null : JSON.parse(out)) as ImportReport };
  }

  /** Who has an account: `E1 member`. */
  async function roles(tenant = tenantId): Promise<string[]> {
    const accounts = await activeAccounts(rollcall.database, tenant);
    return accounts.map(({ external_id, role }) => `${external_id ?? '?'} ${role ?? '-'}`).sort();
  }

  async function records(tenant = tenantId): Promise<number> {
    const result = await rollcall.database.inTenant(tenant, (trx) =>
      trx.raw<{ rows: { count: number }[] }>(
        'select count(*)::int as count from audit_records where tenant_id = ?',
        [tenant],
      ),
    );
    return result.rows[0]?.count ?? 0;
  }

  it('makes accounts of a table, asks for its mapping to be confirmed, and the same file again changes nothing', async () => {
    const path = file(
      'people.csv',
      head + line('E1') + line('E2', 'team;admins') + line('E3', '', 'Terminated'),
    );
    const unconfirmed = await run(path);
    assert.equal(unconfirmed.code, 2);
    assert.match(unconfirmed.err, /Employee ID +externalId \(tells people apart\)/);
    assert.match(unconfirmed.err, /--yes/);

    const { code, report } = await run(path, '--yes');
    assert.deepEqual([code, report.people, report.known, report.rejected], [0, 3, 0, []]);
    await rollcall.drain();
    assert.deepEqual(await roles(), ['E1 member', 'E2 admin']);
    const [ada] = await activeAccounts(rollcall.database, tenantId);
    assert.equal(ada?.attributes['department'], 'Sales');

    const before = await records();
    const again = await run(path, '--yes');
    assert.deepEqual([again.report.people, again.report.known], [0, 3]);
    await rollcall.drain();
    assert.equal(await records(), before);
  });

  it('asks at a terminal whether the mapping is right, and imports nothing without a yes', async () => {
    const path = file('asked.csv', head + line('E1'));
    const answering = async (answer: string): Promise<number> => {
      const stdin = Object.assign(new PassThrough(), { isTTY: true });
      stdin.end(`${answer}\n`);
      const quiet = { write: () => true };
      const env = { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd };
      return runCommandLine(['import', slug, path], { stdout: quiet, stderr: quiet, stdin, env, cwd });
    };
    assert.equal(await answering('no'), 1);
    await rollcall.drain();
    assert.deepEqual(await roles(), []);
    assert.equal(await answering('y'), 0);
    await rollcall.drain();
    assert.deepEqual(await roles(), ['E1 member']);
  });

  it('drops what the policy drops before anything is stored, and takes no dropped column for an identity', async () => {
    const path = file('people.csv', head + line('E1').replace('Sales', '078-05-1120'));
    await run(path, '--yes');
    const stored = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { payload: unknown }[] }>('select payload from inbox where directory_id = ?', [
        directoryId,
      ]),
    );
    const text = JSON.stringify(stored.rows);
    assert.ok(text.includes('E1@acme.com'));
    assert.ok(!text.includes('Boss') && !text.includes('078-05-1120'), text);
    const asIdentity = await run(file('b.csv', head + line('E1')), '--map', 'Job Title=externalId');
    assert.equal(asIdentity.code, 2, asIdentity.err);
  });

  it('puts lines that cannot be used into a file, which is mended there and imported again', async () => {
    const bad = line('E2', 'team', 'who knows') + line('', 'team') + line('E4', 'team', 'Active', '=cmd()');
    const path = file('people.csv', head + line('E1') + bad + line('E5'));
    const { code, report } = await run(path, '--yes');
    assert.equal(code, 1);
    assert.deepEqual(
      report.rejected.map(({ line: number }) => number),
      [3, 4, 5],
    );
    const rejects = readFileSync(path.replace('.csv', '.rejected.csv'), 'utf8');
    assert.match(rejects, /who knows.*,3,.*neither active nor inactive/);
    assert.ok(rejects.includes("'=cmd()"), rejects);

    const mended = rejects
      .replace('who knows', 'Active')
      .replace("'=cmd()", 'E4@acme.com')
      .replace("'@acme.com", 'E3@acme.com')
      .replace(/^,First/m, 'E3,First');
    const second = await run(file('mended.csv', mended, 5), '--yes');
    assert.deepEqual(
      second.report.rejected.map(({ reason }) => reason).length,
      0,
      JSON.stringify(second.report),
    );
    await rollcall.drain();
    assert.deepEqual(await roles(), ['E1 member', 'E2 member', 'E3 member', 'E4 member', 'E5 member']);
  });

  it('rejects who is in the file twice with different records, and takes the same record twice for one', async () => {
    const path = file('people.csv', head + line('E1') + line('E1') + line('E2') + line('E2', 'admins'));
    const { report } = await run(path, '--yes');
    assert.deepEqual([report.people, report.known], [2, 1]);
    assert.deepEqual(
      report.rejected.map(({ line: number }) => number),
      [5],
    );
    assert.match(report.rejected[0]?.reason ?? '', /line 4/);
  });

  it('undoes nothing with an older file, in whatever order files are applied, and moves people between groups', async () => {
    const older = file('older.csv', head + line('E1', 'admins') + line('E2', 'admins;team'), 1);
    const newer = file('newer.csv', head + line('E1', 'team'), 2);
    await run(newer, '--yes');
    await rollcall.drain();
    await run(older, '--yes');
    await rollcall.drain();
    assert.deepEqual(await roles(), ['E1 member', 'E2 admin']);
    await run(file('newest.csv', head + line('E2', ''), 3), '--yes');
    await rollcall.drain();
    rollcall.clock.advance(60_000);
    await rollcall.drain();
    assert.deepEqual(await roles(), ['E1 member', 'E2 viewer']);
  });

  it('takes whoever is not in a full import for gone, holds a surge, and then refuses older files', async () => {
    const all = Array.from({ length: 8 }, (_, i) => line(`E${i}`));
    await run(file('all.csv', head + all.join(''), 1), '--yes');
    const fewer = await run(file('seven.csv', head + all.slice(1).join(''), 2), '--yes', '--full');
    assert.deepEqual([fewer.code, fewer.report.missing.people], [0, 1]);
    await rollcall.drain();
    assert.equal((await roles()).length, 7);

    const page = file('rejects.csv', head + all.slice(1, 7).join('') + line('E7', 'team', 'who knows'), 3);
    const faulty = await run(page, '--yes', '--full');
    assert.deepEqual([faulty.code, faulty.report.missing.people], [1, null]);
    // Whose line could not be used is not taken for gone.
    const spared = await run(page, '--yes', '--full', '--max-rejects', '1');
    assert.equal(spared.report.missing.people, 0);

    const few = await run(file('two.csv', head + all.slice(1, 3).join(''), 4), '--yes', '--full');
    assert.equal(few.report.missing.people, 5);
    await rollcall.drain();
    assert.equal((await roles()).length, 4, 'half of eight may leave within an hour, and the rest is held');
    const { body: holds } = await rollcall.api('GET', `/tenants/${slug}/holds`);
    assert.match(JSON.stringify(holds), /deactivations/);

    const older = await run(file('older.csv', head + line('E9'), 1), '--yes');
    assert.equal(older.code, 1);
    assert.match(older.err, /nothing of it is news/);
  });

  it('takes nobody for gone by an empty file, or by one page of many', async () => {
    await run(file('all.csv', head + line('E1')), '--yes');
    const empty = await run(file('none.csv', head, 2), '--yes', '--full');
    assert.match(empty.report.missing.because ?? '', /Nobody is in the file/);
    const list = { totalResults: 50, Resources: [{ id: 'E2', userName: 'e2@acme.com' }] };
    const page = await run(file('page.json', JSON.stringify(list), 3), '--full');
    assert.match(page.report.missing.because ?? '', /one page/);
  });

  it('uploads to a running service, which says what it guesses and confirms nothing by itself', async () => {
    const upload = async (query: string, body: string, type = 'text/csv'): Promise<[number, unknown]> => {
      const answer = await fetch(
        `${rollcall.url}/api/v1/tenants/${slug}/directories/${directoryId}/imports${query}`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${operatorToken}`, 'content-type': type },
          body: ReadableStream.from([Buffer.from(body)]),
          duplex: 'half',
        },
      );
      return [answer.status, await answer.json()];
    };
    const [status, problem] = await upload('', head + line('E1'));
    assert.equal(status, 400);
    const { mapping } = problem as Problem & { mapping: Record<string, string> };
    assert.equal(mapping['Work Email'], 'emails');
    const map = encodeURIComponent(JSON.stringify(mapping));
    const [done, report] = await upload(`?map=${map}`, head + line('E1'));
    assert.deepEqual([done, (report as ImportReport).people], [200, 1], JSON.stringify(report));
    const [scim] = await upload(
      '',
      '{"Resources":[{"id":"E2","userName":"e2"}]}',
      'application/scim+json; charset=utf-8',
    );
    assert.equal(scim, 200);
    assert.equal((await upload('', '{}', 'application/json'))[0], 415);
    assert.equal((await upload('?as_of=2099-01-01T00:00:00Z&guess=true', head + line('E1')))[0], 400);
    for (const never of ['2026-02-30T00:00:00Z', '2026-02-30T00:00']) {
      const ran = await run(file('never.csv', head + line('E1')), '--yes', '--as-of', never);
      assert.equal(ran.code, 2, ran.err);
    }

    const path = file('remote.csv', head + line('E3'), 5);
    assert.match((await run(path, '--yes', '--server', rollcall.url)).err, /ROLLCALL_TOKEN/);
    token.ROLLCALL_TOKEN = operatorToken;
    const remote = await run(path, '--yes', '--server', rollcall.url);
    delete token.ROLLCALL_TOKEN;
    assert.deepEqual([remote.code, remote.report.people], [0, 1], remote.err);
    await rollcall.drain();
    assert.deepEqual(await roles(), ['E1 member', 'E2 viewer', 'E3 member']);
  });

  it('makes the same accounts of the same people, whichever of the three forms they come in', async () => {
    const person = fc.record({
      id: fc.integer({ min: 1, max: 30 }).map((id) => `P${id}`),
      given: fc.stringMatching(/^[A-Za-zÀ-ÿ "',;-]{1,12}$/).map((text) => `N${text.trim()}`),
      active: fc.boolean(),
      groups: fc.uniqueArray(fc.constantFrom('admins', 'team', 'others'), { maxLength: 3 }),
    });
    const company = fc.uniqueArray(person, { selector: ({ id }) => id, minLength: 1, maxLength: 12 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(company, async (people) => {
        round += 1;
        const users = people.map(({ id, given, active, groups }) => ({
          externalId: id,
          emails: [{ value: `${id}@acme.com`, type: 'work', primary: true }],
          name: { givenName: given },
          active,
          groups: groups.map((name) => ({ value: name, display: name })),
        }));
        const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const rows = people.map(({ id, given, active, groups }) =>
          [id, `${id}@acme.com`, given, active ? 'yes' : 'no', groups.join('|')].map(cell).join(';'),
        );
        const contents = {
          csv: `externalId;emails;givenName;active;groups\n${rows.join('\n')}`,
          ndjson: users.map((user) => JSON.stringify(user)).join('\n'),
          json: JSON.stringify({ totalResults: users.length, Resources: users }),
        };
        const ends = [];
        for (const [form, content] of Object.entries(contents)) {
          slug = `same-${round}-${form}`;
          const { tenantId: tenant } = await found(slug);
          const { code, err } = await run(file(`same.${form}`, content), '--yes', '--separator', '|');
          assert.equal(code, 0, err);
          await rollcall.drain();
          const accounts = await activeAccounts(rollcall.database, tenant);
          ends.push(
            accounts.map(({ external_id, email, role, display_name }) => [
              external_id,
              email,
              role,
              display_name,
            ]),
          );
        }
        assert.deepEqual(ends[1], ends[0]);
        assert.deepEqual(ends[2], ends[0]);
      }),
      { numRuns: 5, seed: 7 },
    );
  });

  it('ends the same after kill -9 in the middle', async () => {
    const people = 2_500;
    const content = head + Array.from({ length: people }, (_, i) => line(`E${i}`)).join('');
    const path = file('many.csv', content);
    const child = fork(new URL('../../src/main.ts', import.meta.url), ['import', slug, path, '--yes'], {
      env: {
        ...process.env,
        DATABASE_URL: rollcall.databaseUrl,
        ROLLCALL_POLICIES: policies,
        ROLLCALL_HOME: cwd,
      },
      stdio: 'ignore',
    });
    const waiting = async (): Promise<number> => {
      const result = await rollcall.database.inTenant(tenantId, (trx) =>
        trx.raw<{ rows: { count: number }[] }>(
          'select count(*)::int as count from inbox where directory_id = ?',
          [directoryId],
        ),
      );
      return result.rows[0]?.count ?? 0;
    };
    while ((await waiting()) === 0) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const first = await waiting();
    assert.ok(first < people, 'the process was killed too late to prove anything');
    const { report } = await run(path, '--yes');
    assert.deepEqual([report.people, report.known], [people - first, first]);
    assert.equal(await waiting(), people);
  });
});
