/** Of whoever signs in to the console: what they may do, by name. */
export const consoleRoles = ['operator', 'support', 'viewer'] as const;
export type ConsoleRole = (typeof consoleRoles)[number];

const hourMs = 60 * 60 * 1000;

/** For how long a session lasts that is used, and one that is not, in milliseconds. */
export const sessionLife = {
  portal: { longest: 12 * hourMs, idle: 2 * hourMs },
  console: { longest: 12 * hourMs, idle: 4 * hourMs },
} as const;

/** Ended sessions are told of for so long, in milliseconds; then they are forgotten. */
export const endedSessionsKept = 30 * 24 * hourMs;

export interface SessionLife {
  kind: 'portal' | 'console';
  expiresAt: Date;
  lastUsedAt: Date;
  endedAt: Date | null;
}

/** Whether a session opens anything at this moment. */
export function isOpenSession({ kind, expiresAt, lastUsedAt, endedAt }: SessionLife, now: Date): boolean {
  if (endedAt !== null || expiresAt <= now) return false;
  return now.getTime() - lastUsedAt.getTime() < sessionLife[kind].idle;
}

/**
 * By what sessions are of one person: an API token, the name that the identity provider vouches for, or the one that a
 * link into the portal of a tenant was made for.
 */
export type SessionOwner =
  | { kind: 'token'; tokenId: string }
  | { kind: 'person'; label: string }
  | { kind: 'portal'; tenantId: string; label: string };

/** Whether a session of the console is of this owner. Those of the portal are of whoever had the link. */
export function isSessionOf(
  owner: SessionOwner,
  session: { kind: 'portal' | 'console'; label: string; tokenId: string | null },
): boolean {
  if (session.kind !== 'console' || owner.kind === 'portal') return false;
  if (owner.kind === 'token') return session.tokenId === owner.tokenId;
  return session.tokenId === null && session.label === owner.label;
}
