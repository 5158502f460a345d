/**
 * npm run bench:access: access checks per second and their 99th percentile, beside a bare `select` by primary key
 * through pg: in one process, and over HTTP beside a bare Express app. Turns alternate, so that both meet the same noise.
 * `-- --quick` has fewer people.
 */
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { decideAccess } from '../src/domain/access.ts';
import { createAccessReader } from '../src/store/access-facts.ts';
import { openDatabase } from '../src/store/database.ts';
import { bareSelect } from './support/access/bare-app.ts';
import { fillPeople, sessionId, userId } from './support/access/fill-people.ts';
import type { ServerIsUp } from './support/access/access-process.ts';
import { withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { median, percentile, perSecond, table, verdict } from './support/figures.ts';
import { sendLoad, toRequest } from './support/scim/load.ts';

const isQuick = process.argv.includes('--quick');
const count = isQuick ? 50_000 : 1_000_000;
const size = isQuick ? { rounds: 3, turnMs: 500 } : { rounds: 7, turnMs: 1_500 };
const connections = 16;
const atLeast = 0.6;
const tenantId = newId();

interface Turn {
  rate: number;
  durations: number[];
}

interface Contestant {
  name: string;
  /** Asks for a time, 16 at once. */
  take: (milliseconds: number) => Promise<Turn>;
  turns: Turn[];
}

const anyone = (): number => Math.floor(Math.random() * count);

/** Asks with so many at once in this process. */
async function askInProcess(ask: () => Promise<boolean>, milliseconds: number): Promise<Turn> {
  const durations: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let now = performance.now(); now - began < milliseconds;) {
        if (!(await ask())) throw new Error('somebody who is active was refused');
        const after = performance.now();
        durations.push(after - now);
        now = after;
      }
    }),
  );
  return { rate: durations.length / ((performance.now() - began) / 1_000), durations };
}

/** Rounds of turns, each contestant's before the next round; the first round warms all up and does not count. */
async function compete(contestants: Contestant[]): Promise<void> {
  for (let round = 0; round <= size.rounds; round += 1) {
    const shift = round % contestants.length;
    for (const contestant of [...contestants.slice(shift), ...contestants.slice(0, shift)]) {
      const turn = await contestant.take(size.turnMs);
      if (round > 0) contestant.turns.push(turn);
    }
  }
}

/** Rates, 50th and 99th percentile, and the ratio to the limit, which comes last. */
function report(heading: string, contestants: Contestant[]): void {
  const limit = contestants.at(-1);
  const rateOf = (contestant?: Contestant) => median((contestant?.turns ?? []).map(({ rate }) => rate));
  const rows = contestants.map((contestant) => {
    const durations = contestant.turns.flatMap((turn) => turn.durations);
    return [
      contestant.name,
      perSecond(rateOf(contestant), 1),
      `${percentile(durations, 0.5).toFixed(2)} ms`,
      `${percentile(durations, 0.99).toFixed(2)} ms`,
      contestant === limit ? '' : verdict(rateOf(contestant) / rateOf(limit), atLeast),
    ];
  });
  console.log(`${heading}, median of ${size.rounds}:\n`);
  console.log(table([['', 'rate', 'p50', 'p99', 'of the limit'], ...rows]));
  console.log('');
}

async function inOneProcess(url: string): Promise<Contestant[]> {
  const database = openDatabase({ url, poolSize: 20 });
  const readAccess = createAccessReader(database);
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const check = async (shown: (n: number) => { sessionId: string | undefined }): Promise<boolean> => {
    const n = anyone();
    const question = { userId: userId(n), apiKey: undefined, token: undefined, ...shown(n) };
    const { facts } = await readAccess(tenantId, question);
    return decideAccess({ ...facts, sessionIssuedAt: undefined }, new Date()).allowed;
  };
  const bare = async (): Promise<boolean> => {
    const { rows } = await pool.query<{ status: string }>({
      ...bareSelect,
      values: [tenantId, userId(anyone())],
    });
    return rows[0]?.status === 'active';
  };
  const withSession = (n: number) => ({ sessionId: sessionId(n) });
  const alone = () => ({ sessionId: undefined });
  const contestants: Contestant[] = [
    { name: 'a user and a session', take: (ms) => askInProcess(() => check(withSession), ms), turns: [] },
    { name: 'a user', take: (ms) => askInProcess(() => check(alone), ms), turns: [] },
    { name: 'the limit: a bare select', take: (ms) => askInProcess(bare, ms), turns: [] },
  ];
  await compete(contestants);
  await database.close();
  await pool.end();
  return contestants;
}

async function overHttp(url: string): Promise<Contestant[]> {
  const start = async (APP: 'rollcall' | 'bare') => {
    const env = { NODE_ENV: 'production', APP, DATABASE_URL: url, TENANT_ID: tenantId };
    const { child, message } = await startProcess<ServerIsUp>('./access/access-process.ts', env);
    return { child, token: message.token, origin: { host: '127.0.0.1', port: message.port } };
  };
  const servers = { rollcall: await start('rollcall'), bare: await start('bare') };
  const takeAt =
    ({ origin, token }: typeof servers.bare, withSession: boolean) =>
    async (milliseconds: number): Promise<Turn> => {
      const next = () => {
        const n = anyone();
        const session = withSession ? { session_id: sessionId(n) } : {};
        const body = { tenant: 'acme', user_id: userId(n), ...session };
        const asked = { method: 'POST', path: '/api/v1/access-checks', token, body };
        return { expected: 200, request: toRequest(origin, asked) };
      };
      const load = await sendLoad(origin, connections, milliseconds, next);
      if (load.failed > 0) throw new Error(`${load.failed} requests were answered wrongly`);
      return { rate: load.count / load.seconds, durations: load.durations };
    };
  const contestants: Contestant[] = [
    { name: 'a user and a session', take: takeAt(servers.rollcall, true), turns: [] },
    { name: 'a user', take: takeAt(servers.rollcall, false), turns: [] },
    { name: 'the limit: Express and a bare select', take: takeAt(servers.bare, true), turns: [] },
  ];
  await compete(contestants);
  for (const { child } of Object.values(servers)) child.kill();
  return contestants;
}

await withBenchDatabase(async (url) => {
  const began = performance.now();
  await fillPeople(url, { tenantId, count });
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`${count.toLocaleString('en')} people, each with a session and a workspace (${seconds} s)\n`);
  report('In one process, 16 at once', await inOneProcess(url));
  report('Over HTTP, 16 connections', await overHttp(url));
});
