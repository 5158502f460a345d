/**
 * npm run bench:ingest: signed webhooks accepted per second, each durable before it is answered, over 32 connections,
 * beside the same Express app that only verifies and inserts one row by hand-written SQL. Rounds alternate, so that both
 * meet the same noise.
 */
import { createSimulatedDirectory } from '../src/cli/demo/simulated-directory.ts';
import { signWebhook } from '../src/cli/demo/sign-webhook.ts';
import { openDatabase } from '../src/store/database.ts';
import { asOwner, withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { foundTenant } from './support/found-tenant.ts';
import { median, percentile, perSecond, table, verdict } from './support/figures.ts';
import { postWebhooks, type SignedBody } from './support/post-webhooks.ts';

const rounds = 7;
const perRound = 4_000;
const connections = 32;
const secret = 'bench-secret';
const apps = ['rollcall', 'bare'] as const;
type App = (typeof apps)[number];

function signedBodies(round: number): SignedBody[] {
  const idp = createSimulatedDirectory({
    seed: round,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId: 'directory_bench',
  });
  return Array.from({ length: perRound }, (_, index) => {
    const { events } = idp.hire({
      email: `p${round}.${index}@acme.com`,
      firstName: 'Pat',
      lastName: `Number ${index}`,
      attributes: { department_name: 'Engineering', job_title: 'Engineer', employee_type: 'employee' },
    });
    const body = JSON.stringify(events[0]);
    return { body, signature: signWebhook(body, secret, new Date()) };
  });
}

await withBenchDatabase(async (url) => {
  const database = openDatabase({ url, poolSize: 4 });
  await foundTenant(database, 'bench', 'directory_bench');
  await asOwner(url, 'create table bare_events (id text primary key, payload jsonb not null)');

  const servers = await Promise.all(
    apps.map(async (app) => {
      const env = { APP: app, DATABASE_URL: url, WEBHOOK_SECRET: secret };
      const { child, message } = await startProcess<{ port: number }>('app-process.ts', env);
      return { app, child, address: `http://127.0.0.1:${message.port}/api/webhooks/workos` };
    }),
  );
  const rates: Record<App, number[]> = { rollcall: [], bare: [] };
  const durations: Record<App, number[]> = { rollcall: [], bare: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const bodies = signedBodies(round);
    for (const { app, address } of round % 2 === 0 ? servers : [...servers].reverse()) {
      const began = performance.now();
      const times = await postWebhooks(address, bodies, connections);
      const seconds = (performance.now() - began) / 1_000;
      if (round === 0) continue; // warms both up
      rates[app].push(perRound / seconds);
      durations[app].push(...times);
    }
  }
  for (const { child } of servers) child.kill();
  const row = (app: App): string[] => [
    app === 'bare' ? 'bare Express, verify and one insert' : 'Rollcall',
    perSecond(median(rates[app]), 1),
    `${percentile(durations[app], 0.5).toFixed(1)} ms`,
    `${percentile(durations[app], 0.99).toFixed(1)} ms`,
  ];
  console.log(
    `Signed webhooks, durable, ${connections} connections, ${rounds} rounds of ${perRound}, median:\n`,
  );
  console.log(table([['', 'accepted', 'p50', 'p99'], row('rollcall'), row('bare')]));
  console.log(`\nratio ${verdict(median(rates.rollcall) / median(rates.bare), 0.7)}`);
  await database.close();
});
