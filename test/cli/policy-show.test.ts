import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { policyShow, type PolicyShowOptions } from '../../src/cli/policy-show.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';
import { shippedContext } from '../policy/shipped-context.ts';

async function show(tenant: string, options: Partial<PolicyShowOptions> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await policyShow(
    tenant,
    { policiesDirectory: OWN_POLICIES_DIRECTORY, ...options },
    { stdout: (line) => out.push(line), stderr: (line) => err.push(line) },
  );
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

describe('rollcall policy show', () => {
  it('prints the file as it is', async () => {
    const file = readFileSync(join(OWN_POLICIES_DIRECTORY, 'globex.policy.yaml'), 'utf8');
    assert.deepEqual(await show('globex'), { exitCode: 0, out: file.trimEnd(), err: '' });
  });

  it('prints what is in force, each section with its origin, and each filled key as such', async () => {
    const { exitCode, out } = await show('globex', { effective: true });
    assert.equal(exitCode, 0);
    assert.match(out, /# from policies\/globex\.policy\.yaml\ngroups:\n {2}match_by: name\n/);
    assert.match(out, /# from policies\/default\.policy\.yaml\nattributes:\n/);
    assert.match(out, /\n {2}settle: 0s # built in\n/);
    assert.doesNotMatch(out, /match_by: name # built in/);
    assert.doesNotMatch(out, /guards/);
  });

  it('prints what is in force as a policy that means the same', async () => {
    const context = shippedContext();
    for (const tenant of ['globex', 'initech', 'northwind']) {
      const { out } = await show(tenant, { effective: true });
      const again = parsePolicy(out, `${tenant}.policy.yaml`, context);
      assert.deepEqual(
        again.diagnostics.filter(({ severity }) => severity === 'error'),
        [],
      );
      const file = readFileSync(join(OWN_POLICIES_DIRECTORY, `${tenant}.policy.yaml`), 'utf8');
      assert.deepEqual(again.effective, parsePolicy(file, `${tenant}.policy.yaml`, context).effective);
    }
  });

  it('says of a section that nobody wrote that it is built in', async () => {
    assert.match((await show('default', { effective: true })).out, /# from Rollcall itself.*\nfilters:\n/);
  });

  it('prints JSON: the document, or what is in force with the origins', async () => {
    const written = JSON.parse((await show('northwind', { json: true })).out) as Record<string, unknown>;
    const file = readFileSync(join(OWN_POLICIES_DIRECTORY, 'northwind.policy.yaml'), 'utf8');
    assert.deepEqual(written, { tenant: 'northwind', document: parse(file) as unknown });
    const effective = JSON.parse((await show('northwind', { json: true, effective: true })).out) as {
      origins: Record<string, string>;
      effective: { sole_admin: unknown };
    };
    assert.deepEqual([effective.origins['groups'], effective.origins['sole_admin']], ['tenant', 'default']);
    assert.deepEqual(effective.effective.sole_admin, {
      action: 'block',
      promote: null,
      if_unanswered: null,
      revoke_sessions: true,
    });
  });

  it('exits 2 for a tenant that has no policy, with the name that was probably meant', async () => {
    const { exitCode, out, err } = await show('globx');
    assert.deepEqual([exitCode, out], [2, '']);
    assert.match(err, /no policy of "globx"\. Did you mean globex\?/);
    assert.match((await show('../secret')).err, /There are globex, initech, northwind and default\./);
  });

  it('exits 1 with the errors for a policy that does not load, and still prints the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'show-'));
    try {
      const text = 'version: rollcall/v1\ntenant: acme\ngroups: { default_role: membr }\n';
      writeFileSync(join(folder, 'acme.policy.yaml'), text);
      const { exitCode, out, err } = await show('acme', { effective: true, policiesDirectory: folder });
      assert.deepEqual([exitCode, out], [1, '']);
      assert.match(err, /acme\.policy\.yaml:3:25 error unknown_role/);
      assert.equal((await show('acme', { policiesDirectory: folder })).out, text.trimEnd());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
