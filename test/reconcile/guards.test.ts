import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Account, HoldKind, Loss, PersonPlan } from '../../src/domain/change.ts';
import type { EffectiveGuards } from '../../src/policy/effective-policy.ts';
import { guard, losesSomething, type GuardFacts, type Watched } from '../../src/reconcile/guards.ts';
import { accountNamed } from '../support/account-facts.ts';

const ranks = { roles: ['owner', 'admin', 'member', 'viewer'], workspaceRoles: ['admin', 'member'] };
const left: Loss = { cause: 'the directory says that they are not active any more', single: true };
const many = (cause: string): Loss => ({ cause, single: false });

function planOf(id: string, before: Account | null, after: Account | null, loss: Loss | null): PersonPlan {
  const userId = after?.id ?? before?.id ?? id;
  const change = (action: 'user.deactivated' | 'user.provisioned' | 'role.changed' | 'user.updated') => ({
    action,
    userId,
    before: null,
    after: null,
    reason: action,
  });
  return {
    directoryUserId: id,
    directoryId: 'd',
    before,
    after,
    changes: [
      ...(before === null || before.email === after?.email ? [] : [change('user.updated')]),
      ...(before === null ? [change('user.provisioned')] : []),
      ...(before?.status === after?.status ? [] : [change('user.deactivated')]),
      ...(before !== null && before.role !== after?.role ? [change('role.changed')] : []),
    ],
    revoke: before?.status === after?.status ? [] : ['sessions'],
    hold: null,
    timers: { before: [], after: [] },
    loss,
    notify: [],
    promotedTo: null,
    endsPromotion: false,
    openSessions: 0,
    eventIds: [],
    decision: null,
  };
}

const leaves = (id: string, loss: Loss = left): PersonPlan =>
  planOf(id, accountNamed(id), accountNamed(id, { status: 'deactivated' }), loss);
const isGranted = (id: string, loss = many('each of them is in the group admins')): PersonPlan =>
  planOf(id, accountNamed(id), accountNamed(id, { role: 'admin' }), loss);
const crowd = (count: number, make: (id: string) => PersonPlan, prefix = 'p'): PersonPlan[] =>
  Array.from({ length: count }, (_, index) => make(`${prefix}${String(index).padStart(3, '0')}`));

const noGuards: EffectiveGuards = {
  deactivations: null,
  admin_grants: null,
  emptied_group: null,
  approvers: ['operator'],
  unanswered: null,
};
const tenPercent = { ...noGuards, deactivations: { percent: 10, at_least: 10, within: '1h' } };
const fiveGrants = { ...noGuards, admin_grants: { count: 5, within: '24h' } };

function factsOf(plans: PersonPlan[], members: Partial<GuardFacts> = {}): GuardFacts {
  const nobody: Watched = { openHold: null, isApproved: false, isByHand: false };
  return {
    guards: tenPercent,
    administratorRoles: ['owner', 'admin'],
    ranks,
    people: new Map(plans.map(({ directoryUserId }) => [directoryUserId ?? '', nobody])),
    passed: { deactivations: 0, admin_grants: 0 },
    activeUsers: 200,
    emptied: new Map(),
    ...members,
  };
}

const watched = (plans: PersonPlan[], person: Partial<Watched>): GuardFacts['people'] =>
  new Map(
    plans.map(({ directoryUserId }) => [
      directoryUserId ?? '',
      { openHold: null, isApproved: false, isByHand: false, ...person },
    ]),
  );
const waitsIn = (kind: HoldKind, cause = 'earlier news') => ({ openHold: { kind, cause } });

/** Which causes are held, with how many people, and how many count as passed. */
function verdictOf(plans: PersonPlan[], facts: GuardFacts): { held: Record<string, number>; passed: number } {
  const before = structuredClone(plans);
  const guarded = guard(plans, facts);
  assert.deepEqual(plans, before, 'what was given was changed');
  const held: Record<string, number> = {};
  for (const plan of guarded.plans) {
    if (plan.hold === null) continue;
    const key = `${plan.hold.kind}: ${plan.hold.cause}`;
    held[key] = (held[key] ?? 0) + 1;
    assert.equal(plan.after?.status, plan.before?.status);
    assert.deepEqual(plan.revoke, []);
  }
  return { held, passed: guarded.passed.length };
}

const surge = `deactivations: ${left.cause}`;

describe('Guards', () => {
  const table: [string, PersonPlan[], Partial<GuardFacts>, Record<string, number>, number][] = [
    ['at the share: all pass', crowd(20, leaves), {}, {}, 20],
    ['one beyond the share: that one waits', crowd(21, leaves), {}, { [surge]: 1 }, 20],
    ['of a small tenant, below the least number: all pass', crowd(9, leaves), { activeUsers: 9 }, {}, 9],
    [
      'of a small tenant, at the least number: the last one waits',
      crowd(10, leaves),
      { activeUsers: 12 },
      { [surge]: 1 },
      9,
    ],
    [
      'what passed within the window leaves less room',
      crowd(10, leaves),
      { activeUsers: 185, passed: { deactivations: 15, admin_grants: 0 } },
      { [surge]: 5 },
      5,
    ],
    [
      'the share is of those who were there when the window began',
      crowd(1, leaves),
      { activeUsers: 181, passed: { deactivations: 19, admin_grants: 0 } },
      {},
      1,
    ],
    [
      'a full window holds everyone',
      crowd(3, leaves),
      { activeUsers: 180, passed: { deactivations: 20, admin_grants: 0 } },
      { [surge]: 3 },
      0,
    ],
    [
      'a window that is more than full, because the policy has changed, holds everyone',
      crowd(1, leaves),
      { activeUsers: 0, passed: { deactivations: 50, admin_grants: 0 } },
      { [surge]: 1 },
      0,
    ],
    [
      'one cause that does not fit is held whole, and a small one passes',
      [
        ...crowd(30, (id) => leaves(id, many('they left the group Sales')), 's'),
        ...crowd(3, (id) => leaves(id, many('they left the group Legal')), 'l'),
      ],
      {},
      { 'deactivations: they left the group Sales': 30 },
      3,
    ],
    [
      'causes of many come first, and single ones have the rest of the room',
      [...crowd(8, leaves), ...crowd(15, (id) => leaves(id, many('they left the group Sales')), 's')],
      {},
      { [surge]: 3 },
      20,
    ],
    [
      'of two causes that fit only one at a time the smaller one passes',
      [...crowd(15, (id) => leaves(id, many('a')), 'a'), ...crowd(14, (id) => leaves(id, many('b')), 'b')],
      {},
      { 'deactivations: a': 15 },
      14,
    ],
    [
      'without a rule about leaving nobody is held, and nothing is counted',
      crowd(150, leaves),
      { guards: noGuards },
      {},
      0,
    ],
    [
      'an emptied group is held, however few are left to pass, and does not count',
      crowd(3, (id) => leaves(id, many('they left the group Sales'))),
      {
        emptied: new Map([
          ['p000', 'the group Sales was emptied'],
          ['p001', 'the group Sales was emptied'],
        ]),
      },
      { 'emptied_group: the group Sales was emptied': 2 },
      1,
    ],
    ['as many new administrators as may be pass', crowd(5, isGranted), { guards: fiveGrants }, {}, 5],
    [
      'one more of them, of one cause, and all are held',
      crowd(6, isGranted),
      { guards: fiveGrants },
      { 'admin_grants: each of them is in the group admins': 6 },
      0,
    ],
    [
      'whoever waits goes on waiting, room or not, under the cause that they wait for',
      crowd(2, (id) => leaves(id, many('they left the group Sales'))),
      { people: watched(crowd(2, leaves), waitsIn('deactivations')) },
      { 'deactivations: earlier news': 2 },
      0,
    ],
    [
      'whoever waits for an emptied group waits also when it is not seen as emptied any more',
      crowd(2, (id) => planOf(id, accountNamed(id), accountNamed(id, { role: 'viewer' }), many('x'))),
      {
        guards: { ...noGuards, emptied_group: { had_at_least: 2 } },
        people: watched(crowd(2, leaves), waitsIn('emptied_group')),
      },
      { 'emptied_group: earlier news': 2 },
      0,
    ],
    [
      'whoever waits for an emptied group and then leaves the company passes, and counts',
      crowd(2, leaves),
      {
        guards: { ...tenPercent, emptied_group: { had_at_least: 2 } },
        people: watched(crowd(2, leaves), waitsIn('emptied_group')),
      },
      {},
      2,
    ],
    [
      'whoever waits to lose access with many and then leaves the company waits as leavers do, if at all',
      crowd(3, leaves),
      {
        passed: { deactivations: 19, admin_grants: 0 },
        activeUsers: 181,
        people: watched(crowd(3, leaves), waitsIn('deactivations')),
      },
      { [surge]: 2 },
      1,
    ],
    [
      'whoever waits as a leaver goes on waiting, room or not',
      crowd(2, leaves),
      { people: watched(crowd(2, leaves), waitsIn('deactivations', left.cause)) },
      { [surge]: 2 },
      0,
    ],
    [
      'whoever waits for what the policy guards no more passes',
      crowd(2, leaves),
      { guards: fiveGrants, people: watched(crowd(2, leaves), waitsIn('deactivations')) },
      {},
      0,
    ],
    [
      'whoever waited to lose access and is promoted by now waits no more',
      crowd(1, isGranted),
      {
        guards: { ...tenPercent, ...fiveGrants, deactivations: tenPercent.deactivations },
        people: watched(crowd(1, leaves), waitsIn('deactivations')),
      },
      {},
      1,
    ],
    [
      'what was approved passes and does not count',
      crowd(150, leaves),
      { people: watched(crowd(150, leaves), { isApproved: true, ...waitsIn('deactivations') }) },
      {},
      0,
    ],
    [
      'a role that was set by hand is never held',
      crowd(9, isGranted),
      {
        guards: { ...fiveGrants, emptied_group: { had_at_least: 1 } },
        people: watched(crowd(9, leaves), { isByHand: true, ...waitsIn('emptied_group') }),
      },
      {},
      0,
    ],
    [
      'a role that was set by hand lets nobody go who waits',
      crowd(1, (id) => leaves(id, many('they left the group Sales'))),
      { people: watched(crowd(1, leaves), { isByHand: true, ...waitsIn('deactivations') }) },
      { 'deactivations: earlier news': 1 },
      0,
    ],
    [
      'a role that was set by hand lets nobody leave who may not',
      crowd(1, leaves),
      {
        passed: { deactivations: 20, admin_grants: 0 },
        activeUsers: 180,
        people: watched(crowd(1, leaves), { isByHand: true }),
      },
      { [surge]: 1 },
      0,
    ],
    [
      'who waits as the last administrator goes in any case, once there is another',
      crowd(1, leaves),
      {
        passed: { deactivations: 20, admin_grants: 0 },
        activeUsers: 180,
        people: watched(crowd(1, leaves), waitsIn('sole_admin')),
      },
      {},
      1,
    ],
    [
      'a read-only account that is deactivated in time is no leaver',
      crowd(150, (id) =>
        planOf(
          id,
          accountNamed(id, { status: 'read_only' }),
          accountNamed(id, { status: 'deactivated' }),
          left,
        ),
      ),
      {},
      {},
      0,
    ],
    [
      'becoming read-only is losing access',
      crowd(21, (id) => planOf(id, accountNamed(id), accountNamed(id, { status: 'read_only' }), left)),
      {},
      { [surge]: 1 },
      20,
    ],
  ];
  for (const [when, plans, members, held, passed] of table) {
    it(when, () => {
      const verdict = verdictOf(plans, factsOf(plans, members));
      assert.deepEqual(verdict, { held, passed });
    });
  }

  it('hold what takes access, and bring up to date what is known', () => {
    const before = accountNamed('a', { email: 'old@acme.com' });
    const after = accountNamed('a', { email: 'new@acme.com', status: 'deactivated', role: 'viewer' });
    const plan = planOf('p', before, after, left);
    const [kept] = guard([plan], factsOf([plan], { passed: { deactivations: 200, admin_grants: 0 } })).plans;
    assert.deepEqual(kept?.after, { ...before, email: 'new@acme.com' });
    assert.deepEqual(
      kept.changes.map(({ action }) => action),
      ['user.updated'],
    );
    assert.deepEqual(
      kept.hold?.changes.map(({ action }) => action),
      ['user.deactivated', 'role.changed'],
    );
  });

  it('hold all of an account that is to be made for an administrator', () => {
    const plan = planOf(
      'p',
      null,
      accountNamed('a', { role: 'owner' }),
      many('each of them is in the group x'),
    );
    const facts = factsOf([plan], {
      guards: { ...fiveGrants, admin_grants: { count: 0, within: '1h' } },
    });
    const [kept] = guard([plan], facts).plans;
    assert.equal(kept?.after, null);
    assert.deepEqual(kept.changes, []);
    assert.equal(kept.hold?.changes[0]?.action, 'user.provisioned');
  });

  it('let pass as many leavers in one batch as in any split of it, and never more than the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
        (leavers, staying, percent, at_least, split) => {
          const guards = { ...noGuards, deactivations: { percent, at_least, within: '1h' } };
          const plans = crowd(leavers, leaves);
          const activeUsers = leavers + staying;
          const whole = verdictOf(plans, factsOf(plans, { guards, activeUsers }));
          let passed = 0;
          let rest = plans;
          for (let turn = 0; rest.length > 0; turn += 1) {
            const size = split[turn % split.length] ?? 1;
            const batch = rest.slice(0, size);
            rest = rest.slice(size);
            const members = {
              guards,
              activeUsers: activeUsers - passed,
              passed: { deactivations: passed, admin_grants: 0 },
            };
            passed += verdictOf(batch, factsOf(batch, members)).passed;
          }
          assert.equal(passed, whole.passed);
          const limit = Math.max(at_least - 1, Math.floor((activeUsers * percent) / 100));
          assert.equal(passed, Math.min(leavers, limit));
        },
      ),
    );
  });
});

describe('What somebody loses', () => {
  const w = (role: string | null) => ({ workspaces: role === null ? [] : [{ key: 'w', role }] });
  const cases: [string, Partial<Account>, Partial<Account>, boolean][] = [
    ['nothing', {}, {}, false],
    ['access', {}, { status: 'deactivated' }, true],
    ['access to write', {}, { status: 'read_only' }, true],
    ['a role', { role: 'admin' }, { role: 'member' }, true],
    ['a role, for none', { role: 'viewer' }, { role: null }, true],
    ['nothing by a stronger role', { role: 'member' }, { role: 'admin' }, false],
    ['nothing by the same role from elsewhere', {}, { roleOrigin: 'default' }, false],
    ['a role for one that the catalog does not know', { role: 'viewer' }, { role: 'former' }, true],
    ['nothing by a known role for an unknown one', { role: 'former' }, { role: 'viewer' }, false],
    ['a workspace', w('member'), w(null), true],
    ['the stronger role in a workspace', w('admin'), w('member'), true],
    ['nothing by a workspace more', w(null), w('member'), false],
    ['nothing by the stronger role in a workspace', w('member'), w('admin'), false],
    [
      'nothing, deactivated before',
      { status: 'deactivated', role: 'admin' },
      { status: 'deactivated' },
      false,
    ],
  ];
  for (const [what, before, after, expected] of cases) {
    it(`is ${what}`, () => {
      const plan = planOf('p', accountNamed('a', before), accountNamed('a', after), null);
      assert.equal(losesSomething(plan, ranks), expected);
    });
  }
});
