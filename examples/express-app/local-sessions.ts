import { randomBytes } from 'node:crypto';

/** A session of the product. Its `rollcallId` is the session that Rollcall was told of, and ends with the account. */
export interface LocalSession {
  userId: string;
  rollcallId: string;
}

/** The product's own sessions, by what stands in the cookie. In memory; a product has a table for this. */
export interface LocalSessions {
  open(session: LocalSession): string;
  find(cookie: string): LocalSession | null;
  close(cookie: string): void;
  /** Ends those of a user, or only the one that Rollcall knows by this id. */
  endOf(userId: string, rollcallId: string | null): void;
}

export function createLocalSessions(): LocalSessions {
  const sessions = new Map<string, LocalSession>();
  return {
    open(session) {
      const cookie = randomBytes(32).toString('base64url');
      sessions.set(cookie, session);
      return cookie;
    },
    find: (cookie) => sessions.get(cookie) ?? null,
    close: (cookie) => void sessions.delete(cookie),
    endOf(userId, rollcallId) {
      for (const [cookie, session] of sessions) {
        if (session.userId !== userId) continue;
        if (rollcallId === null || session.rollcallId === rollcallId) sessions.delete(cookie);
      }
    },
  };
}
