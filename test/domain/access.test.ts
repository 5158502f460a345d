import assert from 'node:assert/strict';
import { decideAccess, type AccessFacts } from '../../src/domain/access.ts';

const now = new Date('2027-03-01T12:00:00Z');
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

const user = {
  id: 'ada',
  status: 'active' as const,
  role: 'admin',
  workspaces: [{ key: 'engineering', role: 'member' }],
  sessionsValidAfter: null,
};
const session = { userId: 'ada', createdAt: before, expiresAt: after, revokedAt: null };
const apiKey = { userId: 'ada', revokedAt: null };
const facts = (changed: Partial<AccessFacts>): AccessFacts => ({
  user,
  session: undefined,
  apiKey: undefined,
  sessionIssuedAt: undefined,
  ...changed,
});

describe('access', () => {
  const answers: [string, AccessFacts, string][] = [
    ['an active user is allowed', facts({}), 'allowed'],
    ['an active user with a session and a key that hold is allowed', facts({ session, apiKey }), 'allowed'],
    [
      'a user who may only read is allowed to read',
      facts({ user: { ...user, status: 'read_only' } }),
      'read_only',
    ],
    ['an unknown user is refused', facts({ user: null }), 'unknown_user'],
    ['a deactivated user is refused', facts({ user: { ...user, status: 'deactivated' } }), 'deactivated'],
    ['a purged user is refused', facts({ user: { ...user, status: 'purged' } }), 'purged'],
    ['an unknown session is refused', facts({ session: null }), 'unknown_session'],
    [
      'a session of another user is refused',
      facts({ session: { ...session, userId: 'eve' } }),
      'session_of_another_user',
    ],
    [
      'a revoked session is refused',
      facts({ session: { ...session, revokedAt: before } }),
      'session_revoked',
    ],
    [
      'a session is over at its very moment',
      facts({ session: { ...session, expiresAt: now } }),
      'session_expired',
    ],
    [
      'a session that began before sessions were voided is refused',
      facts({ user: { ...user, sessionsValidAfter: now }, session }),
      'session_superseded',
    ],
    [
      'a session that began when sessions were voided, or later, is allowed',
      facts({ user: { ...user, sessionsValidAfter: before }, session }),
      'allowed',
    ],
    [
      'a stateless token from before sessions were voided is refused',
      facts({ user: { ...user, sessionsValidAfter: now }, sessionIssuedAt: before }),
      'session_superseded',
    ],
    [
      'a stateless token from the moment when sessions were voided, or later, is allowed',
      facts({ user: { ...user, sessionsValidAfter: now }, sessionIssuedAt: now }),
      'allowed',
    ],
    [
      'a stateless token of whom sessions were never voided is allowed',
      facts({ sessionIssuedAt: new Date(0) }),
      'allowed',
    ],
    [
      'a stateless token does not make up for a session that does not hold',
      facts({ session: { ...session, revokedAt: before }, sessionIssuedAt: now }),
      'session_revoked',
    ],
    ['an unknown key is refused', facts({ apiKey: null }), 'unknown_api_key'],
    [
      'a key of another user is refused',
      facts({ apiKey: { ...apiKey, userId: 'eve' } }),
      'api_key_of_another_user',
    ],
    ['a revoked key is refused', facts({ apiKey: { ...apiKey, revokedAt: before } }), 'api_key_revoked'],
    [
      'the account counts before the session: who is deactivated is told so',
      facts({ user: { ...user, status: 'deactivated' }, session: null }),
      'deactivated',
    ],
    ['nobody has the session of an unknown user', facts({ user: null, session, apiKey }), 'unknown_user'],
  ];
  for (const [name, given, code] of answers) {
    it(name, () => {
      const answer = decideAccess(given, now);
      assert.equal(answer.code, code);
      assert.equal(answer.allowed, code === 'allowed' || code === 'read_only');
      assert.equal(answer.read_only, code === 'read_only');
    });
  }

  it('tells role and workspaces only to those who are allowed', () => {
    const allowed = decideAccess(facts({}), now);
    assert.equal(allowed.role, 'admin');
    assert.deepEqual(allowed.workspaces, user.workspaces);
    const refused = decideAccess(facts({ session: null }), now);
    assert.equal(refused.role, null);
    assert.deepEqual(refused.workspaces, []);
  });

  it('gives each refusal a sentence of its own', () => {
    const sentences = answers
      .map(([, given]) => decideAccess(given, now))
      .map(({ code, reason }) => `${code} ${reason}`);
    const codes = new Set(answers.map(([, , code]) => code));
    assert.equal(new Set(sentences).size, codes.size);
  });
});
