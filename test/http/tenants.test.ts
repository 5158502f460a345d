import assert from 'node:assert/strict';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('tenants over HTTP', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;

  before(async () => {
    rollcall = await startRollcall();
    api = await createApiClient(rollcall.url, operatorToken);
  });
  after(() => rollcall.stop());

  it('are created with the default policy in force', async () => {
    const created = await api.expect('Tenant', 'POST', '/tenants', {
      body: { slug: 'acme', name: 'Acme Corp' },
    });
    assert.equal(created.slug, 'acme');
    assert.equal(created.name, 'Acme Corp');
    assert.equal(created.active_policy_version, 1);
    assert.equal(created.policy_problem, null);
    assert.deepEqual(await api.expect('Tenant', 'GET', '/tenants/acme'), created);

    const policy = await api.expect('PolicyVersion', 'GET', '/tenants/acme/policy');
    assert.equal(policy.version, 1);
    assert.equal(policy.origin, 'default');
    assert.match(policy.yaml, /tenant: acme/);
    assert.equal(policy.effective['tenant'], 'acme');
  });

  it('are created with a policy of their own', async () => {
    const yaml = 'version: rollcall/v1\ntenant: initech\ngroups:\n  default_role: viewer\n';
    await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'initech', policy: yaml } });
    const policy = await api.expect('PolicyVersion', 'GET', '/tenants/initech/policy');
    assert.equal(policy.yaml, yaml);
    assert.equal(policy.origin, 'api');
    assert.equal((policy.effective['groups'] as { default_role: string }).default_role, 'viewer');
  });

  it('are not created where the policy has errors, and the answer says where they are', async () => {
    const policy = 'version: rollcall/v1\ntenant: umbrella\ngroups:\n  default_role: memberr\n';
    const problem = await api.refused(422, 'policy_invalid', 'POST', '/tenants', {
      body: { slug: 'umbrella', policy },
    });
    const [first] = problem['diagnostics'] as { line: number; severity: string }[];
    assert.equal(first?.line, 4);
    assert.equal(first.severity, 'error');
    await api.refused(404, 'not_found', 'GET', '/tenants/umbrella');
  });

  it('are not created twice', async () => {
    await api.refused(409, 'conflict', 'POST', '/tenants', { body: { slug: 'acme' } });
  });

  it('have a slug that can stand in an address', async () => {
    for (const slug of ['', 'Acme', 'a b', '-a', 'a-', 'ä', 'a'.repeat(64), '../x', 'a\n', 'a\0']) {
      await api.refused(400, 'invalid_request', 'POST', '/tenants', { body: { slug } });
    }
  });
});
