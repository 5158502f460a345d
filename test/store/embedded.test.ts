import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { isAlive, readPostmaster } from '../../src/store/embedded/postmaster.ts';
import { mayEnter } from '../../src/store/embedded/server-user.ts';
import {
  startEmbedded,
  type Embedded,
  type EmbeddedLog,
  type EmbeddedOptions,
} from '../../src/store/embedded.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const isRoot = process.getuid?.() === 0;
const holder = fileURLToPath(new URL('../support/hold-embedded.ts', import.meta.url));
const silent = { info: () => undefined, warn: () => undefined };

describe('startEmbedded', function () {
  // A new database takes a second, and longer on a busy machine.
  this.timeout(120_000);

  const started: Embedded[] = [];
  const children: ChildProcess[] = [];

  const startWith = async (options: EmbeddedOptions) => {
    const embedded = await startEmbedded(options);
    started.push(embedded);
    return embedded;
  };
  const start = (home: string, log: EmbeddedLog = silent) => startWith({ home, log, profile: 'fast' });
  // A failed test leaves nothing open behind it; stopping twice does nothing.
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const embedded of started.splice(0)) await embedded.stop();
  });
  const newHome = () => join(makeTestFolder('home'), 'rollcall');
  const serverOf = (embedded: Embedded) => readPostmaster(embedded.dataDirectory)?.pid ?? 0;

  const ask = async <T extends object>(url: string, sql: string): Promise<T[]> => {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  interface Holder {
    child: ChildProcess;
    url: string;
    dataDirectory: string;
    sentences: string[];
  }

  /** Another process that uses the same home, as another user where told. */
  const hold = async (home: string, user?: { uid: number; gid: number }): Promise<Holder> => {
    const child = spawn(process.execPath, [holder, home], { stdio: ['ignore', 'pipe', 'inherit'], ...user });
    children.push(child);
    const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    const state = await Promise.race([line, once(child, 'exit').then(() => null)]);
    assert.ok(state, 'the other process ended before it had a database');
    return { child, ...(JSON.parse(state[0]) as Omit<Holder, 'child'>) };
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  it('keeps what was written, and its address, over a restart', async () => {
    const home = newHome();
    const first = await start(home);
    await ask(first.url, 'create table kept (n int); insert into kept values (42)');
    await first.stop();
    assert.equal(readPostmaster(first.dataDirectory), null);
    const second = await start(home);
    assert.equal(second.url, first.url);
    assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 42 }]);
  });

  it('gives an owner who may make databases and roles and is no superuser, on loopback, behind a password', async () => {
    const home = newHome();
    const embedded = await start(home);
    const [role] = await ask(
      embedded.url,
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user`,
    );
    assert.deepEqual(role, {
      rolname: 'rollcall',
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: true,
      rolcreaterole: true,
    });
    const [settings] = await ask(
      embedded.url,
      `select current_setting('listen_addresses') as address, current_setting('password_encryption') as password,
              current_setting('server_encoding') as encoding`,
    );
    assert.deepEqual(settings, { address: '127.0.0.1', password: 'scram-sha-256', encoding: 'UTF8' });
    const wrong = new URL(embedded.url);
    wrong.password = 'wrong';
    await assert.rejects(ask(wrong.href, 'select 1'), /password authentication failed/);
    assert.equal(statSync(join(home, 'database.json')).mode & 0o777, 0o600);
    assert.equal(statSync(embedded.dataDirectory).mode & 0o777, 0o700);
  });

  it('writes no statement and no value of a failed one into the server’s log', async () => {
    const embedded = await start(newHome());
    await ask(
      embedded.url,
      'create table people (email text unique); insert into people values ($$ada@example.com$$)',
    );
    await assert.rejects(
      ask(embedded.url, 'insert into people values ($$ada@example.com$$)'),
      /duplicate key/,
    );
    await assert.rejects(ask(embedded.url, 'select $$078-05-1120$$::uuid'), /invalid input syntax/);
    const log = readFileSync(join(dirname(embedded.dataDirectory), 'server.log'), 'utf8');
    assert.match(log, /ready to accept connections/);
    assert.doesNotMatch(log, /ada@example|078-05/);
  });

  it('uses the server that outlived a killed process, and ends it', async () => {
    const home = newHome();
    const other = await hold(home);
    await ask(other.url, 'create table kept (n int); insert into kept values (1)');
    const server = readPostmaster(other.dataDirectory)?.pid ?? 0;
    await end(other.child, 'SIGKILL');
    const embedded = await start(home);
    assert.equal(serverOf(embedded), server);
    assert.deepEqual(await ask(embedded.url, 'select n from kept'), [{ n: 1 }]);
    await embedded.stop();
    assert.equal(readPostmaster(embedded.dataDirectory), null);
  });

  it('gives processes that start at once one server, which the last to leave ends', async () => {
    const home = newHome();
    const [here, other, again] = await Promise.all([start(home), hold(home), start(home)]);
    assert.equal(here.url, other.url);
    assert.equal(here.url, again.url);
    await here.stop();
    await again.stop();
    assert.deepEqual(await ask(other.url, 'select 1 as n'), [{ n: 1 }]);
    await end(other.child, 'SIGTERM');
    assert.equal(readPostmaster(here.dataDirectory), null);
  });

  it('does not end the server that it started under another process that uses it', async () => {
    const home = newHome();
    const starter = await start(home);
    const other = await hold(home);
    await starter.stop();
    assert.deepEqual(await ask(other.url, 'select 1 as n'), [{ n: 1 }]);
    await end(other.child, 'SIGTERM');
    assert.equal(readPostmaster(starter.dataDirectory), null);
  });

  it('brings a killed server back at the same address, with everything that was acknowledged', async () => {
    const back = Promise.withResolvers<undefined>();
    const log = { ...silent, info: (said: string) => said.endsWith('is back.') && back.resolve(undefined) };
    const embedded = await startWith({ home: newHome(), log });
    await ask(embedded.url, 'create table kept (n int)');
    const server = serverOf(embedded);
    let acknowledged = 0;
    const client = new Client(embedded.url);
    client.on('error', () => undefined);
    await client.connect();
    const writing = (async () => {
      for (;;) {
        await client.query('insert into kept values ($1)', [acknowledged + 1]);
        acknowledged += 1;
        if (acknowledged === 200) process.kill(server, 'SIGKILL');
      }
    })();
    await assert.rejects(writing);
    await back.promise;
    assert.notEqual(serverOf(embedded), server);
    const [kept] = await ask<{ n: string }>(embedded.url, 'select count(*) as n from kept');
    assert.ok(acknowledged >= 200);
    assert.ok(Number(kept?.n) >= acknowledged, `${kept?.n ?? 0} of ${acknowledged} are left`);
  });

  it('takes another port when its own is taken', async () => {
    const home = newHome();
    const first = await start(home);
    await first.stop();
    const intruder = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(intruder, 'listening');
    try {
      const second = await start(home);
      assert.notEqual(second.url, first.url);
      assert.deepEqual(await ask(second.url, 'select 1 as n'), [{ n: 1 }]);
      await second.stop();
    } finally {
      intruder.close();
    }
  });

  it('starts although the number of its dead server is now another program’s', async () => {
    const home = newHome();
    const other = await hold(home);
    const server = readPostmaster(other.dataDirectory)?.pid ?? 0;
    const file = join(other.dataDirectory, 'postmaster.pid');
    const signature = readFileSync(file, 'utf8');
    await end(other.child, 'SIGTERM');
    const bystander = spawn('sleep', ['600'], {
      // As root, PostgreSQL asks about programs of the user that it runs as.
      ...(isRoot && { uid: statSync(other.dataDirectory).uid, cwd: '/' }),
    });
    children.push(bystander);
    try {
      await once(bystander, 'spawn');
      writeFileSync(file, signature.replace(String(server), String(bystander.pid)));
      const embedded = await start(home);
      assert.notEqual(serverOf(embedded), bystander.pid);
      assert.deepEqual(await ask(embedded.url, 'select 1 as n'), [{ n: 1 }]);
      await embedded.stop();
      assert.ok(isAlive(bystander.pid ?? 0));
    } finally {
      bystander.kill();
    }
  });

  it('starts although a power cut left an empty lock file', async () => {
    const home = newHome();
    const first = await start(home);
    await first.stop();
    const lock = join(first.dataDirectory, 'postmaster.pid');
    writeFileSync(lock, '');
    utimesSync(lock, 0, 0);
    const second = await start(home);
    assert.deepEqual(await ask(second.url, 'select 1 as n'), [{ n: 1 }]);
  });

  it('gives a copied home a server of its own', async () => {
    const home = newHome();
    const original = await start(home);
    await original.stop();
    const copy = newHome();
    execFileSync('cp', ['-a', home, copy]);
    const running = await start(home);
    const copied = join(copy, 'database');
    copyFileSync(join(running.dataDirectory, 'postmaster.pid'), join(copied, 'data', 'postmaster.pid'));
    const second = await start(copy);
    assert.notEqual(second.url, running.url);
    await ask(running.url, 'create table only_there (n int)');
    await assert.rejects(ask(second.url, 'select * from only_there'), /does not exist/);
    await second.stop();
    assert.deepEqual(await ask(running.url, 'select * from only_there'), []);
    await running.stop();
  });

  const refuses = async (home: string, code: RollcallError['code'], sentence: RegExp) => {
    await assert.rejects(start(home), (error) => {
      assert.ok(error instanceof RollcallError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, sentence);
      return true;
    });
  };

  it('names the version that wrote the database when it is another one', async () => {
    const home = newHome();
    const embedded = await start(home);
    await embedded.stop();
    writeFileSync(join(embedded.dataDirectory, 'PG_VERSION'), '17\n');
    await refuses(
      home,
      'invalid_configuration',
      /was written by PostgreSQL 17, and this Rollcall brings PostgreSQL 18/,
    );
  });

  it('says what is missing when the passwords are gone, and does not touch the database', async () => {
    const home = newHome();
    const embedded = await start(home);
    await embedded.stop();
    rmSync(join(home, 'database.json'));
    await refuses(home, 'invalid_configuration', /database\.json with its passwords is gone/);
    assert.ok(statSync(join(embedded.dataDirectory, 'PG_VERSION')).isFile());
  });

  it('repeats what PostgreSQL says when it cannot start, and where its log is', async () => {
    const home = newHome();
    const embedded = await start(home);
    await embedded.stop();
    rmSync(join(embedded.dataDirectory, 'global', 'pg_control'));
    await refuses(home, 'database_unavailable', /pg_control.*server\.log/s);
  });

  it('puts the database elsewhere, and says where, when root keeps its home to itself', async function () {
    if (!isRoot) return this.skip();
    const closed = makeTestFolder('closed');
    chmodSync(closed, 0o700);
    const home = join(closed, 'rollcall');
    const said: string[] = [];
    const first = await start(home, { ...silent, info: (sentence) => void said.push(sentence) });
    assert.ok(!first.dataDirectory.startsWith(closed));
    assert.match(said.join('\n'), /The database lies in \/.*cannot enter/);
    assert.ok(said.join('\n').includes(dirname(first.dataDirectory)));
    await ask(first.url, 'create table kept (n int); insert into kept values (7)');
    await first.stop();
    const second = await start(home);
    assert.equal(second.dataDirectory, first.dataDirectory);
    assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 7 }]);
    await second.stop();
  });

  it('works for an ordinary user, whose home stays theirs when root has used it', async function () {
    const user = { uid: 65_534, gid: 65_534 };
    // Only root can be two users, and the other one has to reach this checkout.
    if (!isRoot || !mayEnter(dirname(holder), user)) return this.skip();
    const folder = makeTestFolder('ordinary');
    chownSync(folder, user.uid, user.gid);
    const home = join(folder, 'rollcall');
    const theirs = await hold(home, user);
    assert.equal(statSync(theirs.dataDirectory).uid, user.uid);
    assert.equal(statSync(home).mode & 0o777, 0o700);
    await ask(theirs.url, 'create table kept (n int); insert into kept values (3)');
    await end(theirs.child, 'SIGTERM');

    const intruder = createServer().listen(Number(new URL(theirs.url).port), '127.0.0.1');
    await once(intruder, 'listening');
    const ours = await start(home);
    assert.deepEqual(await ask(ours.url, 'select n from kept'), [{ n: 3 }]);
    await ours.stop();
    intruder.close();

    const again = await hold(home, user);
    assert.equal(again.url, ours.url);
    await end(again.child, 'SIGTERM');
  });
});
