import type { Clock } from './clock.ts';

/**
 * A question whose answer is remembered for `lifetimeMs` from when it was asked: whoever asks meanwhile shares that
 * answer, also while it is still being found. A failure is shared by those who wait for it, and not remembered.
 */
export function remembered<Answer>(
  clock: Clock,
  lifetimeMs: number,
  ask: () => Promise<Answer>,
): () => Promise<Answer> {
  let latest: { answer: Promise<Answer>; goodUntil: number } | null = null;
  return () => {
    const now = clock.now().getTime();
    if (latest !== null && now < latest.goodUntil) return latest.answer;
    const answer = ask();
    // Not before there is one: asking again meanwhile would only add to what makes it slow.
    const asked = { answer, goodUntil: Infinity };
    latest = asked;
    answer.then(
      () => (asked.goodUntil = now + lifetimeMs),
      () => {
        if (latest === asked) latest = null;
      },
    );
    return answer;
  };
}
