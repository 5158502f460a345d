import assert from 'node:assert/strict';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { sharedConnections, type ConnectionPool } from '../../src/store/connection-pool.ts';
import type { Connection } from '../../src/store/connection.ts';

/** A pool that counts what it gives out, and the work on it that is let go on one by one. */
function countingPool() {
  const given: Connection[] = [];
  const returned: Connection[] = [];
  const pool: ConnectionPool = {
    acquireConnection: () => {
      const stream = { cork: () => undefined, uncork: () => undefined };
      const connection: Connection = {
        query: () => assert.fail('nothing is asked'),
        connection: { stream },
      };
      given.push(connection);
      return Promise.resolve(connection);
    },
    releaseConnection: (connection) => {
      returned.push(connection);
      return Promise.resolve();
    },
  };
  return { pool, given, returned };
}

/** Work that lasts until it is ended. */
function open(withShared: ReturnType<typeof sharedConnections>) {
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<undefined>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<Connection>();
  const done = withShared((connection) => {
    begin(connection);
    return ended;
  });
  return { begun, done, end: () => end(undefined), fail };
}

describe('sharedConnections', () => {
  it('gives eight at a time one connection, and takes another for the ninth', async () => {
    const { pool, given } = countingPool();
    const withShared = sharedConnections(pool);
    const works = Array.from({ length: 9 }, () => open(withShared));
    const used = await Promise.all(works.map(({ begun }) => begun));
    assert.equal(given.length, 2);
    assert.deepEqual(new Set(used.slice(0, 8)), new Set([given[0]]));
    assert.equal(used[8], given[1]);
  });

  it('gives a connection back when the last one is done with it, once', async () => {
    const { pool, given, returned } = countingPool();
    const withShared = sharedConnections(pool);
    const [one, other] = [open(withShared), open(withShared)];
    await Promise.all([one.begun, other.begun]);
    one.end();
    await one.done;
    assert.deepEqual(returned, []);
    other.end();
    await other.done;
    assert.deepEqual(returned, given);
  });

  it('gives nobody else a connection that broke, though others still wait for it', async () => {
    const { pool, given, returned } = countingPool();
    const withShared = sharedConnections(pool);
    const [one, other] = [open(withShared), open(withShared)];
    await Promise.all([one.begun, other.begun]);
    one.fail(new Error('Connection terminated unexpectedly'));
    await assert.rejects(one.done, (error) => error instanceof RollcallError);
    const later = open(withShared);
    assert.equal(await later.begun, given[1]);
    other.end();
    later.end();
    await Promise.all([other.done, later.done]);
    assert.deepEqual(new Set(returned), new Set(given));
    assert.equal(returned.length, 2);
  });

  it('gives nobody else a connection that is not to be used any more, though others still use it', async () => {
    const { pool, given } = countingPool();
    const withShared = sharedConnections(pool);
    const [one, other] = [open(withShared), open(withShared)];
    const [connection] = await Promise.all([one.begun, other.begun]);
    const fault = new Error('cached plan must not change result type');
    connection.__knex__disposed = fault;
    one.fail(fault);
    await assert.rejects(one.done, fault);
    assert.equal(await open(withShared).begun, given[1]);
  });

  it('keeps a connection in use after a fault that is the statement’s own', async () => {
    const { pool, given } = countingPool();
    const withShared = sharedConnections(pool);
    const [one, other] = [open(withShared), open(withShared)];
    await Promise.all([one.begun, other.begun]);
    one.fail(new Error('division by zero'));
    await assert.rejects(one.done, /division/);
    assert.equal(await open(withShared).begun, given[0]);
  });

  it('says that no connection can be had to all who wait for it, and tries again afterwards', async () => {
    let tries = 0;
    const withShared = sharedConnections({
      acquireConnection: () => {
        tries += 1;
        return Promise.reject(new Error('connection terminated'));
      },
      releaseConnection: () => assert.fail('there is none to give back'),
    });
    const never = () => assert.fail('there is no connection to work on');
    const unreachable = (error: unknown) =>
      error instanceof RollcallError && error.code === 'database_unavailable';
    await Promise.all([0, 1].map(() => assert.rejects(withShared(never), unreachable)));
    await assert.rejects(withShared(never), unreachable);
    assert.equal(tries, 2);
  });
});
