import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import type { PolicyTest, TestExpectation, TestPerson } from '../../src/generated/policy-test.ts';
import type { PolicyTestResult } from '../../src/policy/policy-test-result.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';
import { CATALOG, effective } from '../policy/policy-fixture.ts';

const STAFF: TestPerson = {
  userType: 'E',
  addresses: [{ type: 'work', country: 'US' }],
  emails: [{ value: 'someone@acme.example' }],
};

async function run(test: Omit<PolicyTest, 'name'>, sections: Partial<PolicyDocument> = {}) {
  const tests = [{ name: 'a test', given: STAFF, ...test }];
  const [result] = await runPolicyTests({ tests }, effective(sections), CATALOG);
  assert.ok(result);
  return result;
}

const failed = ({ failures }: PolicyTestResult): string[] =>
  failures.map(({ what, expected, got }) => `${what}: ${expected} ≠ ${got}`);

describe('policy tests: examples', () => {
  const groups = (...names: string[]): TestPerson => ({ ...STAFF, groups: names });

  it('holds for the examples of the documentation', async () => {
    const tests: PolicyTest[] = [
      {
        name: 'moved',
        given: groups('saas-members'),
        events: [{ left: 'saas-members' }, { joined: 'saas-admins' }],
        expect: { role: 'admin', in_any_order: true },
      },
      {
        name: 'capped',
        given: { ...groups('saas-admins'), userType: 'C' },
        expect: { role: 'member', by: 'Contractors never administer', notifies: 'security' },
      },
      {
        name: 'last admin',
        given: { ...groups('saas-admins'), other_admins: 0 },
        events: ['deactivated'],
        expect: { status: 'active', role: 'admin', held_by: 'sole_admin' },
      },
      {
        name: 'one of two admins',
        given: { ...groups('saas-admins'), other_admins: 1 },
        events: ['deactivated'],
        expect: { status: 'deactivated', role: 'no_access' },
      },
    ];
    const results = await runPolicyTests(
      { tests, always: [{ nobody: { employee_type: 'contractor', role: 'admin' } }] },
      effective(),
      CATALOG,
    );
    assert.deepEqual(
      results.map(({ name, kind, failures }) => [name, kind, failures]),
      [
        ['moved', 'example', []],
        ['capped', 'example', []],
        ['last admin', 'example', []],
        ['one of two admins', 'example', []],
        ['nobody has employee_type contractor and role admin', 'claim', []],
      ],
    );
  });

  it('says what was expected, what came of it, and why', async () => {
    const result = await run({
      given: groups('saas-admins', 'engineering'),
      expect: {
        role: 'viewer',
        status: 'deactivated',
        in_scope: false,
        by: 'saas-members',
        held_by: 'sole_admin',
        notifies: 'security',
        workspaces: [],
        attributes: { employee_type: 'contractor', department: 'R&D' },
      },
    });
    assert.deepEqual(failed(result), [
      'role: viewer ≠ admin',
      'status: deactivated ≠ active',
      'in_scope: false ≠ true',
      'held_by: sole_admin ≠ nothing',
      'workspaces: none ≠ engineering as member',
      'by: saas-members ≠ Staff in our countries, saas-admins, 00g1, engineering, 00g3',
      'notifies: security ≠ nobody',
      'employee_type: contractor ≠ employee',
      'department: R&D ≠ nothing',
    ]);
    assert.match(
      result.failures[0]?.trace.map(({ says }) => says).join('\n') ?? '',
      /In the group saas-admins/,
    );
  });

  it('finds the order in which the result is another one', async () => {
    const result = await run({
      given: groups('saas-members'),
      events: [{ changed: { userType: 'C' } }, { changed: { userType: 'E' } }, { joined: 'saas-admins' }],
      expect: { role: 'admin', in_any_order: true },
    });
    assert.deepEqual(failed(result), ['role: admin ≠ member']);
    assert.equal(
      result.failures[0]?.when,
      'changed userType to "E", then changed userType to "C", then joined saas-admins',
    );
  });

  it('refuses to try the orders of too many events', async () => {
    const events = Array.from({ length: 7 }, (_, i) => ({ joined: `g${i}` }));
    assert.deepEqual(failed(await run({ events, expect: { role: 'member', in_any_order: true } })), [
      'in_any_order: at most 6 events with in_any_order ≠ 7 events',
    ]);
    assert.deepEqual(
      failed(await run({ events: events.slice(1), expect: { role: 'member', in_any_order: true } })),
      [],
    );
  });

  const readOnly: PolicyDocument['deactivation'] = { mode: 'read_only', read_only: { for: '14d' } };
  const hqForTheLast: NonNullable<PolicyDocument['rules']>[number] = {
    name: 'The last one',
    when: { fact: 'is_last_admin', equals: true },
    then: { add_workspaces: [{ key: 'hq', role: 'member' }] },
  };
  /** given, events, what is expected, sections */
  const table: [string, TestPerson, PolicyTest['events'], TestExpectation, Partial<PolicyDocument>?][] = [
    ['knows a group by its id', groups('00g1'), [], { role: 'admin' }],
    [
      'knows a group by its name without case',
      groups('SAAS-ADMINS'),
      [{ left: 'saas-admins' }],
      { role: 'member' },
    ],
    [
      'has no account for someone out of scope',
      { ...STAFF, addresses: [] },
      [],
      { status: 'none', role: 'no_access', in_scope: false },
    ],
    [
      'deactivates whoever goes out of scope',
      STAFF,
      [{ changed: { addresses: [{ type: 'work', country: 'JP' }] } }],
      { status: 'deactivated', in_scope: false },
    ],
    [
      'names the filter that excludes',
      { ...STAFF, emails: [{ value: 'svc-a@acme.example' }] },
      [],
      { in_scope: false, by: 'Service accounts' },
    ],
    [
      'leaves alone who is out of scope, where the policy says so',
      STAFF,
      [{ changed: { emails: [{ value: 'svc-a@acme.example' }] } }],
      { status: 'active', in_scope: false },
      {
        filters: {
          exclude: [{ name: 'x', attribute: 'email', starts_with: 'svc-' }],
          out_of_scope: 'leave_alone',
        },
      },
    ],
    [
      'creates nobody who is not active',
      { ...groups('saas-admins'), active: false },
      [],
      { status: 'none', in_scope: true },
    ],
    [
      'brings back whoever returns, to the groups that are told again',
      groups('saas-members', 'saas-admins'),
      ['deleted', 'reactivated', { joined: 'saas-admins' }],
      { status: 'active', role: 'admin' },
    ],
    [
      'keeps parts that do not change',
      { ...STAFF, enterprise: { department: 'Sales', division: 'East' } },
      [{ changed: { enterprise: { division: 'West' } } }],
      { attributes: { department: 'Sales' } },
    ],
    ['sets a role by hand', STAFF, [{ role_set: 'viewer' }], { role: 'viewer' }],
    [
      'lets a group take it again',
      STAFF,
      [{ role_set: 'viewer' }, { joined: 'saas-admins' }],
      { role: 'admin' },
    ],
    [
      'holds what a person has to decide',
      groups('saas-members'),
      [{ joined: 'saas-admins' }],
      { held_by: 'groups', role: 'member' },
      {
        groups: {
          precedence: 'hold',
          map: [
            { id: '1', name: 'saas-admins', role: 'admin' },
            { id: '2', name: 'saas-members', role: 'member' },
          ],
        },
      },
    ],
    [
      'keeps the last administrator who would be demoted',
      { ...groups('saas-admins'), other_admins: 0 },
      [{ left: 'saas-admins' }],
      { role: 'admin', held_by: 'sole_admin' },
    ],
    [
      'lets the last administrator go once there is another',
      { ...groups('saas-admins'), other_admins: 0 },
      ['deactivated', { changed: { other_admins: 1 } }],
      { status: 'deactivated' },
    ],
    [
      'lets the last administrator go where the policy says so',
      { ...groups('saas-admins'), other_admins: 0 },
      ['deactivated'],
      { status: 'deactivated' },
      { sole_admin: { action: 'allow' } },
    ],
    [
      'tells the channels of notifications',
      { ...groups('saas-admins'), other_admins: 0 },
      ['deactivated'],
      { notifies: 'watch' },
      { notifications: { watch: { on: ['sole_admin_blocked'], send: 'at_once' } } },
    ],
    [
      'leaves whoever goes readable for a while, where the mode says so',
      groups('saas-admins'),
      ['deactivated'],
      { status: 'read_only', role: 'admin' },
      { deactivation: readOnly },
    ],
    [
      'deactivates who was readable as soon as another mode counts, and keeps that',
      { ...STAFF, title: 'x' },
      ['deactivated', { changed: { title: 'Chief' } }, { changed: { title: 'x' } }],
      { status: 'deactivated', by: 'Everyone' },
      {
        deactivation: {
          ...readOnly,
          mode: 'immediate',
          exceptions: [
            { name: 'Chiefs', when: { attribute: 'title', equals: 'Chief' }, mode: 'immediate' },
            { name: 'Everyone', when: { attribute: 'title', present: true }, mode: 'read_only' },
          ],
        },
      },
    ],
    [
      'brings back who was readable',
      groups('saas-admins'),
      ['deactivated', 'reactivated'],
      { status: 'active', role: 'admin' },
      { deactivation: readOnly },
    ],
    [
      'never makes someone readable who is deactivated',
      { ...STAFF, active: true },
      ['deactivated', { changed: { title: 'Chief' } }],
      { status: 'deactivated' },
      {
        deactivation: {
          ...readOnly,
          mode: 'immediate',
          exceptions: [{ name: 'x', when: { attribute: 'title', equals: 'Chief' }, mode: 'read_only' }],
        },
      },
    ],
    [
      'deactivates whoever leaves by grace',
      STAFF,
      ['deactivated'],
      { status: 'deactivated', role: 'no_access' },
      { deactivation: { mode: 'grace', grace: { delete_after: '30d' } } },
    ],
    [
      'keeps the last administrator also from being only a reader',
      { ...groups('saas-admins'), other_admins: 0 },
      ['deactivated'],
      { status: 'active', held_by: 'sole_admin' },
      { deactivation: readOnly },
    ],
    [
      'counts who is the last administrator',
      { ...groups('saas-admins'), other_admins: 0 },
      [{ changed: { title: 'x' } }],
      { workspaces: [{ key: 'hq', role: 'member' }] },
      { rules: [hqForTheLast] },
    ],
    [
      'tells of the last administrator who leaves because the policy lets them',
      { ...groups('saas-admins'), other_admins: 0 },
      ['deactivated'],
      { status: 'deactivated', notifies: 'watch' },
      {
        sole_admin: { action: 'allow' },
        notifications: { watch: { on: ['sole_admin_blocked'], send: 'at_once' } },
      },
    ],
    [
      'tells of whoever may only read from now on',
      STAFF,
      ['deactivated'],
      { status: 'read_only', notifies: 'watch' },
      { deactivation: readOnly, notifications: { watch: { on: ['deactivated'], send: 'daily' } } },
    ],
    [
      'tells the channel that a rule names, also of someone without access',
      { ...STAFF, userType: 'C' },
      ['deactivated'],
      { notifies: 'security' },
      {
        rules: [
          {
            name: 'x',
            when: {
              all: [
                { attribute: 'employee_type', equals: 'contractor' },
                { fact: 'event', equals: 'deactivate' },
              ],
            },
            then: { notify: 'security' },
          },
        ],
      },
    ],
    [
      'restores what was filled once and what was set by hand',
      { ...STAFF, locale: 'de' },
      [{ role_set: 'viewer' }, 'deactivated', { changed: { locale: 'fr' } }, 'reactivated'],
      { status: 'active', role: 'viewer', attributes: { locale: 'de' } },
    ],
    [
      'starts fresh: what was filled once and what was set by hand was of the former account',
      { ...STAFF, locale: 'de' },
      [{ role_set: 'viewer' }, 'deactivated', { changed: { locale: 'fr' } }, 'reactivated'],
      { status: 'active', role: 'member', attributes: { locale: 'fr' } },
      { deactivation: { if_reactivated: 'start_fresh' } },
    ],
    [
      'starts fresh also where a role by hand was all that gave access',
      { ...STAFF, groups: [] },
      [{ role_set: 'viewer' }, 'deactivated', 'reactivated'],
      { status: 'deactivated', role: 'no_access' },
      {
        deactivation: { if_reactivated: 'start_fresh' },
        groups: { default_role: 'no_access', map: [{ id: '00g1', role: 'admin' }] },
      },
    ],
    [
      'starts fresh only after the end: who may still read has the account still',
      { ...STAFF, locale: 'de' },
      ['deactivated', { changed: { locale: 'fr' } }, 'reactivated'],
      { status: 'active', attributes: { locale: 'de' } },
      { deactivation: { ...readOnly, if_reactivated: 'start_fresh' } },
    ],
    [
      'keeps what is filled once',
      { ...STAFF, locale: 'de' },
      [{ changed: { locale: 'fr' } }],
      { attributes: { locale: 'de' } },
    ],
  ];
  for (const [name, given, events = [], expect, sections] of table) {
    it(name, async () => {
      assert.deepEqual(failed(await run({ given, events, expect }, sections)), []);
    });
  }

  it('maps nothing that is dropped on arrival', async () => {
    const attributes: PolicyDocument['attributes'] = {
      map: { title: { from: 'title' } },
      sensitive: { drop: ['title'] },
    };
    const result = await run(
      { given: { title: 'Chief' }, expect: { attributes: { title: 'Chief' } } },
      { attributes, filters: {}, rules: [] },
    );
    assert.deepEqual(failed(result), ['title: Chief ≠ nothing']);
  });
});
