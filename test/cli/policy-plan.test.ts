import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { PolicyPlan } from '../../src/generated/api.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { createApiClient } from '../support/api-client.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';

const base = `
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
    - { name: sales, workspaces: [ { key: crm, role: member } ] }
`;

const policies = new URL('../../policies', import.meta.url).pathname;

describe('policy plan', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let company: Company;
  let folder: string;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-plan-'));
    company = await foundCompany(rollcall, base);
    await company.hire('ann', { groups: ['admins'] });
    await company.hire('ben', { groups: ['sales'] });
    await company.hire('cyd', { groups: ['sales'], attributes: { job_title: 'Robot' } });
    await company.hire('dan');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const yamlOf = (policy: string) => `version: rollcall/v1\ntenant: ${company.slug}\n${policy}`;
  function fileOf(policy: string): string {
    const file = join(folder, `${company.slug}.policy.yaml`);
    writeFileSync(file, yamlOf(policy));
    return file;
  }
  const planOf = (policy: string, more: object = {}) =>
    company.api.expect('PolicyPlan', 'POST', `/tenants/${company.slug}/policy/plans`, {
      body: { yaml: yamlOf(policy), ...more },
    });
  async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const code = await runCommandLine(['policy', 'plan', company.slug, ...args], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: folder },
      cwd: folder,
    });
    return { code, out, err };
  }
  const run = (policy: string, ...more: string[]) => command('--file', fileOf(policy), ...more);
  const groupsOf = ({ groups }: PolicyPlan) =>
    groups.map(({ action, says, people, held_by }) => [action, says, people, held_by]);

  it('finds nothing to do for the policy in force, with exit code 0', async () => {
    const plan = await planOf(base);
    assert.equal(plan.outcome, 'nothing');
    assert.deepEqual(plan.people, { looked_at: 4, changed: 0, held: 0 });
    const { code, out } = await run(base);
    assert.equal(code, 0);
    assert.match(out, /4 people looked at: nothing changes for anybody\./);
    assert.doesNotMatch(out, /policy push/);
  });

  it('groups people by what is done to them and by the line that does it', async () => {
    const proposed = base
      .replace('name: sales, workspaces', 'name: sales, role: admin, workspaces')
      .concat('filters:\n  exclude:\n    - { name: Robots, any: [ { attribute: title, equals: Robot } ] }\n');
    const plan = await planOf(proposed);
    assert.equal(plan.outcome, 'changes');
    assert.deepEqual(groupsOf(plan), [
      ['user.deactivated', 'lose access', 1, null],
      ['role.changed', 'from member to admin', 1, null],
    ]);
    assert.deepEqual(plan.people, { looked_at: 4, changed: 2, held: 0 });
    assert.equal(plan.actions['user.deactivated'], 1);
    const [leaving, rising] = plan.groups;
    assert.deepEqual(leaving?.place, {
      pointer: '/filters/exclude/0',
      file: `${company.slug}.policy.yaml`,
      line: 12,
      text: '- { name: Robots, any: [ { attribute: title, equals: Robot } ] }',
    });
    assert.equal(rising?.place?.pointer, '/groups/map/1');
    assert.deepEqual(
      rising.named.map(({ email }) => email),
      ['ben@acme.com'],
    );
    assert.match(rising.named[0]?.reason ?? '', /Role changed from member to admin/);

    const { code, out } = await run(proposed);
    assert.equal(code, 3);
    assert.match(out, / 1 {2}lose access\n +by .*company-\d+\.policy\.yaml:12 {2}- \{ name: Robots/);
    assert.match(out, /cyd Example <cyd@acme\.com>: Deactivated: is excluded by the filter "Robots"/);
    assert.match(out, new RegExp(`rollcall policy push ${company.slug} --file \\S+ --plan ${plan.hash}`));
  });

  it('says of whom nothing is applied because their directory is in testing', async () => {
    assert.deepEqual((await planOf(base)).testing, []);
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw("update directories set state = 'testing' where tenant_id = ?", [company.tenantId]),
    );
    const proposed = base.replace('default_role: member', 'default_role: viewer');
    const plan = await planOf(proposed);
    const [directory = ''] = plan.testing.map((each) => each.directory);
    assert.deepEqual([plan.outcome, plan.testing], ['nothing', [{ directory, people: 4 }]]);
    const says = new RegExp(
      `^4 people looked at: nothing changes for anybody\\.\\n\\n4 of them are of a directory in testing, .*:\\n  rollcall directory plan ${directory} --tenant ${company.slug}$`,
      'm',
    );
    assert.match((await run(proposed)).out, says);
    assert.match(
      (await run(proposed, '--format', 'markdown')).out,
      /^4 of them are of a directory in testing.* `rollcall directory plan/m,
    );
  });

  it('says what guards would hold and that the last administrator stays, with exit code 4', async () => {
    const proposed = base
      .replace('name: admins, role: admin', 'name: admins, role: member')
      .replace('default_role: member', 'default_role: no_access')
      .concat('guards:\n  deactivations: { percent: 10, at_least: 2, within: 1h }\n')
      .concat('sole_admin: { action: block }\n');
    const plan = await planOf(proposed);
    assert.equal(plan.outcome, 'held');
    assert.deepEqual(
      plan.holds.map(({ kind, people }) => [kind, people]),
      [
        ['deactivations', 3],
        ['sole_admin', 1],
      ],
    );
    assert.equal(plan.people.changed, 0);
    assert.ok(plan.groups.every(({ held_by }) => held_by !== null));
    const { code, out } = await run(proposed);
    assert.equal(code, 4);
    assert.match(
      out,
      /Would wait for somebody to decide:\n {2}3 people would lose access, all because each of them/,
    );
    assert.match(out, /The last administrator would lose the role/);

    await activateYaml(company, proposed);
    await rollcall.drain();
    const open = await company.holds('?status=open');
    assert.deepEqual(open.map(({ kind, people }) => [kind, people]).sort(), [
      ['deactivations', 3],
      ['sole_admin', 1],
    ]);
    // What waits already is no news of this policy.
    assert.equal((await planOf(proposed)).outcome, 'nothing');
  });

  it('has a hash that stays as long as neither the effect nor the policy changes', async () => {
    const proposed = base.replace('default_role: member', 'default_role: viewer');
    const { hash } = await planOf(proposed);
    rollcall.clock.advance(60_000);
    assert.equal((await planOf(proposed)).hash, hash);
    assert.equal((await planOf(`${proposed}\n# a comment\n`)).hash, hash);
    await company.hire('eve', { groups: ['admins'] });
    assert.equal((await planOf(proposed)).hash, hash, 'eve is not touched by it');
    await company.hire('fay');
    assert.notEqual((await planOf(proposed)).hash, hash);
    assert.notEqual((await planOf(`${base}rules: []\n`)).hash, (await planOf(proposed)).hash);
  });

  it('puts exactly what was planned in force, and refuses once it would do something else', async () => {
    const proposed = base.replace('default_role: member', 'default_role: viewer');
    const { hash } = await planOf(proposed);
    await company.hire('gus');
    const body = { yaml: yamlOf(proposed), over: 1, plan: hash };
    const path = `/tenants/${company.slug}/policy/versions`;
    const refused = await company.api.ask('POST', path, { body });
    assert.equal(refused.status, 409);
    assert.match(JSON.stringify(refused.body), /have changed since this plan was made/);
    const { hash: anew } = await planOf(proposed);
    assert.equal((await company.api.ask('POST', path, { body: { ...body, plan: anew } })).status, 201);
    await rollcall.drain();
    const roles = (await company.users()).map(({ role }) => role).sort();
    assert.deepEqual(roles, ['admin', 'viewer', 'viewer', 'viewer', 'viewer']);
  });

  it('compares with another version, and plans going back to one', async () => {
    await activateYaml(company, base.replace('default_role: member', 'default_role: viewer'));
    await rollcall.drain();
    const back = await company.api.expect('PolicyPlan', 'POST', `/tenants/${company.slug}/policy/plans`, {
      body: { version: 1 },
    });
    assert.deepEqual(groupsOf(back), [['role.changed', 'from viewer to member', 3, null]]);
    assert.equal(back.proposal.version, 1);
    const against = await planOf(base, { against: 1 });
    assert.equal(against.outcome, 'nothing');
    const other = await planOf(base.replace('default_role: member', 'default_role: no_access'), {
      against: 1,
    });
    assert.deepEqual(groupsOf(other), [['user.deactivated', 'lose access', 3, null]]);
    const { code, out } = await command('--version', '1');
    assert.equal(code, 3);
    assert.match(out, new RegExp(`rollcall policy activate ${company.slug} 1 --plan ${back.hash}`));
  });

  it('compares with another version also somebody who is promoted, and counts them once', async () => {
    const lesser = base.replace('default_role: member', 'default_role: viewer');
    await activateYaml(company, lesser);
    await rollcall.drain();
    const proposed = `${lesser.replace('key: crm, role: member', 'key: crm, role: admin')}
filters: { exclude: [ { name: Ann, any: [ { attribute: email, starts_with: ann } ] } ] }
sole_admin: { action: promote, promote: { from: [viewer], pick: longest_tenured } }
`;
    const against = await planOf(proposed, { against: 2 });
    const groups = against.groups.map(({ says, people }) => `${people} ${says}`).sort();
    assert.deepEqual(groups, [
      '1 from viewer to admin',
      '1 lose access',
      '2 are admin instead of member in the workspace crm',
    ]);
    assert.equal(against.people.changed, 3);
  });

  it('compares with another version also those who would start fresh: nobody loses anything by that', async () => {
    const nobody =
      'filters: { include: [ { name: Nobody, any: [ { attribute: email, equals: x@acme.com } ] } ] }';
    await activateYaml(company, `${base}${nobody}\nsole_admin: { action: allow }\n`);
    await rollcall.drain();
    const fresh = `${base}deactivation: { mode: immediate, if_reactivated: start_fresh }\n`;
    const alone = await planOf(fresh);
    assert.deepEqual(
      groupsOf(alone).filter(([, says]) => says === 'keep a former account, and get a new one'),
      [['user.updated', 'keep a former account, and get a new one', 4, null]],
    );
    assert.equal((await planOf(fresh, { against: 1 })).outcome, 'nothing');
  });

  it('names nobody where it is masked, as in Markdown, and nothing of a name is markup there', async () => {
    const proposed = base.replace('default_role: member', 'default_role: viewer');
    await company.hire('hal', { email: 'hal@acme.com' });
    const { out } = await run(proposed, '--format', 'markdown');
    assert.match(out, /^### What .* would do to the people of/);
    assert.match(out, /\| 4 \| from member to viewer \|/);
    assert.doesNotMatch(out, /acme\.com|Example/);
    const named = await run(proposed, '--format', 'markdown', '--no-mask');
    assert.match(named.out, /hal Example &lt;hal@\u200bacme\.com&gt;/);
    const masked = await run(proposed, '--mask');
    assert.doesNotMatch(masked.out, /acme\.com/);
    const json = await run(proposed, '--json', '--people', '1');
    assert.equal((JSON.parse(json.out) as PolicyPlan).groups[0]?.named.length, 1);
  });

  it('prints what is wrong with a policy and has exit code 1, and 2 for a file that is not there', async () => {
    const broken = await run(base.replace('role: admin', 'role: emperor'));
    assert.equal(broken.code, 1);
    assert.match(broken.err, /company-\d+\.policy\.yaml:8:\d+ error/);
    assert.match(broken.err, /emperor/);
    const missing = await command('--file', 'nowhere.yaml');
    assert.equal(missing.code, 2);
    const other = await company.api.ask('POST', `/tenants/${company.slug}/policy/plans`, { body: {} });
    assert.equal(other.status, 400);
  });

  it('finds who is meant among all whom it is about, and has all of them as a file', async () => {
    const policy = base.replace('default_role: member', 'default_role: viewer');
    const named = async (more: object) =>
      (await planOf(policy, more)).groups.map(({ people, named: some }) => [
        people,
        some.map(({ email }) => email),
      ]);
    assert.deepEqual(await named({ people: 1, find: ' DAN@acme ' }), [[3, ['dan@acme.com']]]);
    assert.deepEqual(await named({ people: 2, find: '@ACME.com' }), [[3, ['ben@acme.com', 'cyd@acme.com']]]);
    assert.deepEqual(await named({ find: 'zed' }), [[3, []]]);

    const download = (body: object) =>
      fetch(`${rollcall.url}/api/v1/tenants/${company.slug}/policy/plans/export`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${operatorToken}`,
          'content-type': 'application/json',
          'idempotency-key': 'the same',
        },
        body: JSON.stringify(body),
      });
    const csv = await download({ yaml: yamlOf(policy), format: 'csv' });
    assert.match(csv.headers.get('content-disposition') ?? '', /filename="rollcall-plan-[^"]+\.csv"/);
    const rows = parse<Record<string, string>>(await csv.text(), { bom: true, columns: true });
    assert.deepEqual(
      rows.map(({ says, email, line, action }) => [says, email, line, action]),
      ['ben', 'cyd', 'dan'].map((name) => ['from member to viewer', `${name}@acme.com`, '6', 'role.changed']),
    );
    const json = (await (await download({ version: 1 })).json()) as { plan: PolicyPlan; changes: unknown[] };
    assert.deepEqual([json.plan.outcome, json.changes], ['nothing', []]);
    assert.equal((await download({ yaml: 'grops: {}' })).status, 422);
    assert.equal((await download({})).status, 400);
  });

  it('needs no more than a token that reads, of the tenant, over HTTP', async () => {
    const made = await company.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'ci', scopes: ['read'], tenant: company.slug },
    });
    const reader = await createApiClient(rollcall.url, made.token);
    const body = { yaml: yamlOf(base) };
    const plan = await reader.expect('PolicyPlan', 'POST', `/tenants/${company.slug}/policy/plans`, { body });
    assert.equal(plan.outcome, 'nothing');
    const stranger = await foundCompany(rollcall, base);
    const refused = await reader.ask('POST', `/tenants/${stranger.slug}/policy/plans`, { body });
    assert.equal(refused.status, 404);
  });
});
