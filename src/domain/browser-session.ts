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
