import { ApiProblem } from './api-problem.ts';

/** For so long an attempt that got no answer is gone on with by sending the same again, in milliseconds. */
const RESUMED_MS = 10 * 60_000;

interface Attempt {
  key: string;
  at: number;
  makesSecret: boolean;
  /** Null once it is over. */
  running: Promise<unknown> | null;
}

/** By what is asked: writes that run, and those that got no answer. */
const attempts = new Map<string, Attempt>();

/**
 * Sends a write under an Idempotency-Key, so that it happens once:
 *
 * - the same once more while the first runs is the first, and gets its answer;
 * - the same once more after an attempt that got no answer has its key, so that the service answers what it did then.
 *
 * @param what is asked, whole: two are the same where this is
 * @param makesSecret the answer has a secret that is shown once: what was made without anybody having it is not made again
 *   by asking anew, see `askAnew`
 */
export async function writeOnce<T>(
  what: string,
  makesSecret: boolean,
  send: (key: string) => Promise<T>,
): Promise<T> {
  const former = attempts.get(what);
  if (former?.running != null) return former.running as Promise<T>;
  const isResumed = former !== undefined && Date.now() - former.at < RESUMED_MS;
  const attempt: Attempt = {
    key: isResumed ? former.key : newKey(),
    at: Date.now(),
    makesSecret,
    running: null,
  };
  const running = send(attempt.key);
  attempt.running = running;
  attempts.set(what, attempt);
  try {
    const answer = await running;
    forgetUnanswered();
    attempts.delete(what);
    return answer;
  } catch (error) {
    attempt.running = null;
    if (!mayBeDone(error)) attempts.delete(what);
    throw error;
  }
}

/**
 * What got no answer and is asked for from now on is meant once more: somebody has looked at how things are, and others may
 * have changed them. An answer of before would say that it was done, and nothing would be.
 */
export function askAnew(): void {
  for (const [what, { running, makesSecret }] of attempts)
    if (running === null && !makesSecret) attempts.delete(what);
}

function mayBeDone(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.isUnanswered || error.problem?.code === 'idempotency_key_in_use';
}

/** Things have changed since: what failed before something else was done is not what is asked for now. */
function forgetUnanswered(): void {
  for (const [what, { running }] of attempts) if (running === null) attempts.delete(what);
}

/** `randomUUID` is missing where the page came by plain http. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
