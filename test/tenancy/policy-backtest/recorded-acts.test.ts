import assert from 'node:assert/strict';
import type { RecordedAct } from '../../../src/store/recorded-history.ts';
import { readActs } from '../../../src/tenancy/policy-backtest/recorded-acts.ts';

const actor = { kind: 'api_token', id: 'ada' } as const;
const record = (more: Partial<RecordedAct>): RecordedAct => ({
  id: 'record-1',
  event_ids: [],
  at: new Date('2026-01-16T13:04:04Z'),
  actor,
  action: 'role.changed',
  user_id: 'user-1',
  directory_id: null,
  before: null,
  after: null,
  reason: '',
  policy_version: 1,
  content_purged_at: null,
  ...more,
});
const ended = record({ action: 'hold.approved', after: { hold: 'hold-1', kind: 'sole_admin' } });

describe('acts by hand, as the audit log tells them', () => {
  it('are the role that was given, not an answer, where that let the last administrator go', () => {
    const given = record({
      before: { role: 'admin', origin: 'directory' },
      after: { role: 'admin', origin: 'manual' },
      reason: 'Role stays admin, now because this person was given this role by hand',
    });
    assert.deepEqual(readActs([given, ended]), [
      { kind: 'manual_role', userId: 'user-1', role: 'admin', actor },
    ]);
  });

  it('are the answer alone, where what it let through came of it', () => {
    const demoted = record({
      before: { role: 'admin', origin: 'manual' },
      after: { role: 'viewer', origin: 'default' },
    });
    assert.deepEqual(readActs([demoted, ended]), [
      { kind: 'answer', holdId: 'hold-1', holdKind: 'sole_admin', verdict: 'approve', actor },
    ]);
  });
});
