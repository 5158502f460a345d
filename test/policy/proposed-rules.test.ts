import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import { compilePolicy } from '../../src/policy/compile.ts';
import { decide } from '../../src/policy/decide.ts';
import { withProposedRules } from '../../src/policy/proposed-rules.ts';
import { CATALOG, effective, person } from './policy-fixture.ts';

type Rule = NonNullable<PolicyDocument['rules']>[number];
const rule = (name: string, status: Rule['status'], then: Rule['then']): Rule => ({
  name,
  ...(status === undefined ? {} : { status }),
  when: { attribute: 'email', present: true },
  then,
});

describe('withProposedRules', () => {
  it('is nothing where a policy proposes no rule', () => {
    assert.equal(withProposedRules(effective({ rules: [] })), null);
    const rules = [rule('a', undefined, { deny: true }), rule('b', 'retired', { deny: true })];
    assert.equal(withProposedRules(effective({ rules })), null);
  });

  it('puts proposed rules in force in their places, and leaves the policy itself and its retired rules as they are', async () => {
    const policy = effective({
      rules: [
        rule('old', 'retired', { deny: true }),
        rule('strong', 'proposed', { grant_role: 'admin' }),
        rule('weak', 'active', { cap_role: 'viewer' }),
      ],
    });
    const before = JSON.stringify(policy);
    const proposed = withProposedRules(policy);
    assert.ok(proposed);
    assert.equal(JSON.stringify(policy), before);
    assert.deepEqual(
      proposed.rules.map(({ name, status }) => [name, status]),
      [
        ['old', 'retired'],
        ['strong', 'active'],
        ['weak', 'active'],
      ],
    );
    const [now, then] = await Promise.all(
      [policy, proposed].map((each) => decide(compilePolicy(each, CATALOG, 1), person())),
    );
    assert.ok(now?.outcome === 'active' && then?.outcome === 'active');
    assert.match(JSON.stringify(now.trace), /only proposed/);
    assert.doesNotMatch(JSON.stringify(then.trace), /only proposed/);
    assert.equal(then.trace.filter(({ at }) => at === '/rules/1').length, 1);
  });
});
