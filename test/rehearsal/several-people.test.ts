import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import type { PolicyTest, TestEvent, TestExpectation, TestPerson } from '../../src/generated/policy-test.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';
import { CATALOG, effective } from '../policy/policy-fixture.ts';

const person = (name: string, ...groups: string[]): TestPerson => ({
  userType: 'E',
  addresses: [{ type: 'work', country: 'US' }],
  emails: [{ value: `${name}@acme.example` }],
  groups,
});

async function failuresOf(test: Omit<PolicyTest, 'name'>, sections: Partial<PolicyDocument> = {}) {
  const [result] = await runPolicyTests(
    { tests: [{ name: 'a test', ...test }] },
    effective(sections),
    CATALOG,
  );
  assert.ok(result);
  return result.failures.map(({ who, what, expected, got }) => `${who ?? ''} ${what}: ${expected} ≠ ${got}`);
}

const holds = async (test: Omit<PolicyTest, 'name'>, sections: Partial<PolicyDocument> = {}) => {
  assert.deepEqual(await failuresOf(test, sections), []);
};

describe('policy tests: several people', () => {
  const promote: PolicyDocument['sole_admin'] = {
    action: 'promote',
    promote: {
      from: ['member'],
      pick: 'longest_tenured',
      unless: { attribute: 'employee_type', equals: 'contractor' },
    },
  };
  const people = {
    ada: person('ada', 'saas-admins'),
    tom: { ...person('tom', 'saas-members'), userType: 'C' },
    ben: person('ben', 'saas-members'),
    cy: person('cy', 'saas-members'),
  };

  it('promote the longest there of those who may be', async () => {
    await holds(
      {
        people,
        events: [{ who: 'ada', is: 'deactivated' }],
        expect_of: {
          ada: { status: 'deactivated' },
          tom: { role: 'member' },
          ben: { role: 'admin' },
          cy: { role: 'member' },
        },
      },
      { sole_admin: promote },
    );
  });

  it('name who it is that came out otherwise', async () => {
    const failures = await failuresOf(
      {
        people,
        events: [{ who: ['ada', 'ben'], is: 'deleted' }],
        expect_of: { ben: { status: 'active' }, cy: { role: 'member' } },
      },
      { sole_admin: promote },
    );
    assert.deepEqual(failures, ['ben status: active ≠ deactivated', 'cy role: member ≠ admin']);
  });

  it('free the last administrator once another one comes', async () => {
    await holds({
      people: { ada: people.ada, ben: people.ben },
      events: [
        { who: 'ada', is: 'deactivated' },
        { who: 'ben', joined: 'saas-admins' },
      ],
      in_any_order: true,
      expect_of: { ada: { status: 'deactivated', held_by: 'nothing' }, ben: { role: 'admin' } },
    });
  });

  it('know how many other administrators there are', async () => {
    const events: TestEvent[] = [{ who: 'ada', is: 'deactivated' }];
    await holds({ people, events, expect_of: { ada: { held_by: 'sole_admin' } } });
    await holds({ people, other_admins: 1, events, expect_of: { ada: { status: 'deactivated' } } });
  });

  it('are all meant by an event that names nobody', async () => {
    await holds({
      people: { ada: people.ada, ben: people.ben },
      other_admins: 1,
      events: ['deactivated'],
      expect_of: { ada: { status: 'deactivated' }, ben: { status: 'deactivated' } },
    });
  });

  describe('of one count', () => {
    const guards: PolicyDocument['guards'] = {
      deactivations: { percent: 10, at_least: 5, within: '1h' },
      admin_grants: { count: 2, within: '24h' },
      emptied_group: { had_at_least: 3 },
      unanswered: { after: '72h', action: 'reject' },
    };
    const crowd = (count: number, ...groups: string[]) => ({ ...person('staff', ...groups), count });

    it('leave up to the limit, and wait beyond it', async () => {
      const given = crowd(20);
      await holds(
        { given, events: ['deactivated'], expect: { held: 16, held_by: 'deactivations' } },
        { guards },
      );
      const two = { given: crowd(3), events: ['deactivated' as const], expect: { held: 0 } };
      await holds(two, { guards });
    });

    it('leave in ones where time goes by between', async () => {
      const [a, b] = [crowd(4), { ...crowd(4), emails: [{ value: 'other@acme.example' }] }];
      const events = (after: string): TestEvent[] => [
        { who: 'a', is: 'deactivated' },
        { after },
        { who: 'b', is: 'deactivated' },
      ];
      await holds({ people: { a, b }, events: events('61m'), expect_of: { b: { held: 0 } } }, { guards });
      await holds({ people: { a, b }, events: events('59m'), expect_of: { b: { held: 4 } } }, { guards });
    });

    it('are held whole where one cause makes too many administrators', async () => {
      const events: TestEvent[] = [{ joined: 'saas-admins' }];
      const expect = { held: 3, held_by: 'admin_grants' as const, role: 'member' };
      await holds({ given: crowd(3), events, expect }, { guards });
      await holds({ given: crowd(2), events, expect: { held: 0, role: 'admin' } }, { guards });
    });

    it('are held where their group is emptied, and go on after nobody has answered', async () => {
      const sections = {
        guards,
        groups: { default_role: 'no_access' as const, map: [{ id: 'g', role: 'member' }] },
      };
      const given = crowd(3, 'g');
      await holds(
        { given, events: [{ left: 'g' }], expect: { held: 3, held_by: 'emptied_group' } },
        sections,
      );
      await holds(
        { given, events: [{ left: 'g' }, { after: '71h' }], expect: { held: 3, status: 'active' } },
        sections,
      );
      await holds(
        { given, events: [{ left: 'g' }, { after: '72h' }], expect: { held: 0, status: 'active' } },
        sections,
      );
    });
  });
});

describe('policy tests: time', () => {
  const leaving: PolicyDocument['deactivation'] = {
    mode: 'read_only',
    read_only: { for: '14d' },
    retain_data: '30d',
  };
  const after = (...times: string[]): TestEvent[] => [
    'deactivated',
    ...times.map((time) => ({ after: time })),
  ];
  const table: [string, TestEvent[], TestExpectation][] = [
    ['keeps who may read readable', after('13d'), { status: 'read_only' }],
    ['ends reading at its time', after('14d'), { status: 'deactivated', revokes: ['api_keys', 'sessions'] }],
    ['adds up', after('13d', '24h'), { status: 'deactivated' }],
    ['keeps the data', after('43d'), { status: 'deactivated' }],
    ['purges at its time, from when access ended', after('44d'), { status: 'purged' }],
    [
      'does nothing to whoever came back',
      [...after('13d'), 'reactivated', { after: '99d' }],
      { status: 'active' },
    ],
  ];
  for (const [name, events, expect] of table) {
    it(name, async () => {
      await holds({ given: person('ada'), events, expect }, { deactivation: leaving });
    });
  }

  const settling: Partial<PolicyDocument> = {
    groups: {
      default_role: 'viewer',
      settle: '10s',
      map: [
        { id: '00g1', name: 'saas-admins', role: 'admin' },
        { id: '00g2', name: 'saas-members', role: 'member' },
      ],
    },
    rules: [],
  };
  it('lets a demotion settle', async () => {
    const given = person('ada', 'saas-admins');
    const left = { left: 'saas-admins' };
    await holds({ given, events: [left], expect: { role: 'admin' } }, settling);
    await holds({ given, events: [left, { after: '9s' }], expect: { role: 'admin' } }, settling);
    await holds({ given, events: [left, { after: '10s' }], expect: { role: 'viewer' } }, settling);
    const moved = [left, { joined: 'saas-members' }, { after: '1m' }];
    await holds({ given, events: moved, in_any_order: true, expect: { role: 'member' } }, settling);
  });

  it('decides about the last administrator whom nobody has answered for', async () => {
    const sole_admin: PolicyDocument['sole_admin'] = {
      action: 'block',
      promote: { from: ['member'], pick: 'longest_tenured' },
      if_unanswered: { after: '24h', action: 'promote' },
    };
    const people = { ada: person('ada', 'saas-admins'), ben: person('ben', 'saas-members') };
    const events = (time: string): TestEvent[] => [{ who: 'ada', is: 'deactivated' }, { after: time }];
    await holds(
      { people, events: events('23h'), expect_of: { ada: { held_by: 'sole_admin', revokes: ['sessions'] } } },
      { sole_admin },
    );
    await holds(
      {
        people,
        events: events('24h'),
        expect_of: { ada: { status: 'deactivated', held_by: 'nothing' }, ben: { role: 'admin' } },
      },
      { sole_admin },
    );
  });
});

describe('policy tests: what was there before', () => {
  const identity: PolicyDocument['identity'] = { verified_domains: ['acme.example'] };
  const given: TestPerson = {
    ...person('ada'),
    existing_account: { email: 'ada@acme.example', role: 'viewer' },
  };

  it('is taken over by e-mail inside the verified domains only', async () => {
    await holds({ given, expect: { takes_over: true, role: 'member' } }, { identity });
    await holds({ given, expect: { takes_over: false } }, { identity: {} });
  });

  it('is taken over by the external id', async () => {
    const known = { ...given, externalId: 'x1', existing_account: { external_id: 'x1' } };
    await holds({ given: known, expect: { takes_over: true } }, { identity: {} });
    const only = { ...identity, match_by: ['email' as const] };
    await holds({ given: known, expect: { takes_over: false } }, { identity: only });
  });

  it('is held or left where the policy says so', async () => {
    const hold = { ...identity, existing_accounts: 'hold' as const };
    await holds({ given, expect: { held_by: 'existing_account', status: 'none' } }, { identity: hold });
    const never = { ...identity, existing_accounts: 'never' as const };
    await holds(
      { given, expect: { held_by: 'nothing', takes_over: false, status: 'active' } },
      { identity: never },
    );
  });

  it('follows a new address or does not', async () => {
    const events = [{ changed: { emails: [{ value: 'new@acme.example' }] } }];
    await holds({ given, events, expect: { email: 'new@acme.example' } }, { identity });
    const ignore = { ...identity, email_change: 'ignore' as const };
    await holds({ given, events, expect: { email: 'ada@acme.example' } }, { identity: ignore });
  });

  it('says what was dropped on arrival', async () => {
    const attributes = { map: {}, sensitive: { drop: ['employeeNumber'] } };
    const sent = { ...given, employeeNumber: '7', password: 'x', custom: { note: '078-05-1120' } };
    const bare = { attributes, filters: {}, rules: [] };
    await holds({ given: sent, expect: { drops: ['employeeNumber', 'password', 'custom'] } }, bare);
    await holds({ given, expect: { drops: [] } }, bare);
  });
});

describe('policy tests: groups', () => {
  it('follow a rename by id, and not by name', async () => {
    const given = person('ada', 'saas-admins');
    const events = [{ renamed: 'saas-admins', to: 'Administrators' }];
    await holds({ given, events, expect: { role: 'admin' } });
    const groups = {
      match_by: 'name' as const,
      default_role: 'viewer',
      map: [{ name: 'saas-admins', role: 'admin' }],
    };
    await holds({ given, events, expect: { role: 'viewer' } }, { groups });
  });
});
