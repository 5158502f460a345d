import type { AccessAnswer } from '../generated/api.ts';
import type { UserStatus, WorkspaceGrant } from './decision.ts';

/** Everything that a decision about access depends on, as of one moment. */
export interface AccessFacts {
  user: {
    id: string;
    status: UserStatus;
    role: string | null;
    workspaces: WorkspaceGrant[];
    sessionsValidAfter: Date | null;
  } | null;
  /** Undefined where none was asked about, null where there is none such. */
  session: { userId: string; createdAt: Date; expiresAt: Date; revokedAt: Date | null } | null | undefined;
  apiKey: { userId: string; revokedAt: Date | null } | null | undefined;
  /** When the stateless token was issued that was shown; undefined where none was. */
  sessionIssuedAt: Date | undefined;
}

type AccessCode = AccessAnswer['code'];

const sentences: Record<AccessCode, string> = {
  allowed: 'The user is active.',
  read_only: 'The user may read and not write: they have left, and the policy gives them time.',
  unknown_user: 'There is no such user.',
  deactivated: 'The user is deactivated.',
  purged: 'The user is purged.',
  unknown_session: 'There is no such session.',
  session_of_another_user: 'The session belongs to another user.',
  session_revoked: 'The session has been revoked.',
  session_expired: 'The session has expired.',
  session_superseded: 'The session began before the moment from which sessions of this user are valid.',
  unknown_api_key: 'There is no such API key.',
  api_key_of_another_user: 'The API key belongs to another user.',
  api_key_revoked: 'The API key has been revoked.',
};

/** May this person use the product now? The account comes first, then the session and the key that were shown. */
export function decideAccess(facts: AccessFacts, now: Date): AccessAnswer {
  const { user } = facts;
  const code =
    userCode(user) ?? sessionCode(facts, now) ?? tokenCode(facts) ?? apiKeyCode(facts) ?? grantOf(user);
  const allowed = code === 'allowed' || code === 'read_only';
  return {
    allowed,
    read_only: code === 'read_only',
    role: allowed ? (user?.role ?? null) : null,
    workspaces: allowed ? (user?.workspaces ?? []) : [],
    code,
    reason: sentences[code],
    sessions_valid_after: user?.sessionsValidAfter?.toISOString() ?? null,
  };
}

function grantOf(user: AccessFacts['user']): AccessCode {
  return user?.status === 'read_only' ? 'read_only' : 'allowed';
}

function userCode(user: AccessFacts['user']): AccessCode | null {
  if (user === null) return 'unknown_user';
  return user.status === 'deactivated' || user.status === 'purged' ? user.status : null;
}

function sessionCode({ user, session }: AccessFacts, now: Date): AccessCode | null {
  if (session === undefined) return null;
  if (session === null) return 'unknown_session';
  if (session.userId !== user?.id) return 'session_of_another_user';
  if (session.revokedAt !== null) return 'session_revoked';
  if (session.expiresAt <= now) return 'session_expired';
  return isSuperseded(user, session.createdAt) ? 'session_superseded' : null;
}

function tokenCode({ user, sessionIssuedAt }: AccessFacts): AccessCode | null {
  if (sessionIssuedAt === undefined) return null;
  return isSuperseded(user, sessionIssuedAt) ? 'session_superseded' : null;
}

function isSuperseded(user: AccessFacts['user'], since: Date): boolean {
  const validAfter = user?.sessionsValidAfter ?? null;
  return validAfter !== null && since < validAfter;
}

function apiKeyCode({ user, apiKey }: AccessFacts): AccessCode | null {
  if (apiKey === undefined) return null;
  if (apiKey === null) return 'unknown_api_key';
  if (apiKey.userId !== user?.id) return 'api_key_of_another_user';
  return apiKey.revokedAt === null ? null : 'api_key_revoked';
}
