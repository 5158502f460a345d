import type { Knex } from 'knex';
import { RollcallError } from '../domain/rollcall-error.ts';
import { ask, submit, type Line } from './connection.ts';
import { sqlStateOf } from './connection-fault.ts';

/** A pool or a transaction: whatever takes a statement. */
export interface Queries {
  /** One statement with `?` for each value; the result is pg's own. */
  raw<T>(sql: string, bindings?: readonly unknown[]): PromiseLike<T>;
}

/**
 * A transaction. A statement may be asked before those asked earlier are answered: PostgreSQL runs them one after the
 * other, and what is asked at once takes one round trip.
 */
export interface Transaction extends Queries {
  raw<T>(sql: string, bindings?: readonly unknown[]): Promise<T>;
  /**
   * Sends a statement whose answer nobody needs, and does not wait for it. Should it fail, the transaction fails with
   * its fault: not for what the caller would deal with.
   */
  send(sql: string, bindings: readonly unknown[]): Promise<void>;
  /** Work that is undone as a whole where it fails; the transaction goes on. */
  transaction<T>(work: (savepoint: Transaction) => Promise<T>): Promise<T>;
  /** Work that is undone as a whole in any case. */
  rehearse<T>(work: (savepoint: Transaction) => Promise<T>): Promise<T>;
  /** The same transaction for Objection's models. */
  knex(): Knex;
}

export interface TransactionLine extends Line {
  toKnex: () => Knex;
}

/**
 * Runs work in a transaction, which is committed when it returns and undone when it throws.
 *
 * @param scope what to set first, each with its semicolon
 */
export async function runTransaction<T>(
  line: TransactionLine,
  scope: string,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const { connection } = line;
  const part = openPart(line);
  const begun = asked(submit(connection, { text: `begin; ${scope}` }));
  try {
    const result = await part.during(work);
    const committed = asked(submit<{ command: string }>(connection, { text: 'commit' }));
    await part.settled();
    await begun;
    // So PostgreSQL answers, without a fault, where a statement failed and nobody looked.
    if ((await committed).command !== 'COMMIT') {
      throw new RollcallError('internal', 'A statement of a transaction failed, and nothing of it was kept.');
    }
    return result;
  } catch (fault) {
    await submit(connection, { text: 'rollback' }).catch((error: unknown) => {
      connection.__knex__disposed ??= error;
    });
    throw part.originOf(fault);
  }
}

/** A transaction, or what runs behind one of its savepoints. */
interface Part {
  /**
   * Does the work. Nothing may be asked of it afterwards: what a forgotten branch of failed work asks would otherwise
   * run behind the rollback, in no transaction.
   */
  during<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** Waits for the statements that were sent, and throws the first fault of theirs. */
  settled(): Promise<void>;
  /** Behind the complaint that the transaction has failed already is the statement that did. */
  originOf(fault: unknown): unknown;
}

const TRANSACTION_FAILED = '25P02';

function openPart(line: TransactionLine, savepoints = { made: 0 }): Part {
  let isOpen = true;
  let firstFault: unknown;
  let sent: Promise<void>[] = [];

  const raw = <T>(sql: string, bindings?: readonly unknown[]): Promise<T> => {
    if (!isOpen) return Promise.reject(new Error(`The transaction is over: ${sql}`));
    return ask<T>(line, sql, bindings);
  };
  const settled = async (): Promise<void> => {
    const waiting = sent;
    sent = [];
    await Promise.all(waiting);
    if (firstFault !== undefined) throw firstFault as Error;
  };
  const behindSavepoint = async <T>(
    work: (savepoint: Transaction) => Promise<T>,
    undone: boolean,
  ): Promise<T> => {
    // A fault from before is not one that this savepoint could undo.
    await settled();
    if (!isOpen) throw new Error('The transaction is over.');
    savepoints.made += 1;
    const name = `part_${savepoints.made}`;
    const undo = `rollback to savepoint ${name}; release savepoint ${name}`;
    const part = openPart(line, savepoints);
    const made = asked(submit(line.connection, { text: `savepoint ${name}` }));
    try {
      const result = await part.during(work);
      await part.settled();
      await made;
      await submit(line.connection, { text: undone ? undo : `release savepoint ${name}` });
      return result;
    } catch (fault) {
      // Where even this fails, the connection or the whole transaction is lost, as what follows will find.
      await submit(line.connection, { text: undo }).catch(() => undefined);
      throw part.originOf(fault);
    }
  };
  const trx: Transaction = {
    raw,
    send: (sql, bindings) => {
      const noted = raw(sql, bindings).then(
        () => undefined,
        (fault: unknown) => {
          firstFault ??= fault;
        },
      );
      sent.push(noted);
      return Promise.resolve();
    },
    transaction: (work) => behindSavepoint(work, false),
    rehearse: (work) => behindSavepoint(work, true),
    knex: line.toKnex,
  };
  return {
    during: async (work) => {
      try {
        return await work(trx);
      } finally {
        isOpen = false;
      }
    },
    settled,
    originOf: (fault) => (sqlStateOf(fault) === TRANSACTION_FAILED ? (firstFault ?? fault) : fault),
  };
}

/** What is looked at later; until then its fault is nobody's. */
function asked<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
