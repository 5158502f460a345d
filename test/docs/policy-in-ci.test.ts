import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { openOffice, type Office } from '../support/office.ts';
import { operatorToken } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { runShell, type ShellRun } from '../support/run-shell.ts';
import { fencesIn, readMarkdown, ROOT, tableRows, type Fence } from './markdown-files.ts';

const PAGE = 'docs/policy-in-ci.md';
const page = readMarkdown(PAGE).text;
const fences = fencesIn(page);
const readYaml = (path: string): unknown => parse(readFileSync(join(ROOT, path), 'utf8'));
const action = readYaml('action.yml') as {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, unknown>;
  runs: { steps: { name: string; run?: string }[] };
};

/** A block may start several processes. */
const LONGEST_MS = 120_000;

/** Before the page is followed: one group is mapped already. */
const IN_FORCE = `
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  map:
    - { name: saas-admins, role: admin }
`;

function blockOf(info: string): string {
  const fence = fences.find((each) => each.info === info);
  assert.ok(fence, `${PAGE} has no block ${info}`);
  return fence.body;
}

describe('the guide to policies in CI', () => {
  let office: Office;
  let repository = '';
  let env: Record<string, string> = {};
  const ran: { fence: Fence; result: ShellRun }[] = [];

  /** Whoever follows the page: an empty repository, with Rollcall beside it and a service that runs. */
  before(async () => {
    office = await openOffice();
    // What is in force then comes from the repository, as the policy that the page changes.
    const yaml = `version: rollcall/v1\ntenant: acme\n${IN_FORCE}`;
    const body = { yaml, file: 'acme.policy.yaml', over: 1 };
    const pushed = await office.api.ask('POST', '/tenants/acme/policy/versions', { body });
    assert.ok(pushed.status < 300, JSON.stringify(pushed.body));
    await office.rollcall.drain();
    await office.hire('ada', ['saas-admins']);
    await office.hire('ben', ['saas-members']);
    const folder = makeTestFolder('guide');
    repository = join(folder, 'policies-of-acme');
    mkdirSync(repository);
    symlinkSync(ROOT, join(folder, 'rollcall'));
    await runShell('git init -q', { cwd: repository });
    env = { ROLLCALL_SERVER: office.rollcall.url };
  });
  after(() => office.stop());

  async function tokenToWrite(): Promise<string> {
    const body = { name: 'main branch', scopes: ['read', 'write'], tenant: 'acme' };
    const made = await office.api.ask('POST', '/tokens', { body });
    return (made.body as { token: string }).token;
  }

  it('works when it is followed literally, from the first block to the last', async () => {
    for (const fence of fences) {
      const [kind, ...rest] = fence.info.split(' ');
      const where = `${PAGE}:${fence.line}`;
      if (kind === 'yaml') {
        const path = join(repository, rest.join(' '));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, fence.body);
        continue;
      }
      assert.equal(kind, 'sh', `${where} is a block that nobody can follow`);
      const isServer = rest[0] === 'server';
      const given = isServer
        ? { ...env, OPERATOR_TOKEN: operatorToken }
        : rest[0] === 'write'
          ? { ...env, ROLLCALL_TOKEN: await tokenToWrite() }
          : env;
      const result = await runShell(fence.body, { cwd: repository, env: given });
      const wanted = rest[0] === 'exits:' ? Number(rest[1]) : 0;
      assert.equal(result.code, wanted, `${where}\n${result.out}${result.err}`);
      if (isServer) env = { ...env, ROLLCALL_TOKEN: (JSON.parse(result.out) as { token: string }).token };
      ran.push({ fence, result });
    }
    assert.ok(ran.length >= 5, String(ran.length));
  }).timeout(LONGEST_MS);

  it('ends with a plan of real people, a report, a commit, and the policy in force', async () => {
    const plan = ran.find(({ fence }) => fence.body.includes('rollcall policy plan'));
    assert.match(plan?.result.out ?? '', /from viewer to member/);
    const report = readFileSync(join(repository, 'report.md'), 'utf8');
    assert.match(report, /Nothing is in the way\.[^]*3 tests[^]*from viewer to member/);
    assert.ok(readFileSync(join(repository, 'report.sarif'), 'utf8').includes('"version": "2.1.0"'));
    const log = await runShell('git log --format=%s', { cwd: repository });
    assert.equal(log.out, 'Add the policy of Acme\n');
    await office.rollcall.drain();
    const [ben] = (await office.api.expect('UserList', 'GET', '/tenants/acme/users?email=ben@acme.com')).data;
    assert.equal(ben?.role, 'member');
    for (const { result } of ran.filter(({ fence }) => fence.info !== 'sh server')) {
      assert.ok(!`${result.out}${result.err}`.includes(env['ROLLCALL_TOKEN'] ?? '?'), 'the token is printed');
    }
  });

  it('leaves a hook that refuses a commit with a mistake', async () => {
    const path = join(repository, 'policies/acme.policy.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('role: member', 'role: membre'));
    const refused = await runShell('git commit -q -a -m "A slip"', { cwd: repository, env });
    assert.equal(refused.code, 1);
    assert.match(`${refused.out}${refused.err}`, /unknown_role/);
  });

  it('has a job for GitLab that runs, and fails for that mistake', async () => {
    const { policies: job } = parse(blockOf('yaml .gitlab-ci.yml')) as {
      policies: { script: string[]; after_script: string[]; variables: Record<string, string> };
    };
    const given = { cwd: repository, env: { ...env, ...job.variables } };
    const result = await runShell(job.script.join('\n'), given);
    assert.equal(result.code, 1, result.err);
    assert.match(result.out, /policies\/acme\.policy\.yaml:\d+: error: There is no role "membre"/);
    const shown = await runShell(job.after_script.join('\n'), given);
    assert.match(shown.out, /not planned, because its policy is not valid/);
  });

  it('has a workflow for GitHub whose inputs and outputs the action has', () => {
    const block = blockOf('yaml .github/workflows/policies.yml');
    const { jobs } = parse(block) as {
      jobs: { policies: { steps: { uses: string; id?: string; with?: Record<string, unknown> }[] } };
    };
    const step = jobs.policies.steps.find(({ id }) => id === 'policies');
    assert.match(step?.uses ?? '', /\/rollcall@/);
    for (const name of Object.keys(step?.with ?? {})) assert.ok(name in action.inputs, name);
    const outputs = [...block.matchAll(/steps\.policies\.outputs\.(\w+)/g)].map(([, name = '']) => name);
    assert.ok(outputs.length > 0);
    for (const name of outputs) assert.ok(name in action.outputs, name);
  });

  it('installs as the action does', () => {
    const install = action.runs.steps.find(({ name }) => name === 'Install Rollcall')?.run ?? '';
    const flags = '--omit=dev --omit=optional --ignore-scripts';
    assert.ok(install.includes(flags));
    const installs = page.split('\n').filter((line) => line.includes('npm ci'));
    assert.ok(installs.length >= 2);
    for (const line of installs) assert.ok(line.includes(flags), line);
  });

  it('names the hook that pre-commit finds', () => {
    const { repos } = parse(blockOf('yaml .pre-commit-config.yaml')) as {
      repos: { hooks: { id: string }[] }[];
    };
    const hooks = (readYaml('.pre-commit-hooks.yaml') as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(
      repos.flatMap((repo) => repo.hooks.map(({ id }) => id)),
      hooks,
    );
  });

  it('lists every input of the action with its default', () => {
    const rows = tableRows(page, 'Input').map(([name = '', fallback = '']) => [
      name.replaceAll('`', ''),
      fallback.replaceAll('`', ''),
    ]);
    const expected = Object.entries(action.inputs).map(([name, { default: fallback }]) => [
      name,
      fallback === '${{ github.token }}' ? 'the token of the workflow' : fallback,
    ]);
    assert.deepEqual(rows, expected);
  });
});
