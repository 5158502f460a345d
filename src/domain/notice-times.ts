import type { NoticeSend } from './notice.ts';

/** What is told at once waits this long for more of the same, in milliseconds. */
const gatheringMs = 5_000;
/** The hour of the daily digest, UTC. */
const digestHour = 7;

/** When a notice of now is due: in some seconds, or at the next 07:00 UTC. */
export function noticeDueAt(send: NoticeSend, now: Date): Date {
  if (send === 'at_once') return new Date(now.getTime() + gatheringMs);
  const today = new Date(now);
  today.setUTCHours(digestHour, 0, 0, 0);
  if (today > now) return today;
  today.setUTCDate(today.getUTCDate() + 1);
  return today;
}

/** A channel gets one mail a minute at most, however much happens. */
const pauseMs = 60_000;

/** From when on a channel that was told last at this moment may be told again. */
export function noticeAllowedAt(lastSent: Date | null): Date {
  return lastSent === null ? new Date(0) : new Date(lastSent.getTime() + pauseMs);
}

const keptForMs = 90 * 24 * 60 * 60_000;

/** Notices that are over and older than this are removed. */
export function noticesKeptSince(now: Date): Date {
  return new Date(now.getTime() - keptForMs);
}

const firstRetryMs = 30_000;
const longestRetryMs = 30 * 60_000;
/** How long a notice is tried for, from when it was due. */
const triedForMs = 24 * 60 * 60_000;

/** When to try again after this many failed attempts. */
export function noticeRetryAt(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 20)));
}

/** Whether a notice has been tried for long enough. */
export function isNoticeGivenUp(dueAt: Date, now: Date): boolean {
  return now.getTime() - dueAt.getTime() >= triedForMs;
}
