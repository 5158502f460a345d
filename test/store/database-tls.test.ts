import assert from 'node:assert/strict';
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { openDatabase } from '../../src/store/database.ts';
import { pendingMigrations } from '../../src/store/migrate.ts';
import { certify } from '../support/certificate.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { connectSuperuser } from '../support/superuser.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('DATABASE_URL with TLS', () => {
  let testDatabase: TestDatabase;
  let superuser: Client;
  let folder: string | null = null;

  before(async function () {
    // A server that was given is not ours to change.
    if ((process.env['TEST_DATABASE_URL'] ?? '') !== '') this.skip();
    testDatabase = await createTestDatabase();
    superuser = await connectSuperuser(testDatabase.url);
    folder = makeTestFolder('tls');
    const { authority, server } = certify('localhost');
    const cluster = await superuser.query<{ data_directory: string }>('show data_directory');
    const { uid, gid } = statSync(cluster.rows[0]?.data_directory ?? '');
    write('authority.pem', authority);
    write('another-authority.pem', certify('localhost').authority);
    for (const [name, text] of [
      ['server.pem', server.certificate],
      ['server.key', server.key],
    ] as const) {
      write(name, text);
      chmodSync(place(name), 0o600);
      if (process.getuid?.() === 0) chownSync(place(name), uid, gid);
    }
    await superuser.query(`alter system set ssl_cert_file = '${place('server.pem')}'`);
    await superuser.query(`alter system set ssl_key_file = '${place('server.key')}'`);
    await turnTls('on');
  });
  after(async () => {
    if (folder === null) return;
    await superuser.query('alter system reset all');
    await turnTls(null);
    await superuser.end();
    await testDatabase.drop();
  });

  const place = (name: string): string => join(folder ?? '', name);
  const write = (name: string, text: string): void => {
    writeFileSync(place(name), text);
  };

  /** Connections that are there already stay as they are. */
  async function turnTls(to: string | null): Promise<void> {
    if (to !== null) await superuser.query(`alter system set ssl = '${to}'`);
    await superuser.query('select pg_reload_conf()');
    const expected = to ?? 'off';
    for (;;) {
      const { rows } = await superuser.query<{ ssl: string }>('show ssl');
      if (rows[0]?.ssl === expected) return;
    }
  }

  function urlWith(query: Record<string, string>, host = 'localhost'): string {
    const url = new URL(testDatabase.url);
    url.hostname = host;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }
  const verified = (): Record<string, string> => ({
    sslmode: 'verify-full',
    sslrootcert: place('authority.pem'),
  });

  async function isEncrypted(url: string): Promise<boolean> {
    const database = openDatabase({ url, poolSize: 1 });
    try {
      const own = await database.raw<{ rows: { pid: number }[] }>('select pg_backend_pid() as pid');
      // The role that Rollcall works as is told nothing of its login's connections.
      const { rows } = await superuser.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = $1', [
        own.rows[0]?.pid,
      ]);
      return rows[0]?.ssl === true;
    } finally {
      await database.close();
    }
  }

  it('is encrypted, and checks the certificate against the authority in a file', async () => {
    assert.equal(await isEncrypted(urlWith(verified())), true);
    assert.deepEqual(await pendingMigrations(urlWith(verified())), []);
    // What makes the test above one.
    assert.equal(await isEncrypted(urlWith({})), false);
  });

  it('refuses a server whose certificate is of another authority', async () => {
    const another = { ...verified(), sslrootcert: place('another-authority.pem') };
    await assert.rejects(isEncrypted(urlWith(another)), /certificate signature failure/);
    await assert.rejects(
      isEncrypted(urlWith({ sslmode: 'verify-full' })),
      /self-signed|unable to (?:get|verify)/,
    );
  });

  it('refuses a server that goes by another name', async () => {
    await assert.rejects(isEncrypted(urlWith(verified(), '127.0.0.1')), /does not match certificate/);
  });

  it('refuses a server without TLS, rather than go on in the clear', async () => {
    await turnTls('off');
    await assert.rejects(isEncrypted(urlWith(verified())), /does not support SSL/);
    await turnTls('on');
  });

  it('names the file with the authority where it cannot be read', async () => {
    const missing = { ...verified(), sslrootcert: place('nowhere.pem') };
    await assert.rejects(async () => isEncrypted(urlWith(missing)), /nowhere\.pem/);
  });
});
