import type { Attempt } from './post-webhook.ts';
import { nextAttemptAt, type Random } from './retry-schedule.ts';

/** How far a delivery has come before an attempt. */
export interface Progress {
  attempts: number;
  firstAttemptAt: Date | null;
}

/** What an attempt means for its delivery, and for its endpoint. */
export interface Verdict {
  status: 'delivered' | 'waiting' | 'dead';
  attempts: number;
  firstAttemptAt: Date;
  /** Null where there is none. */
  nextAttemptAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  /** The endpoint says that it is gone for good (410). */
  gone: boolean;
  /** The endpoint asks to be left alone until then (Retry-After), or null. */
  restUntil: Date | null;
}

const LONGEST_ASKED_REST_MS = 60 * 60 * 1_000;

/** Any 2xx is a success. Everything else is tried again, for a day. */
export function judgeAttempt(attempt: Attempt, progress: Progress, now: Date, random: Random): Verdict {
  const attempts = progress.attempts + 1;
  const firstAttemptAt = progress.firstAttemptAt ?? now;
  const base = { attempts, firstAttemptAt, lastStatus: statusOf(attempt), gone: false, restUntil: null };
  if (wasTaken(attempt)) {
    return { ...base, status: 'delivered', nextAttemptAt: null, lastError: null };
  }
  const restUntil = attempt.kind === 'answered' ? askedRest(attempt.retryAfter, now) : null;
  const next = nextAttemptAt({ attempts, firstAttemptAt, now }, restUntil, random);
  return {
    ...base,
    status: next === null ? 'dead' : 'waiting',
    nextAttemptAt: next,
    lastError: problemOf(attempt),
    gone: attempt.kind === 'answered' && attempt.status === 410,
    restUntil,
  };
}

/** Whether an endpoint took what was sent to it. */
export function wasTaken(attempt: Attempt): boolean {
  return attempt.kind === 'answered' && attempt.status >= 200 && attempt.status < 300;
}

/** What was wrong with an attempt, as a sentence; null where nothing was. */
export function problemOf(attempt: Attempt): string | null {
  if (attempt.kind === 'unanswered') return attempt.because;
  const { status } = attempt;
  if (wasTaken(attempt)) return null;
  if (status === 410) return 'The endpoint answered 410: it is gone.';
  if (status >= 300 && status < 400) {
    return `The endpoint answered ${status}, a redirect. Redirects are not followed: give the final address.`;
  }
  return `The endpoint answered ${status}. Any 2xx counts as received.`;
}

function statusOf(attempt: Attempt): number | null {
  return attempt.kind === 'answered' ? attempt.status : null;
}

/** Seconds or a date (RFC 9110 §10.2.3); an hour at most, so that nobody puts deliveries off for ever. */
function askedRest(retryAfter: string | null, now: Date): Date | null {
  if (retryAfter === null) return null;
  const asked = /^\d{1,9}$/.test(retryAfter)
    ? now.getTime() + Number(retryAfter) * 1_000
    : Date.parse(retryAfter);
  if (Number.isNaN(asked) || asked <= now.getTime()) return null;
  return new Date(Math.min(asked, now.getTime() + LONGEST_ASKED_REST_MS));
}
