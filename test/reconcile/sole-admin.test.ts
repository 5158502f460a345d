import assert from 'node:assert/strict';
import type { Account, Change, PersonPlan } from '../../src/domain/change.ts';
import {
  chooseKeeper,
  keepAdministrator,
  losesAdministrators,
  type AdministratorRules,
} from '../../src/reconcile/sole-admin.ts';
import { accountNamed } from '../support/account-facts.ts';

const now = new Date('2026-02-01T00:00:00Z');
const rules: AdministratorRules = {
  roles: ['owner', 'admin'],
  revokeSessions: true,
  waiting: new Set(),
  now,
};

function planOf(
  before: Account | null,
  after: Account | null,
  changes: Change[],
  revoke: PersonPlan['revoke'],
): PersonPlan {
  const id = after?.id ?? before?.id ?? '';
  return {
    directoryUserId: `du-${id}`,
    directoryId: 'd',
    before,
    after,
    changes,
    revoke,
    hold: null,
    timers: { before: [], after: [] },
    loss: null,
    notify: [],
    promotedTo: null,
    endsPromotion: false,
    openSessions: 0,
    eventIds: ['e'],
    decision: null,
  };
}

/** What `block` comes to. */
function guardSoleAdministrator(
  plans: PersonPlan[],
  othersRemain: boolean,
  given: AdministratorRules,
): PersonPlan[] {
  if (othersRemain || !losesAdministrators(plans, given.roles)) return plans;
  const keeper = chooseKeeper(plans, given.roles);
  return plans.map((plan) => (plan === keeper ? keepAdministrator(plan, given) : plan));
}

const changeOf = (action: Change['action'], userId: string): Change => ({
  action,
  userId,
  before: null,
  after: null,
  reason: `${action} of ${userId}`,
});

const admin = (id: string, members: Partial<Account> = {}) => accountNamed(id, { role: 'admin', ...members });

function leaves(id: string, members: Partial<Account> = {}, open = 1): PersonPlan {
  const before = admin(id, members);
  const after: Account = { ...before, status: 'deactivated', deactivatedAt: now, sessionsValidAfter: now };
  const revoked = open > 0 ? [changeOf('session.revoked', id), changeOf('api_key.revoked', id)] : [];
  return planOf(before, after, [changeOf('user.deactivated', id), ...revoked], ['sessions', 'api_keys']);
}

function isDemoted(id: string, members: Partial<Account> = {}): PersonPlan {
  const before = admin(id, { workspaces: [{ key: 'w', role: 'admin' }], ...members });
  const after: Account = {
    ...before,
    role: 'viewer',
    roleOrigin: 'default',
    workspaces: [],
    email: 'new@acme.com',
  };
  const changes = [
    changeOf('user.updated', id),
    changeOf('role.changed', id),
    changeOf('workspace.removed', id),
  ];
  return planOf(before, after, changes, []);
}

function stays(id: string, members: Partial<Account> = {}): PersonPlan {
  const account = admin(id, members);
  return planOf(account, account, [], []);
}

function isPromoted(id: string): PersonPlan {
  const before = accountNamed(id);
  return planOf(before, { ...before, role: 'admin' }, [changeOf('role.changed', id)], []);
}

const isHired = (id: string, role: string): PersonPlan =>
  planOf(null, accountNamed(id, { role }), [changeOf('user.provisioned', id)], []);

const early = { provisionedAt: new Date('2025-01-01T00:00:00Z') };
const late = { provisionedAt: new Date('2025-06-01T00:00:00Z') };

/** Who is kept, or null: nobody has to be. */
const table: [string, PersonPlan[], boolean, string | null][] = [
  ['nobody leaves', [stays('a')], false, null],
  ['the only one leaves', [leaves('a')], false, 'a'],
  ['the only one is demoted', [isDemoted('a')], false, 'a'],
  ['one leaves and another one, whom this plan does not touch, remains', [leaves('a')], true, null],
  ['one leaves and another one stays', [leaves('a'), stays('b')], false, null],
  ['one leaves and another one is promoted', [leaves('a'), isPromoted('b')], false, null],
  ['one leaves and an administrator is hired', [leaves('a'), isHired('b', 'admin')], false, null],
  ['one leaves and a member is hired', [leaves('a'), isHired('b', 'member')], false, 'a'],
  [
    'an administrator who is not active does not count',
    [leaves('a'), stays('b', { status: 'deactivated' })],
    false,
    'a',
  ],
  ['two leave at once: the longer provisioned stays', [leaves('a', late), leaves('b', early)], false, 'b'],
  [
    'the stronger role stays, whoever came first',
    [leaves('a', { ...late, role: 'owner' }), leaves('b', early)],
    false,
    'a',
  ],
  ['provisioned at the same moment: the id decides', [leaves('b'), leaves('a')], false, 'a'],
  [
    'one leaves and one is demoted: the longer provisioned keeps the role',
    [leaves('a', late), isDemoted('b', early)],
    false,
    'b',
  ],
  ['nobody administers, before or after', [isHired('a', 'member')], false, null],
  [
    'a member leaves a tenant that has no administrator',
    [
      planOf(
        accountNamed('a'),
        accountNamed('a', { status: 'deactivated' }),
        [changeOf('user.deactivated', 'a')],
        [],
      ),
    ],
    false,
    null,
  ],
  [
    'an owner becomes an admin: that is still one who administers',
    [planOf(admin('a', { role: 'owner' }), admin('a'), [changeOf('role.changed', 'a')], [])],
    false,
    null,
  ],
];

describe('The last administrator', () => {
  for (const [when, plans, othersRemain, keeps] of table) {
    it('keeps one who is still there rather than a leaver, however senior', () => {
      const leaver = leaves('a', { role: 'owner', provisionedAt: new Date('2020-01-01T00:00:00Z') });
      const present = isDemoted('b', { provisionedAt: new Date('2025-01-01T00:00:00Z') });
      const [first, second] = guardSoleAdministrator([leaver, present], false, rules);
      assert.equal(first?.after?.status, 'deactivated');
      assert.equal(first.hold, null);
      assert.equal(second?.after?.role, 'admin');
      assert.equal(second.hold?.kind, 'sole_admin');
    });

    it(`${when}: ${keeps === null ? 'nobody is kept back' : `${keeps} is kept`}`, () => {
      for (const order of [plans, plans.toReversed()]) {
        const guarded = guardSoleAdministrator(order, othersRemain, rules);
        const kept = guarded.filter(({ hold }) => hold !== null).map(({ before }) => before?.id);
        assert.deepEqual(kept, keeps === null ? [] : [keeps]);
        // Everyone else's plan is the same.
        for (const [index, plan] of order.entries()) {
          if (plan.before?.id !== keeps) assert.equal(guarded[index], plan);
        }
      }
    });
  }

  it('keeps role and access, loses the sessions, and what waits is in the hold', () => {
    const [plan] = guardSoleAdministrator([leaves('a')], false, rules);
    assert.equal(plan?.after?.status, 'active');
    assert.equal(plan.after.role, 'admin');
    assert.equal(plan.after.deactivatedAt, null);
    assert.deepEqual(plan.after.sessionsValidAfter, now);
    assert.deepEqual(plan.revoke, ['sessions']);
    assert.deepEqual(
      plan.changes.map(({ action }) => action),
      ['session.revoked'],
    );
    assert.equal(plan.hold?.kind, 'sole_admin');
    assert.deepEqual(
      plan.hold.changes.map(({ action }) => action),
      ['user.deactivated', 'api_key.revoked'],
    );
  });

  it('keeps the sessions as well where the policy says so', () => {
    const [plan] = guardSoleAdministrator([leaves('a')], false, { ...rules, revokeSessions: false });
    assert.deepEqual(plan?.revoke, []);
    assert.deepEqual(plan.changes, []);
    assert.equal(plan.after?.sessionsValidAfter, null);
    assert.equal(plan.hold?.changes.length, 3);
  });

  it('ends the open sessions where leaving would not have ended them: the role is worth more than they are', () => {
    const plan = { ...leaves('a', {}, 0), revoke: ['api_keys' as const], openSessions: 2 };
    const [kept] = guardSoleAdministrator([plan], false, rules);
    assert.deepEqual(kept?.revoke, ['sessions']);
    assert.deepEqual(
      kept.changes.map(({ action, before }) => [action, before]),
      [['session.revoked', { open: 2 }]],
    );
    assert.deepEqual(kept.after?.sessionsValidAfter, now);
  });

  it('loses also the sessions that only the product knows of, once: when the leaving begins to wait', () => {
    const [first] = guardSoleAdministrator([leaves('a', {}, 0)], false, rules);
    assert.deepEqual(
      first?.changes.map(({ action }) => action),
      ['session.revoked'],
    );
    assert.deepEqual(first.after?.sessionsValidAfter, now);
    const waiting = new Set(['du-a']);
    const [later] = guardSoleAdministrator([leaves('a', {}, 0)], false, { ...rules, waiting });
    assert.deepEqual(later?.changes, []);
    assert.equal(later.after?.sessionsValidAfter, null);
    // Whoever signs in again meanwhile loses that session too.
    const [again] = guardSoleAdministrator([leaves('a', {}, 1)], false, { ...rules, waiting });
    assert.deepEqual(
      again?.changes.map(({ action }) => action),
      ['session.revoked'],
    );
  });

  it('who would be demoted keeps the role and the sessions; all else of the plan goes ahead', () => {
    const [plan] = guardSoleAdministrator([isDemoted('a')], false, rules);
    assert.equal(plan?.after?.role, 'admin');
    assert.equal(plan.after.roleOrigin, 'directory');
    assert.equal(plan.after.email, 'new@acme.com');
    assert.deepEqual(plan.after.workspaces, []);
    assert.deepEqual(plan.revoke, []);
    assert.deepEqual(
      plan.changes.map(({ action }) => action),
      ['user.updated', 'workspace.removed'],
    );
    assert.deepEqual(
      plan.hold?.changes.map(({ action }) => action),
      ['role.changed'],
    );
  });

  it('does not change what it was given', () => {
    const plans = [leaves('a'), isDemoted('b')];
    const before = structuredClone(plans);
    guardSoleAdministrator(plans, false, rules);
    assert.deepEqual(plans, before);
  });
});
