import assert from 'node:assert/strict';
import { changesInWords } from '../../../src/web/approvals/held-words.ts';

describe('what waits for a person, in words', () => {
  it('names roles and workspaces', () => {
    const words = changesInWords([
      { action: 'role.changed', before: { role: 'member' }, after: { role: 'viewer' } },
      { action: 'workspace.removed', before: { workspace: 'crm', role: 'member' }, after: null },
      { action: 'user.deactivated', before: {}, after: {} },
    ]);
    assert.equal(words, 'role member to viewer, leaves crm, loses access');
  });

  it('says something of a change that it does not know, and of none', () => {
    assert.equal(changesInWords([{ action: 'user.renamed', before: 5, after: null }]), 'user renamed');
    assert.equal(
      changesInWords([{ action: 'role.changed', before: '__proto__' }]),
      'role no role to no role',
    );
    assert.equal(changesInWords([]), 'waits for an answer');
  });
});
