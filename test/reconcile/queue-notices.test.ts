import assert from 'node:assert/strict';
import type { Account, Change, HoldRequest, PersonPlan } from '../../src/domain/change.ts';
import type { EffectiveChannel } from '../../src/policy/effective-policy.ts';
import { noticesFor, queueNotices, type Happened } from '../../src/reconcile/queue-notices.ts';
import type { Flow } from '../../src/reconcile/flow.ts';
import { accountNamed } from '../support/account-facts.ts';

const administers = ['owner', 'admin'];
const channel = (on: EffectiveChannel['on'], send: EffectiveChannel['send'] = 'at_once') =>
  ({ on, send, to: ['security@acme.com'] }) satisfies EffectiveChannel;

const because: Partial<Record<Change['action'], string>> = {
  'user.provisioned': 'Provisioned as admin: joined the group saas-admins',
  'user.deactivated': 'Deactivated: is no longer active in the directory',
  'user.read_only': 'Read only for 14 days: is no longer active in the directory',
  'user.reactivated': 'Reactivated: is active in the directory',
  'user.updated': 'Updated from the directory: e-mail address',
  'role.changed': 'Role changed from member to admin: joined the group saas-admins',
};

function planOf(
  before: Account | null,
  after: Account | null,
  actions: Change['action'][],
  more: Partial<PersonPlan> = {},
): PersonPlan {
  const id = after?.id ?? before?.id ?? '';
  return {
    directoryUserId: `directory-${id}`,
    directoryId: 'd',
    before,
    after,
    changes: actions.map((action) => ({
      action,
      userId: id,
      before: null,
      after: null,
      reason: because[action] ?? action,
    })),
    revoke: [],
    hold: null,
    timers: { before: [], after: [] },
    loss: null,
    notify: [],
    promotedTo: null,
    endsPromotion: false,
    openSessions: 0,
    eventIds: [],
    decision: null,
    ...more,
  };
}

const member = (id: string) => accountNamed(id, { role: 'member' });
const admin = (id: string) => accountNamed(id, { role: 'admin' });
const gone = (id: string, role = 'member') => accountNamed(id, { role, status: 'deactivated' });
const leaves = (id: string) => planOf(member(id), gone(id), ['user.deactivated']);
const promoted = (id: string) => planOf(member(id), admin(id), ['role.changed']);

const told = (happened: Partial<Happened>, channels: Record<string, EffectiveChannel>) =>
  noticesFor({ plans: [], opened: [], ...happened }, channels, administers);
/** The kinds and people of one channel. */
const kinds = (plan: PersonPlan, on: EffectiveChannel['on']) =>
  told({ plans: [plan] }, { c: channel(on) }).flatMap(({ items }) =>
    items.map(({ kind, user_ids }) => `${kind} ${user_ids.join()}`),
  );

describe('What channels are told', () => {
  it('is what each of them asks for, and one notice each, however much happens', () => {
    const plans = [leaves('a'), promoted('b'), leaves('c')];
    const channels = {
      security: channel(['role_granted_admin']),
      admins: channel(['deactivated', 'role_changed'], 'daily'),
      others: channel(['guard_held']),
    };
    assert.deepEqual(told({ plans }, channels), [
      {
        channel: 'security',
        send: 'at_once',
        items: [
          {
            kind: 'role_granted_admin',
            says: because['role.changed'],
            people: 1,
            user_ids: ['b'],
            hold_id: null,
            hold_kind: null,
          },
        ],
      },
      {
        channel: 'admins',
        send: 'daily',
        items: [
          {
            kind: 'deactivated',
            says: because['user.deactivated'],
            people: 2,
            user_ids: ['a', 'c'],
            hold_id: null,
            hold_kind: null,
          },
          {
            kind: 'role_changed',
            says: because['role.changed'],
            people: 1,
            user_ids: ['b'],
            hold_id: null,
            hold_kind: null,
          },
        ],
      },
    ]);
  });

  it('keeps the ids of 50 people of one reason, and the number of all', () => {
    const plans = Array.from({ length: 412 }, (_, index) => leaves(`user-${index}`));
    const [notice] = told({ plans }, { c: channel(['deactivated']) });
    assert.equal(notice?.items.length, 1);
    assert.equal(notice.items[0]?.people, 412);
    assert.equal(notice.items[0].user_ids.length, 50);
  });

  it('is an administrator’s role however it is come by', () => {
    const on: EffectiveChannel['on'] = ['role_granted_admin'];
    assert.deepEqual(kinds(promoted('a'), on), ['role_granted_admin a']);
    assert.deepEqual(kinds(planOf(null, admin('a'), ['user.provisioned']), on), ['role_granted_admin a']);
    assert.deepEqual(kinds(planOf(gone('a', 'admin'), admin('a'), ['user.reactivated']), on), [
      'role_granted_admin a',
    ]);
    assert.deepEqual(kinds(planOf(null, member('a'), ['user.provisioned']), on), []);
    assert.deepEqual(
      kinds(planOf(admin('a'), accountNamed('a', { role: 'owner' }), ['role.changed']), on),
      [],
    );
    assert.deepEqual(kinds(planOf(admin('a'), member('a'), ['role.changed']), on), []);
  });

  it('is no role that stays and only comes from elsewhere', () => {
    const stays = planOf(admin('a'), admin('a'), ['role.changed']);
    assert.deepEqual(kinds(stays, ['role_granted_admin', 'role_changed']), []);
  });

  it('says once who became an administrator, where a channel asks for every changed role', () => {
    assert.deepEqual(kinds(promoted('a'), ['role_changed', 'role_granted_admin']), ['role_granted_admin a']);
    assert.deepEqual(kinds(promoted('a'), ['role_changed']), ['role_changed a']);
  });

  it('is under deactivated also whoever may only read', () => {
    const reads = planOf(member('a'), accountNamed('a', { status: 'read_only' }), ['user.read_only']);
    assert.deepEqual(kinds(reads, ['deactivated']), ['read_only a']);
  });

  it('is nobody who had left before, and only stays so until another time', () => {
    const reads = accountNamed('a', { status: 'read_only' });
    assert.deepEqual(kinds(planOf(reads, reads, ['user.read_only']), ['deactivated']), []);
    assert.deepEqual(kinds(planOf(gone('a'), gone('a'), ['user.deactivated']), ['deactivated']), []);
    assert.deepEqual(kinds(planOf(reads, gone('a'), ['user.deactivated']), ['deactivated']), [
      'deactivated a',
    ]);
  });

  it('is every hold of a guard, and the last administrator, and no other hold', () => {
    const opened = [
      { id: 'h1', kind: 'deactivations', reason: 'many', people: 412 },
      { id: 'h2', kind: 'admin_grants', reason: 'many', people: 6 },
      { id: 'h3', kind: 'emptied_group', reason: 'many', people: 10 },
      { id: 'h4', kind: 'sole_admin', reason: 'last', people: 1 },
      { id: 'h5', kind: 'ambiguous_match', reason: 'two', people: 1 },
      { id: 'h6', kind: 'ambiguous_role', reason: 'two', people: 1 },
      { id: 'h7', kind: 'existing_account', reason: 'one', people: 1 },
    ] as const;
    const holds = (on: EffectiveChannel['on']) =>
      told({ opened }, { c: channel(on) }).flatMap(({ items }) =>
        items.map(({ kind, hold_id, people }) => `${kind} ${hold_id ?? ''} ${people}`),
      );
    assert.deepEqual(holds(['guard_held']), ['guard_held h1 412', 'guard_held h2 6', 'guard_held h3 10']);
    assert.deepEqual(holds(['sole_admin_blocked']), ['sole_admin_blocked h4 1']);
    assert.deepEqual(holds(['deactivated', 'role_changed', 'role_granted_admin']), []);
  });

  it('is what nobody waits for, where it is to be told', () => {
    const alerts = [
      { on: 'sole_admin_blocked', says: 'The last administrator left', userId: 'a' },
      { on: 'sole_admin_blocked', says: 'Nobody administers' },
      { on: 'nothing_of_ours', says: 'x' },
    ];
    const [notice, ...more] = told(
      { alerts },
      { c: channel(['sole_admin_blocked']), d: channel(['guard_held']) },
    );
    assert.deepEqual(more, []);
    assert.deepEqual(
      notice?.items.map(({ says, people, user_ids }) => ({ says, people, user_ids })),
      [
        { says: 'The last administrator left', people: 1, user_ids: ['a'] },
        { says: 'Nobody administers', people: 0, user_ids: [] },
      ],
    );
  });

  it('is who follows the last administrator, where the policy promotes somebody', () => {
    const plan = { ...promoted('a'), promotedTo: 'admin' };
    assert.deepEqual(kinds(plan, ['sole_admin_blocked']), ['sole_admin_blocked a']);
    assert.deepEqual(kinds(promoted('a'), ['sole_admin_blocked']), []);
  });

  describe('by a rule that names the channel', () => {
    const channels = { security: channel(['guard_held']), other: channel(['guard_held']) };
    const notify = ['security'];
    const hold: HoldRequest = { kind: 'ambiguous_role', cause: 'x', reason: 'two groups', changes: [] };

    it('is all that changed for the person, whatever the channel asks for', () => {
      const plan = planOf(member('a'), gone('a'), ['user.updated', 'user.deactivated'], { notify });
      const [notice, ...more] = told({ plans: [plan] }, channels);
      assert.deepEqual(more, []);
      assert.equal(notice?.channel, 'security');
      assert.deepEqual(notice.items, [
        {
          kind: 'rule',
          says: `${because['user.updated'] ?? ''}; ${because['user.deactivated'] ?? ''}`,
          people: 1,
          user_ids: ['a'],
          hold_id: null,
          hold_kind: null,
        },
      ]);
    });

    it('is nothing where nothing happened', () => {
      assert.deepEqual(told({ plans: [planOf(member('a'), member('a'), [], { notify })] }, channels), []);
    });

    it('is said once where the channel asks for it anyway', () => {
      const plan = planOf(member('a'), gone('a'), ['user.deactivated'], { notify });
      const [notice] = told({ plans: [plan] }, { security: channel(['deactivated']) });
      assert.deepEqual(
        notice?.items.map(({ kind }) => kind),
        ['deactivated'],
      );
    });

    it('is the hold, when it is opened and not as long as it waits', () => {
      const plan = planOf(member('a'), member('a'), [], { notify, hold });
      const opened = [{ id: 'h1', kind: 'ambiguous_role', reason: 'two groups', people: 1 }] as const;
      assert.deepEqual(told({ plans: [plan] }, channels), []);
      const [notice] = told({ plans: [plan], opened }, channels);
      assert.deepEqual(
        notice?.items.map(({ kind, hold_id }) => `${kind} ${hold_id ?? ''}`),
        ['rule h1'],
      );
    });

    it('is nothing where the policy does not have the channel', () => {
      const plan = planOf(member('a'), gone('a'), ['user.deactivated'], { notify: ['nobody'] });
      assert.deepEqual(told({ plans: [plan] }, channels), []);
    });
  });

  it('asks the database for nothing where there are no channels, or nothing concerns them', async () => {
    const flowWith = (notifications: Record<string, EffectiveChannel> | null) =>
      ({
        trx: {
          send: () => Promise.reject(new Error('asked')),
          raw: () => Promise.reject(new Error('asked')),
        },
        tenantId: 't',
        policy: { effective: { notifications }, administratorRoles: administers },
        now: new Date(0),
      }) as unknown as Flow;
    const happened = { plans: [leaves('a')], opened: [] };
    await queueNotices(flowWith(null), happened);
    await queueNotices(flowWith({}), happened);
    await queueNotices(flowWith({ c: channel(['guard_held']) }), happened);
    await assert.rejects(queueNotices(flowWith({ c: channel(['deactivated']) }), happened), /asked/);
  });
});
