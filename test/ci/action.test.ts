import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { forgeToken, startFakeForge, type FakeForge } from '../support/fake-forge.ts';
import { openOffice, type Office } from '../support/office.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { runShell, type ShellRun } from '../support/run-shell.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Step {
  name: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  shell?: string;
  env?: Record<string, string>;
  'working-directory'?: string;
}

interface Action {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

const IN_FORCE = `
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  map:
    - { name: saas-admins, role: admin }
`;
const HEAD = 'version: rollcall/v1\ntenant: acme';
const PROPOSED = `${HEAD}${IN_FORCE}    - { name: saas-members, role: member }\n`;
const TESTS = `tests:
  - name: Whoever is in no group only looks
    given: { emails: [{ value: ada@acme.example }] }
    expect: { role: viewer }
`;

interface Run {
  steps: Map<string, ShellRun>;
  outputs: Map<string, string>;
  report: string;
  /** Whether the whole action succeeded. */
  succeeded: boolean;
}

describe('the action of GitHub', function () {
  // Each run starts several processes.
  this.timeout(120_000);
  let office: Office;
  let github: FakeForge;
  let workspace = '';
  let token = '';

  before(async () => {
    office = await openOffice(IN_FORCE);
    await office.hire('ada', ['saas-admins']);
    await office.hire('ben', ['saas-members']);
    const made = await office.api.ask('POST', '/tokens', {
      body: { name: 'ci', scopes: ['read'], tenant: 'acme' },
    });
    token = (made.body as { token: string }).token;
    github = await startFakeForge('github');
    workspace = makeTestFolder('action');
    mkdirSync(join(workspace, 'policies'));
    writeFileSync(join(workspace, 'policies/acme.test.yaml'), TESTS);
  });
  after(async () => {
    await github.stop();
    await office.stop();
  });

  /** Runs the action's steps one after another, with what GitHub would put in, on these policies. */
  async function runAction(policy: string, given: Record<string, string>): Promise<Run> {
    writeFileSync(join(workspace, 'policies/acme.policy.yaml'), policy);
    const temp = makeTestFolder('runner');
    const files = {
      output: join(temp, 'output'),
      summary: join(temp, 'summary'),
      event: join(temp, 'event'),
    };
    writeFileSync(files.output, '');
    writeFileSync(files.event, JSON.stringify({ pull_request: { number: 7 } }));
    const values = new Map<string, string>([
      ['github.action_path', ROOT],
      ['github.token', forgeToken],
      ['runner.temp', temp],
    ]);
    const filled = (text: string): string =>
      text.replaceAll(/\$\{\{ ([^}]+) \}\}/g, (_, name: string) => {
        const value = values.get(name);
        assert.ok(value !== undefined, `GitHub knows no ${name} here`);
        return value;
      });
    for (const [name, input] of Object.entries(action.inputs)) {
      values.set(`inputs.${name}`, given[name] ?? filled(input.default ?? ''));
    }
    const steps = new Map<string, ShellRun>();
    let succeeded = true;
    for (const step of action.runs.steps) {
      if (step.run === undefined || step.name === 'Install Rollcall' || !succeeded) continue;
      if (step.if !== undefined && !holds(step.if, values)) continue;
      const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]);
      const ran = await runShell(step.run, {
        cwd: workspace,
        env: {
          GITHUB_API_URL: github.url,
          GITHUB_REPOSITORY: 'acme/policies',
          GITHUB_EVENT_PATH: files.event,
          GITHUB_OUTPUT: files.output,
          GITHUB_STEP_SUMMARY: files.summary,
          ...(Object.fromEntries(env) as Record<string, string>),
        },
      });
      steps.set(step.name, ran);
      succeeded = ran.code === 0;
      for (const line of readFileSync(files.output, 'utf8').split('\n')) {
        const [name = '', value = ''] = line.split(/=(.*)/s);
        if (step.id !== undefined && name !== '') values.set(`steps.${step.id}.outputs.${name}`, value);
      }
    }
    const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value)] as const);
    return { steps, outputs: new Map(outputs), report: readFileSync(files.summary, 'utf8'), succeeded };
  }

  const logOf = ({ steps }: Run): string => [...steps.values()].map(({ out, err }) => out + err).join('');
  const ours = (): string[] =>
    github.comments.map(({ body }) => body).filter((body) => body.includes('<!-- rollcall'));

  it('says what a policy would do to real people, in one comment, and fails where nothing was to change', async () => {
    // Ours is to be found again beyond the first page, and not taken for one that only quotes its mark.
    github.comments = Array.from({ length: 120 }, (_, id) => ({
      id,
      body: `Looks good. <!-- rollcall ${id} -->`,
    }));
    const ran = await runAction(PROPOSED, {
      server: office.rollcall.url,
      token,
      'fail-on': 'changes',
      coverage: '10',
    });
    assert.equal(ran.outputs.get('result'), 'failed', logOf(ran));
    assert.equal(ran.succeeded, false);
    assert.deepEqual(github.writes, ['POST']);
    const comment = github.comments.at(-1)?.body ?? '';
    assert.match(comment, /### Check\n\n2 files checked: no problem found\./);
    assert.match(comment, /### Tests\n\n.*1 test/);
    assert.match(comment, /from viewer to member/);
    // People are named by their ids alone, and nobody sees the token.
    assert.doesNotMatch(comment, /ben@acme|Ben/);
    for (const shown of [logOf(ran), comment, ran.report]) assert.ok(!shown.includes(token));
    assert.ok(comment.endsWith(ran.report));
    const sarif = JSON.parse(readFileSync(ran.outputs.get('sarif') ?? '', 'utf8')) as { version: string };
    assert.equal(sarif.version, '2.1.0');
  });

  it('updates that comment, also to say that nothing changes, and lets it land', async () => {
    // Somebody has copied ours, mark and all, and theirs cannot be written to.
    github.comments.unshift({ id: 5_000, body: github.comments.at(-1)?.body ?? '' });
    github.foreign.add(5_000);
    const before = ours().length;
    const ran = await runAction(`${HEAD}${IN_FORCE}`, {
      server: office.rollcall.url,
      token,
      'fail-on': 'changes',
    });
    assert.equal(ran.succeeded, true, logOf(ran));
    assert.equal(ours().length, before);
    assert.deepEqual(github.writes, ['POST', 'PATCH 1120']);
    assert.match(github.comments.at(-1)?.body ?? '', /[Nn]othing (?:would )?change/);
  });

  it('fails where something would wait for somebody, if that is asked for', async () => {
    const guarded = `${HEAD}${IN_FORCE}filters:
  exclude: [{ name: Ben, attribute: email, equals: ben@acme.com }]
guards:
  deactivations: { percent: 1, at_least: 1, within: 1h }
`;
    const globex = join(workspace, 'policies/globex.policy.yaml');
    writeFileSync(globex, 'version: rollcall/v1\ntenant: globex\n');
    const given = { server: office.rollcall.url, token, tenants: 'acme, globex', comment: 'false' };
    const ran = await runAction(guarded, { ...given, 'fail-on': 'held' });
    rmSync(globex);
    assert.match(ran.report, /### Tests\n\n.*hold/);
    assert.equal(ran.outputs.get('result'), 'failed', logOf(ran));
    assert.match(ran.report, /Would wait for somebody to decide/);
    // This token sees one tenant, and what it does not see is no failure.
    assert.match(ran.report, /`globex`: the server has no such tenant, or not for this token/);
    assert.equal(github.writes.length, 2);
  });

  it('marks mistakes in the pull request of a fork, which has no token, and neither plans nor comments', async () => {
    github.readOnly = true;
    const ran = await runAction(`${HEAD}\ngroups: { default_role: "@everyone <b>" }\n`, {
      server: office.rollcall.url,
      token: '',
    });
    assert.equal(ran.outputs.get('result'), 'failed');
    assert.equal(ran.succeeded, false);
    assert.match(
      logOf(ran),
      /^::error file=policies\/acme\.policy\.yaml,line=3,col=\d+,title=unknown_role::/m,
    );
    assert.match(ran.report, /this run has no token for the server/);
    assert.doesNotMatch(ran.report, /@everyone|&#64;|<b>/);
    const comment = ran.steps.get('Comment on the pull request');
    assert.equal(comment?.code, 0);
    assert.match(comment.err, /as in pull requests from forks/);
    assert.equal(github.writes.length, 2);
    github.readOnly = false;
  });

  it('names every setting in its steps, and explains every input and output', () => {
    assert.equal(action.runs.using, 'composite');
    const text = JSON.stringify(action.runs.steps);
    for (const [name, { description }] of Object.entries(action.inputs)) {
      assert.match(description, /\.$/, name);
      assert.ok(text.includes(`inputs.${name}`), `${name} is used nowhere`);
    }
    for (const step of action.runs.steps)
      assert.ok(step.uses !== undefined || step.shell === 'bash', step.name);
    const scripts = action.runs.steps.map(({ run = '' }) => run).join('\n');
    // Whatever is put into a script as text could end it.
    assert.doesNotMatch(scripts, /\$\{\{/);
    for (const [, script = ''] of scripts.matchAll(/\$ROLLCALL_CI\/([\w.-]+)/g)) {
      assert.ok(existsSync(join(ROOT, 'ci', script)), script);
    }
  });

  it('installs what the lockfile says', async () => {
    const step = action.runs.steps.find(({ name }) => name === 'Install Rollcall');
    assert.equal(step?.['working-directory'], '${{ github.action_path }}');
    const cwd = makeTestFolder('install');
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(ROOT, file), join(cwd, file));
    const ran = await runShell(step.run ?? '', {
      cwd,
      env: { npm_config_dry_run: 'true', npm_config_offline: 'true', npm_config_cache: join(cwd, 'cache') },
    });
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /added \d+ packages/);
  });
});

/** `a == 'b'`, which is all that the action asks. */
function holds(condition: string, values: ReadonlyMap<string, string>): boolean {
  const [, name = '', wanted = ''] = /^([\w.-]+) == '([^']*)'$/.exec(condition) ?? [];
  assert.ok(values.has(name), condition);
  return values.get(name) === wanted;
}
