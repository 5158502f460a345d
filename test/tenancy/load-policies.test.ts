import assert from 'node:assert/strict';
import { pino } from 'pino';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { PolicyFile } from '../../src/store/policies-directory.ts';
import type { TenancyDeps } from '../../src/tenancy/deps.ts';
import { loadPolicies, type LoadedPolicy } from '../../src/tenancy/load-policies.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

const good = (name: string, defaultRole = 'viewer') => `version: rollcall/v1
tenant: ${name}
groups: { default_role: ${defaultRole} }
`;
const bad = (name: string) => `version: rollcall/v1
tenant: ${name}
groups:
  default_role: emperor
`;

describe('Policies at start', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let said: Record<string, unknown>[];

  beforeEach(async () => {
    rollcall = await startRollcall();
    api = await createApiClient(rollcall.url, operatorToken);
    said = [];
  });
  afterEach(() => rollcall.stop());

  const fileOf = (name: string, text: string): PolicyFile => ({
    name,
    file: `/srv/policies/${name}.policy.yaml`,
    text,
  });
  const log = () =>
    pino({ level: 'debug' }, { write: (line) => said.push(JSON.parse(line) as Record<string, unknown>) });
  const load = (files: Record<string, string>, deps: TenancyDeps = rollcall.service.tenancy) =>
    loadPolicies(
      deps,
      Object.entries(files).map(([name, text]) => fileOf(name, text)),
      log(),
    );
  const inWords = (loaded: LoadedPolicy[]) =>
    loaded.map(({ tenant, outcome, version }) => `${tenant} ${outcome} ${version ?? 'none'}`);
  const policyOf = (slug: string) => api.expect('PolicyVersion', 'GET', `/tenants/${slug}/policy`);
  const activations = async (slug: string) =>
    (await api.expect('AuditRecordList', 'GET', `/tenants/${slug}/audit-records?action=policy.activated`))
      .data;

  it('found tenants that are not there yet, and put their policies in force', async () => {
    assert.deepEqual(inWords(await load({ acme: good('acme'), globex: good('globex', 'member') })), [
      'acme activated 1',
      'globex activated 1',
    ]);
    const acme = await policyOf('acme');
    assert.equal(acme.yaml, good('acme'));
    assert.equal(acme.origin, 'file');
    assert.equal(acme.author, 'acme.policy.yaml');
    const [record] = await activations('acme');
    assert.deepEqual(record?.actor, { kind: 'policy', id: 'acme.policy.yaml' });
  });

  it('that did not change make no new version, and nobody is reconsidered', async () => {
    await load({ acme: good('acme') });
    await rollcall.drain();
    assert.deepEqual(inWords(await load({ acme: good('acme') })), ['acme unchanged 1']);
    assert.equal((await activations('acme')).length, 1);
    const result = await rollcall.database.acrossTenants((trx) =>
      trx.raw<{ rows: { reconsider_after: string | null }[] }>('select reconsider_after from tenants'),
    );
    assert.deepEqual(result.rows, [{ reconsider_after: null }]);
  });

  it('that changed make a new version, and going back makes another', async () => {
    await load({ acme: good('acme') });
    assert.deepEqual(inWords(await load({ acme: good('acme', 'member') })), ['acme activated 2']);
    assert.deepEqual(inWords(await load({ acme: good('acme') })), ['acme activated 3']);
    const { version, author } = await policyOf('acme');
    assert.deepEqual([version, author], [3, 'acme.policy.yaml']);
    // Whoever reads their own log learns nothing of the server's folders.
    assert.doesNotMatch(JSON.stringify(await activations('acme')), /srv/);
  });

  it('that do not load leave the last good version in force, and the problem is shown until it is gone', async () => {
    await load({ acme: good('acme'), globex: good('globex') });
    const loaded = await load({ acme: bad('acme'), globex: good('globex') });
    assert.deepEqual(inWords(loaded), ['acme refused 1', 'globex unchanged 1']);
    assert.ok(loaded[0]?.diagnostics.some(({ code, line }) => code === 'unknown_role' && line === 4));

    const acme = await policyOf('acme');
    assert.equal(acme.version, 1);
    assert.equal(acme.yaml, good('acme'));
    const problem = acme.problem as { file: string; at: string; diagnostics: { line: number }[] } | null;
    assert.equal(problem?.file, '/srv/policies/acme.policy.yaml');
    assert.equal(problem.at, rollcall.clock.now().toISOString());
    assert.equal(problem.diagnostics[0]?.line, 4);
    assert.equal((await policyOf('globex')).problem, null);
    const errors = said.filter(({ level }) => Number(level) >= 50);
    assert.deepEqual(
      errors.map(({ tenant, msg }) => [tenant, msg]),
      [['acme', 'a policy does not load; the last good version stays in force']],
    );

    // Made good again, also by going back to what is in force.
    await load({ acme: good('acme'), globex: good('globex') });
    assert.equal((await policyOf('acme')).problem, null);
    assert.equal((await policyOf('acme')).version, 1);
  });

  it('that never loaded found no tenant', async () => {
    const loaded = await load({ acme: bad('acme'), broken: 'tenant: [', globex: good('globex') });
    assert.deepEqual(inWords(loaded), ['acme refused none', 'broken refused none', 'globex activated 1']);
    const { data } = await api.expect('TenantList', 'GET', '/tenants');
    assert.deepEqual(
      data.map(({ slug }) => slug),
      ['globex'],
    );
  });

  it('that name another tenant than their file does touch neither that tenant nor its policy', async () => {
    await load({ acme: good('acme'), globex: good('globex') });
    const loaded = await load({ acme: good('acme'), globex: good('globex'), zeta: good('acme', 'member') });
    assert.deepEqual(inWords(loaded), ['acme unchanged 1', 'globex unchanged 1', 'zeta refused none']);
    const acme = await policyOf('acme');
    assert.equal(acme.yaml, good('acme'));
    assert.equal(acme.problem, null);

    // Nor does a tenant's own file that went astray leave its tenant without a word.
    const astray = await load({ acme: good('acme'), globex: good('acme', 'member') });
    assert.deepEqual(inWords(astray), ['acme unchanged 1', 'globex refused 1']);
    assert.equal((await policyOf('acme')).problem, null);
    assert.notEqual((await policyOf('globex')).problem, null);
  });

  it('of a tenant without a file of its own follow the default policy as it changes', async () => {
    await rollcall.createTenant('plain', 'directory_plain');
    await load({ acme: good('acme') });
    const { tenancy } = rollcall.service;
    const text = `version: rollcall/v1\nabout: Another default.\ngroups: { default_role: viewer, match_by: name }\n`;
    const { document } = parsePolicy(text, 'default.policy.yaml', {
      catalog: tenancy.policyContext.catalog,
      defaultDocument: null,
    });
    assert.ok(document);
    const changed = { ...tenancy, policyContext: { ...tenancy.policyContext, defaultDocument: document } };
    await load({ acme: good('acme') }, changed);
    const plain = await policyOf('plain');
    assert.equal(plain.version, 2);
    assert.equal(plain.origin, 'default');
    assert.equal((plain.effective['groups'] as { default_role: string }).default_role, 'viewer');
    await load({ acme: good('acme') }, changed);
    assert.equal((await policyOf('plain')).version, 2, 'the same default made a new version');

    // With a file of its own it follows no more.
    await load({ acme: good('acme'), plain: good('plain', 'member') }, changed);
    await load({ acme: good('acme'), plain: good('plain', 'member') });
    const own = await policyOf('plain');
    assert.equal(own.origin, 'file');
    assert.equal((own.effective['groups'] as { default_role: string }).default_role, 'member');
  });

  it('of the default still hold where the tenant’s new file does not load', async () => {
    await rollcall.createTenant('plain', 'directory_plain');
    await load({ plain: bad('plain') });
    const plain = await policyOf('plain');
    assert.equal(plain.version, 1);
    assert.equal(plain.origin, 'default');
    assert.notEqual(plain.problem, null);
  });
});
