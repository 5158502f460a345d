import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PersonFacts } from '../../../src/domain/decision.ts';
import type { Condition, In, PolicyDocument, Rule } from '../../../src/generated/policy.ts';
import { ENTERPRISE_URN } from '../../../src/policy/attribute-path.ts';
import { compilePolicy, type CompiledPolicy } from '../../../src/policy/compile.ts';
import { decideAfresh } from '../../../src/policy/decide.ts';
import type { Move, PolicyMove } from '../../../src/policy/why-not/move.ts';
import { whyNot, type WhyNotDecided } from '../../../src/policy/why-not/why-not.ts';
import { isGiven, parseWish, type Wish } from '../../../src/policy/why-not/wish.ts';
import {
  account,
  ADMINS,
  bare,
  CATALOG,
  compiled,
  ENGINEERING,
  group,
  LEADS,
  MEMBERS,
  person,
  RESOURCE,
} from '../policy-fixture.ts';

const admin: Wish = { kind: 'role', role: 'admin' };
const ask = (policy: CompiledPolicy, facts: PersonFacts, wish: Wish = admin): Promise<WhyNotDecided> =>
  whyNot(policy, CATALOG, facts, wish);
/** Each way in a line. */
const said = ({ ways }: WhyNotDecided): string[] => ways.map((way) => way.map(inShort).join(' + '));

function inShort({ change, at }: Move): string {
  const line = at === null ? '' : ` ${at}`;
  switch (change.kind) {
    case 'become_active':
      return 'active';
    case 'join_group':
      return `join ${[change.group, ...change.others].map(({ id, name }) => name ?? id).join('/')}${line}`;
    case 'leave_group':
      return `leave ${change.group.name ?? change.group.id}${line}`;
    case 'attribute':
      return `${change.attribute} ${change.how} ${String(change.becomes)}${line}`;
    case 'set_role':
      return `set ${change.role}${line}`;
    case 'withdraw_role':
      return `withdraw ${change.role}${line}`;
    case 'policy':
      return `${change.says}${line}`;
  }
}

describe('why somebody does not have something', () => {
  it('is the group that gives it, where they are in none that does', async () => {
    const found = await ask(compiled(), person({ groups: [MEMBERS] }));
    assert.equal(found.cause?.because, 'they are in no group that gives it');
    assert.deepEqual(said(found), ['join saas-admins /groups/map/0']);
    assert.deepEqual(found.inTheWay, []);
    assert.equal(found.isComplete, true);
  });

  it('is the rule that takes it, with the attribute that it goes by', async () => {
    const contractor = person({ groups: [ADMINS], resource: { ...RESOURCE, userType: 'C' } });
    const found = await ask(compiled(), contractor);
    assert.equal(found.cause?.because, 'of the rule "Contractors never administer"');
    assert.equal(found.cause.at, '/rules/0');
    assert.deepEqual(said(found), ['employee_type be employee /rules/0']);
  });

  it('takes every change that it takes, and none that it does not', async () => {
    const facts = person({
      activeInDirectory: false,
      groups: [group('elsewhere')],
      resource: { ...RESOURCE, userType: 'C', addresses: [{ type: 'work', country: 'BR' }] },
    });
    const found = await ask(compiled(), facts);
    assert.match(found.cause?.because ?? '', /no longer active/);
    assert.ok(
      said(found).includes(
        'active + join saas-admins /groups/map/0 + country be US /filters/include/0 + employee_type be employee /rules/0',
      ),
      said(found).join('\n'),
    );
    const only = await ask(compiled(), { ...facts, activeInDirectory: true }, { kind: 'access' });
    assert.match(only.cause?.because ?? '', /they match no filter/);
    assert.deepEqual(said(only), ['country be US /filters/include/0']);
  });

  it('names every group that would do, and a role by hand for who has an account', async () => {
    const map = [
      { id: 'g1', name: 'one', role: 'admin' },
      { id: 'g2', name: 'two', role: 'admin' },
    ];
    const policy = bare({ groups: { default_role: 'member', manual_roles: 'keep', map } });
    assert.deepEqual(said(await ask(policy, person())), ['join one/two /groups/map/0']);
    assert.deepEqual(said(await ask(policy, person({ account: account() }))), [
      'join one/two /groups/map/0',
      'set admin /groups/manual_roles',
    ]);
  });

  it('names the line that stands in the way where nothing gives it', async () => {
    const found = await ask(compiled(), person({ groups: [MEMBERS] }), { kind: 'role', role: 'owner' });
    assert.equal(found.cause?.because, 'no group may give owner');
    assert.equal(found.cause.at, '/groups/never_grant');
    assert.ok(found.inTheWay.some(({ says, at }) => at === '/groups/never_grant' && says.includes('owner')));
    assert.ok(found.ways.every((way) => way.some(({ reach }) => reach === 'policy')));
    assert.deepEqual(
      said(found)[0],
      [
        'taking owner out of never_grant /groups/never_grant',
        'giving the group "saas-members" the role owner /groups/map/1',
      ].join(' + '),
    );
  });

  it('is a group to leave, where another one gives more', async () => {
    const found = await ask(compiled(), person({ groups: [ADMINS, MEMBERS] }), {
      kind: 'role',
      role: 'member',
    });
    assert.match(found.cause?.because ?? '', /have the role admin instead/);
    assert.deepEqual(said(found), [
      'leave saas-admins /groups/map/0',
      'employee_type be contractor /rules/0',
    ]);
  });

  it('is the role by hand that counts instead', async () => {
    const policy = bare({
      groups: {
        default_role: 'member',
        manual_roles: 'keep',
        map: [{ id: 'g1', name: 'one', role: 'admin' }],
      },
    });
    const facts = person({
      groups: [group('one', 'g1')],
      manualRole: 'viewer',
      account: account({ role: 'viewer' }),
    });
    const found = await ask(policy, facts);
    assert.match(found.cause?.because ?? '', /viewer instead.*by hand/);
    assert.deepEqual(said(found), ['set admin /groups/manual_roles', 'withdraw viewer /groups/manual_roles']);
  });

  it('is another value of an attribute that a filter names', async () => {
    const policy = bare({
      attributes: { map: { title: { from: 'title' } } },
      filters: { exclude: [{ name: 'Robots', any: [{ attribute: 'title', equals: 'Robot' }] }] },
    });
    const found = await ask(policy, person({ resource: { title: 'Robot' } }), { kind: 'access' });
    assert.match(found.cause?.because ?? '', /excluded by the filter "Robots"/);
    assert.deepEqual(said(found), ['title be_other null /filters/exclude/0']);
  });

  it('is a workspace in another role, or in none', async () => {
    const member = person({ groups: [ENGINEERING] });
    const inRole = await ask(compiled(), member, { kind: 'workspace', key: 'engineering', role: 'admin' });
    assert.match(inRole.cause?.because ?? '', /they have the role member there/);
    assert.deepEqual(said(inRole), ['join eng-leads /groups/map/3']);
    const inNone = await ask(compiled(), person(), { kind: 'workspace', key: 'engineering', role: null });
    assert.deepEqual(said(inNone), ['join engineering /groups/map/2', 'join eng-leads /groups/map/3']);
    const unknown = await ask(compiled(), member, { kind: 'workspace', key: 'sales', role: null });
    assert.match(unknown.cause?.because ?? '', /no group and no rule/);
    assert.ok(said(unknown)[0]?.startsWith('giving the group "engineering" the workspace sales as member'));
  });

  it('is nothing where they have it', async () => {
    const found = await ask(compiled(), person({ groups: [ADMINS] }));
    assert.deepEqual(found, { isGiven: true, cause: null, ways: [], inTheWay: [], isComplete: true });
  });

  it('reads what is asked', () => {
    assert.deepEqual(parseWish(' role=admin '), admin);
    assert.deepEqual(parseWish('status=active'), { kind: 'access' });
    assert.deepEqual(parseWish('access'), { kind: 'access' });
    assert.deepEqual(parseWish('workspace=a:b:admin'), { kind: 'workspace', key: 'a:b', role: 'admin' });
    assert.deepEqual(parseWish('workspace=a'), { kind: 'workspace', key: 'a', role: null });
    for (const wrong of [
      '',
      'role',
      'role=',
      'status=purged',
      '__proto__=x',
      'workspace=:',
      'workspace=a:',
    ]) {
      assert.equal(parseWish(wrong), null, wrong);
    }
  });
});

const ROLES = ['owner', 'admin', 'member', 'viewer'];
const GROUPS = [ADMINS, MEMBERS, ENGINEERING, LEADS, group('other', 'g-other'), group('free', 'g-free')];
const TITLES = ['a', 'B', 'else', ''];
const role = fc.constantFrom(...ROLES);
const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ attribute: fc.constantFrom('department', 'title'), equals: fc.constantFrom('a', 'b') }),
  fc.record({ attribute: fc.constantFrom('department', 'title'), not_in: fc.constant<In>(['a', 'c']) }),
  fc.record({ attribute: fc.constantFrom('department', 'title'), starts_with: fc.constantFrom('a', 'xy') }),
  fc.record({ attribute: fc.constantFrom('department', 'title'), absent: fc.constant(true as const) }),
  fc.record({ attribute: fc.constant('email'), ends_with: fc.constant('@x.example') }),
  fc.record({ fact: fc.constant('role' as const), equals: role }),
  fc.record({
    fact: fc.constant('groups' as const),
    member_of: fc.constantFrom('saas-admins', '00g3', 'other'),
  }),
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'condition' },
    comparison,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node;
const then: fc.Arbitrary<Rule['then']> = fc.oneof(
  fc.record({ cap_role: role }),
  fc.record({ grant_role: role }),
  fc.constant({ deny: true as const }),
  fc.constant({ add_workspaces: [{ key: 'hq', role: 'member' }] as [{ key: string; role: string }] }),
  fc.constant({ remove_workspaces: ['engineering'] as [string] }),
);
const filters = fc.array(
  condition.map((each) => ({ name: 'f', all: [each] })),
  { maxLength: 1 },
);
const sections: fc.Arbitrary<Partial<PolicyDocument>> = fc
  .record({
    rules: fc.array(fc.record({ when: condition, then }), { maxLength: 3 }),
    include: filters,
    exclude: filters,
    precedence: fc.constantFrom('strongest' as const, 'listed' as const, 'hold' as const),
    manual_roles: fc.constantFrom('keep' as const, 'replace' as const),
    default_role: fc.constantFrom('member', 'no_access'),
    never_grant: fc.subarray(ROLES, { maxLength: 2 }),
  })
  .map(({ rules, include, exclude, ...groups }) => ({
    attributes: { map: { department: { from: 'enterprise.department' }, title: { from: 'title' } } },
    filters: { include, exclude },
    rules: rules.map((rule, i) => ({ name: `rule ${i}`, ...rule })),
    groups: {
      ...groups,
      map: [
        { id: '00g2', name: 'saas-members', role: 'member' },
        { id: '00g1', name: 'saas-admins', role: 'admin' },
        { id: '00g3', workspaces: [{ key: 'engineering', role: 'member' }] },
        { id: '00g4', role: 'viewer', workspaces: [{ key: 'engineering', role: 'admin' }] },
      ],
    },
  }));
const facts: fc.Arbitrary<PersonFacts> = fc
  .record({
    activeInDirectory: fc.boolean(),
    title: fc.constantFrom(...TITLES),
    department: fc.constantFrom(...TITLES),
    groups: fc.subarray(GROUPS),
    manualRole: fc.option(role),
    isThere: fc.boolean(),
  })
  .map(({ title, department, isThere, manualRole, ...rest }) =>
    person({
      ...rest,
      manualRole: isThere ? manualRole : null,
      account: isThere ? account() : null,
      resource: {
        title,
        [ENTERPRISE_URN]: { department, costCenter: '7' },
        emails: [{ value: 'ada@y.example', type: 'work' }],
      },
    }),
  );
const wish: fc.Arbitrary<Wish> = fc.oneof(
  role.map((each): Wish => ({ kind: 'role', role: each })),
  fc.constant<Wish>({ kind: 'access' }),
  fc.constantFrom<Wish>(
    { kind: 'workspace', key: 'engineering', role: null },
    { kind: 'workspace', key: 'engineering', role: 'admin' },
    { kind: 'workspace', key: 'hq', role: null },
  ),
);

/** What a change says, made of a person once more, and only by what it says. */
function made(known: PersonFacts, { change }: Move): PersonFacts {
  switch (change.kind) {
    case 'become_active':
      return { ...known, activeInDirectory: true };
    case 'join_group': {
      const { id, name } = change.group;
      return { ...known, groups: [...known.groups, { sourceId: id, externalId: null, name }] };
    }
    case 'leave_group':
      return { ...known, groups: known.groups.filter(({ sourceId }) => sourceId !== change.group.id) };
    case 'set_role':
      return { ...known, manualRole: change.role };
    case 'withdraw_role':
      return { ...known, manualRole: null };
    case 'attribute': {
      const text = change.how === 'be_missing' ? '' : String(change.becomes ?? 'quite another');
      if (change.attribute === 'title') return { ...known, resource: { ...known.resource, title: text } };
      if (change.attribute === 'email') {
        return {
          ...known,
          resource: {
            ...known.resource,
            emails: text === '' ? [] : [{ value: text.includes('@') ? text : 'x@z.example' }],
          },
        };
      }
      return { ...known, resource: { ...known.resource, [ENTERPRISE_URN]: { department: text } } };
    }
    case 'policy':
      return known;
  }
}

describe('what would give somebody what they do not have', function () {
  this.timeout(120_000);

  it('gives it, whatever the policy and whoever the person: every way, when it is tried', async () => {
    let found = 0;
    const property = fc.asyncProperty(sections, facts, wish, async (own, known, wished) => {
      const policy = compiled(own);
      const { ways, isGiven: has } = await whyNot(policy, CATALOG, known, wished);
      assert.equal(has, isGiven(await decideAfresh(policy, known), wished));
      for (const way of ways) {
        found += 1;
        const lines = way.filter((move): move is PolicyMove => move.reach === 'policy');
        const effective = lines.reduce((had, line) => line.apply(had), policy.effective);
        const decision = await decideAfresh(compilePolicy(effective, CATALOG, 1), way.reduce(made, known));
        assert.ok(
          isGiven(decision, wished),
          `${way.map(inShort).join(' + ')} gives ${JSON.stringify(decision)}`,
        );
      }
    });
    await fc.assert(property, { numRuns: 100 });
    assert.ok(found > 100);
  });

  it('takes one change where one change is enough, and is the same for every order of the groups', async () => {
    const property = fc.asyncProperty(sections, facts, wish, async (own, known, wished) => {
      const policy = compiled(own);
      const active = { ...known, activeInDirectory: true };
      const result = await whyNot(policy, CATALOG, active, wished);
      const turned = await whyNot(policy, CATALOG, { ...active, groups: active.groups.toReversed() }, wished);
      assert.deepEqual(said(turned), said(result));
      if (result.isGiven) return;
      const single: PersonFacts[] = [
        ...GROUPS.filter((each) => !active.groups.includes(each)).map((each) => ({
          ...active,
          groups: [...active.groups, each],
        })),
        ...active.groups.map((each) => ({ ...active, groups: active.groups.filter((had) => had !== each) })),
        ...['a', 'b', 'c', 'axe', 'xyz', 'qq', ''].flatMap((text) => [
          { ...active, resource: { ...active.resource, title: text } },
          { ...active, resource: { ...active.resource, [ENTERPRISE_URN]: { department: text } } },
        ]),
      ];
      const decisions = await Promise.all(single.map((each) => decideAfresh(policy, each)));
      if (!decisions.some((decision) => isGiven(decision, wished))) return;
      assert.equal(result.ways[0]?.length, 1, said(result).join('\n'));
      assert.notEqual(result.ways[0][0]?.reach, 'policy');
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
