import assert from 'node:assert/strict';
import { holdOf, subjectOf } from '../../../src/web/activity/record-subject.ts';

const of = (action: string, more: object = {}) => ({
  action,
  user_name: null,
  before: null,
  after: null,
  idp: null,
  ...more,
});

describe('what a record is about', () => {
  it('is the person, who is somebody also where nothing of their name can be seen', () => {
    assert.equal(subjectOf(of('user.provisioned', { user_name: 'Ada' })), 'Ada');
    for (const user_name of ['\u3164', ' \u00a0', '\u2800\u115f', '\u200b'])
      assert.equal(subjectOf(of('user.provisioned', { user_name })), 'Somebody without a name');
  });

  it('is what was held, for how many', () => {
    const after = { hold: 'h1', kind: 'deactivations', people: 14 };
    assert.equal(subjectOf(of('hold.approved', { after })), 'Many people would lose access (14 people)');
    assert.equal(holdOf(of('hold.approved', { after })), 'h1');
    assert.equal(subjectOf(of('hold.expired', { after: { kind: 'sole_admin' } })), 'The last administrator');
    assert.equal(subjectOf(of('hold.opened', { after: { kind: '__proto__' } })), null);
    assert.equal(holdOf(of('user.updated', { after: { hold: 'h1' } })), null);
  });

  it('is the identity provider of a directory, and whom a link is for', () => {
    assert.equal(subjectOf(of('directory.created', { idp: 'okta' })), 'Okta');
    assert.equal(
      subjectOf(of('portal_link.created', { after: { label: 'it@acme.example' } })),
      'it@acme.example',
    );
    assert.equal(subjectOf(of('policy.activated', { after: { version: 1 } })), null);
  });
});
