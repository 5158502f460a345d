/** Takes about half a second; the tenant's news goes on in between. */
const PORTION = 1_000;

/** How far it is. */
export interface Portions {
  done: number;
  total: number;
}

/**
 * Asks for as many as were counted, a portion at a time: no more, though others fail meanwhile. Ends early where no more
 * fit, or once it was stopped.
 *
 * @param perform answers how many it changed, at most as many as it is given
 * @returns how many were changed in all
 */
export async function inPortions(
  total: number,
  perform: (limit: number) => Promise<number>,
  { onProgress, signal }: { onProgress: (portions: Portions) => void; signal: AbortSignal },
): Promise<number> {
  let done = 0;
  while (done < total && !signal.aborted) {
    onProgress({ done, total });
    const limit = Math.min(PORTION, total - done);
    const changed = await perform(limit);
    done += changed;
    if (changed < limit) break;
  }
  return done;
}
