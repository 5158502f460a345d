import assert from 'node:assert/strict';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import { bare, compiled } from './policy-fixture.ts';

describe('compiling a policy', () => {
  it('keeps the version and what is in force', () => {
    const policy = compiled();
    assert.equal(policy.version, 1);
    assert.equal(policy.effective.tenant, 'acme');
  });

  const when = { attribute: 'email', present: true as const };
  const refused: [string, Partial<PolicyDocument>, RegExp][] = [
    [
      'an unknown default role',
      { groups: { default_role: 'boss' } },
      /no role boss \(\/groups\/default_role\)/,
    ],
    ['an unknown role in never_grant', { groups: { never_grant: ['boss'] } }, /\/groups\/never_grant\/0/],
    [
      'an unknown role of a group',
      { groups: { map: [{ id: 'x', role: 'boss' }] } },
      /\/groups\/map\/0\/role/,
    ],
    [
      'an unknown workspace role of a group',
      { groups: { map: [{ id: 'x', workspaces: [{ key: 'a', role: 'boss' }] }] } },
      /no workspace role boss \(\/groups\/map\/0\/workspaces\)/,
    ],
    [
      'an unknown role that a rule caps',
      { rules: [{ name: 'a', when, then: { cap_role: 'boss' } }] },
      /\/rules\/0\/then\/cap_role/,
    ],
    [
      'an unknown role that a rule grants',
      { rules: [{ name: 'a', when, then: { grant_role: 'boss' } }] },
      /\/rules\/0\/then\/grant_role/,
    ],
    [
      'an unknown workspace role of a rule',
      { rules: [{ name: 'a', when, then: { add_workspaces: [{ key: 'a', role: 'boss' }] } }] },
      /\/rules\/0\/then\/add_workspaces/,
    ],
    [
      'an unknown attribute in a filter',
      { filters: { include: [{ name: 'a', attribute: 'departement', equals: 'x' }] } },
      /no attribute departement\. \(\/filters\/include\/0\)/,
    ],
    [
      'an unknown attribute in a rule',
      { rules: [{ name: 'a', when: { attribute: 'x', equals: 'x' }, then: { deny: true } }] },
      /\/rules\/0\/when/,
    ],
    [
      'an unknown attribute in an exception',
      {
        deactivation: {
          exceptions: [{ name: 'a', when: { attribute: 'x', equals: 'x' }, mode: 'immediate' }],
        },
      },
      /\/deactivation\/exceptions\/0\/when/,
    ],
    [
      'an expression that RE2 does not know',
      { filters: { exclude: [{ name: 'a', any: [{ attribute: 'email', matches: '(?=x)' }] }] } },
      /\/filters\/exclude\/0\/any\/0/,
    ],
  ];
  for (const [name, sections, message] of refused) {
    it(`refuses ${name}, and names the place`, () => {
      assert.throws(
        () => bare(sections),
        (error) =>
          error instanceof RollcallError && error.code === 'policy_invalid' && message.test(error.message),
      );
    });
  }
});
