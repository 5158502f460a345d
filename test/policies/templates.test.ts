import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkClaim } from '../../src/policy/always-claims.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { coverLines } from '../../src/rehearsal/coverage.ts';
import { findUnnoticed } from '../../src/rehearsal/find-unnoticed.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';
import {
  fillTemplate,
  POLICY_TEMPLATES_DIRECTORY,
  readPolicyTemplates,
} from '../../src/store/policy-templates.ts';
import { compilePolicy } from '../../src/policy/compile.ts';
import { shippedContext } from '../policy/shipped-context.ts';

const context = shippedContext();

describe('the templates of policies', () => {
  const templates = readPolicyTemplates();

  it('are there, each with a sentence about itself', () => {
    assert.deepEqual(
      templates.map(({ name }) => name),
      ['contractors', 'enterprise-guarded', 'entra-strict', 'google-small', 'okta-basic'],
    );
    for (const { about } of templates) assert.match(about, /^[A-Z].{20,}\.$/);
  });

  for (const template of templates) {
    const asTenants: [string, string][] = [
      [template.name, `${template.name}.example`],
      ['acme', 'acme.com'],
    ];
    for (const [tenant, domain] of asTenants) {
      it(`${template.name} passes the check and its own tests as the policy of ${tenant}`, async () => {
        const { policy, tests } = fillTemplate(template, tenant, domain);
        const parsed = parsePolicy(policy, `${tenant}.policy.yaml`, context);
        assert.deepEqual(parsed.diagnostics, []);
        const { effective } = parsed;
        assert(effective);
        const parsedTests = parsePolicyTests(tests, `${tenant}.test.yaml`, {
          catalog: context.catalog,
          policy: effective,
        });
        assert.deepEqual(parsedTests.diagnostics, []);
        assert(parsedTests.tests);
        assert.ok(
          (parsedTests.tests.tests?.length ?? 0) >= 5 && (parsedTests.tests.always?.length ?? 0) >= 2,
        );
        const results = await runPolicyTests(parsedTests.tests, effective, context.catalog);
        assert.deepEqual(
          results.flatMap(({ name, failures }) => failures.map(({ what, got }) => [name, what, got])),
          [],
        );
      });
    }

    it(`${template.name} has tests that decide every line of it, and notice every flip of one`, async () => {
      const { document, effective } = parsePolicy(template.policy, `${template.name}.policy.yaml`, context);
      assert(document && effective);
      const { tests } = parsePolicyTests(template.tests, `${template.name}.test.yaml`, {
        catalog: context.catalog,
        policy: effective,
      });
      assert(tests);
      const ran = await runPolicyTests(tests, effective, context.catalog);
      const decided = new Set(ran.flatMap((test) => [...test.decided]));
      const coverage = coverLines(template.policy, document, decided);
      assert.ok(coverage.lines > 10);
      assert.deepEqual(coverage.undecided, []);
      const { tried, unnoticed } = await findUnnoticed({ tests, document, ran, ...context });
      assert.ok(tried > 20);
      assert.deepEqual(unnoticed, []);
    });
  }

  it('keep their promise about owners whatever is done in the directory', async () => {
    for (const { name } of templates) {
      const text = readFileSync(join(POLICY_TEMPLATES_DIRECTORY, `${name}.policy.yaml`), 'utf8');
      const { effective } = parsePolicy(text, `${name}.policy.yaml`, context);
      assert(effective);
      const policy = compilePolicy(effective, context.catalog, 1);
      const claim = { nobody: { role: 'owner', set_by_hand: false } };
      assert.deepEqual((await checkClaim(policy, context.catalog, claim)).failures, [], name);
    }
  });

  it('are policies of tenants that are called like a number or a truth, too', () => {
    const [template] = templates;
    assert(template);
    for (const tenant of ['1234', '1e5', '0123', 'true', 'null', '3m']) {
      const { policy } = fillTemplate(template, tenant, 'acme.com');
      assert.deepEqual(parsePolicy(policy, `${tenant}.policy.yaml`, context).diagnostics, [], tenant);
    }
  });

  it('name nobody else once they are filled in', () => {
    const [okta] = templates.filter(({ name }) => name === 'okta-basic');
    assert(okta);
    const { policy, tests } = fillTemplate(okta, 'acme', 'acme.com');
    assert.match(policy, /tenant: acme\n/);
    assert.match(policy, /name: acme-admins/);
    assert.match(tests, /svc-anything@acme\.com/);
    assert.doesNotMatch(policy + tests, /okta-basic/);
  });
});
