import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { policyCheck, type LineIo } from '../../src/cli/policy-check.ts';
import { policyDocs } from '../../src/cli/policy-docs.ts';
import { policyLint } from '../../src/cli/policy-lint.ts';
import { policyNew } from '../../src/cli/policy-new.ts';
import { policyTest } from '../../src/cli/policy-test.ts';
import type { PolicyCheck, PolicyTestReport } from '../../src/generated/api.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';
import { mendPolicy } from '../../src/tenancy/policy-documents/mend-policy.ts';
import { testPolicy } from '../../src/tenancy/policy-documents/test-policy.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const HEAD = 'version: rollcall/v1\ntenant: acme\n';
const BODY = `groups:
  match_by: id
  default_role: viewer
  map:
    - { id: g1, name: admins, role: admin }
`;
const POLICY = `${HEAD}${BODY}`;
const HOLDS = `tests:
  - name: An administrator
    given: { emails: [{ value: a@acme.example }], groups: [admins] }
    expect: { role: admin }
`;
const FAILS = `${HOLDS}  - name: Somebody else
    given: { emails: [{ value: b@acme.example }] }
    expect: { role: member }
always:
  - nobody: { role: admin }
`;

describe('The text of a policy over the API', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let folder: string;
  const place = '/tenants/acme';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'policy-documents-'));
    rollcall = await startRollcall();
    await rollcall.createTenant('acme', 'directory_acme', BODY);
    await rollcall.createTenant('initech', 'directory_initech');
    api = await readerOf('acme');
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await rollcall.stop();
  });

  /** A client whose token may only read, and only this tenant. */
  async function readerOf(tenant: string): Promise<ApiClient> {
    const made = await rollcall.api('POST', '/tokens', { name: 'reader', scopes: ['read'], tenant });
    return createApiClient(rollcall.url, (made.body as { token: string }).token);
  }

  /** What a command prints as JSON about these files, called as the API calls them. */
  async function printed<T>(
    files: Record<string, string>,
    command: (folder: string, io: LineIo) => Promise<number>,
  ): Promise<T> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const out: string[] = [];
    await command(folder, { stdout: (line) => out.push(line), stderr: () => undefined });
    return JSON.parse(
      out.join('\n').replaceAll(`${folder}/`, '').replaceAll('policies/default.policy', 'default.policy'),
    ) as T;
  }
  const commandTests = async (policy: string, tests: string, options: object): Promise<PolicyTestReport> => {
    const { files } = await printed<{ files: [PolicyTestReport] }>(
      { 'acme.policy.yaml': policy, 'acme.test.yaml': tests },
      (where, io) =>
        policyTest(
          [join(where, 'acme.test.yaml')],
          { ...options, format: 'json', policiesDirectory: OWN_POLICIES_DIRECTORY },
          io,
        ),
    );
    return files[0];
  };
  const runTests = (body: object) =>
    api.expect('PolicyTestReport', 'POST', `${place}/policy/tests`, { body });

  describe('checked', () => {
    for (const [what, yaml] of [
      ['a valid policy', POLICY],
      ['slips', `${HEAD}groups: { defualt_role: king }\nrules: 3\n`],
      ['the policy of another tenant', POLICY.replace('acme', 'initech')],
      ['no YAML', 'a: [\t'],
    ] as const) {
      it(`says of ${what} what the command says`, async () => {
        const expected = await printed<PolicyCheck>({ 'acme.policy.yaml': yaml }, (where, io) =>
          policyCheck(
            [join(where, 'acme.policy.yaml')],
            { format: 'json', policiesDirectory: OWN_POLICIES_DIRECTORY },
            io,
          ),
        );
        assert.equal(expected.diagnostics.length > 0, yaml !== POLICY);
        const answer = await api.expect('PolicyCheck', 'POST', `${place}/policy/checks`, { body: { yaml } });
        assert.deepEqual(answer, expected);
      });
    }

    it('names the file as it is told', async () => {
      const { diagnostics } = await api.expect('PolicyCheck', 'POST', `${place}/policy/checks`, {
        body: { yaml: 'x', file: 'policies/draft.yaml' },
      });
      assert.equal(diagnostics[0]?.file, 'policies/draft.yaml');
    });
  });

  describe('tested', () => {
    it('fails as the command says it does, with a counterexample to a claim', async () => {
      const report = await runTests({ yaml: POLICY, tests: FAILS, coverage: true, mutate: true });
      assert.deepEqual(report, await commandTests(POLICY, FAILS, { coverage: true, mutate: true }));
      assert.deepEqual(
        report.tests.map(({ kind, line, holds }) => [kind, line, holds]),
        [
          ['example', 2, true],
          ['example', 5, false],
          ['claim', 9, false],
        ],
      );
      assert.match(report.tests[2]?.failures[0]?.as_test ?? '', /role: admin/);
      assert.equal(report.flips, null);
    });

    it('is covered, and has changes that nobody notices, as the command finds them', async () => {
      const report = await runTests({ yaml: POLICY, tests: HOLDS, coverage: true, mutate: true });
      assert.deepEqual(report, await commandTests(POLICY, HOLDS, { coverage: true, mutate: true }));
      assert.ok((report.flips?.unnoticed.length ?? 0) > 0);
      assert.ok((report.coverage?.undecided.length ?? 0) > 0);
    });

    it('is the policy in force where none is sent, whether the tenant has one of its own or not', async () => {
      assert.deepEqual(await runTests({ tests: FAILS }), await runTests({ yaml: POLICY, tests: FAILS }));
      const other = await readerOf('initech');
      const tests = 'tests: [{ name: Anybody, given: { emails: [{ value: a@x.example }] }, expect: {} }]';
      const body = { tests: tests.replace('{} }', '{ status: active } }') };
      const report = await other.expect('PolicyTestReport', 'POST', '/tenants/initech/policy/tests', {
        body,
      });
      assert.equal(report.tests.length, 1);
      assert.ok(report.tests[0]?.failures.every(({ trace }) => trace.length > 0));
    });

    it('is refused with diagnostics where the policy or the tests have errors', async () => {
      for (const [body, file] of [
        [{ yaml: `${POLICY}nonsense: 1\n`, tests: HOLDS }, 'acme.policy.yaml'],
        [{ yaml: POLICY, tests: 'tests: [{ nmae: x }]' }, 'acme.test.yaml'],
        [{ yaml: POLICY.replace('acme', 'initech'), tests: HOLDS }, 'acme.policy.yaml'],
      ] as const) {
        const problem = await api.refused(422, 'policy_invalid', 'POST', `${place}/policy/tests`, { body });
        const diagnostics = problem['diagnostics'] as { file: string }[];
        assert.equal(diagnostics[0]?.file, file);
      }
    });

    it('ends with a sentence where it takes too long, and lets others have their turn before', async () => {
      const controller = new AbortController();
      let turns = 0;
      const count = (): void => {
        turns += 1;
        if (turns === 5) controller.abort();
        else setImmediate(count);
      };
      setImmediate(count);
      const tenant = {
        slug: 'acme',
        id: '0198c0de-0000-7000-8000-000000000000',
      };
      await assert.rejects(
        testPolicy(
          rollcall.service.tenancy,
          tenant,
          { yaml: POLICY, tests: HOLDS, mutate: true },
          controller.signal,
        ),
        { code: 'invalid_request', message: /longer than a request may/ },
      );
      assert.equal(turns, 5);
    });
  });

  it('is mended as the command mends it, and says what is left', async () => {
    const yaml = `${HEAD}# stays\ngroups:\n  match_by: id\n  default_role: veiwer  \n  map:\n    - { id: 123, role: admin }\nrules: 3\n`;
    const path = join(folder, 'acme.policy.yaml');
    const { files } = await printed<{ files: [{ mended: unknown; left: unknown }] }>(
      { 'acme.policy.yaml': yaml },
      (_, io) => policyLint([path], { fix: true, json: true, policiesDirectory: OWN_POLICIES_DIRECTORY }, io),
    );
    const answer = await api.expect('PolicyMends', 'POST', `${place}/policy/mends`, { body: { yaml } });
    const [{ mended, left }] = files;
    assert.deepEqual(answer, { yaml: readFileSync(path, 'utf8'), mended, left });
    assert.match(answer.yaml, /# stays\n[^]*default_role: viewer\n[^]*id: "123"/);
    assert.equal(answer.left.length, 1);
  });

  it('is not mended for longer than a request may take', async () => {
    await assert.rejects(mendPolicy(rollcall.service.tenancy, 'acme', POLICY, AbortSignal.abort()), {
      code: 'invalid_request',
      message: /longer than a request may/,
    });
  });

  it('is said in plain English as the command says it, sent or in force', async () => {
    cpSync(join(OWN_POLICIES_DIRECTORY, 'catalog.yaml'), join(folder, 'catalog.yaml'));
    cpSync(join(OWN_POLICIES_DIRECTORY, 'default.policy.yaml'), join(folder, 'default.policy.yaml'));
    writeFileSync(join(folder, 'acme.policy.yaml'), POLICY);
    const out: string[] = [];
    await policyDocs(
      'acme',
      { format: 'markdown', policiesDirectory: folder },
      { stdout: (line) => out.push(line), stderr: () => undefined },
    );
    const sent = await api.expect('PolicyDocs', 'POST', `${place}/policy/docs`, { body: { yaml: POLICY } });
    assert.equal(sent.markdown, `${out.join('\n')}\n`);
    assert.deepEqual(await api.expect('PolicyDocs', 'GET', `${place}/policy/docs`), sent);
    const places = sent.chapters.flatMap(({ statements }) => statements.map((each) => each.place));
    assert.ok(places.some((each) => each?.file === 'acme.policy.yaml' && each.line === 7));
    assert.ok(places.some((each) => each?.file === 'default.policy.yaml'));
    await api.refused(422, 'policy_invalid', 'POST', `${place}/policy/docs`, { body: { yaml: 'x' } });
  });

  it('has values set in it as a form sets them, and says what it means then', async () => {
    const yaml = `${POLICY}# about leaving\ndeactivation:\n  mode: immediate # at once\n`;
    const answer = await api.expect('PolicyEdits', 'POST', `${place}/policy/edits`, {
      body: {
        yaml,
        set: [
          { path: ['deactivation', 'mode'], value: 'grace' },
          { path: ['deactivation', 'grace'], value: { delete_after: '30d' } },
          { path: ['guards', 'deactivations'], value: { percent: 5, at_least: 10, within: '1h' } },
        ],
      },
    });
    assert.ok(
      answer.yaml.startsWith(
        yaml.replace(
          'mode: immediate # at once\n',
          'mode: grace # at once\n  grace: { delete_after: 30d }\n',
        ),
      ),
    );
    assert.match(answer.yaml, /^guards:$/m);
    const { deactivation, guards } = answer.effective as Record<string, Record<string, unknown>>;
    assert.equal(deactivation?.['mode'], 'grace');
    assert.deepEqual((guards?.['deactivations'] as { percent: number }).percent, 5);
    const looked = await api.expect('PolicyEdits', 'POST', `${place}/policy/edits`, {
      body: { yaml, set: [] },
    });
    assert.equal(looked.yaml, yaml);
    const wrong = { yaml, set: [{ path: ['deactivation', 'mode'], value: 'later' }] };
    const { effective } = await api.expect('PolicyEdits', 'POST', `${place}/policy/edits`, { body: wrong });
    assert.equal(effective, null);
    await api.refused(422, 'policy_invalid', 'POST', `${place}/policy/edits`, {
      body: { yaml: 'x', set: [] },
    });
    const hostile = { yaml, set: [{ path: ['__proto__', 'mode'], value: 'grace' }] };
    await api.refused(400, 'invalid_request', 'POST', `${place}/policy/edits`, { body: hostile });
  });

  it('can name what the product has and the directories know', async () => {
    await rollcall.createTenant('umbrella', 'directory_umbrella');
    const idp = createSimulatedDirectory({
      seed: 7,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_umbrella',
    });
    const { group, events } = idp.createGroup('Admins');
    for (const event of events) await rollcall.post(event);
    await rollcall.drain();
    const made = await rollcall.api('POST', '/tenants/umbrella/workspaces', { key: 'lab', name: 'Lab' });
    assert.equal(made.status, 201);
    const reader = await readerOf('umbrella');
    const words = await reader.expect('PolicyVocabulary', 'GET', '/tenants/umbrella/policy/vocabulary');
    assert.deepEqual(
      words.roles.map(({ key, administers }) => [key, administers]),
      [
        ['owner', true],
        ['admin', true],
        ['member', false],
        ['viewer', false],
      ],
    );
    assert.deepEqual(words.workspaces, ['lab']);
    assert.deepEqual(
      words.attributes.find(({ name }) => name === 'employee_type'),
      { name: 'employee_type', values: ['employee', 'contractor'], mapped: true },
    );
    assert.ok(words.attributes.some(({ name, mapped }) => name === 'email' && !mapped));
    assert.deepEqual(words.groups, [{ id: group.idpId, name: 'Admins' }]);
    await reader.refused(404, 'not_found', 'GET', '/tenants/acme/policy/vocabulary');
  });

  it('is drafted from each template as the command writes it', async () => {
    const { templates } = await api.expect('PolicyTemplates', 'GET', '/policy-templates');
    assert.ok(templates.length >= 5);
    for (const { name } of templates) {
      const where = mkdtempSync(join(folder, 'new-'));
      const options = { from: name, domain: 'acme.com', policiesDirectory: where, cwd: where };
      const io = { stdout: () => undefined, stderr: () => undefined };
      assert.equal(await policyNew('acme', options, io), 0);
      const draft = await api.expect('PolicyDraft', 'POST', `${place}/policy/drafts`, {
        body: { template: name, domain: 'acme.com' },
      });
      assert.deepEqual(draft, {
        yaml: readFileSync(join(where, 'acme.policy.yaml'), 'utf8'),
        tests: readFileSync(join(where, 'acme.test.yaml'), 'utf8'),
      });
      const { tests } = await runTests(draft);
      assert.ok(tests.length > 0 && tests.every(({ holds }) => holds));
    }
    for (const body of [{ template: '../okta-basic' }, { template: 'okta-basic', domain: 'a b' }]) {
      await api.refused(400, 'invalid_request', 'POST', `${place}/policy/drafts`, { body });
    }
  });

  it('is told to nobody else: not to a token of another tenant, nor to one that may not read', async () => {
    const other = await readerOf('initech');
    const made = await rollcall.api('POST', '/tokens', { name: 'checks', scopes: ['tokens:write'] });
    const without = await createApiClient(rollcall.url, (made.body as { token: string }).token);
    for (const [path, body] of [
      ['/policy/checks', { yaml: POLICY }],
      ['/policy/tests', { tests: HOLDS }],
      ['/policy/mends', { yaml: POLICY }],
      ['/policy/docs', { yaml: POLICY }],
      ['/policy/edits', { yaml: POLICY, set: [] }],
      ['/policy/drafts', { template: 'okta-basic' }],
    ] as const) {
      await other.refused(404, 'not_found', 'POST', place + path, { body });
      await without.refused(403, 'forbidden', 'POST', place + path, { body });
    }
  });

  it('may be hostile, and is answered', async () => {
    const texts = [
      '['.repeat(50_000),
      `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *a]`).join('\n')}`,
      '__proto__: { tenant: acme }\nconstructor: 1\n',
      `${HEAD}about: ${'x'.repeat(300_000)}\n`,
    ];
    for (const text of texts) {
      const checked = await api.ask('POST', `${place}/policy/checks`, { body: { yaml: text } });
      assert.equal(checked.status, 200);
      const mended = await api.ask('POST', `${place}/policy/mends`, { body: { yaml: text } });
      assert.equal(mended.status, 200);
      const set = [{ path: ['guards', 'emptied_group', 'had_at_least'], value: 3 }];
      const edited = await api.ask('POST', `${place}/policy/edits`, { body: { yaml: text, set } });
      assert.ok(edited.status === 200 || edited.status === 422);
      const tested = await api.ask('POST', `${place}/policy/tests`, { body: { tests: text } });
      assert.equal(tested.status, 422);
    }
    const nul = { yaml: 'a\0b', tests: 'half \ud83d' };
    await api.refused(400, 'invalid_request', 'POST', `${place}/policy/tests`, { body: nul });
    assert.equal(({} as Record<string, unknown>)['tenant'], undefined);
  });
});
