import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sayProgress } from '../../src/cli/policy-backtest.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { PolicyBacktest } from '../../src/generated/api.ts';
import { backtestPolicy } from '../../src/tenancy/policy-backtest/backtest-policy.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { dumpDatabase } from '../support/dump.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const base = `
attributes: { map: { employee_type: { from: userType }, title: { from: title } } }
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
    - { name: sales, workspaces: [ { key: crm, role: member } ] }
`;
const promoting = base.replace('name: sales, workspaces', 'name: sales, role: admin, workspaces');
const policies = new URL('../../policies', import.meta.url).pathname;
const hour = 3_600_000;

describe('policy backtest', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let company: Company;
  let folder: string;
  let since: string;

  before(async () => {
    rollcall = await startRollcall();
    folder = mkdtempSync(join(tmpdir(), 'rollcall-backtest-'));
    company = await foundCompany(rollcall, base);
    const pass = () => rollcall.clock.advance(hour);
    pass();
    await company.hire('ann', { groups: ['admins'] });
    pass();
    const ben = await company.hire('ben', { groups: ['sales'] });
    pass();
    since = rollcall.clock.now().toISOString();
    pass();
    await company.tell(company.idp.leave(ben, await company.group('sales')));
    pass();
    await company.hire('cyd', { groups: ['sales'], attributes: { employee_type: 'contractor' } });
    pass();
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await rollcall.stop();
  });

  const yamlOf = (policy: string) => `version: rollcall/v1\ntenant: ${company.slug}\n${policy}`;
  const backtestOf = (policy: string, more: object = {}) =>
    company.api.expect('PolicyBacktest', 'POST', `/tenants/${company.slug}/policy/backtests`, {
      body: { yaml: yamlOf(policy), since, ...more },
    });
  async function run(policy: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const file = join(folder, `${company.slug}.policy.yaml`);
    writeFileSync(file, yamlOf(policy));
    let [out, err] = ['', ''];
    const io = {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      env: { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: folder },
      cwd: folder,
    };
    const code = await runCommandLine(
      ['policy', 'backtest', company.slug, '--file', file, '--since', since, ...args],
      io,
    );
    return { code, out, err };
  }

  it('finds no difference under the policy in force, with exit code 0, and says how far it is as recorded', async () => {
    const found = await backtestOf(base);
    assert.equal(found.outcome, 'nothing');
    assert.deepEqual(found.as_recorded, { people: 3, otherwise: 0, named: [] });
    const { code, out } = await run(base);
    assert.equal(code, 0, out);
    assert.match(out, /no difference for anybody\./);
    assert.match(out, /came out as it is recorded, for all of 3 people/);
  });

  it('names the line of the role, also since an event about a workspace', async () => {
    const { groups } = await backtestOf(base.replace('default_role: member', 'default_role: viewer'));
    const roles = groups.filter(({ kind }) => kind === 'role');
    assert.ok(roles.length > 0);
    for (const { place, named } of roles) {
      assert.equal(place?.pointer, '/groups/default_role');
      // Of who stood so before all of it, no line is known.
      const before = named.flatMap(({ was_place }) => (was_place === null ? [] : [was_place.pointer]));
      assert.deepEqual(new Set(before), new Set(before.length === 0 ? [] : ['/groups/default_role']));
    }
  });

  it('says who would have stood otherwise, from when until when, by which event and which line', async () => {
    const found = await backtestOf(promoting);
    assert.equal(found.outcome, 'differences');
    assert.deepEqual(found.people, { differ: 2, differ_still: 1 });
    const told = found.groups.flatMap(({ says, place, named }) =>
      named.map(({ email, until, event, cause, under }) => [
        says,
        place?.text,
        email,
        until === null,
        event?.type ?? cause,
        under,
      ]),
    );
    const line = '- { name: sales, role: admin, workspaces: [ { key: crm, role: member } ] }';
    assert.deepEqual(told, [
      ['would have been admin instead of member', line, 'ben@acme.com', false, 'policy', 'proposal'],
      [
        'would have been admin instead of member',
        line,
        'cyd@acme.com',
        true,
        'dsync.group.user_added',
        'proposal',
      ],
    ]);
    const [ben, cyd] = found.groups.flatMap(({ named }) => named);
    assert.equal(ben?.from, since);
    assert.ok(ben.until !== null && ben.until > since);
    const users = await company.users();
    assert.equal(cyd?.user_id, users.find(({ email }) => email === 'cyd@acme.com')?.id);
  });

  it('prints it as text and Markdown with exit code 3, and names nobody where it is masked', async () => {
    const { code, out } = await run(promoting);
    assert.equal(code, 3, out);
    assert.match(out, /2 {2}would have been admin instead of member/);
    assert.match(out, /cyd@acme\.com>: since 2026-\d\d-\d\d \d\d:\d\d UTC, by dsync\.group\.user_added/);
    const masked = await run(promoting, '--mask');
    assert.doesNotMatch(masked.out, /acme\.com|Example/);
    const markdown = await run(promoting, '--format', 'markdown');
    assert.match(markdown.out, /\| 2 \| would have been admin instead of member \|/);
    assert.doesNotMatch(markdown.out, /acme\.com|Example/);
  });

  it('checks what the tests claim at each step, and answers with exit code 1 where it does not hold', async () => {
    const tests = 'tests: []\nalways:\n  - { nobody: { employee_type: contractor, role: admin } }\n';
    const found = await backtestOf(promoting, { tests });
    assert.equal(found.outcome, 'violated');
    assert.equal(found.violations.proposal, 1);
    assert.equal(found.violations.as_it_was, 0);
    const [violation] = found.violations.named;
    assert.equal(violation?.invariant, 'claim');
    assert.match(violation.says, /nobody has employee_type contractor and role admin/);
    assert.notEqual(violation.event_id, null);
    writeFileSync(join(folder, `${company.slug}.test.yaml`), tests);
    const { code, out } = await run(promoting);
    rmSync(join(folder, `${company.slug}.test.yaml`));
    assert.equal(code, 1, out);
    assert.match(out, /What must never be, and would have been:/);
  });

  it('refuses more history than it may go through, a time to come, and what is no policy', async () => {
    const path = `/tenants/${company.slug}/policy/backtests`;
    const refused = async (body: object) => {
      const { status, body: problem } = await company.api.ask('POST', path, { body });
      return [status, (problem as { detail: string }).detail] as const;
    };
    const [status, detail] = await refused({ yaml: yamlOf(base), since, most_events: 3 });
    assert.equal(status, 400);
    assert.match(
      detail,
      /would go through \d+ events: \d+ until it begins, and \d+ from then on, twice\. That is more than 3\./,
    );
    assert.match((await refused({ yaml: yamlOf(base), since: '2099-01-01' }))[1], /`since` is to come/);
    assert.match((await refused({ yaml: yamlOf(base), since: 'yesterday' }))[1], /such as 90d/);
    assert.match((await refused({ yaml: yamlOf(base), since: '2026-02-30' }))[1], /such as 90d/);
    assert.equal((await refused({ version: 99, since }))[0], 404);
    assert.equal((await refused({ yaml: 'version: rollcall/v1\ntenant: other\n', since }))[0], 422);
    assert.match((await refused({ yaml: 'version: 1', since }))[1], /so there is no backtest\.$/);
    assert.equal((await refused({ since }))[0], 400);
    const { code, err } = await run('groups: { match_by: nonsense }\n');
    assert.equal(code, 1);
    assert.match(err, /not valid, so there is no backtest/);
    assert.equal((await run(base, '--tests', 'nowhere.yaml')).code, 2);
  });

  it('runs one at a time for a tenant, and refuses a second one, unless it is not valid anyway', async () => {
    const path = `/tenants/${company.slug}/policy/backtests`;
    const ask = (body: object = {}) =>
      company.api.ask('POST', path, { body: { yaml: yamlOf(base), since, ...body } });
    const asked = [{}, {}, { yaml: 'version: rollcall/v1\ntenant: other\n' }, { since: '2026-02-30' }];
    const other = await foundCompany(company.rollcall, '');
    const otherPath = `/tenants/${other.slug}/policy/backtests`;
    const others = other.api.ask('POST', otherPath, { body: { version: 1, since } });
    const answers = await Promise.all(asked.map(ask));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 409, 422]);
    assert.equal((await others).status, 200, 'another tenant does not wait for it');
    assert.equal((await ask()).status, 200);
  });

  it('gives up after a time that is set, and says what to do', async () => {
    const { tenantId, slug, rollcall: running } = company;
    let now = running.clock.now().getTime();
    const clock = { now: () => new Date((now += 1_000)) };
    await assert.rejects(
      backtestPolicy(
        { ...running.service.tenancy, clock },
        { id: tenantId, slug },
        { yaml: yamlOf(base), since },
        { longestMs: 5_000 },
      ),
      /given up after 1 minute, with \d+ of \d+ events gone through.*rollcall policy backtest/,
    );
  });

  it('says how far it is now and then, with the time that is left', () => {
    let now = 0;
    const said: string[] = [];
    const tell = sayProgress({ stderr: { write: (text) => said.push(text) } }, () => now);
    for (const [at, done] of [
      [1_000, 100],
      [2_500, 500],
      [3_000, 600],
      [10_000, 2_000],
    ] as const) {
      now = at;
      tell(done, 30_000);
    }
    assert.deepEqual(said, [
      '500 of 30000 events, 200 a second, about 2 min left\n',
      '2000 of 30000 events, 200 a second, about 2 min left\n',
    ]);
  });

  it('is printed as JSON in the shape of the API', async () => {
    const { out } = await run(promoting, '--json');
    const found = JSON.parse(out) as PolicyBacktest;
    assert.equal(found.tenant, company.slug);
    assert.equal(found.base, 1);
    assert.equal(found.replayed.before + found.replayed.events > 0, true);
  });

  it('leaves nothing behind, and nobody waits for it', async () => {
    const { tenantId, slug } = company;
    const { tenancy } = rollcall.service;
    const countOf = async () =>
      new Map([...(await dumpDatabase(rollcall.databaseUrl))].map(([name, rows]) => [name, rows.length]));
    let between: Map<string, number> | null = null;
    const policies = {
      ...tenancy.policies,
      load: async (...asked: Parameters<typeof tenancy.policies.load>) => {
        // In the midst of it others are written, in this tenant and in another one.
        if (between === null) {
          between = new Map();
          await company.hire('dan', { groups: ['admins'] });
          await rollcall.createTenant('elsewhere', 'directory_elsewhere');
          between = await countOf();
        }
        return tenancy.policies.load(...asked);
      },
    };
    const found = await backtestPolicy(
      { ...tenancy, policies },
      { id: tenantId, slug },
      { yaml: yamlOf(promoting), since },
    );
    assert.deepEqual(found.people, { differ: 2, differ_still: 1 });
    assert.equal(found.as_recorded.people, 3);
    assert.deepEqual(await countOf(), between);
    assert.ok((await company.users()).some(({ email }) => email === 'dan@acme.com'));
  });
});
