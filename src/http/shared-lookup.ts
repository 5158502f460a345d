interface Running<Answer> {
  current: Promise<Answer>;
  next: Promise<Answer> | null;
}

/**
 * Asks for each key one question at a time. Who asks meanwhile shares the next one with the others who wait, never the
 * one that runs: an answer is never older than the question, so nothing is remembered, and a crowd costs little more
 * than one.
 */
export function sharedLookup<Answer>(
  ask: (key: string) => Promise<Answer>,
): (key: string) => Promise<Answer> {
  const running = new Map<string, Running<Answer>>();
  const begin = (key: string): Promise<Answer> => {
    const lookup: Running<Answer> = { current: ask(key), next: null };
    running.set(key, lookup);
    const forget = () => {
      if (lookup.next === null) running.delete(key);
    };
    lookup.current.then(forget, forget);
    return lookup.current;
  };
  return (key) => {
    const lookup = running.get(key);
    if (lookup === undefined) return begin(key);
    const beginNext = () => begin(key);
    return (lookup.next ??= lookup.current.then(beginNext, beginNext));
  };
}
