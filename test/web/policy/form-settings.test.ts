import assert from 'node:assert/strict';
import {
  problemsOf,
  readSettings,
  settingsChanged,
  withoutWritten,
} from '../../../src/web/policy/form-settings.ts';
import { changeBetween } from '../../../src/web/policy/text-change.ts';

const before = readSettings({
  deactivation: { mode: 'immediate', retain_data: 'forever' },
  sole_admin: { action: 'block', promote: null },
  guards: { deactivations: { percent: 10, at_least: 10, within: '1h' }, admin_grants: null },
  groups: { default_role: 'member', never_grant: ['owner'] },
  filters: { out_of_scope: 'deactivate' },
});

describe('the form of common settings', () => {
  it('sets only what was changed', () => {
    assert.deepEqual(settingsChanged(before, before), []);
    assert.deepEqual(
      settingsChanged(before, {
        ...before,
        mode: 'grace',
        deleteAfter: '30d',
        neverGrant: ['owner', 'admin'],
      }),
      [
        { path: ['deactivation', 'mode'], value: 'grace' },
        { path: ['deactivation', 'grace', 'delete_after'], value: '30d' },
        { path: ['groups', 'never_grant'], value: ['owner', 'admin'] },
      ],
    );
    assert.deepEqual(settingsChanged(before, { ...before, percent: '', atLeast: '', within: '' }), [
      { path: ['guards', 'deactivations'], value: null },
    ]);
    assert.deepEqual(
      settingsChanged(before, { ...before, action: 'promote', promoteFrom: ['member'] }).at(-1),
      {
        path: ['sole_admin', 'promote', 'pick'],
        value: 'longest_tenured',
      },
    );
  });

  it('says what is missing or wrong before anything is written', () => {
    assert.deepEqual(problemsOf(before), {});
    assert.deepEqual(problemsOf({ ...before, mode: 'grace' }), { deleteAfter: 'needed' });
    assert.deepEqual(problemsOf({ ...before, mode: 'grace', deleteAfter: 'a month' }), {
      deleteAfter: 'duration',
    });
    assert.deepEqual(problemsOf({ ...before, action: 'promote' }), { promoteFrom: 'needed' });
    assert.deepEqual(problemsOf({ ...before, percent: '', within: '1 h', adminCount: '0' }), {
      percent: 'whole',
      within: 'duration',
      adminWithin: 'whole',
      adminCount: 'number',
    });
    assert.deepEqual(problemsOf({ ...before, percent: '101' }), { percent: 'percent' });
  });
});

describe('what was changed in the form', () => {
  it('is open until the text says it', () => {
    const changed = { retain: '30d', neverGrant: ['owner'] };
    assert.deepEqual(withoutWritten(changed, before), { retain: '30d' });
    assert.equal(withoutWritten({}, before).retain, undefined);
    const open = { retain: '30d' };
    assert.equal(withoutWritten(open, before), open);
  });
});

describe('what takes the place of a text in an editor', () => {
  it('is only what differs', () => {
    assert.equal(changeBetween('same', 'same'), null);
    assert.deepEqual(changeBetween('mode: a\nx', 'mode: bc\nx'), { from: 6, to: 7, insert: 'bc' });
    assert.deepEqual(changeBetween('aa', 'aaa'), { from: 2, to: 2, insert: 'a' });
    assert.deepEqual(changeBetween('aaa', 'aa'), { from: 2, to: 3, insert: '' });
  });
});
