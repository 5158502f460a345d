import type { Statements } from './statements.ts';

/**
 * One of a pool's connections: pg's client in its pipeline mode, which sends a statement before those sent earlier are
 * answered. They run and are answered in the order in which they were sent.
 */
export interface Connection {
  query(
    statement: { text: string; name?: string; values?: unknown[] },
    answer: (error: Error | null, result: unknown) => void,
  ): void;
  connection: { stream: Stream };
  /** What is wrong with it: the pool then closes it instead of giving it out once more. */
  __knex__disposed?: unknown;
}

interface Stream {
  cork(): void;
  uncork(): void;
}

/** Sends statements over one connection. */
export interface Line {
  connection: Connection;
  statements: Statements;
  /** Told of each statement with values. */
  note: (sql: string, bindings: unknown[]) => void;
}

/** One statement with `?` for each value; the result is pg's own. */
export function ask<T>(line: Line, sql: string, bindings: readonly unknown[] = []): Promise<T> {
  const { text, count, name } = line.statements(sql);
  if (count !== bindings.length || bindings.some((value) => value === undefined)) {
    return Promise.reject(
      new TypeError(`A statement needs ${count} values, and none of them undefined: ${text}`),
    );
  }
  const values = [...bindings];
  line.note(text, values);
  if (name !== undefined) renewPlans(line.connection);
  return submit(line.connection, name === undefined ? { text, values } : { text, name, values });
}

/** A statement as it is, such as BEGIN. */
export function submit<T>(
  connection: Connection,
  statement: { text: string; name?: string; values?: unknown[] },
): Promise<T> {
  gather(connection.connection.stream);
  return new Promise((resolve, reject) => {
    connection.query(statement, (error, result) => {
      if (error === null) {
        resolve(result as T);
        return;
      }
      // A migration changed what a kept statement answers with: a new connection does not know it.
      if ((error as { routine?: unknown }).routine === 'RevalidateCachedQuery') {
        connection.__knex__disposed = error;
      }
      reject(error);
    });
  });
}

const gathering = new WeakSet<Stream>();

/** What is sent before anything is waited for goes out in one piece: each piece costs a system call here and a wake-up there. */
function gather(stream: Stream): void {
  if (gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  process.nextTick(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}

interface PlanAge {
  madeAt: number;
  lifetime: number;
}

const planAges = new WeakMap<Connection, PlanAge>();
const plansLive = { first: 1_000, longest: 60_000 };

/**
 * Has a connection plan its kept statements again from time to time, first soon and then ever more rarely: a plan that was
 * made while a table was nearly empty, when any index looks as good as another, would otherwise stay until the table's
 * statistics are renewed.
 */
function renewPlans(connection: Connection): void {
  const now = performance.now();
  const age = planAges.get(connection);
  if (age === undefined) {
    planAges.set(connection, { madeAt: now, lifetime: plansLive.first });
  } else if (now - age.madeAt > age.lifetime) {
    planAges.set(connection, { madeAt: now, lifetime: Math.min(age.lifetime * 2, plansLive.longest) });
    // Where the transaction has failed already this fails with it, and whoever asks on finds the same.
    submit(connection, { text: 'discard plans' }).catch(() => undefined);
  }
}
