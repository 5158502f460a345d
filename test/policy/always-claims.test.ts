import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { PersonFacts } from '../../src/domain/decision.ts';
import type { AlwaysClaim } from '../../src/generated/policy-test.ts';
import type { Condition, In, PolicyDocument, Rule } from '../../src/generated/policy.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { checkClaim } from '../../src/policy/always-claims.ts';
import { decide } from '../../src/policy/decide.ts';
import type { PolicyTestFailure } from '../../src/policy/policy-test-result.ts';
import { proveClaim, type Proof } from '../../src/policy/proof/prove-claim.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';
import { account, bare, CATALOG, compiled, group } from './policy-fixture.ts';

type Nobody = AlwaysClaim['nobody'];

async function check(nobody: Nobody, sections: Partial<PolicyDocument> = {}): Promise<PolicyTestFailure[]> {
  return (await checkClaim(compiled(sections), CATALOG, { nobody })).failures;
}

const ROLES = ['owner', 'admin', 'member', 'viewer'];
const role = fc.constantFrom(...ROLES);

// Few values, so that everybody there is can be tried.
const TITLES = ['', 'a', 'b', 'ab', 'aXb', 'zz'];
const DEPARTMENTS = ['', 'a', 'b', '7', '9', '11'];
const TYPES = ['', 'E', 'C', 'employee', 'nonsense'];
const EMAILS = ['svc-a@x.example', 'a@y.example', ''];
const GROUPS = [
  group('saas-admins', '00g1'),
  group('renamed', '00g1'),
  group('saas-members', '00g2'),
  group('second', '00g3'),
  group('other', 'g-other'),
  group('saas-admins', 'g-twin'),
];
const ACCOUNTS: PersonFacts['account'][] = [
  null,
  account({ role: 'admin' }),
  account({ role: 'admin', isLastAdministrator: true }),
  account({ status: 'read_only' }),
  account({ status: 'deactivated' }),
];

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ attribute: fc.constantFrom('department', 'title'), equals: fc.constantFrom('a', 'b') }),
  fc.record({ attribute: fc.constant('title'), starts_with: fc.constantFrom('a', 'ax', 'z') }),
  fc.record({ attribute: fc.constant('title'), ends_with: fc.constantFrom('b', 'z') }),
  fc.record({ attribute: fc.constant('title'), contains: fc.constantFrom('x', 'a') }),
  fc.record({ attribute: fc.constant('title'), matches: fc.constantFrom('^a.*b$', '[xz]+') }),
  fc.record({
    attribute: fc.constant('title'),
    equals: fc.constantFrom('aXb', 'AXB'),
    exactly: fc.constant(true as const),
  }),
  fc.record({ attribute: fc.constant('department'), greater_than: fc.constantFrom(7, 9) }),
  fc.record({ attribute: fc.constant('department'), less_than: fc.constantFrom(9, 11) }),
  fc.record({ attribute: fc.constant('email'), starts_with: fc.constant('svc-') }),
  fc.record({ attribute: fc.constant('email'), ends_with: fc.constant('@y.example') }),
  fc.record({ attribute: fc.constant('department'), not_in: fc.constant<In>(['a', 'c']) }),
  fc.record({
    attribute: fc.constantFrom('department', 'title', 'employee_type'),
    absent: fc.constant(true as const),
  }),
  fc.record({
    attribute: fc.constant('employee_type'),
    equals: fc.constantFrom('contractor', 'employee'),
  }),
  fc.record({ fact: fc.constant('role' as const), equals: role }),
  fc.record({
    fact: fc.constant('event' as const),
    in: fc.constantFrom<In>(['provision'], ['update'], ['reactivate', 'deactivate']),
  }),
  fc.record({
    fact: fc.constant('groups' as const),
    member_of: fc.constantFrom('saas-admins', '00g3', 'other'),
  }),
  fc.record({ fact: fc.constant('groups' as const), starts_with: fc.constant('sa') }),
  fc.record({ fact: fc.constant('groups' as const), absent: fc.constant(true as const) }),
  fc.record({ fact: fc.constant('source' as const), not_equals: fc.constant('workos') }),
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
  fc.record({ cap_role: role, grant_role: role }),
  fc.constant({ deny: true as const }),
  fc.constant({ notify: 'security' }),
);
const filters = fc.array(
  condition.map((each) => ({ name: 'f', all: [each] })),
  { maxLength: 2 },
);
const policy: fc.Arbitrary<Partial<PolicyDocument>> = fc
  .record({
    rules: fc.array(fc.record({ when: condition, then }), { maxLength: 4 }),
    include: filters,
    exclude: filters,
    out_of_scope: fc.constantFrom('deactivate' as const, 'leave_alone' as const),
    precedence: fc.constantFrom('strongest' as const, 'listed' as const, 'hold' as const),
    manual_roles: fc.constantFrom('keep' as const, 'replace' as const),
    default_role: fc.constantFrom('member', 'no_access'),
    never_grant: fc.subarray(ROLES, { maxLength: 2 }),
    match_by: fc.constantFrom('id' as const, 'name' as const),
    if_missing: fc.boolean(),
    start_fresh: fc.boolean(),
    promote: fc.boolean(),
  })
  .map(({ rules, include, exclude, out_of_scope, if_missing, start_fresh, promote, ...groups }) => ({
    attributes: {
      map: {
        department: { from: 'enterprise.department' },
        title: { from: 'title' },
        employee_type: {
          from: 'userType',
          values: { E: 'employee', C: 'contractor' },
          ...(if_missing ? { if_missing: 'employee' } : {}),
        },
      },
    },
    filters: { include, exclude, out_of_scope },
    deactivation: start_fresh ? { if_reactivated: 'start_fresh' as const } : {},
    sole_admin: promote
      ? {
          action: 'promote' as const,
          promote: { from: ['member'] as [string], pick: 'longest_tenured' as const },
        }
      : {},
    rules: rules.map((rule, i) => ({ name: `rule ${i}`, ...rule })),
    groups: {
      ...groups,
      map: [
        { id: '00g2', name: 'saas-members', role: 'member' },
        { id: '00g1', name: 'saas-admins', role: 'admin' },
        { id: '00g3', name: 'second', role: 'viewer' },
        { id: 'g-twin', name: 'twin', role: 'owner' },
      ],
    },
  }));
const claim = fc.record(
  {
    role: fc.constantFrom(...ROLES, 'no_access'),
    employee_type: fc.constantFrom('contractor', 'employee'),
    title: fc.constantFrom('a', 'ab'),
    set_by_hand: fc.boolean(),
  },
  { requiredKeys: ['role'] },
);

interface Traits {
  title: string;
  department: string;
  userType: string;
  email: string;
}

function toFacts(traits: Traits, rest: Omit<PersonFacts, 'activeInDirectory' | 'resource'>): PersonFacts {
  const { email, department, ...resource } = traits;
  return {
    ...rest,
    activeInDirectory: true,
    resource: {
      ...resource,
      emails: email === '' ? [] : [{ value: email }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department },
    },
  };
}

const anybody: fc.Arbitrary<PersonFacts> = fc
  .record({
    traits: fc.record({
      title: fc.constantFrom(...TITLES),
      department: fc.constantFrom(...DEPARTMENTS),
      userType: fc.constantFrom(...TYPES),
      email: fc.constantFrom(...EMAILS),
    }),
    source: fc.constantFrom('workos' as const, 'scim' as const),
    groups: fc.subarray(GROUPS),
    manualRole: fc.option(role, { freq: 1 }),
    promotedRole: fc.option(role, { freq: 1 }),
    account: fc.constantFrom(...ACCOUNTS),
  })
  .map(({ traits, ...rest }) => toFacts(traits, rest));

const EMPLOYEE_TYPES: Record<string, string> = { E: 'employee', C: 'contractor', employee: 'employee' };

/** Whether somebody breaks a claim: decided by the service's code, and looked at by nothing of the proof's. */
async function breaks(
  sections: Partial<PolicyDocument>,
  nobody: Nobody,
  facts: PersonFacts,
): Promise<boolean> {
  const policy = bare(sections);
  const decision = await decide(policy, facts);
  const got = { active: null, no_access: 'no_access', undecided: null, leave_alone: null }[decision.outcome];
  if (nobody['role'] !== (decision.outcome === 'active' ? decision.role : got)) return false;
  // What was set by hand stays with the former account of whoever starts fresh.
  const startsFresh = policy.effective.deactivation.if_reactivated === 'start_fresh';
  const byHand = facts.manualRole !== null && !(startsFresh && facts.account?.status === 'deactivated');
  if (nobody['set_by_hand'] !== undefined && nobody['set_by_hand'] !== byHand) return false;
  const { title, userType } = facts.resource;
  if (nobody['title'] !== undefined && (title ?? '').trim().toLowerCase() !== nobody['title']) return false;
  if (nobody['employee_type'] === undefined) return true;
  const fallback = sections.attributes?.map?.['employee_type']?.if_missing;
  const type = userType === '' || userType === undefined ? fallback : EMPLOYEE_TYPES[userType];
  return type === nobody['employee_type'];
}

/** A claim that this person breaks; null where there is none. */
async function claimAgainst(sections: Partial<PolicyDocument>, facts: PersonFacts): Promise<Nobody | null> {
  const decision = await decide(bare(sections), facts);
  if (decision.outcome !== 'active' && decision.outcome !== 'no_access') return null;
  const nobody: Nobody = { role: decision.outcome === 'active' ? decision.role : 'no_access' };
  const { title } = facts.resource;
  if (title !== undefined && title !== '') nobody['title'] = title;
  const type = decision.outcome === 'active' ? decision.attributes['employee_type'] : undefined;
  if (typeof type === 'string') nobody['employee_type'] = type;
  if (facts.manualRole === null) nobody['set_by_hand'] = false;
  return nobody;
}

/** Whether a role by promotion is one that this policy could have given. */
function couldBe(sections: Partial<PolicyDocument>, { promotedRole, manualRole }: PersonFacts): boolean {
  if (promotedRole === null) return true;
  const forbidden = sections.groups?.never_grant ?? [];
  const promotes = sections.sole_admin?.action === 'promote';
  return (
    manualRole === null && promotes && /owner|admin/.test(promotedRole) && !forbidden.includes(promotedRole)
  );
}

describe('claims about everybody', () => {
  it('are never called proved where somebody can be found who breaks them', async () => {
    const found: Record<Proof['is'], number> = { proved: 0, broken: 0, open: 0, too_many: 0 };
    const people = fc.array(anybody, { minLength: 150, maxLength: 150 });
    await fc.assert(
      fc.asyncProperty(policy, claim, people, async (sections, nobody, several) => {
        const proof = await proveClaim(bare(sections), CATALOG, { nobody });
        found[proof.is] += 1;
        if (proof.is !== 'proved') return;
        for (const facts of several) {
          if (!couldBe(sections, facts)) continue;
          assert.equal(await breaks(sections, nobody, facts), false, JSON.stringify(facts));
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
    assert.ok(found.proved > 20 && found.broken > 20, JSON.stringify(found));
  });

  it('are never called proved of what somebody has', async () => {
    let broken = 0;
    const people = fc.array(anybody, { minLength: 15, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(policy, people, async (sections, several) => {
        for (const facts of several) {
          const nobody = couldBe(sections, facts) ? await claimAgainst(sections, facts) : null;
          if (nobody === null) continue;
          const proof = await proveClaim(bare(sections), CATALOG, { nobody });
          assert.notEqual(proof.is, 'proved', JSON.stringify([nobody, facts]));
          assert.notEqual(proof.is, 'too_many');
          if (proof.is === 'broken') broken += 1;
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
    assert.ok(broken > 100, String(broken));
  });

  it('are never called broken by somebody who does not break them', async () => {
    await fc.assert(
      fc.asyncProperty(policy, claim, async (sections, nobody) => {
        const proof = await proveClaim(bare(sections), CATALOG, { nobody });
        if (proof.is !== 'broken') return;
        const { facts } = proof.by;
        assert.equal(await breaks(sections, nobody, facts), true, JSON.stringify(facts));
        assert.ok(couldBe(sections, facts), JSON.stringify(facts));
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('print tests that pass the check and hold as long as the claim is broken', async () => {
    let printed = 0;
    await fc.assert(
      fc.asyncProperty(policy, claim, async (sections, nobody) => {
        const { effective } = bare(sections);
        const [failure] = (await checkClaim(bare(sections), CATALOG, { nobody })).failures;
        if (failure?.asTest === undefined) return;
        printed += 1;
        const text = `tests:\n${failure.asTest.replaceAll(/^/gm, '  ')}\n`;
        const { tests, diagnostics } = parsePolicyTests(text, 'acme.test.yaml', {
          catalog: CATALOG,
          policy: effective,
        });
        assert.ok(tests, `${text}\n${JSON.stringify(diagnostics)}`);
        const [result] = await runPolicyTests(tests, effective, CATALOG);
        assert.deepEqual(result?.failures, [], text);
      }),
      { numRuns: 100, endOnFailure: true },
    );
    assert.ok(printed > 20);
  });
});

describe('a claim', () => {
  it('that is broken by somebody in a group that is called otherwise does not name the one of the list', async () => {
    const [failure] = await check(
      { role: 'member', set_by_hand: false },
      {
        filters: { include: [{ name: 'Staff', fact: 'groups', member_of: 'staff' }] },
        groups: { match_by: 'name', default_role: 'member', map: [{ name: 'staff', role: 'viewer' }] },
        rules: [],
      },
    );
    assert.equal(failure?.when, 'in a group with the id staff and another name');
    assert.equal(failure.asTest, undefined);
  });

  it('that is broken says by whom, with a test that shows it and passes the check', async () => {
    const [failure] = await check({ employee_type: 'contractor', role: 'admin' }, { rules: [] });
    assert.equal(failure?.got, 'role admin');
    assert.equal(failure.when, 'country US, employee_type C, in the group saas-admins');
    assert.ok(failure.trace.some(({ decisive }) => decisive));
    assert.deepEqual(parse(failure.asTest ?? ''), [
      {
        name: 'Breaks the claim: nobody has employee_type contractor and role admin',
        given: {
          addresses: [{ type: 'work', country: 'US' }],
          userType: 'C',
          groups: ['saas-admins'],
        },
        expect: { status: 'active', role: 'admin' },
      },
    ]);
  });

  it('is looked at through rules, values and groups that only together break it', async () => {
    const rules: PolicyDocument['rules'] = [
      {
        name: 'A hole',
        when: {
          all: [
            { attribute: 'email', starts_with: 'x-' },
            { attribute: 'email', ends_with: '.example' },
            { attribute: 'email', matches: '-(one|two)[0-9]{2}@' },
            { attribute: 'title', matches: '\\p{Greek}' },
            { attribute: 'department', not_in: ['Sales', 'R&D'] },
            { attribute: 'title', greater_than: 5 },
            { fact: 'groups', member_of: ['unmapped'] },
            { not: { fact: 'groups', member_of: ['engineering'] } },
            { fact: 'source', equals: 'scim' },
            { fact: 'event', equals: 'reactivate' },
          ],
        },
        then: { grant_role: 'admin' },
      },
    ];
    const groups: PolicyDocument['groups'] = {
      default_role: 'viewer',
      map: [{ id: '00g3', name: 'engineering', role: 'member' }],
    };
    const policy = { rules, groups, filters: {} };
    const [failure] = await check({ role: 'admin', set_by_hand: false }, policy);
    assert.equal(
      failure?.got,
      'neither proved nor broken: whether there is such a value of title is not known',
    );
    const [rule] = rules;
    assert.ok(rule && 'all' in rule.when);
    rule.when.all.splice(3, 1);
    const [found] = await check({ role: 'admin', set_by_hand: false }, policy);
    assert.match(
      found?.when ?? '',
      /^department something else, email x-\S*(?:one|two)\d\d@\S*\.example, title 6, source scim, an account that is deactivated, in the group unmapped$/,
    );
    assert.match(found?.asTest ?? '', /- deactivated\n {4}- reactivated/);
    assert.deepEqual(await check({ role: 'owner', set_by_hand: false }, policy), []);
  });

  it('is about whoever has access where it names no role, and about nobody else', async () => {
    assert.deepEqual(await check({ country: 'JP' }), []);
    assert.equal((await check({ country: 'DE' })).length, 1);
    assert.equal((await check({ country: 'JP', role: 'no_access' })).length, 1);
  });

  it('is about roles that were set by hand as well, unless it says otherwise', async () => {
    const [failure] = await check({ role: 'owner' });
    assert.match(failure?.when ?? '', /owner set by hand$/);
    assert.match(failure?.asTest ?? '', /manual_role: owner/);
    assert.deepEqual(await check({ role: 'owner', set_by_hand: false }), []);
    assert.equal((await check({ role: 'admin', set_by_hand: true })).length, 1);
  });

  it('is about who was promoted, where the policy promotes', async () => {
    const nobody = { role: 'admin', set_by_hand: false };
    const groups: PolicyDocument['groups'] = { default_role: 'member', never_grant: ['owner'] };
    assert.deepEqual(await check(nobody, { groups, rules: [] }), []);
    const sole_admin: PolicyDocument['sole_admin'] = {
      action: 'promote',
      promote: { from: ['member'], pick: 'longest_tenured' },
    };
    const [failure] = await check(nobody, { groups, rules: [], sole_admin });
    assert.match(failure?.when ?? '', /admin by promotion$/);
  });

  it('takes a value that the directory can send, never one that is not to be had', async () => {
    const attributes: PolicyDocument['attributes'] = {
      map: { employee_type: { from: 'userType', values: { E: 'employee' } }, title: { from: 'title' } },
      sensitive: { drop: ['title'] },
    };
    const open = { attributes, filters: {}, rules: [] };
    assert.deepEqual(await check({ title: 'Chief' }, open), []);
    const [failure] = await check({ employee_type: 'contractor' }, open);
    assert.match(failure?.when ?? '', /^employee_type contractor/);
  });

  it('is proved however many countries, groups and rules there are that have no part in it', async () => {
    const countries = Array.from({ length: 200 }, (_, i) => `C${i}`);
    const map = Array.from({ length: 60 }, (_, i) => ({
      id: `g${i}`,
      role: i % 2 === 0 ? 'admin' : 'member',
    }));
    const include = [{ name: 'x', attribute: 'country', in: countries as [string] }];
    const rules = Array.from({ length: 20 }, (_, i) => ({
      name: `rule ${i}`,
      when: { all: [{ fact: 'groups' as const, member_of: `special ${i}` }] },
      then: i % 2 === 0 ? { notify: 'x' } : { cap_role: 'viewer' },
    }));
    const sections = { filters: { include }, groups: { map }, rules };
    assert.deepEqual(await check({ role: 'owner', set_by_hand: false }, sections), []);
  });

  it('says so where there are too many combinations, and which', async () => {
    const rules = Array.from({ length: 20 }, (_, i) => ({
      name: `rule ${i}`,
      when: { fact: 'groups' as const, member_of: `special ${i}` },
      then: { cap_role: 'viewer' },
    }));
    const groups: PolicyDocument['groups'] = { default_role: 'admin' };
    const [failure] = await check({ role: 'admin', set_by_hand: false }, { rules, groups });
    assert.deepEqual(
      [failure?.what, failure?.got],
      ['combinations', 'too many combinations, narrowed to the groups'],
    );
  });

  it('names the attributes that are too many together', async () => {
    // Nine people cannot sit on eight chairs, and to see that by trying takes long.
    const names = Array.from({ length: 9 }, (_, i) => `person_${i}`);
    const chairs = Array.from({ length: 8 }, (_, i) => `chair ${i}`);
    const seated = names.map((attribute): Condition => ({ attribute, in: chairs }));
    const apart = names.flatMap((one, i) =>
      names.slice(i + 1).flatMap((other) =>
        chairs.map((chair): Condition => {
          const both: Condition[] = [one, other].map((attribute) => ({ attribute, equals: chair }));
          return { not: { all: both } };
        }),
      ),
    );
    const map = Object.fromEntries(names.map((name) => [name, { from: `custom.${name}` }]));
    const [failure] = await check(
      { role: 'member' },
      {
        attributes: { map },
        filters: { include: [{ name: 'All seated', all: [...seated, ...apart] }] },
        groups: { default_role: 'member' },
        rules: [],
      },
    );
    assert.equal(failure?.what, 'combinations');
    assert.match(
      failure.got,
      /^too many combinations, narrowed to person_\d, person_\d, person_\d and person_\d$/,
    );
  });

  it('is taken apart where parts have nothing to do with each other: ten conditions are no thousand cases', async () => {
    const attributes = ['department', 'title', 'country', 'locale', 'starts_on'];
    const map = Object.fromEntries(attributes.map((name) => [name, { from: `custom.${name}` }]));
    const rules = Array.from({ length: 40 }, (_, i) => ({
      name: `rule ${i}`,
      when: { attribute: attributes[i % 5] ?? '', in: [`value ${i}`, `value ${i + 1}`] as [string, string] },
      then: { cap_role: 'member' },
    }));
    const groups: PolicyDocument['groups'] = { default_role: 'viewer', map: [{ id: 'g', role: 'member' }] };
    assert.deepEqual(
      await check({ role: 'admin', set_by_hand: false }, { attributes: { map }, filters: {}, rules, groups }),
      [],
    );
  });
});
