import knex, { type Knex } from 'knex';
import { types, type ClientConfig } from 'pg';
import { validate } from 'uuid';
import { RollcallError } from '../domain/rollcall-error.ts';
import { ask, type Connection } from './connection.ts';
import { ownConnections, sharedConnections, type ConnectionPool } from './connection-pool.ts';
import { createStatements, type Statements } from './statements.ts';
import { runTransaction, type Queries, type Transaction } from './transaction.ts';

export type { Queries, Transaction } from './transaction.ts';

export interface DatabaseOptions {
  /** postgres://user:password@host:port/database */
  url: string;
  /** How many connections this process may hold at once. */
  poolSize: number;
  /** Milliseconds after which PostgreSQL cancels one statement. */
  statementTimeout?: number;
  /** Milliseconds after which PostgreSQL ends a transaction that asks nothing, so that a hung worker frees its lane. */
  idleInTransactionTimeout?: number;
  /** Milliseconds to wait for a connection before the database counts as gone. */
  acquireTimeout?: number;
}

const defaults = {
  statementTimeout: 60_000,
  idleInTransactionTimeout: 30_000,
  acquireTimeout: 10_000,
} satisfies Partial<DatabaseOptions>;

export interface Asking {
  /**
   * The statement only reads a few rows by an index, and waits for no lock. Then it may share a connection with others
   * of its kind that are asked at the same time, which takes half of the work off PostgreSQL; they wait for each other.
   */
  quick?: boolean;
}

/**
 * How long a connection stays that nobody uses, in milliseconds. A new one takes some ten milliseconds of work, most of it
 * for planning each statement once: what comes after a pause should not wait for that.
 */
const keptIdleMs = 600_000;

/** A pool of connections on which row-level security binds, whatever the login role is. */
export interface Database extends Queries {
  /** One statement outside of a transaction, for tables without row-level security. */
  raw<T>(sql: string, bindings?: readonly unknown[], asking?: Asking): Promise<T>;
  /** The pool itself, for Objection's models. */
  knex: Knex;
  /** One transaction that sees and writes the rows of this tenant only. */
  inTenant<T>(tenantId: string, work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** As inTenant, reading only, and all of it as it was at one moment, however long it takes. */
  inSnapshot<T>(tenantId: string, work: (trx: Transaction) => Promise<T>): Promise<T>;
  /**
   * The rows of one reading statement that sees this tenant only, in one round trip and outside of a transaction.
   *
   * @param sql a select without a semicolon that finds its rows by `scope.tenant_id`
   */
  readInTenant<T>(
    tenantId: string,
    sql: string,
    bindings?: readonly unknown[],
    asking?: Asking,
  ): Promise<T[]>;
  /** One transaction that sees the routing tables of every tenant (those with a policy `every_tenant`), and no other. */
  acrossTenants<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens a pool; connects on first use. Survives the database going away: a broken connection is replaced on the next
 * use, and what was running meanwhile fails with RollcallError `database_unavailable` (see isConnectionFault).
 */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = { ...defaults, ...options };
  const statements = createStatements('s', 300);
  // Apart, because the filters of clients are among them.
  const reads = createStatements('r', 100);
  // Pipelined: statements go out without waiting for the answers to earlier ones.
  const connection = { ...connectionSettings(settings.url), pipeline: true };
  const pool = knex({
    client: 'pg',
    connection,
    acquireConnectionTimeout: settings.acquireTimeout,
    log: silentLog,
    pool: {
      min: 0,
      max: settings.poolSize,
      idleTimeoutMillis: keptIdleMs,
      afterCreate: (connection: RawConnection, done: (error: Error | null, connection: unknown) => void) => {
        prepareSession(connection, settings).then(
          () => done(null, connection),
          (error: unknown) => {
            connection.end(() => done(error as Error, connection));
          },
        );
      },
    },
  });
  const client = pool.client as ConnectionPool;
  const withConnection = ownConnections(client);
  const withSharedConnection = sharedConnections(client);
  const note = (sql: string, bindings: unknown[]): void => {
    if (pool.listenerCount('query') > 0) pool.emit('query', { sql, bindings });
  };
  const inScope = <T>(scope: string, work: (trx: Transaction) => Promise<T>): Promise<T> =>
    withConnection((connection) => {
      const toKnex = () => knexOver(pool, connection);
      return runTransaction({ connection, statements, note, toKnex }, scope, work);
    });
  const askOne = <T>(
    kept: Statements,
    sql: string,
    bindings: readonly unknown[] | undefined,
    { quick = false }: Asking = {},
  ): Promise<T> =>
    (quick ? withSharedConnection : withConnection)((connection) =>
      ask<T>({ connection, statements: kept, note }, sql, bindings),
    );
  return {
    knex: pool,
    raw: (sql, bindings, asking) => askOne(statements, sql, bindings, asking),
    inTenant: async (tenantId, work) => inScope(scopeOf(tenantId), work),
    inSnapshot: async (tenantId, work) =>
      inScope(`set transaction isolation level repeatable read, read only; ${scopeOf(tenantId)}`, work),
    readInTenant: async <T>(
      tenantId: string,
      sql: string,
      bindings: readonly unknown[] = [],
      asking?: Asking,
    ) => {
      const { rows } = await askOne<{ rows: T[] }>(reads, withScope(sql), [tenantId, ...bindings], asking);
      return rows;
    },
    acrossTenants: (work) => inScope("set local rollcall.every_tenant = 'on';", work),
    close: () => pool.destroy(),
  };
}

/** A knex of which every statement goes over one connection. */
function knexOver(pool: Knex, connection: Connection): Knex {
  // With parameters of its own it has a client of its own.
  const bound = pool.withUserParams({});
  const client = bound.client as ConnectionPool;
  client.acquireConnection = () => Promise.resolve(connection);
  client.releaseConnection = () => Promise.resolve();
  return bound;
}

/** SET takes no parameters, and it is SET, not set_config, that a distributed database hands on to all its nodes. */
function scopeOf(tenantId: string): string {
  if (!validate(tenantId)) throw new TypeError('A tenant id must be a UUID.');
  return `set local rollcall.tenant_id = '${tenantId}';`;
}

/**
 * Puts a statement behind the setting of its scope, which lasts until the statement ends. That it is read first is sure:
 * the statement refers to it, and OFFSET 0 keeps the two from being merged. Were it read later, no row would be seen.
 */
function withScope(sql: string): string {
  if (!sql.includes('scope.tenant_id')) {
    throw new TypeError('A statement in the scope of a tenant finds its rows by scope.tenant_id.');
  }
  return `with scope as materialized (select set_config('rollcall.tenant_id', ?, true)::uuid as tenant_id)
          select r.* from scope cross join lateral (select * from (${sql}) statement offset 0) r`;
}

/** How Rollcall talks to PostgreSQL on any connection: keepalives, a bound on connecting, and bigint as number. */
export function connectionSettings(url: string) {
  return {
    connectionString: url,
    application_name: 'rollcall',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    types: { getTypeParser },
  } satisfies ClientConfig;
}

/** Knex would print to stdout, which belongs to results; what matters it also throws. */
export const silentLog = {
  debug: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  deprecate: () => undefined,
} satisfies Knex.Logger;

const INT8 = 20;

/** As pg's own, but bigint (counts, sequence numbers) is a number: every one of ours is far below 2^53. */
function getTypeParser(oid: number, format?: string): unknown {
  if (oid === INT8 && format !== 'binary') return parseBigint;
  return (types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format);
}

function parseBigint(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RollcallError('internal', `The bigint ${text} does not fit into a JavaScript number.`);
}

interface RawConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  end(done: () => void): void;
}

/**
 * One round trip per new connection. Statements are planned by index: every one of ours is made for an index, and the
 * statistics of an inbox, full at one moment and empty at the next, mislead the planner into reading all of it. So a plan
 * does not depend on the values either, and is made once. Where the role rollcall_app exists and may be taken on, the session takes it on:
 * the owner of the tables, and above all a superuser, could otherwise do what the grants forbid.
 */
async function prepareSession(connection: RawConnection, settings: Required<DatabaseOptions>): Promise<void> {
  const result = await connection.query(
    `select set_config('statement_timeout', $1, false),
            set_config('idle_in_transaction_session_timeout', $2, false),
            set_config('tcp_keepalives_idle', '30', false),
            set_config('tcp_keepalives_interval', '10', false),
            set_config('tcp_keepalives_count', '3', false),
            set_config('enable_seqscan', 'off', false),
            set_config('enable_bitmapscan', 'off', false),
            set_config('plan_cache_mode', 'force_generic_plan', false),
            set_config('jit', 'off', false),
            login.rolsuper or login.rolbypassrls as bypasses,
            app.oid is not null as has_app,
            case when app.oid is not null then set_config('role', 'rollcall_app', false) end
       from pg_roles login
       left join pg_roles app
         on app.rolname = 'rollcall_app'
        and pg_has_role(current_user, app.oid,
              case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)
      where login.rolname = current_user`,
    [String(settings.statementTimeout), String(settings.idleInTransactionTimeout)],
  );
  const session = result.rows[0];
  if (session?.['bypasses'] === true && session['has_app'] !== true) {
    throw new RollcallError(
      'invalid_configuration',
      'The role in DATABASE_URL bypasses row-level security, and the role rollcall_app that would bind it is missing. ' +
        'Run `rollcall migrate`, or use a role without SUPERUSER and BYPASSRLS.',
    );
  }
}
