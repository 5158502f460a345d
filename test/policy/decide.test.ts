import assert from 'node:assert/strict';
import type { Decision, Leaving, PersonFacts, PersonGroup } from '../../src/domain/decision.ts';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import { decide } from '../../src/policy/decide.ts';
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
  RESOURCE,
} from './policy-fixture.ts';

type Groups = NonNullable<PolicyDocument['groups']>;
type Rules = NonNullable<PolicyDocument['rules']>;

const OWNERS = group('owners', 'g-owner');
const VIEWERS = group('viewers', 'g-viewer');
const MAP: NonNullable<Groups['map']> = [
  { id: 'g-viewer', name: 'viewers', role: 'viewer' },
  { id: 'g-owner', name: 'owners', role: 'owner' },
  { id: '00g1', name: 'saas-admins', role: 'admin' },
  { id: '00g3', name: 'engineering', workspaces: [{ key: 'engineering', role: 'member' }] },
];

async function active(sections: Partial<PolicyDocument>, facts: Partial<PersonFacts>) {
  const decision = await decide(bare(sections), person(facts));
  assert.ok(decision.outcome === 'active', JSON.stringify(decision));
  return decision;
}

async function summary(sections: Partial<PolicyDocument>, facts: Partial<PersonFacts>): Promise<string> {
  const decision = await decide(bare(sections), person(facts));
  switch (decision.outcome) {
    case 'active':
      return `${decision.role} ${decision.roleOrigin}`;
    case 'no_access':
      return `no_access ${decision.cause}`;
    case 'leave_alone':
    case 'undecided':
      return decision.outcome;
  }
}

const sayings = (decision: Decision): string[] => decision.trace.map((step) => step.says);

describe('decide: the directory', () => {
  it('ends the access of whoever left, whatever the rest of the policy says', async () => {
    const policy = compiled({
      filters: { exclude: [{ name: 'All', attribute: 'email', present: true }], out_of_scope: 'leave_alone' },
    });
    const decision = await decide(
      policy,
      person({ activeInDirectory: false, manualRole: 'owner', groups: [ADMINS], account: account() }),
    );
    assert.ok(decision.outcome === 'no_access');
    assert.deepEqual(
      [decision.cause, decision.because, decision.revoke],
      ['left', 'is no longer active in the directory', ['sessions', 'api_keys']],
    );
    assert.match(
      sayings(decision).join('\n'),
      /Access ends at once, and open sessions and API keys are revoked/,
    );
  });

  it('revokes what the policy says', async () => {
    const decision = await decide(
      bare({ deactivation: { revoke: ['sessions'] } }),
      person({ activeInDirectory: false }),
    );
    assert.ok(decision.outcome === 'no_access');
    assert.deepEqual(decision.revoke, ['sessions']);
  });
});

describe('decide: filters', () => {
  const us = { name: 'US', attribute: 'user_name', starts_with: 'us-' };
  const de = { name: 'DE', attribute: 'user_name', starts_with: 'de-' };
  const robots = { name: 'Robots', attribute: 'user_name', ends_with: '-bot' };
  /** filters, user name, result */
  const table: [NonNullable<PolicyDocument['filters']>, string, string][] = [
    [{}, 'x', 'member default'],
    [{ include: [us, de] }, 'us-ada', 'member default'],
    [{ include: [us, de] }, 'de-ada', 'member default'],
    [{ include: [us, de] }, 'fr-ada', 'no_access filtered_out'],
    [{ include: [us], exclude: [robots] }, 'us-bot', 'no_access filtered_out'],
    [{ exclude: [robots] }, 'ada', 'member default'],
    [{ exclude: [robots] }, 'a-bot', 'no_access filtered_out'],
    [{ exclude: [robots], out_of_scope: 'leave_alone' }, 'a-bot', 'leave_alone'],
    [{ include: [us], out_of_scope: 'leave_alone' }, 'fr-ada', 'leave_alone'],
  ];
  for (const [filters, userName, expected] of table) {
    it(`${JSON.stringify(filters)} means ${expected} for ${userName}`, async () => {
      assert.equal(await summary({ filters }, { resource: { userName } }), expected);
    });
  }

  it('name the filter that decided', async () => {
    const decision = await decide(
      bare({ filters: { include: [us], exclude: [robots] } }),
      person({ resource: { userName: 'us-bot' } }),
    );
    assert.ok(decision.outcome === 'no_access');
    assert.equal(decision.because, 'is excluded by the filter "Robots"');
    assert.deepEqual(
      decision.trace.filter((step) => step.decisive).map((step) => step.at),
      ['/filters/exclude/0'],
    );
  });

  it('never let in someone of whom nothing is known', async () => {
    assert.equal(
      await summary(
        { filters: { include: [{ name: 'Not US', attribute: 'user_name', not_equals: 'us' }] } },
        { resource: {} },
      ),
      'no_access filtered_out',
    );
  });

  it('see the groups, and the event that would follow', async () => {
    const filters = {
      include: [
        {
          name: 'Staff',
          any: [
            { fact: 'groups' as const, member_of: ['Engineering'] },
            { fact: 'event' as const, equals: 'update' },
          ],
        },
      ],
    };
    assert.equal(await summary({ filters }, { groups: [ENGINEERING] }), 'member default');
    assert.equal(await summary({ filters }, {}), 'no_access filtered_out');
    assert.equal(await summary({ filters }, { account: account() }), 'member default');
  });
});

describe('decide: groups', () => {
  const groups: Groups = { map: MAP, default_role: 'member', never_grant: [] };
  /** sections of groups, the person's groups, result */
  const table: [Groups, PersonFacts['groups'], string][] = [
    [{}, [], 'member default'],
    [{}, [group('unmapped')], 'member default'],
    [{ default_role: 'no_access' }, [], 'no_access in_no_mapped_group'],
    [{}, [VIEWERS], 'viewer directory'],
    [{}, [VIEWERS, ADMINS], 'admin directory'],
    [{}, [VIEWERS, OWNERS, ADMINS], 'owner directory'],
    [{ precedence: 'listed' }, [OWNERS, ADMINS, VIEWERS], 'viewer directory'],
    [{ precedence: 'listed' }, [ADMINS, OWNERS], 'owner directory'],
    [{ precedence: 'hold' }, [ADMINS, VIEWERS], 'undecided'],
    [{ precedence: 'hold' }, [ADMINS], 'admin directory'],
    [{ precedence: 'hold' }, [ADMINS, ENGINEERING], 'admin directory'],
    [{}, [ENGINEERING], 'member default'],
    [{ default_role: 'no_access' }, [ENGINEERING], 'no_access in_no_mapped_group'],
    [{ default_role: 'no_access' }, [ENGINEERING, VIEWERS], 'viewer directory'],
    [{ never_grant: ['owner'] }, [OWNERS, ADMINS], 'admin directory'],
    [{ never_grant: ['owner'] }, [OWNERS], 'member default'],
    [{ never_grant: ['owner'], default_role: 'no_access' }, [OWNERS], 'no_access in_no_mapped_group'],
    [{ never_grant: ['owner'], precedence: 'hold' }, [OWNERS, ADMINS], 'admin directory'],
    [{ never_grant: ['owner'], precedence: 'listed' }, [OWNERS, ADMINS], 'admin directory'],
    [{ never_grant: ['member'] }, [], 'no_access in_no_mapped_group'],
  ];
  for (const [changes, held, expected] of table) {
    it(`${JSON.stringify(changes)} and ${held.map((each) => each.name).join(', ') || 'no group'} mean ${expected}`, async () => {
      assert.equal(await summary({ groups: { ...groups, ...changes } }, { groups: held }), expected);
    });
  }

  it('match by either id exactly, whatever the name', async () => {
    const map = [{ id: '00gAb', name: 'label', role: 'admin' }];
    for (const [held, expected] of [
      [group('renamed', '00gAb'), 'admin directory'],
      [group('renamed', 'directory_group_9', '00gAb'), 'admin directory'],
      [group('label', 'other'), 'member default'],
      [group('renamed', '00gab'), 'member default'],
    ] as const) {
      assert.equal(await summary({ groups: { ...groups, map } }, { groups: [held] }), expected);
    }
  });

  it('match by name without case where the policy says so, whatever the id', async () => {
    const byName: Groups = {
      ...groups,
      match_by: 'name',
      map: [{ name: 'SaaS Admins', id: '00g1', role: 'admin' }],
    };
    assert.equal(
      await summary({ groups: byName }, { groups: [group('saas ADMINS ', 'any')] }),
      'admin directory',
    );
    assert.equal(await summary({ groups: byName }, { groups: [group('renamed', '00g1')] }), 'member default');
    assert.equal(
      await summary({ groups: byName }, { groups: [{ sourceId: 'x', externalId: null, name: null }] }),
      'member default',
    );
  });

  it('say which groups give the role, as the directory names them today', async () => {
    const map = [
      { id: 'a', name: 'old label', role: 'admin' },
      { id: 'b', role: 'admin' },
      { id: 'c', role: 'viewer' },
    ];
    const decision = await active(
      { groups: { ...groups, map } },
      { groups: [group('zeta', 'b'), group('alpha', 'a'), group('low', 'c')] },
    );
    assert.deepEqual(decision.roleGroups, ['alpha', 'zeta']);
    assert.equal(decision.roleBecause, 'is in the groups alpha and zeta');
    const nameless = await active(
      { groups: { ...groups, map } },
      { groups: [{ sourceId: 'a', externalId: null, name: null }] },
    );
    assert.equal(nameless.roleBecause, 'is in the group old label');
  });

  it('give the strongest of several roles in one workspace, sorted by key', async () => {
    const policy = compiled();
    const decision = await decide(policy, person({ groups: [LEADS, ENGINEERING, MEMBERS] }));
    assert.ok(decision.outcome === 'active');
    assert.deepEqual(decision.workspaces, [
      { key: 'engineering', role: 'admin', because: 'is in the group eng-leads' },
    ]);
    const map = [
      {
        id: '00g1',
        workspaces: [
          { key: 'b', role: 'member' },
          { key: 'a', role: 'admin' },
        ],
      },
      { id: '00g3', workspaces: [{ key: 'b', role: 'admin' }] },
    ];
    const two = await active({ groups: { ...groups, map } }, { groups: [ADMINS, ENGINEERING] });
    assert.deepEqual(
      two.workspaces.map(({ key, role }) => `${key} ${role}`),
      ['a admin', 'b admin'],
    );
  });

  it('say who has to decide what, where groups give different roles', async () => {
    const decision = await decide(
      bare({ groups: { ...groups, precedence: 'hold' } }),
      person({ groups: [VIEWERS, ADMINS] }),
    );
    assert.ok(decision.outcome === 'undecided');
    assert.equal(
      decision.because,
      'is in the groups saas-admins and viewers, which give the different roles admin and viewer',
    );
    assert.equal(decision.profile.email, RESOURCE.emails?.[0]?.value);
  });
});

describe('decide: a role set by hand', () => {
  const groups: Groups = { map: MAP, default_role: 'member' };
  /** sections of groups, the person's groups, role by hand, result */
  const table: [Groups, PersonFacts['groups'], string, string][] = [
    [{ manual_roles: 'keep' }, [ADMINS], 'viewer', 'viewer manual'],
    [{ manual_roles: 'keep' }, [], 'owner', 'owner manual'],
    [{ manual_roles: 'keep', default_role: 'no_access' }, [], 'viewer', 'viewer manual'],
    [{ manual_roles: 'keep', precedence: 'hold' }, [ADMINS, VIEWERS], 'viewer', 'viewer manual'],
    [{ manual_roles: 'replace' }, [ADMINS], 'owner', 'admin directory'],
    [{ manual_roles: 'replace' }, [], 'viewer', 'viewer manual'],
    [{ manual_roles: 'replace' }, [ENGINEERING], 'admin', 'admin manual'],
    [{ manual_roles: 'replace', default_role: 'no_access' }, [], 'viewer', 'viewer manual'],
    [{ manual_roles: 'replace', precedence: 'hold' }, [ADMINS, VIEWERS], 'viewer', 'undecided'],
    [{ manual_roles: 'keep', never_grant: ['owner'] }, [], 'owner', 'owner manual'],
    [{ manual_roles: 'replace', never_grant: ['owner'] }, [OWNERS], 'owner', 'owner manual'],
    [{ manual_roles: 'keep' }, [ADMINS], 'no such role', 'admin directory'],
  ];
  /** groups, of the person, role by promotion, role by hand, result */
  const promoted: [Partial<Groups>, PersonGroup[], string, string | null, string][] = [
    [{ manual_roles: 'replace' }, [VIEWERS], 'admin', null, 'admin manual'],
    [{ manual_roles: 'keep' }, [VIEWERS], 'admin', null, 'admin manual'],
    [{ manual_roles: 'keep' }, [ADMINS], 'admin', null, 'admin manual'],
    [{ manual_roles: 'replace' }, [OWNERS], 'admin', null, 'owner directory'],
    [{ manual_roles: 'keep' }, [OWNERS], 'admin', null, 'owner directory'],
    [{ precedence: 'listed' }, [VIEWERS, OWNERS], 'admin', null, 'admin manual'],
    [{ precedence: 'listed' }, [OWNERS, ADMINS], 'admin', null, 'owner directory'],
    [{ precedence: 'hold' }, [VIEWERS, OWNERS], 'admin', null, 'undecided'],
    [{ precedence: 'hold' }, [VIEWERS, ADMINS], 'admin', null, 'admin manual'],
    [{ default_role: 'no_access' }, [], 'admin', null, 'admin manual'],
    [{ default_role: 'owner' }, [], 'admin', null, 'owner default'],
    [{ never_grant: ['admin'] }, [VIEWERS], 'admin', null, 'admin manual'],
    [{ never_grant: ['owner'] }, [OWNERS, VIEWERS], 'admin', null, 'admin manual'],
    [{ manual_roles: 'replace' }, [VIEWERS], 'no such role', null, 'viewer directory'],
    [{ manual_roles: 'keep' }, [], 'admin', 'viewer', 'viewer manual'],
    [{ manual_roles: 'replace' }, [VIEWERS], 'admin', 'member', 'viewer directory'],
  ];
  for (const [changes, held, promotedRole, manualRole, expected] of promoted) {
    it(`${promotedRole} by promotion and ${String(manualRole)} by hand, with ${JSON.stringify(changes)} and ${held.map((each) => each.name).join(', ') || 'no group'}, means ${expected}`, async () => {
      const facts = { groups: held, promotedRole, manualRole };
      assert.equal(await summary({ groups: { ...groups, ...changes } }, facts), expected);
    });
  }

  it('say why someone was promoted, and that rules still limit it', async () => {
    const decision = await active({ groups }, { groups: [VIEWERS], promotedRole: 'admin' });
    assert.equal(decision.roleBecause, 'was given this role because nobody else would have administered');
    assert.deepEqual(
      decision.trace.filter((step) => step.decisive),
      [
        {
          step: 'manual_role',
          says: 'The role admin was given because nobody else would have administered. It counts, instead of viewer.',
          at: '/sole_admin',
          decisive: true,
        },
      ],
    );
    const rules = [
      { name: 'a', when: { attribute: 'user_name', present: true as const }, then: { cap_role: 'member' } },
    ];
    assert.equal(await summary({ groups, rules }, { promotedRole: 'admin' }), 'member directory');
  });

  for (const [changes, held, manualRole, expected] of table) {
    it(`${manualRole} by hand, with ${JSON.stringify(changes)} and ${held.map((each) => each.name).join(', ') || 'no group'}, means ${expected}`, async () => {
      assert.equal(
        await summary({ groups: { ...groups, ...changes } }, { groups: held, manualRole }),
        expected,
      );
    });
  }
});

describe('decide: rules', () => {
  const everyone = { attribute: 'user_name', present: true } as const;
  const groups: Groups = { map: MAP, default_role: 'member', never_grant: [] };
  const rule = (
    name: string,
    then: Rules[number]['then'],
    when: Rules[number]['when'] = everyone,
  ): Rules[number] => ({ name, when, then });
  const isRole = (role: string): Rules[number]['when'] => ({ fact: 'role', equals: role });

  /** rules, groups, result */
  const table: [string, Rules, PersonFacts['groups'], string][] = [
    ['a cap lowers a stronger role', [rule('a', { cap_role: 'member' })], [OWNERS], 'member directory'],
    ['a cap leaves a weaker role', [rule('a', { cap_role: 'member' })], [VIEWERS], 'viewer directory'],
    ['a grant raises a weaker role', [rule('a', { grant_role: 'admin' })], [VIEWERS], 'admin directory'],
    ['a grant leaves a stronger role', [rule('a', { grant_role: 'viewer' })], [], 'member default'],
    ['a denial ends access', [rule('a', { deny: true })], [OWNERS], 'no_access rule'],
    [
      'nothing comes after a denial',
      [rule('a', { deny: true }), rule('b', { grant_role: 'owner' })],
      [],
      'no_access rule',
    ],
    [
      'a cap holds for the rules that follow',
      [rule('a', { cap_role: 'member' }), rule('b', { grant_role: 'admin' })],
      [VIEWERS],
      'member directory',
    ],
    [
      'a grant comes before a cap of the same rule',
      [rule('a', { cap_role: 'member', grant_role: 'admin' })],
      [VIEWERS],
      'member directory',
    ],
    [
      'a retired rule does nothing',
      [{ ...rule('a', { deny: true }), status: 'retired' }],
      [],
      'member default',
    ],
    [
      'a proposed rule does nothing',
      [{ ...rule('a', { deny: true }), status: 'proposed' }],
      [],
      'member default',
    ],
    [
      'a rule sees the role that earlier ones left',
      [rule('a', { cap_role: 'member' }), rule('b', { cap_role: 'viewer' }, isRole('member'))],
      [ADMINS],
      'viewer directory',
    ],
    [
      'a rule does not see the role that later ones leave',
      [rule('b', { cap_role: 'viewer' }, isRole('member')), rule('a', { cap_role: 'member' })],
      [ADMINS],
      'member directory',
    ],
    [
      'a rule no longer sees the role that was',
      [rule('a', { cap_role: 'member' }), rule('b', { deny: true }, isRole('admin'))],
      [ADMINS],
      'member directory',
    ],
    [
      'a chain of rules is followed',
      [
        rule('a', { grant_role: 'member' }, isRole('viewer')),
        rule('b', { grant_role: 'admin' }, isRole('member')),
        rule('c', { grant_role: 'owner' }, isRole('admin')),
      ],
      [VIEWERS],
      'owner directory',
    ],
  ];
  for (const [name, rules, held, expected] of table) {
    it(name, async () => {
      assert.equal(await summary({ rules, groups }, { groups: held }), expected);
    });
  }

  it('a grant gives access to someone whom no group gives any', async () => {
    const none = { ...groups, default_role: 'no_access' };
    assert.equal(
      await summary({ rules: [rule('a', { grant_role: 'viewer' })], groups: none }, {}),
      'viewer directory',
    );
    const provisioning = rule('b', { grant_role: 'member' }, { fact: 'event', equals: 'provision' });
    assert.equal(
      await summary({ rules: [rule('a', { grant_role: 'viewer' }), provisioning], groups: none }, {}),
      'member directory',
    );
    assert.equal(await summary({ rules: [provisioning], groups: none }, {}), 'no_access in_no_mapped_group');
  });

  it('limit a role set by hand too', async () => {
    const keep: Groups = { ...groups, manual_roles: 'keep' };
    assert.equal(
      await summary({ rules: [rule('a', { cap_role: 'member' })], groups: keep }, { manualRole: 'owner' }),
      'member directory',
    );
  });

  it('never give a role that is never granted', async () => {
    const never: Groups = { ...groups, never_grant: ['owner', 'member'] };
    assert.equal(
      await summary({ rules: [rule('a', { grant_role: 'owner' })], groups: never }, { groups: [VIEWERS] }),
      'viewer directory',
    );
    const cap = [rule('a', { cap_role: 'member' })];
    assert.equal(
      await summary({ rules: cap, groups: never }, { groups: [ADMINS, VIEWERS] }),
      'viewer directory',
    );
    assert.equal(await summary({ rules: cap, groups: never }, { groups: [ADMINS] }), 'no_access rule');
  });

  it('see the role that is really given, not one that is never granted and would hide it', async () => {
    const never: Groups = { ...groups, never_grant: ['owner'] };
    const rules = [rule('No admins', { cap_role: 'viewer' }, isRole('admin'))];
    assert.equal(await summary({ rules, groups: never }, { groups: [OWNERS, ADMINS] }), 'viewer directory');
  });

  it('add and remove workspaces, the stronger role staying', async () => {
    const rules = [
      rule('Everyone', {
        add_workspaces: [
          { key: 'all-hands', role: 'member' },
          { key: 'engineering', role: 'admin' },
        ],
      }),
      rule('Weaker', { add_workspaces: [{ key: 'engineering', role: 'member' }] }),
    ];
    const decision = await active({ rules, groups }, { groups: [ENGINEERING] });
    assert.deepEqual(
      decision.workspaces.map(({ key, role, because }) => [key, role, because]),
      [
        ['all-hands', 'member', 'is given it by the rule "Everyone"'],
        ['engineering', 'admin', 'is given it by the rule "Everyone"'],
      ],
    );
    const without = await active(
      { rules: [...rules, rule('Not', { remove_workspaces: ['engineering', 'none'] })], groups },
      {},
    );
    assert.deepEqual(
      without.workspaces.map(({ key }) => key),
      ['all-hands'],
    );
  });

  it('tell each channel once, and also of someone who leaves', async () => {
    const notify = [
      rule('a', { notify: 'security' }),
      rule('b', { notify: 'security' }),
      rule('c', { notify: 'it', cap_role: 'viewer' }),
    ];
    assert.deepEqual((await active({ rules: notify }, {})).notify, ['security', 'it']);
    const onLeaving = rule(
      'Admins leave',
      { notify: 'security' },
      {
        all: [
          { fact: 'event', equals: 'deactivate' },
          { fact: 'role', equals: 'admin' },
          { fact: 'status', equals: 'deactivated' },
        ],
      },
    );
    const left = await decide(
      bare({ rules: [onLeaving] }),
      person({ activeInDirectory: false, account: account({ role: 'admin' }) }),
    );
    assert.deepEqual([left.outcome, left.notify], ['no_access', ['security']]);
    const again = await decide(
      bare({ rules: [onLeaving] }),
      person({ activeInDirectory: false, account: account({ role: 'admin', status: 'deactivated' }) }),
    );
    assert.deepEqual(again.notify, []);
  });

  it('say what they do, what they would do, and why they are there', async () => {
    const rules: Rules = [
      { ...rule('Cap', { cap_role: 'member', notify: 'security' }), because: 'Addendum 4.2' },
      { ...rule('Trial', { deny: true }), status: 'proposed' },
      rule('Idle', { cap_role: 'admin' }),
    ];
    const decision = await active({ rules, groups }, { groups: [ADMINS] });
    assert.equal(
      decision.roleBecause,
      'is in the group saas-admins, limited to at most member by the rule "Cap" (Addendum 4.2)',
    );
    assert.deepEqual(decision.roleGroups, []);
    const steps = decision.trace.filter((step) => step.step === 'rules');
    assert.deepEqual(steps, [
      {
        step: 'rules',
        says: 'The rule "Cap" (Addendum 4.2) means: at most member, so member instead of admin; security is told.',
        at: '/rules/0',
        decisive: true,
      },
      {
        step: 'rules',
        says: 'The rule "Trial" is only proposed. In force, it would mean: no access.',
        at: '/rules/1',
      },
      { step: 'rules', says: 'The rule "Idle" applies and changes nothing.', at: '/rules/2' },
    ]);
  });

  it('a denial also counts where a person would have to decide on the role', async () => {
    const hold: Groups = { ...groups, precedence: 'hold' };
    assert.equal(
      await summary({ rules: [rule('a', { deny: true })], groups: hold }, { groups: [ADMINS, VIEWERS] }),
      'no_access rule',
    );
    assert.equal(
      await summary(
        { rules: [rule('a', { grant_role: 'owner' })], groups: hold },
        { groups: [ADMINS, VIEWERS] },
      ),
      'undecided',
    );
  });

  it('see the facts of the person and the account', async () => {
    const told = async (when: Rules[number]['when'], facts: Partial<PersonFacts>): Promise<boolean> =>
      (await decide(bare({ rules: [rule('a', { notify: 'x' }, when)] }), person(facts))).notify.length > 0;
    assert.equal(await told({ fact: 'event', equals: 'provision' }, {}), true);
    assert.equal(await told({ fact: 'event', equals: 'update' }, { account: account() }), true);
    assert.equal(
      await told({ fact: 'event', equals: 'reactivate' }, { account: account({ status: 'deactivated' }) }),
      true,
    );
    assert.equal(await told({ fact: 'source', equals: 'scim' }, { source: 'scim' }), true);
    assert.equal(
      await told(
        { fact: 'is_last_admin', equals: true },
        { account: account({ isLastAdministrator: true }) },
      ),
      true,
    );
    assert.equal(await told({ fact: 'is_last_admin', equals: true }, {}), false);
    assert.equal(await told({ fact: 'in_scope', equals: true }, {}), true);
    assert.equal(await told({ fact: 'groups', member_of: 'saas-admins' }, { groups: [ADMINS] }), true);
    assert.equal(await told({ fact: 'groups', contains: '00g1' }, { groups: [ADMINS] }), true);
    assert.equal(await told({ fact: 'groups', absent: true }, {}), true);
  });
});

describe('decide: deactivation', () => {
  it('names the first exception that matches', async () => {
    const deactivation = {
      exceptions: [
        { name: 'Robots', when: { attribute: 'user_name', starts_with: 'bot' }, mode: 'immediate' as const },
        { name: 'Ada', when: { attribute: 'user_name', starts_with: 'ada' }, mode: 'immediate' as const },
        { name: 'All', when: { attribute: 'user_name', present: true as const }, mode: 'immediate' as const },
      ],
    };
    const left = await decide(
      bare({ deactivation }),
      person({ activeInDirectory: false, account: account() }),
    );
    assert.deepEqual(
      left.trace.filter((step) => step.step === 'deactivation').map((step) => step.at),
      ['/deactivation/exceptions/1', '/deactivation/exceptions/1/mode'],
    );
  });

  const DAY = 24 * 3_600_000;
  const immediately: Leaving = { mode: 'immediate', readOnlyForMs: null, purgeAfterMs: null };
  const gracefully: Leaving = { mode: 'grace', readOnlyForMs: null, purgeAfterMs: 30 * DAY };
  const readOnly: Leaving = { mode: 'read_only', readOnlyForMs: 14 * DAY, purgeAfterMs: 90 * DAY };
  const times: NonNullable<PolicyDocument['deactivation']> = {
    grace: { delete_after: '30d' },
    read_only: { for: '14d' },
    retain_data: '90d',
  };
  const ada = { name: 'Ada', when: { attribute: 'user_name', starts_with: 'ada' } };
  /** The section, and what it means for Ada */
  const ways: [PolicyDocument['deactivation'], Leaving][] = [
    [undefined, immediately],
    [{ retain_data: 'forever' }, immediately],
    [
      { mode: 'immediate', retain_data: '90d' },
      { ...immediately, purgeAfterMs: 90 * DAY },
    ],
    [{ retain_data: '0s' }, { ...immediately, purgeAfterMs: 0 }],
    [{ ...times, mode: 'grace' }, gracefully],
    [{ ...times, mode: 'read_only' }, readOnly],
    [
      { ...times, mode: 'read_only', retain_data: 'forever' },
      { ...readOnly, purgeAfterMs: null },
    ],
    [{ ...times, exceptions: [{ ...ada, mode: 'grace' }] }, gracefully],
    [{ ...times, mode: 'grace', exceptions: [{ ...ada, mode: 'read_only' }] }, readOnly],
    [
      { ...times, mode: 'grace', exceptions: [{ ...ada, mode: 'immediate' }] },
      { ...immediately, purgeAfterMs: 90 * DAY },
    ],
    [
      {
        ...times,
        mode: 'grace',
        exceptions: [{ ...ada, when: { not: ada.when }, mode: 'immediate' }],
      },
      gracefully,
    ],
  ];
  for (const [deactivation, leaving] of ways) {
    it(`${JSON.stringify(deactivation)} means ${JSON.stringify(leaving)}, before, during and after it`, async () => {
      const policy = bare(deactivation === undefined ? {} : { deactivation });
      for (const status of ['active', 'read_only', 'deactivated'] as const) {
        const left = await decide(policy, person({ activeInDirectory: false, account: account({ status }) }));
        assert.ok(left.outcome === 'no_access');
        assert.deepEqual(left.leaving, leaving, status);
      }
    });
  }

  it('is one and the same for whoever the policy takes access from', async () => {
    const sections = { deactivation: { ...times, mode: 'read_only' as const } };
    const causes = [
      { ...sections, filters: { exclude: [{ name: 'Ada', ...ada.when }] } },
      { ...sections, groups: { default_role: 'no_access' } },
      { ...sections, rules: [{ ...ada, then: { deny: true as const } }] },
    ];
    for (const policy of causes) {
      const out = await decide(bare(policy), person({ account: account() }));
      assert.ok(out.outcome === 'no_access');
      assert.deepEqual(out.leaving, readOnly, out.cause);
    }
  });

  it('an exception that looks at the event means the same after the leaving as before', async () => {
    const event = {
      name: 'Event',
      when: { fact: 'event' as const, equals: 'deactivate' },
      mode: 'grace' as const,
    };
    const policy = bare({ deactivation: { ...times, exceptions: [event] } });
    for (const status of ['active', 'read_only', 'deactivated'] as const) {
      const left = await decide(policy, person({ activeInDirectory: false, account: account({ status }) }));
      assert.ok(left.outcome === 'no_access');
      assert.deepEqual(left.leaving, gracefully, status);
    }
  });

  /** The section, the status of the account, and the sentences with their lines */
  const sentences: [
    NonNullable<PolicyDocument['deactivation']>,
    'active' | 'read_only' | 'deactivated',
    string[],
  ][] = [
    [
      { ...times, mode: 'read_only' },
      'active',
      [
        'Access becomes read-only for 14 days, then ends, and open sessions and API keys are revoked. /deactivation/read_only/for',
        'The data are purged 90 days later, unless the person comes back. /deactivation/retain_data',
      ],
    ],
    [
      { ...times, mode: 'read_only', retain_data: 'forever', revoke: [] },
      'read_only',
      ['Access is read-only for 14 days, then ends. /deactivation/read_only/for'],
    ],
    [
      { ...times, mode: 'grace', revoke: ['sessions'] },
      'active',
      [
        'Access ends at once, and open sessions are revoked. /deactivation/mode',
        'The data are purged 30 days later, unless the person comes back. /deactivation/grace/delete_after',
      ],
    ],
    [
      { ...times, exceptions: [{ ...ada, mode: 'grace' }] },
      'deactivated',
      [
        'The exception "Ada" applies. /deactivation/exceptions/0',
        'The account is deactivated already. /deactivation/exceptions/0/mode',
        'The data are purged 30 days later, unless the person comes back. /deactivation/grace/delete_after',
      ],
    ],
    [
      { retain_data: '0s', revoke: [] },
      'active',
      ['Access ends at once. /deactivation/mode', 'The data are purged at once. /deactivation/retain_data'],
    ],
  ];
  for (const [deactivation, status, expected] of sentences) {
    it(`says how access ends by ${JSON.stringify(deactivation)} for an account that is ${status}`, async () => {
      const left = await decide(
        bare({ deactivation }),
        person({ activeInDirectory: false, account: account({ status }) }),
      );
      assert.deepEqual(
        left.trace
          .filter((step) => step.step === 'deactivation')
          .map(({ says, at }) => `${says} ${at ?? ''}`),
        expected,
      );
    });
  }

  it('starts fresh: whoever comes back is decided on like somebody new', async () => {
    const attributes = { map: { locale: { from: 'locale', apply: 'on_create' as const } } };
    const rules = ['provision', 'reactivate'].map((event) => ({
      name: event,
      when: { fact: 'event' as const, equals: event },
      then: { notify: event },
    }));
    const returned = person({
      resource: { ...RESOURCE, locale: 'fr' },
      manualRole: 'viewer',
      promotedRole: 'admin',
      account: account({ status: 'deactivated', role: 'admin', attributes: { locale: 'de' } }),
    });
    const outcome = async (if_reactivated: 'restore' | 'start_fresh', facts: PersonFacts) => {
      const decision = await decide(bare({ attributes, rules, deactivation: { if_reactivated } }), facts);
      assert.ok(decision.outcome === 'active');
      return [decision.role, decision.attributes['locale'], ...decision.notify];
    };
    assert.deepEqual(await outcome('restore', returned), ['viewer', 'de', 'reactivate']);
    assert.deepEqual(await outcome('start_fresh', returned), ['member', 'fr', 'provision']);
    const reading = { ...returned, account: account({ status: 'read_only', attributes: { locale: 'de' } }) };
    assert.deepEqual(await outcome('start_fresh', reading), ['viewer', 'de', 'reactivate']);
  });

  it('starts fresh: who does not come back leaves as ever', async () => {
    const deactivation = { ...times, mode: 'grace' as const, if_reactivated: 'start_fresh' as const };
    const left = await decide(
      bare({ deactivation }),
      person({ activeInDirectory: false, account: account({ status: 'deactivated' }) }),
    );
    assert.ok(left.outcome === 'no_access');
    assert.deepEqual(left.leaving, gracefully);
    assert.match(sayings(left).join(), /The account is deactivated already/);
  });

  it('says that nobody is created only to be deactivated', async () => {
    const left = await decide(bare(), person({ activeInDirectory: false }));
    assert.match(sayings(left).join('\n'), /There is no account, and none is made/);
  });
});
