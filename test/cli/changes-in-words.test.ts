import assert from 'node:assert/strict';
import { changesInWords } from '../../src/cli/changes-in-words.ts';

const change = (action: unknown, before: unknown = null, after: unknown = null) => ({
  action,
  before,
  after,
});

describe('changes in words', () => {
  it('say in a few words what becomes of somebody', () => {
    assert.equal(
      changesInWords([
        change('user.deactivated', { status: 'active' }, { status: 'deactivated' }),
        change('role.changed', { role: 'member' }, { role: 'admin' }),
        change('role.changed', null, { role: 'admin' }),
        change('workspace.added', null, { workspace: 'crm', role: 'member' }),
        change('workspace.removed', { workspace: 'crm' }),
        change('workspace.role_changed'),
        change('user.read_only'),
        change('api_key.revoked'),
      ]),
      'deactivated, role member to admin, role none to admin, added to crm, removed from crm, ' +
        'workspace role changed, read only, api key revoked',
    );
    assert.equal(changesInWords([]), null);
  });

  it('take a change for what it is, whatever is in it', () => {
    const odd = JSON.parse('{"__proto__": {"role": "owner"}, "role": {"a": 1}}') as unknown;
    assert.equal(
      changesInWords([change(7), change('role.changed', odd, 'x'), {}]),
      'changed, role none to none, changed',
    );
  });
});
