import assert from 'node:assert/strict';
import { roleOfClaims } from '../../src/http/console/console-role.ts';
import { labelOfClaims } from '../../src/http/console/console-label.ts';

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
    // Some providers write it as text.
    assert.equal(roleBy('email', { email, email_verified: 'true' }), 'viewer');
    for (const email_verified of [false, 'false', 'TRUE', '', 0, 1, null, undefined, ['true']]) {
      assert.equal(roleBy('email', { email, email_verified }), null, JSON.stringify(email_verified));
    }
    assert.equal(roleBy('email', { email }), null);
  });
});

describe('whom the audit log names', () => {
  it('is an address only where the provider vouches for it, and else a name with the id of the account', () => {
    const sub = '00u1';
    for (const [claims, label] of [
      [{ sub, email: 'ada@example.com', email_verified: true, name: 'Ada' }, 'ada@example.com'],
      [{ sub, email: 'ada@example.com', email_verified: 'true' }, 'ada@example.com'],
      [{ sub, email: 'boss@example.com', email_verified: false, name: 'Mallory' }, 'Mallory (00u1)'],
      [{ sub, email: 'boss@example.com', email_verified: 'false', name: 'Mallory' }, 'Mallory (00u1)'],
      [{ sub, email: 'boss@example.com', preferred_username: 'mallory' }, 'mallory (00u1)'],
      [
        { sub, email: 'boss@example.com', preferred_username: 'boss@example.com', name: 'boss@example.com' },
        '00u1',
      ],
      [{ sub, email: 'boss@example.com' }, '00u1'],
      [{ sub, email: ' ', email_verified: true, name: '\0' }, '00u1'],
      [{ sub, name: 'x'.repeat(300) }, `${'x'.repeat(100)} (00u1)`],
      [{}, 'somebody'],
    ] as const) {
      assert.equal(labelOfClaims(claims), label, JSON.stringify(claims));
    }
  });
});
