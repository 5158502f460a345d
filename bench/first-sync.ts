/**
 * npm run bench:first-sync: the first sync of a company through single webhooks.
 * - from the first request to the last account right, lanes running;
 * - the drain alone, inbox full, beside the same lane around a flow that does nothing;
 * - the same final rows written by COPY, as the limit;
 * - memory at 5,000 and at 50,000 people.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulatedDirectory } from '../src/cli/demo/simulated-directory.ts';
import { signWebhook } from '../src/cli/demo/sign-webhook.ts';
import type { WorkosEvent } from '../src/cli/demo/workos-payload.ts';
import { systemClock } from '../src/domain/clock.ts';
import { toArrivedEvent } from '../src/domain/arrived-event.ts';
import type { reconcile } from '../src/reconcile/reconcile.ts';
import { normalizeWorkosEvent } from '../src/sources/workos/normalize.ts';
import { openDatabase, type Database } from '../src/store/database.ts';
import { insertEvents } from '../src/store/inbox.ts';
import { createLanes, type LaneDeps } from '../src/workers/lanes.ts';
import { reconcile as theFlow } from '../src/reconcile/reconcile.ts';
import { withBenchDatabase } from './support/bench-database.ts';
import { copyRows } from './support/copy-rows.ts';
import { perSecond, table, verdict } from './support/figures.ts';
import { foundTenant, quietService } from './support/found-tenant.ts';
import { postWebhooks } from './support/post-webhooks.ts';
import { pino } from 'pino';

const people = 5_000;
const groups = 60;
const groupsPerPerson = 3;
const secret = 'bench-secret';

const policy = [
  'groups:',
  '  match_by: name',
  '  default_role: viewer',
  '  map:',
  '    - { name: group-0, role: admin }',
  ...Array.from({ length: 19 }, (_, i) => `    - { name: group-${i + 1}, role: member }`),
  ...Array.from(
    { length: 20 },
    (_, i) => `    - { name: group-${i + 20}, workspaces: [ { key: w${i}, role: member } ] }`,
  ),
  'rules:',
  '  - name: Contractors never administer',
  '    when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }',
  '    then: { cap_role: member }',
  '',
].join('\n');

function firstSync(count: number, directoryId: string): WorkosEvent[] {
  const idp = createSimulatedDirectory({
    seed: count,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId,
  });
  const events: WorkosEvent[] = [];
  const hired = Array.from({ length: count }, (_, i) => {
    const { person, events: created } = idp.hire({
      email: `p${i}@acme.com`,
      firstName: 'Pat',
      lastName: `Number ${i}`,
      attributes: {
        department_name: `Department ${i % 12}`,
        job_title: 'Engineer',
        employee_type: 'employee',
      },
    });
    events.push(...created);
    return person;
  });
  const made = Array.from({ length: groups }, (_, i) => {
    const { group, events: created } = idp.createGroup(`group-${i}`);
    events.push(...created);
    return group;
  });
  hired.forEach((person, i) => {
    for (let k = 0; k < groupsPerPerson; k += 1) {
      const group = made[(i * 7 + k * 20) % groups];
      if (group) events.push(...idp.join(person, group));
    }
  });
  return events;
}

async function fillInbox(
  database: Database,
  ids: { tenantId: string; directoryId: string },
  events: WorkosEvent[],
): Promise<void> {
  const receivedAt = new Date();
  for (let start = 0; start < events.length; start += 2_000) {
    const part = events.slice(start, start + 2_000).map((event) => {
      const normalized = normalizeWorkosEvent(event, Buffer.alloc(0), receivedAt).event;
      return { ...ids, receivedAt, ...toArrivedEvent(normalized) };
    });
    await database.inTenant(ids.tenantId, (trx) => insertEvents(trx, part));
  }
  await database.knex.raw('analyze inbox');
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
};

/** A flow that does nothing: what is left is claiming events and noting that they are done. */
const nothing: typeof reconcile = () =>
  Promise.resolve({ plans: [], policyVersion: 1, fates: new Map(), next: null });

async function laneOf(database: Database, flow: typeof reconcile): Promise<LaneDeps> {
  const { tenancy } = await quietService(database);
  return {
    ...tenancy,
    clock: systemClock,
    reconcile: flow,
    log: pino({ level: 'error' }),
    concurrency: 4,
    batchSize: 500,
    pollIntervalMs: 1_000,
    onTurn: () => undefined,
  };
}

async function countAccounts(database: Database, tenantId: string): Promise<number> {
  const result = await database.inTenant(tenantId, (trx) =>
    trx.raw<{ rows: { count: number }[] }>(
      `select count(*)::int as count from users where tenant_id = ? and status = 'active'`,
      [tenantId],
    ),
  );
  return result.rows[0]?.count ?? 0;
}

/** Webhooks through HTTP while the lanes run, until the last account is right. */
async function endToEnd(url: string, events: WorkosEvent[]): Promise<number> {
  const database = openDatabase({ url, poolSize: 20 });
  const { tenantId } = await foundTenant(database, 'whole', 'directory_whole', policy);
  const { createService } = await import('../src/service.ts');
  const quiet = await quietService(database);
  const service = await createService({
    database,
    clock: systemClock,
    logger: pino({ level: 'error' }),
    policyContext: quiet.tenancy.policyContext,
    workosWebhookSecrets: [secret],
    lanes: { concurrency: 4, batchSize: 500, pollIntervalMs: 1_000 },
    bodyLimitBytes: 1_000_000,
    pendingMigrations: () => Promise.resolve([]),
  });
  const server = createServer(service.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/workos`;
  const bodies = events.map((event) => {
    const body = JSON.stringify(event);
    return { body, signature: signWebhook(body, secret, new Date()) };
  });
  service.start();
  const took = await seconds(async () => {
    await postWebhooks(address, bodies, 32);
    for (;;) {
      const result = await database.acrossTenants((trx) =>
        trx.raw<{ rows: { left: boolean }[] }>(
          `select exists (select 1 from inbox where status = 'waiting') as left`,
        ),
      );
      if (result.rows[0]?.left === false) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  if ((await countAccounts(database, tenantId)) !== people) throw new Error('not every account is right');
  await service.stop();
  server.close();
  await database.close();
  return took;
}

/** The drain of a full inbox, and the memory it took at most. */
async function drainAlone(
  url: string,
  flow: typeof reconcile,
  count: number,
): Promise<{ took: number; peakMb: number }> {
  const database = openDatabase({ url, poolSize: 8 });
  const slug = `drain-${flow === nothing ? 'nothing' : 'flow'}-${count}-${String(Math.random()).slice(2, 8)}`;
  const ids = await foundTenant(database, slug, `directory_${slug}`, policy);
  const events = count === people ? shared : firstSync(count, 'directory_large');
  await fillInbox(database, ids, events);
  events.length = count === people ? events.length : 0;
  global.gc?.();
  const lanes = createLanes(await laneOf(database, flow));
  let peak = 0;
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const took = await seconds(() => lanes.drain());
  clearInterval(sampler);
  if (flow !== nothing && (await countAccounts(database, ids.tenantId)) !== count) {
    throw new Error('not every account is right');
  }
  if (flow !== nothing && count === people) copyTenant = ids.tenantId;
  await database.close();
  return { took, peakMb: peak / 2 ** 20 };
}

let copyTenant = '';
const shared = firstSync(people, 'directory_whole');
console.log(
  `${people.toLocaleString('en')} people, ${groups} groups, ${(people * groupsPerPerson).toLocaleString('en')} memberships: ${shared.length.toLocaleString('en')} webhooks\n`,
);
await withBenchDatabase(async (url) => {
  const whole = await endToEnd(url, shared);
  const empty = await drainAlone(url, nothing, people);
  const drain = await drainAlone(url, theFlow, people);
  const emptyAgain = await drainAlone(url, nothing, people);
  const drainAgain = await drainAlone(url, theFlow, people);
  const noop = Math.min(empty.took, emptyAgain.took);
  const flow = Math.min(drain.took, drainAgain.took);
  const copy = await copyRows(url, copyTenant);
  const large = await drainAlone(url, theFlow, people * 10);
  const rate = (took: number, events = shared.length): string => perSecond(events, took);
  console.log(
    table([
      ['', 'seconds', 'events'],
      ['first request to last account right', whole.toFixed(2), rate(whole)],
      ['drain alone', flow.toFixed(2), rate(flow)],
      ['the same lane around a flow that does nothing', noop.toFixed(2), rate(noop)],
      [
        'the same final rows by COPY (the limit)',
        copy.seconds.toFixed(2),
        `${copy.rows.toLocaleString('en')} rows`,
      ],
      [
        `drain alone, ${(people * 10).toLocaleString('en')} people`,
        large.took.toFixed(2),
        rate(large.took, shared.length * 10),
      ],
    ]),
  );
  console.log(`\ndrain beside doing nothing: ratio ${verdict(noop / flow, 0.2)}`);
  console.log(
    `memory: ${drainAgain.peakMb.toFixed(0)} MB at ${people.toLocaleString('en')} people, ${large.peakMb.toFixed(0)} MB at ${(people * 10).toLocaleString('en')}`,
  );
});
