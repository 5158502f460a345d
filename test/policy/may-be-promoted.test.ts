import assert from 'node:assert/strict';
import type { Condition } from '../../src/generated/policy.ts';
import { decide } from '../../src/policy/decide.ts';
import { mayBePromoted } from '../../src/policy/may-be-promoted.ts';
import { account, ADMINS, compiled, MEMBERS, person, RESOURCE } from './policy-fixture.ts';

const withUnless = (unless: Condition) =>
  compiled({
    sole_admin: { action: 'promote', promote: { from: ['member'], pick: 'longest_tenured', unless } },
  });

describe('whoever may be promoted', () => {
  const member = person({ groups: [MEMBERS], account: account({ role: 'member' }) });

  it('is anybody, where the policy does not say unless', async () => {
    const from: ['member'] = ['member'];
    const policy = compiled({
      sole_admin: { action: 'promote', promote: { from, pick: 'longest_tenured' } },
    });
    assert.equal(await mayBePromoted(policy, member), true);
    assert.equal(await mayBePromoted(compiled(), member), true);
  });

  /** What the policy says, what the person is otherwise, result */
  const table: [Condition, Partial<typeof member>, boolean][] = [
    [{ attribute: 'employee_type', equals: 'contractor' }, {}, true],
    [
      { attribute: 'employee_type', equals: 'contractor' },
      { resource: { ...RESOURCE, userType: 'C' } },
      false,
    ],
    [{ attribute: 'department', equals: 'r&d' }, {}, false],
    [{ attribute: 'department', equals: 'R&D' }, { resource: {} }, true],
    [{ fact: 'role', equals: 'member' }, {}, false],
    [{ fact: 'role', equals: 'member' }, { account: account({ role: 'viewer' }) }, true],
    [{ fact: 'groups', member_of: 'saas-members' }, {}, false],
    [{ fact: 'groups', member_of: 'saas-members' }, { groups: [ADMINS] }, true],
    [{ fact: 'in_scope', equals: true }, {}, false],
    [{ fact: 'event', equals: 'update' }, {}, false],
    [{ fact: 'source', equals: 'scim' }, {}, true],
    [{ not: { attribute: 'title', present: true } }, {}, true],
  ];
  for (const [unless, changes, expected] of table) {
    it(`is ${expected ? 'also' : 'not'} this one, unless ${JSON.stringify(unless)}: ${JSON.stringify(changes)}`, async () => {
      assert.equal(await mayBePromoted(withUnless(unless), { ...member, ...changes }), expected);
    });
  }

  it('does not tell apart people for whom the verdict is the same', async () => {
    const policy = withUnless({ attribute: 'department', equals: 'R&D' });
    await decide(policy, member);
    await decide(policy, { ...member, resource: { ...RESOURCE, title: 'x', 'urn:x': 1 } });
    await decide(policy, {
      ...member,
      resource: { userName: 'x', addresses: [{ type: 'work', country: 'US' }] },
    });
    assert.equal(policy.memo.size, 1);
  });
});
