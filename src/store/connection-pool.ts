import type { Connection } from './connection.ts';
import { isConnectionFault, namingConnectionFaults } from './connection-fault.ts';

/** The part of knex's client that gives out connections. */
export interface ConnectionPool {
  acquireConnection(): Promise<Connection>;
  releaseConnection(connection: Connection): Promise<void>;
}

export type WithConnection = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;

/** Gives each piece of work a connection of its own. */
export function ownConnections(pool: ConnectionPool): WithConnection {
  return (work) =>
    namingConnectionFaults(async () => {
      const connection = await pool.acquireConnection();
      try {
        return await work(connection);
      } finally {
        await pool.releaseConnection(connection);
      }
    });
}

interface Shared {
  connection: Promise<Connection>;
  users: number;
}

/** How many use one connection at a time before another one is taken. */
const most = 8;

/** Gives one connection to several at a time; it goes back to the pool when nobody uses it any more. */
export function sharedConnections(pool: ConnectionPool): WithConnection {
  const open = new Set<Shared>();
  const join = (): Shared => {
    for (const shared of open) {
      if (shared.users < most) return shared;
    }
    const shared = { connection: pool.acquireConnection(), users: 0 };
    open.add(shared);
    return shared;
  };
  return (work) =>
    namingConnectionFaults(async () => {
      const shared = join();
      shared.users += 1;
      let connection: Connection | null = null;
      try {
        connection = await shared.connection;
        return await work(connection);
      } catch (fault) {
        // Nobody else is to be given what is broken, however many still wait for its faults.
        if (isConnectionFault(fault) || connection?.__knex__disposed !== undefined) open.delete(shared);
        throw fault;
      } finally {
        shared.users -= 1;
        if (shared.users === 0) {
          open.delete(shared);
          if (connection !== null) await pool.releaseConnection(connection);
        }
      }
    });
}
