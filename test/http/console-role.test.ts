import assert from 'node:assert/strict';
import { roleOfClaims } from '../../src/http/console/console-role.ts';

const roleValues = { operator: ['ops'], support: ['cs'], viewer: ['all', 'ada@example.com'] };
const roleBy = (roleClaim: string, claims: Record<string, unknown>) =>
  roleOfClaims({ roleClaim, roleValues }, claims);

describe('the role in the console', () => {
  it('is the strongest that a value of the claim makes', () => {
    for (const [claims, role] of [
      [{ roles: ['all', 'cs', 'ops'] }, 'operator'],
      [{ roles: ['all', 'cs'] }, 'support'],
      [{ roles: 'all' }, 'viewer'],
      [{ roles: ['OPS', ' ops', 'operator'] }, null],
      [{ roles: [] }, null],
      [{ roles: { ops: true } }, null],
      [{ roles: [['ops']] }, null],
      [{}, null],
    ] as const) {
      assert.equal(roleBy('roles', claims), role, JSON.stringify(claims));
    }
  });

  it('is found by the whole name of the claim, or by the way to it', () => {
    assert.equal(roleBy('https://example.com/roles', { 'https://example.com/roles': ['ops'] }), 'operator');
    assert.equal(roleBy('realm_access.roles', { realm_access: { roles: ['cs'] } }), 'support');
    assert.equal(roleBy('realm_access.roles', { realm_access: null }), null);
    assert.equal(roleBy('constructor.name', {}), null);
  });

  it('by address counts only where the provider vouches for it', () => {
    const email = 'ada@example.com';
    assert.equal(roleBy('email', { email, email_verified: true }), 'viewer');
    assert.equal(roleBy('email', { email }), 'viewer');
    assert.equal(roleBy('email', { email, email_verified: false }), null);
  });
});
