import { RollcallError } from '../domain/rollcall-error.ts';

/** Each keeps a connection of the pool, and the processor, for as long as it takes. */
const mostAtOnce = 2;
const mostWaiting = 50;

/** How much of it runs, and who is next. */
interface Turns {
  running: number;
  waiting: (() => void)[];
}

const turnsOf = new WeakMap<object, Turns>();

/**
 * Does work that goes through everyone of a tenant: two pieces of it at a time, the others in the order in which they
 * were asked for. However many ask, connections are left for those who are let in or not.
 *
 * @param database whose connections it takes, or what stands for a queue of its own
 * @param atOnce how many pieces of that queue, always the same
 * @throws RollcallError database_unavailable where too many wait already
 */
export async function inTurn<T>(database: object, work: () => Promise<T>, atOnce = mostAtOnce): Promise<T> {
  const turns = turnsOf.get(database) ?? { running: 0, waiting: [] };
  turnsOf.set(database, turns);
  if (turns.running < atOnce) turns.running += 1;
  else if (turns.waiting.length < mostWaiting)
    await new Promise<void>((resolve) => turns.waiting.push(resolve));
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
    if (next) next();
    else turns.running -= 1;
  }
}
