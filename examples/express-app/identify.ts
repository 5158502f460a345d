import type { Request } from 'express';
import type { AccessCheck } from 'rollcall/client';
import type { LocalSessions } from './local-sessions.ts';

export const COOKIE = 'notes_session';

/**
 * Who asks, by what the request shows: the cookie of a session, or `Authorization: Bearer USER_ID.KEY` with an API key.
 * Null where it shows neither, or a cookie that nobody has.
 */
export function identifyBy(
  tenant: string,
  sessions: LocalSessions,
): (request: Request) => AccessCheck | null {
  return (request) => {
    const [, userId, key] = /^Bearer ([\w-]+)\.([\w-]+)$/.exec(request.get('authorization') ?? '') ?? [];
    if (userId !== undefined && key !== undefined) return { tenant, user_id: userId, api_key: key };
    const session = sessions.find(cookieOf(request) ?? '');
    return session && { tenant, user_id: session.userId, session_id: session.rollcallId };
  };
}

export function cookieOf(request: Request): string | null {
  return new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(request.get('cookie') ?? '')?.[1] ?? null;
}
