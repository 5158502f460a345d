import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/domain/canonical-json.ts';
import type { Condition, PolicyDocument, Rule } from '../../../src/generated/policy.ts';
import { policyDifferences } from '../../../src/policy/differences/policy-differences.ts';
import { mergeWithDefault, SECTIONS, type EffectivePolicy } from '../../../src/policy/effective-policy.ts';

const effective = (document: Partial<PolicyDocument>): EffectivePolicy =>
  mergeWithDefault({ version: 'rollcall/v1', tenant: 'acme', ...document }, { version: 'rollcall/v1' });
const says = (before: Partial<PolicyDocument>, after: Partial<PolicyDocument>): string[] =>
  policyDifferences(effective(before), effective(after)).map((difference) => difference.says);

const countries = (...list: string[]) => ({
  name: 'Staff in our countries',
  all: [
    { attribute: 'employee_type', in: ['employee', 'contractor'] },
    { attribute: 'country', in: list },
  ],
});
const contractors = {
  name: 'Contractors in Germany',
  all: [
    { attribute: 'employee_type', equals: 'contractor' },
    { attribute: 'country', equals: 'DE' },
  ],
};
const admins = { id: '00g1', name: 'saas-admins', role: 'admin' };
const members = { id: '00g2', name: 'saas-members', role: 'member' };
const capped: Rule = {
  name: 'Contractors never administer',
  when: { attribute: 'employee_type', equals: 'contractor' },
  then: { cap_role: 'member' },
};

/** What changes, and what is said of it. */
const examples: [string, Partial<PolicyDocument>, Partial<PolicyDocument>, string[]][] = [
  [
    'an exclude filter',
    {},
    { filters: { exclude: [contractors] } },
    [
      'Whoever matches "Contractors in Germany" leaves scope: the employee type is contractor and the country is DE.',
    ],
  ],
  [
    'a value that leaves a list of an include filter',
    { filters: { include: [countries('US', 'DE')] } },
    { filters: { include: [countries('US')] } },
    [
      'People whose country is DE leave scope, unless something else includes them: "Staff in our countries" is not about them any more.',
    ],
  ],
  [
    'a value that comes into a list of an include filter',
    { filters: { include: [countries('US')] } },
    { filters: { include: [countries('US', 'FR')] } },
    [
      'People whose country is FR come into scope by "Staff in our countries", as far as the rest of it is true of them.',
    ],
  ],
  [
    'a value behind a not, which turns it round',
    { filters: { include: [{ name: 'Not here', not: { attribute: 'country', in: ['US'] } }] } },
    { filters: { include: [{ name: 'Not here', not: { attribute: 'country', in: ['US', 'DE'] } }] } },
    [
      'People whose country is DE leave scope, unless something else includes them: "Not here" is not about them any more.',
    ],
  ],
  [
    'the first include filter',
    {},
    { filters: { include: [countries('US')] } },
    [
      'Not everyone is in scope any more: whoever matches no filter below leaves scope.',
      'Whoever matches "Staff in our countries" stays in scope: the employee type is employee or contractor and the country is US.',
    ],
  ],
  [
    'a role of a group',
    { groups: { map: [admins, members] } },
    { groups: { map: [{ ...admins, role: 'member' }, members] } },
    ['saas-admins gives member instead of admin.'],
  ],
  [
    'a group that is mapped no more',
    { groups: { map: [admins, members] } },
    { groups: { map: [members] } },
    ['The group saas-admins gives nothing any more; it gave the role admin.'],
  ],
  [
    'the order of groups, where it does not count',
    { groups: { map: [admins, members] } },
    { groups: { map: [members, admins] } },
    ['The groups are in another order, which changes nothing.'],
  ],
  [
    'the order of groups, where the first counts',
    { groups: { precedence: 'listed', map: [admins, members] } },
    { groups: { precedence: 'listed', map: [members, admins] } },
    [
      'The groups are in another order, so that another one may count for whoever is in several: saas-members and saas-admins.',
    ],
  ],
  [
    'a group that gets another id',
    { groups: { map: [admins] } },
    { groups: { map: [{ ...admins, id: '00g9' }] } },
    ['saas-admins is the group with the id 00g9 now, instead of the one with the id 00g1.'],
  ],
  [
    'ids beside the names by which groups are known',
    { groups: { match_by: 'name', map: [admins, { name: 'saas-members', role: 'member' }] } },
    { groups: { match_by: 'name', map: [{ name: 'saas-admins', role: 'admin' }, members] } },
    [
      'saas-admins has no id beside its name any more, which changes nothing as long as groups are known by name.',
      'saas-members has an id beside its name now, which changes nothing as long as groups are known by name.',
    ],
  ],
  [
    'a new rule and a retired one',
    { rules: [{ ...capped, name: 'Old' }] },
    { rules: [{ ...capped, name: 'Old', status: 'retired' }, capped] },
    [
      'A new rule: "Contractors never administer": if the employee type is contractor, the role is at most member.',
      'The rule "Old" is retired, and not applied now; before, it was in force.',
    ],
  ],
  [
    'a rule of another name',
    { rules: [capped] },
    { rules: [{ ...capped, name: 'Contractors are members' }] },
    ['The rule "Contractors never administer" is called "Contractors are members".'],
  ],
  [
    'what a rule does, and to whom',
    { rules: [capped] },
    {
      rules: [
        {
          ...capped,
          when: { attribute: 'employee_type', in: ['contractor', 'intern'] },
          then: { cap_role: 'viewer' },
        },
      ],
    },
    [
      'The rule "Contractors never administer" applies to people whose employee type is intern, too, as far as the rest of it is true of them.',
      'The rule "Contractors never administer" does something else: the role is at most viewer; before, the role is at most member.',
    ],
  ],
  [
    'how long data are kept',
    { deactivation: { retain_data: '90d' } },
    { deactivation: { retain_data: '30d' } },
    ["Leavers' data are kept 30 days instead of 90 days."],
  ],
  [
    'guards that go',
    { guards: { admin_grants: { count: 5, within: '24h' } } },
    {},
    ['However many changes come at once, none waits for a person any more.'],
  ],
  [
    'a limit that is lowered',
    { guards: { admin_grants: { count: 5, within: '24h' } } },
    { guards: { admin_grants: { count: 2, within: '24h' } } },
    [
      'The limit on new administrators is more than 2 within 24 hours, instead of more than 5 within 24 hours.',
    ],
  ],
  [
    'a channel that goes, with what only it was told',
    {
      notifications: {
        security: { send: 'at_once', on: ['guard_held', 'role_changed'] },
        it: { send: 'daily', on: ['role_changed'] },
      },
    },
    { notifications: { it: { send: 'daily', on: ['role_changed'] } } },
    ['Nobody is told any more when changes wait for a person.', 'The channel security is gone.'],
  ],
  [
    'what is dropped on arrival',
    { attributes: { sensitive: { drop: ['password', 'employeeNumber'] } } },
    { attributes: { sensitive: { drop: ['password'] } } },
    ['employeeNumber is stored from now on; before, it was dropped on arrival.'],
  ],
  [
    'a value with characters that steer a terminal',
    {},
    { about: 'All is well\u001b[2K\nGranted' },
    ['About the customer it says "All is well [2K Granted", instead of nothing.'],
  ],
];

describe('The differences of two policies', () => {
  for (const [what, before, after, sentences] of examples) {
    it(`say ${what}`, () => {
      assert.deepEqual(says(before, after), sentences);
    });
  }

  it('point at the place in the policy that has it', () => {
    const before = effective({ groups: { map: [admins, members] } });
    const after = effective({ groups: { map: [{ ...members, role: 'viewer' }] } });
    assert.deepEqual(
      policyDifferences(before, after).map((each) => [each.at, each.in]),
      [
        ['/groups/map/0', 'before'],
        ['/groups/map/0', 'after'],
      ],
    );
  });

  it('are none where nothing differs', () => {
    fc.assert(
      fc.property(policy, (document) => {
        const again = JSON.parse(JSON.stringify(effective(document))) as EffectivePolicy;
        assert.deepEqual(policyDifferences(effective(document), again), []);
      }),
    );
  });

  it('are some, each in a sentence, whatever differs', () => {
    fc.assert(
      fc.property(policy, policy, fc.nat(), fc.nat(), (one, other, anySection, anyKey) => {
        const before = effective(one);
        // One key of another policy, and all the rest as it is: so no other difference hides that this one goes unsaid.
        const after = withOneKeyOf(before, effective(other), anySection, anyKey);
        for (const [was, is] of [
          [before, after],
          [after, before],
          [before, effective(other)],
        ] as const) {
          const found = policyDifferences(was, is).map((difference) => difference.says);
          assert.equal(found.length > 0, canonicalJson(was) !== canonicalJson(is), JSON.stringify(found));
          for (const sentence of found) {
            assert.match(sentence, /^\P{Cc}{10,}[.]$/u);
            assert.doesNotMatch(sentence, /undefined|\[object|see the difference of the texts/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

function withOneKeyOf(
  policy: EffectivePolicy,
  other: EffectivePolicy,
  anySection: number,
  anyKey: number,
): EffectivePolicy {
  const section = SECTIONS[anySection % SECTIONS.length] ?? 'groups';
  const [mine, theirs] = [policy[section], other[section]];
  if (mine === null || theirs === null || Array.isArray(mine)) return { ...policy, [section]: theirs };
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const key = keys[anyKey % keys.length];
  if (key === undefined) return policy;
  const value: unknown = Object.hasOwn(theirs, key) ? (theirs as Record<string, unknown>)[key] : undefined;
  const changed: Record<string, unknown> = { ...mine, [key]: value };
  // A section has each of its keys; only names in a map may come and go.
  if (value === undefined && section === 'notifications') Reflect.deleteProperty(changed, key);
  return { ...policy, [section]: changed };
}

const role = fc.constantFrom('owner', 'admin', 'member', 'viewer');
const text = fc.constantFrom('a', 'b', 'DE', 'two words', '__proto__', 'x\u001b[31m\ny');
const name = fc.constantFrom('One', 'Two', 'toString', 'x\ny');
const time = fc.constantFrom('0s', '10s', '14d', '30d');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const some = <T>(value: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T[]> => fc.array(value, { maxLength });
const distinct = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray(values);
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute: fc.constantFrom('country', 'email'),
    in: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ attribute: fc.constant('country'), not_in: fc.array(text, { minLength: 1, maxLength: 3 }) }),
  fc.record({ attribute: fc.constant('country'), equals: text }),
  fc.record({ attribute: fc.constant('country'), equals: text, exactly: fc.boolean() }),
  fc.record({ attribute: fc.constant('country'), absent: fc.constant(true as const) }),
  fc.record({ fact: fc.constant('role' as const), equals: role }),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  leaf,
  fc.record({ all: fc.array(leaf, { minLength: 1, maxLength: 2 }) }),
  fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 2 }) }),
  fc.record({ not: leaf }),
);
const named = fc.record({ name, because: text }, { requiredKeys: ['name'] });
const filter = fc.tuple(named, condition).map(([head, rest]) => ({ ...head, ...rest }));
const grant = fc.record({ key: fc.constantFrom('hq', 'lab'), role: fc.constantFrom('admin', 'member') });
const mapping = fc.oneof(
  fc.record(
    { id: fc.constantFrom('g1', 'g2', 'g3'), name, role, workspaces: some(grant) },
    { requiredKeys: ['id'] },
  ),
  fc.record({ name, role, workspaces: some(grant) }, { requiredKeys: ['name'] }),
);
const effect = fc.record(
  {
    cap_role: role,
    grant_role: role,
    deny: fc.constant(true as const),
    add_workspaces: some(grant),
    remove_workspaces: distinct('hq', 'lab'),
    notify: text,
  },
  { requiredKeys: [] },
);
const rule = fc.record(
  {
    name,
    status: fc.constantFrom('proposed' as const, 'active' as const, 'retired' as const),
    because: text,
    when: condition,
    then: effect,
  },
  { requiredKeys: ['name', 'when', 'then'] },
);
const mode = fc.constantFrom('immediate' as const, 'grace' as const, 'read_only' as const);
const value = fc.oneof(text, fc.boolean(), fc.nat(3));
const attribute = fc.record(
  {
    from: text,
    values: fc.dictionary(fc.constantFrom('E', 'C', 'constructor'), value),
    if_missing: value,
    apply: fc.constantFrom('always' as const, 'on_create' as const),
  },
  { requiredKeys: ['from'] },
);
const channel = fc.record(
  {
    on: distinct(
      'guard_held' as const,
      'deactivated' as const,
      'role_changed' as const,
      'token_expiring' as const,
    ),
    send: fc.constantFrom('at_once' as const, 'daily' as const),
    to: distinct('a@acme.com', 'b@acme.com'),
  },
  { requiredKeys: ['send'] },
);
const sections = {
  about: text,
  identity: fc.record(
    {
      match_by: fc.constantFrom<('email' | 'external_id')[]>(
        ['email'],
        ['external_id', 'email'],
        ['email', 'external_id'],
      ),
      verified_domains: distinct('acme.com', 'acme.example'),
      existing_accounts: fc.constantFrom('link' as const, 'hold' as const, 'never' as const),
      email_change: fc.constantFrom('follow' as const, 'ignore' as const),
    },
    { requiredKeys: [] },
  ),
  attributes: fc.record(
    {
      map: fc.dictionary(fc.constantFrom('country', 'title', 'toString'), attribute),
      sensitive: fc.record(
        {
          drop: distinct('password', 'employeeNumber', 'nickName'),
          drop_values_like: distinct('us_ssn' as const, 'credit_card' as const, 'iban' as const),
          mask_in_logs: distinct('emails', 'phoneNumbers'),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  ),
  filters: fc.record(
    {
      include: some(filter),
      exclude: some(filter),
      out_of_scope: fc.constantFrom('deactivate' as const, 'leave_alone' as const),
    },
    { requiredKeys: [] },
  ),
  groups: fc.record(
    {
      match_by: fc.constantFrom('id' as const, 'name' as const),
      precedence: fc.constantFrom('strongest' as const, 'listed' as const, 'hold' as const),
      default_role: fc.oneof(role, fc.constant('no_access')),
      never_grant: distinct('owner', 'admin'),
      manual_roles: fc.constantFrom('keep' as const, 'replace' as const),
      settle: time,
      map: some(mapping, 4),
    },
    { requiredKeys: [] },
  ),
  rules: some(rule),
  deactivation: fc.record(
    {
      mode,
      grace: fc.record({ delete_after: time }),
      read_only: fc.record({ for: time }),
      revoke: distinct('sessions' as const, 'api_keys' as const),
      exceptions: some(
        fc.record({ name, because: text, when: condition, mode }, { requiredKeys: ['name', 'when', 'mode'] }),
      ),
      if_reactivated: fc.constantFrom('restore' as const, 'start_fresh' as const),
      retain_data: fc.oneof(time, fc.constant('forever')),
    },
    { requiredKeys: [] },
  ),
  sole_admin: fc.record(
    {
      action: fc.constantFrom('block' as const, 'promote' as const, 'allow' as const),
      promote: fc.record(
        {
          from: distinct('member', 'viewer'),
          pick: fc.constant('longest_tenured' as const),
          unless: condition,
        },
        { requiredKeys: ['from', 'pick'] },
      ),
      if_unanswered: fc.record({
        after: time,
        action: fc.constantFrom('promote' as const, 'allow' as const),
      }),
      revoke_sessions: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  guards: fc.record(
    {
      deactivations: fc.record({ percent: fc.nat(9), at_least: fc.nat(9), within: time }),
      admin_grants: fc.record({ count: fc.nat(9), within: time }),
      emptied_group: fc.record({ had_at_least: fc.nat(9) }),
      approvers: distinct('tenant_admin' as const, 'operator' as const),
      unanswered: fc.record({ after: time, action: fc.constantFrom('reject' as const, 'approve' as const) }),
    },
    { requiredKeys: [] },
  ),
  first_sync: fc.record({ plan_first: fc.boolean() }, { requiredKeys: [] }),
  pause: fc.record(
    { deactivations: fc.constantFrom('continue' as const, 'hold' as const) },
    { requiredKeys: [] },
  ),
  notifications: fc.dictionary(fc.constantFrom('security', 'it', 'support'), channel),
};
const policy = fc
  .record(Object.fromEntries(Object.entries(sections).map(([key, each]) => [key, maybe<unknown>(each)])))
  .map(
    (document) =>
      Object.fromEntries(
        Object.entries(document).filter(([, each]) => each !== undefined),
      ) as Partial<PolicyDocument>,
  );
