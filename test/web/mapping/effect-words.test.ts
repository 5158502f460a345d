import assert from 'node:assert/strict';
import type { GroupMappingOverview, PolicyPlan, PolicyPlanGroup } from '../../../src/generated/api.ts';
import { effectsInWords, onceActiveInWords } from '../../../src/web/mapping/effect-words.ts';

const roles: GroupMappingOverview['roles'] = [
  { key: 'admin', name: 'Admin', administers: true, may_be_given: true },
  { key: 'member', name: 'Member', administers: false, may_be_given: true },
];
const group = (given: Partial<PolicyPlanGroup>): PolicyPlanGroup => ({
  action: 'role.changed',
  role: 'admin',
  says: 'from member to admin',
  held_by: null,
  place: null,
  people: 1,
  named: [],
  ...given,
});
const plan = (groups: PolicyPlanGroup[], actions: PolicyPlan['actions'], held = 0): PolicyPlan => ({
  tenant: 'acme',
  hash: 'h',
  outcome: 'changes',
  base: 1,
  proposal: { version: null, digest: 'd' },
  against: null,
  planned_at: '2026-01-15T00:00:00Z',
  people: { looked_at: 20, changed: 16, held },
  testing: [],
  actions,
  groups,
  holds: [],
  diagnostics: [],
});

describe('what a mapping would do, in words', () => {
  it('says the gravest first, and adds up who comes to the same role from several', () => {
    const groups = [
      group({ people: 13 }),
      group({ says: 'from viewer to admin' }),
      group({ action: 'user.deactivated', says: 'lose access', people: 2 }),
    ];
    assert.deepEqual(effectsInWords(plan(groups, { 'role.changed': 14, 'user.deactivated': 2 }), roles), [
      '2 lose access',
      '14 become Admin',
    ]);
  });

  it('counts who waits apart, and nobody twice', () => {
    const groups = [
      group({ held_by: 'sole_admin', says: 'from admin to member', role: 'member' }),
      group({ held_by: 'deactivations', action: 'user.deactivated', role: null, people: 2 }),
      group({ held_by: 'existing_account', action: 'user.linked', role: null }),
      group({ action: 'workspace.added', says: 'join the workspace crm as member', people: 3 }),
      group({ action: 'workspace.added', says: 'join the workspace eng as member', people: 3 }),
    ];
    const words = effectsInWords(plan(groups, { 'role.changed': 1, 'workspace.added': 3 }, 4), roles);
    assert.deepEqual(words, [
      '3 join a workspace',
      '2 would lose access, and wait for approval',
      '1 would become Member, and waits for approval',
      '1 waits for approval',
    ]);
  });

  it('says nothing of who keeps the role for another reason', () => {
    const groups = [group({ says: 'stay member, now by default', role: null })];
    assert.deepEqual(effectsInWords(plan(groups, { 'role.changed': 1 }), roles), []);
  });

  it('adds up what comes about once a directory is active', () => {
    const groups = [
      group({ people: 12 }),
      group({ action: 'workspace.added', role: 'admin', people: 3 }),
      group({ action: 'workspace.added', role: 'member', people: 3 }),
      group({ action: 'hold.opened', role: null, people: 2 }),
    ];
    const people = { looked_at: 2_501, changed: 14 };
    assert.deepEqual(onceActiveInWords({ directories: [], people, groups }, roles), [
      '12 become Admin',
      '6 join a workspace',
      '2 wait for approval',
    ]);
  });
});
