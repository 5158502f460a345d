import { RollcallError } from '../domain/rollcall-error.ts';

/** Each keeps a connection of the pool, and the processor, for as long as it takes. */
const mostAtOnce = 2;
const mostWaiting = 50;

/** How much of it runs, and who is next. */
interface Turns {
  running: number;
  waiting: Waiting[];
}

interface Waiting {
  begin: () => void;
}

export interface Turn {
  /** Aborted as soon as nobody waits for the answer any more: what has not begun by then never does. */
  givenUp: AbortSignal;
  /** How many pieces of a queue are done at a time, always the same. */
  atOnce?: number;
}

const turnsOf = new WeakMap<object, Turns>();

/**
 * Does work that goes through everyone of a tenant: two pieces of it at a time, the others in the order in which they
 * were asked for. However many ask, connections are left for those who are let in or not.
 *
 * @param database whose connections it takes, or what stands for a queue of its own
 * @throws RollcallError database_unavailable where too many wait already; or why it was given up while it waited
 */
export async function inTurn<T>(
  database: object,
  { givenUp, atOnce = mostAtOnce }: Turn,
  work: () => Promise<T>,
): Promise<T> {
  givenUp.throwIfAborted();
  const turns = turnsOf.get(database) ?? { running: 0, waiting: [] };
  turnsOf.set(database, turns);
  if (turns.running < atOnce) turns.running += 1;
  else if (turns.waiting.length < mostWaiting) await untilBegun(turns, givenUp);
  else {
    throw new RollcallError(
      'database_unavailable',
      `${mostWaiting} requests of this kind wait already. Ask again in a moment.`,
      { retryable: true },
    );
  }
  try {
    return await work();
  } finally {
    // Whoever is next takes this turn over.
    const next = turns.waiting.shift();
    if (next) next.begin();
    else turns.running -= 1;
  }
}

/** Whoever gives up leaves the line, so that those behind are not kept by work that nobody looks at. */
async function untilBegun({ waiting }: Turns, givenUp: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const place: Waiting = {
      begin() {
        givenUp.removeEventListener('abort', leave);
        resolve();
      },
    };
    const leave = (): void => {
      waiting.splice(waiting.indexOf(place), 1);
      reject(givenUp.reason as Error);
    };
    waiting.push(place);
    givenUp.addEventListener('abort', leave, { once: true });
  });
}
