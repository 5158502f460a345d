import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PersonFacts } from '../../src/domain/decision.ts';
import type { Condition, In, PolicyDocument, Rule } from '../../src/generated/policy.ts';
import { ENTERPRISE_URN } from '../../src/policy/attribute-path.ts';
import { decide, decideAfresh } from '../../src/policy/decide.ts';
import {
  account,
  ADMINS,
  bare,
  compiled,
  ENGINEERING,
  group,
  LEADS,
  MEMBERS,
  person,
} from './policy-fixture.ts';

const ROLES = ['owner', 'admin', 'member', 'viewer'];
const VALUES = ['a', 'A', 'b', 'c', ''];
const GROUPS = [
  group('admins of old', 'directory_group_2', '00g1'),
  ADMINS,
  MEMBERS,
  ENGINEERING,
  LEADS,
  group('other', 'g-other'),
  group('saas-admins', 'g-twin'),
];

const role = fc.constantFrom(...ROLES);
const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute: fc.constantFrom('department', 'title', 'email'),
    equals: fc.constantFrom('a', 'b'),
  }),
  fc.record({ attribute: fc.constantFrom('department', 'title'), not_in: fc.constant<In>(['a', 'c']) }),
  fc.record({ attribute: fc.constantFrom('department', 'title'), absent: fc.constant(true as const) }),
  fc.record({ fact: fc.constant('role' as const), equals: role }),
  fc.record({ fact: fc.constant('event' as const), in: fc.constant<In>(['provision', 'deactivate']) }),
  fc.record({
    fact: fc.constant('groups' as const),
    member_of: fc.constantFrom('saas-admins', '00g3', 'other'),
  }),
  fc.record({ fact: fc.constant('is_last_admin' as const), equals: fc.constant(true) }),
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'condition' },
    comparison,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node;
const then: fc.Arbitrary<Rule['then']> = fc.oneof(
  fc.record({ cap_role: role }),
  fc.record({ grant_role: role }),
  fc.constant({ deny: true as const }),
  fc.constant({ notify: 'security' }),
  fc.constant({ add_workspaces: [{ key: 'hq', role: 'member' }] as [{ key: string; role: string }] }),
);
const filters = fc.array(
  condition.map((each) => ({ name: 'f', all: [each] })),
  { maxLength: 2 },
);
const mode = fc.constantFrom('immediate' as const, 'grace' as const, 'read_only' as const);
const deactivation: fc.Arbitrary<NonNullable<PolicyDocument['deactivation']>> = fc.record({
  mode,
  grace: fc.constant({ delete_after: '30d' }),
  read_only: fc.constant({ for: '14d' }),
  retain_data: fc.constantFrom('forever', '90d', '0s'),
  if_reactivated: fc.constantFrom('restore' as const, 'start_fresh' as const),
  exceptions: fc.array(fc.record({ name: fc.constant('e'), when: condition, mode }), { maxLength: 3 }),
});
const policy: fc.Arbitrary<Partial<PolicyDocument>> = fc
  .record({
    rules: fc.array(fc.record({ when: condition, then }), { maxLength: 5 }),
    exclude: filters,
    out_of_scope: fc.constantFrom('deactivate' as const, 'leave_alone' as const),
    precedence: fc.constantFrom('strongest' as const, 'listed' as const, 'hold' as const),
    manual_roles: fc.constantFrom('keep' as const, 'replace' as const),
    default_role: fc.constantFrom('member', 'no_access'),
    never_grant: fc.subarray(ROLES, { maxLength: 2 }),
    deactivation,
  })
  .map(({ rules, exclude, out_of_scope, deactivation, ...groups }) => ({
    attributes: { map: { department: { from: 'enterprise.department' }, title: { from: 'title' } } },
    filters: { exclude, out_of_scope },
    deactivation,
    rules: rules.map((rule, i) => ({ name: `rule ${i}`, ...rule })),
    groups: {
      ...groups,
      map: [
        { id: '00g2', role: 'member' },
        { id: '00g1', role: 'admin' },
        { id: 'g-twin', role: 'owner' },
        { id: '00g3', workspaces: [{ key: 'engineering', role: 'member' }] },
        { id: '00g4', role: 'viewer', workspaces: [{ key: 'engineering', role: 'admin' }] },
      ],
    },
  }));
const facts: fc.Arbitrary<PersonFacts> = fc
  .record({
    activeInDirectory: fc.boolean(),
    title: fc.constantFrom(...VALUES),
    email: fc.constantFrom('a@x.example', 'b@x.example'),
    groups: fc.subarray(GROUPS),
    manualRole: fc.option(role),
    promotedRole: fc.option(role),
    account: fc.option(
      fc.record({
        status: fc.constantFrom('active' as const, 'read_only' as const, 'deactivated' as const),
        role: fc.option(role),
        isLastAdministrator: fc.boolean(),
      }),
    ),
  })
  .map(({ title, email, account: state, ...rest }) =>
    person({ ...rest, resource: { title, emails: [{ value: email }] }, account: state && account(state) }),
  );

describe('every decision', () => {
  it('is the same for every order of the groups', async () => {
    const property = fc.asyncProperty(
      policy,
      facts,
      fc.shuffledSubarray(GROUPS, { minLength: GROUPS.length }),
      async (sections, known, order) => {
        const groups = order.filter((each) => known.groups.includes(each));
        assert.deepEqual(
          await decideAfresh(compiled(sections), { ...known, groups }),
          await decideAfresh(compiled(sections), known),
        );
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('is the same from memory as afresh, whoever was decided before', async () => {
    const property = fc.asyncProperty(
      policy,
      fc.array(facts, { minLength: 2, maxLength: 12 }),
      async (sections, people) => {
        const remembering = compiled(sections);
        for (const known of [...people, ...people]) {
          assert.deepEqual(await decide(remembering, known), await decideAfresh(compiled(sections), known));
        }
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('never gives a role that is never granted, unless it was set by hand', async () => {
    const property = fc.asyncProperty(policy, facts, async (sections, known) => {
      const decision = await decideAfresh(compiled(sections), known);
      if (decision.outcome !== 'active' || decision.roleOrigin === 'manual') return;
      assert.ok(!sections.groups?.never_grant?.includes(decision.role), JSON.stringify(decision.trace));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('gives nobody access who is not active in the directory', async () => {
    const property = fc.asyncProperty(policy, facts, async (sections, known) => {
      const decision = await decideAfresh(compiled(sections), { ...known, activeInDirectory: false });
      assert.equal(decision.outcome, 'no_access');
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('keeps a role that was given by promotion, unless a role by hand, a rule or a stronger one says otherwise', async () => {
    const property = fc.asyncProperty(policy, facts, role, async (sections, known, promotedRole) => {
      const decision = await decideAfresh(compiled({ ...sections, rules: [] }), {
        ...known,
        manualRole: null,
        promotedRole,
      });
      const fresh = sections.deactivation?.if_reactivated === 'start_fresh';
      if (decision.outcome !== 'active' || (fresh && known.account?.status === 'deactivated')) return;
      assert.ok(ROLES.indexOf(decision.role) <= ROLES.indexOf(promotedRole), JSON.stringify(decision.trace));
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('ends access in one of the ways of the policy, which does not change by the leaving itself', async () => {
    const property = fc.asyncProperty(policy, facts, async (sections, known) => {
      const ready = compiled(sections);
      const ways = [...ready.leaving.exceptions, ready.leaving.otherwise].map(({ leaving }) => leaving);
      const seen: unknown[] = [];
      for (const status of ['active', 'read_only', 'deactivated'] as const) {
        const state = account({ role: 'member', ...known.account, status });
        const left = await decideAfresh(ready, { ...known, activeInDirectory: false, account: state });
        assert.ok(left.outcome === 'no_access');
        assert.ok(ways.some((way) => JSON.stringify(way) === JSON.stringify(left.leaving)));
        seen.push(left.leaving);
      }
      assert.deepEqual(seen[1], seen[0]);
      assert.deepEqual(seen[2], seen[0]);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('has only pointers that lead to a line of the policy', async () => {
    const property = fc.asyncProperty(policy, facts, async (sections, known) => {
      const ready = compiled(sections);
      for (const { at } of (await decideAfresh(ready, known)).trace) {
        let node: unknown = ready.effective;
        for (const step of at?.split('/').slice(1) ?? []) node = (node as Record<string, unknown>)[step];
        assert.notEqual(node, undefined, String(at));
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

describe('2,000 decisions at once', () => {
  const people = Array.from({ length: 2_000 }, (_, i) =>
    person({
      resource: {
        userName: `user-${i}`,
        title: `title ${i % 50}`,
        userType: i % 3 === 0 ? 'C' : 'E',
        addresses: [{ type: 'work', country: i % 7 === 0 ? 'JP' : 'US' }],
      },
      groups: GROUPS.filter((_, place) => (i >> place) % 2 === 1),
      activeInDirectory: i % 11 !== 0,
      account: i % 2 === 0 ? account() : null,
    }),
  );

  for (const [name, by] of [
    ['from memory', decide],
    ['afresh', decideAfresh],
  ] as const) {
    it(`are the same as one after another, ${name}`, async () => {
      const overlapping = compiled();
      const atOnce = await Promise.all(people.map((known) => by(overlapping, known)));
      const serial = compiled();
      for (const [i, known] of people.entries()) assert.deepEqual(atOnce[i], await by(serial, known));
    });
  }
});

describe('the memory of decisions', () => {
  it('tells apart everything that a verdict depends on', async () => {
    const told = (channel: string, when: Condition): Rule => ({
      name: channel,
      when,
      then: { notify: channel },
    });
    const rules = [
      told('admin', { fact: 'role', equals: 'admin' }),
      told('member', { fact: 'role', equals: 'member' }),
      ...['provision', 'update', 'deactivate', 'reactivate'].map((event) =>
        told(event, { fact: 'event', equals: event }),
      ),
      told('last', { fact: 'is_last_admin', equals: true }),
      told('scim', { fact: 'source', equals: 'scim' }),
      told('title', { attribute: 'title', present: true }),
      told('group', { fact: 'groups', member_of: ['g-other'] }),
    ];
    const policy = compiled({
      rules,
      filters: { exclude: [{ name: 'x', attribute: 'title', equals: 'out' }] },
      deactivation: {
        grace: { delete_after: '30d' },
        exceptions: [{ name: 'e', when: { attribute: 'department', equals: 'R&D' }, mode: 'grace' }],
      },
    });
    const decisions = new Set<string>();
    for (const activeInDirectory of [true, false])
      for (const title of ['', 'in', 'out'])
        for (const department of ['R&D', 'Sales'])
          for (const [manualRole, promotedRole] of [
            [null, null],
            ['viewer', null],
            [null, 'admin'],
          ] as const)
            for (const source of ['scim', 'workos'] as const)
              for (const groups of [[], [ADMINS], [group('renamed', '00g1')], [group('other', 'g-other')]])
                for (const state of [
                  null,
                  account(),
                  account({ role: 'admin' }),
                  account({ isLastAdministrator: true }),
                  account({ status: 'read_only' }),
                  account({ status: 'deactivated' }),
                ]) {
                  const known = person({
                    activeInDirectory,
                    resource: { title, [ENTERPRISE_URN]: { department } },
                    manualRole,
                    promotedRole,
                    source,
                    groups,
                    account: state,
                  });
                  const decision = await decide(policy, known);
                  assert.deepEqual(decision, await decideAfresh(policy, known));
                  decisions.add(JSON.stringify(decision));
                }
    assert.ok(decisions.size > 100, String(decisions.size));
  });

  const robots = [{ name: 'Robots', attribute: 'email', starts_with: 'svc-' }];

  it('is shared by people who differ only in what no condition tells apart', async () => {
    const policy = compiled({ filters: { exclude: robots } });
    for (let i = 0; i < 1_000; i++) {
      await decide(
        policy,
        person({ resource: { userName: `user-${i}@x.example`, title: `title ${i}` }, groups: [MEMBERS] }),
      );
    }
    assert.equal(policy.memo.size, 1);
    assert.equal(policy.reaching.size, 0);
  });

  it('holds no value of a person', async () => {
    const policy = compiled({ filters: { exclude: robots } });
    await decide(
      policy,
      person({
        resource: { userName: 'svc-secret@x.example', title: 'Secret Title', displayName: 'Secret Name' },
      }),
    );
    const remembered = JSON.stringify([...policy.memo.entries()]);
    assert.ok(remembered.includes('Robots'));
    for (const secret of ['svc-secret', 'Secret Title', 'Secret Name'])
      assert.ok(!remembered.includes(secret), secret);
  });

  it('is not changed by whoever changes a decision', async () => {
    const policy = compiled();
    const known = person({ groups: [ADMINS, LEADS] });
    const first = await decide(policy, known);
    const untouched = structuredClone(first);
    assert.ok(first.outcome === 'active');
    first.trace.length = 1;
    first.notify.push('everybody');
    first.roleGroups.push('x');
    first.workspaces.forEach((workspace) => (workspace.role = 'owner'));
    first.trace.forEach((step) => (step.says = 'x'));
    assert.deepEqual(await decide(policy, known), untouched);

    const left = await decide(policy, { ...known, activeInDirectory: false });
    const asItWas = structuredClone(left);
    assert.ok(left.outcome === 'no_access');
    left.leaving.purgeAfterMs = 1;
    left.revoke.length = 0;
    assert.deepEqual(await decide(policy, { ...known, activeInDirectory: false }), asItWas);
  });

  it('hazard: a kept result of the engine holds 39 KB; kept verdicts are small and bounded', async () => {
    const map = Array.from({ length: 12 }, (_, i) => ({ id: `g${i}`, role: 'member' }));
    const policy = bare({ groups: { map } });
    for (let i = 0; i < 3_000; i++) {
      const groups = map
        .filter((_, place) => (i >> place) % 2 === 1)
        .map(({ id }) => group(`a group with a long name ${id} `.repeat(2), id));
      await decide(policy, person({ groups }));
    }
    assert.ok(policy.memo.size > 100 && policy.memo.size <= 2_000, String(policy.memo.size));
    assert.ok(policy.memo.calculatedSize <= 500_000, String(policy.memo.calculatedSize));
    assert.ok(policy.memo.calculatedSize / policy.memo.size < 4_000);
  });
});
