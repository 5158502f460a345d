import assert from 'node:assert/strict';
import type { Groups } from '../../src/generated/policy.ts';
import { givenByEntries } from '../../src/tenancy/group-mapping/given-by-entries.ts';
import { bare, group } from '../policy/policy-fixture.ts';

describe('What several entries give to the members of one group', () => {
  const given = (precedence: NonNullable<Groups['precedence']>, map: NonNullable<Groups['map']>) => {
    const policy = bare({ groups: { match_by: 'id', precedence, never_grant: ['owner'], map } });
    return givenByEntries(policy, policy.matchGroups([group('sales', 's1', 'x1')]));
  };
  const viewer = { id: 's1', role: 'viewer', workspaces: [{ key: 'crm', role: 'member' }] };
  const admin = { id: 'x1', role: 'admin', workspaces: [{ key: 'crm', role: 'admin' }] };
  const owner = { id: 's1', role: 'owner' };

  it('is the strongest role, or the first where the list decides', () => {
    assert.equal(given('strongest', [viewer, admin]).role, 'admin');
    assert.equal(given('listed', [viewer, admin]).role, 'viewer');
    assert.equal(given('listed', [owner, viewer]).role, 'viewer', 'owner is never granted');
    assert.equal(given('strongest', [owner]).role, 'owner', 'it is what the entry says');
  });

  it('is the stronger of two roles in a workspace, whichever comes first', () => {
    assert.deepEqual(given('listed', [viewer, admin]).workspaces, [{ key: 'crm', role: 'admin' }]);
  });
});
