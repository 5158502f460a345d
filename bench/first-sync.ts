/**
 * npm run bench:first-sync: the first sync of a company through single webhooks.
 * - from the first request to the last account right, lanes running;
 * - the drain alone, inbox full, beside the same lane around a flow that does nothing;
 * - the same final rows written by COPY, as the limit;
 * - memory at 5,000 and at 50,000 people.
 */
import { signWebhook } from '../src/cli/demo/sign-webhook.ts';
import { toArrivedEvent } from '../src/domain/arrived-event.ts';
import { normalizeWorkosEvent } from '../src/sources/workos/normalize.ts';
import { openDatabase } from '../src/store/database.ts';
import { insertEvents } from '../src/store/inbox.ts';
import { withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { copyRows } from './support/copy-rows.ts';
import { perSecond, table, verdict } from './support/figures.ts';
import { firstSync, syncPolicy } from './support/first-sync-events.ts';
import { foundTenant } from './support/found-tenant.ts';
import { postWebhooks } from './support/post-webhooks.ts';

const people = 5_000;
const tenfold = people * 10;
const secret = 'bench-secret';

/** Fails unless everyone has an account; a benchmark of wrong results says nothing. */
async function requireAccounts(url: string, tenantId: string, count: number): Promise<void> {
  const database = openDatabase({ url, poolSize: 2 });
  const result = await database.inTenant(tenantId, (trx) =>
    trx.raw<{ rows: { count: number }[] }>(
      `select count(*)::int as count from users where tenant_id = ? and status = 'active'`,
      [tenantId],
    ),
  );
  await database.close();
  if (result.rows[0]?.count !== count)
    throw new Error(`${result.rows[0]?.count ?? 0} accounts instead of ${count}`);
}

/** Webhooks through HTTP while the lanes run, until nothing waits any more. Returns seconds. */
async function endToEnd(url: string): Promise<number> {
  const database = openDatabase({ url, poolSize: 2 });
  const { tenantId } = await foundTenant(database, 'whole', 'directory_whole', syncPolicy);
  const app = await startProcess<{ port: number }>('app-process.ts', {
    APP: 'rollcall',
    LANES: 'on',
    DATABASE_URL: url,
    WEBHOOK_SECRET: secret,
  });
  const bodies = [...firstSync(people, 'directory_whole')].map((event) => {
    const body = JSON.stringify(event);
    return { body, signature: signWebhook(body, secret, new Date()) };
  });
  const began = performance.now();
  await postWebhooks(`http://127.0.0.1:${app.message.port}/api/webhooks/workos`, bodies, 32);
  for (;;) {
    const result = await database.acrossTenants((trx) =>
      trx.raw<{ rows: { left: boolean }[] }>(
        `select exists (select 1 from inbox where status = 'waiting') as left`,
      ),
    );
    if (result.rows[0]?.left === false) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - began) / 1_000;
  app.child.kill();
  await database.close();
  await requireAccounts(url, tenantId, people);
  return seconds;
}

interface Drained {
  seconds: number;
  peakMb: number;
}

let drains = 0;

/** The drain of a full inbox around one flow. */
async function drainAlone(
  url: string,
  flow: 'reconcile' | 'nothing',
  count: number,
): Promise<Drained & { tenantId: string }> {
  drains += 1;
  const database = openDatabase({ url, poolSize: 4 });
  const ids = await foundTenant(database, `drain-${drains}`, `directory_${drains}`, syncPolicy);
  const receivedAt = new Date();
  const part = [];
  for (const event of firstSync(count, `directory_${drains}`)) {
    part.push({
      ...ids,
      receivedAt,
      ...toArrivedEvent(normalizeWorkosEvent(event, Buffer.alloc(0), receivedAt).event),
    });
    if (part.length === 2_000) await insertEvents(database.knex, part.splice(0));
  }
  await insertEvents(database.knex, part);
  await database.close();
  const { message } = await startProcess<Drained>('drain-process.ts', { FLOW: flow, DATABASE_URL: url });
  if (flow === 'reconcile') await requireAccounts(url, ids.tenantId, count);
  return { ...message, ...ids };
}

await withBenchDatabase(async (url) => {
  const events = [...firstSync(people, 'counted')].length;
  const memberships = (people * 3).toLocaleString('en');
  console.log(
    `${people.toLocaleString('en')} people, 60 groups, ${memberships} memberships: ${events} webhooks\n`,
  );
  const whole = await endToEnd(url);
  const rounds: { flow: Drained & { tenantId: string }; nothing: Drained }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const nothing = await drainAlone(url, 'nothing', people);
    rounds.push({ nothing, flow: await drainAlone(url, 'reconcile', people) });
  }
  const fastest = (which: 'flow' | 'nothing'): number =>
    Math.min(...rounds.map((round) => round[which].seconds));
  const [flow, nothing] = [fastest('flow'), fastest('nothing')];
  const copy = await copyRows(url, rounds[0]?.flow.tenantId ?? '');
  const large = await drainAlone(url, 'reconcile', tenfold);
  const rate = (seconds: number, count = events): string => perSecond(count, seconds);
  console.log(
    table([
      ['', 'seconds', 'events'],
      ['first request to last account right', whole.toFixed(2), rate(whole)],
      ['drain alone', flow.toFixed(2), rate(flow)],
      ['the same lane around a flow that does nothing', nothing.toFixed(2), rate(nothing)],
      [
        'the same final rows by COPY (the limit)',
        copy.seconds.toFixed(2),
        `${copy.rows.toLocaleString('en')} rows`,
      ],
      [
        `drain alone, ${tenfold.toLocaleString('en')} people`,
        large.seconds.toFixed(2),
        rate(large.seconds, (events - 60) * 10 + 60),
      ],
    ]),
  );
  console.log(`\ndrain beside doing nothing: ratio ${verdict(nothing / flow, 0.2)}`);
  const small = Math.max(...rounds.map((round) => round.flow.peakMb));
  console.log(
    `memory of the drain: ${small.toFixed(0)} MB at ${people.toLocaleString('en')} people, ${large.peakMb.toFixed(0)} MB at ${tenfold.toLocaleString('en')}`,
  );
});
