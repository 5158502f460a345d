/**
 * npm run bench:outbox: webhooks delivered per second to a sink on this machine, each claimed, signed, sent and noted,
 * beside bare POSTs of the same bodies from the same process. Rounds alternate, so that both meet the same noise.
 */
import { Agent, request } from 'node:http';
import { v7 as newId } from 'uuid';
import { createEndpoint } from '../src/outbound/webhooks/endpoints.ts';
import { insertAuditRecords, type AuditEntry } from '../src/store/audit-records.ts';
import { openDatabase } from '../src/store/database.ts';
import { withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { median, perSecond, table } from './support/figures.ts';
import { foundTenant, quietService } from './support/found-tenant.ts';

const rounds = 5;
const people = 2_500;
/** Of one person, which are delivered one after the other. */
const messagesEach = 2;
const perRound = people * messagesEach;
const connections = 64;

/** As many messages as people leave behind them. */
function entries(userIds: string[]): AuditEntry[] {
  return userIds.flatMap((userId) =>
    Array.from({ length: messagesEach }, (): AuditEntry => ({
      actor: { kind: 'directory', id: null },
      action: 'role.changed',
      userId,
      directoryId: null,
      before: { role: 'member', origin: 'directory' },
      after: { role: 'admin', origin: 'directory' },
      reason: 'Role changed from member to admin: joined the group saas-admins',
      eventIds: ['event_01HZX3V8S6J4W6W1K8Z4Y2Q0AB'],
      policyVersion: 1,
    })),
  );
}

await withBenchDatabase(async (url) => {
  const database = openDatabase({ url, poolSize: 8 });
  const { tenantId } = await foundTenant(database, 'bench', 'directory_bench');
  const service = await quietService(database);
  const { child, message } = await startProcess<{ port: number }>('sink-process.ts', {});
  const target = `http://127.0.0.1:${message.port}/`;
  const endpoint = { tenantId, url: target, description: null, eventTypes: null };
  await createEndpoint(service.webhookEndpoints, endpoint, { kind: 'operator', id: 'bench' });

  const rates = { rollcall: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    await database.inTenant(tenantId, async (trx) => {
      const { rows } = await trx.raw<{ rows: { id: string }[] }>(
        `insert into users (tenant_id, id, external_id, email, display_name, given_name, family_name, status, role,
                            role_origin, attributes, provisioned_at, updated_at)
         select ?::uuid, id, id, id || '@example.com', 'Pat Number', 'Pat', 'Number', 'active', 'admin', 'directory',
                '{"department": "Engineering", "title": "Engineer", "country": "DE"}', now(), now()
           from unnest(?::uuid[]) as id returning id`,
        [tenantId, Array.from({ length: people }, () => newId())],
      );
      const userIds = rows.map(({ id }) => id);
      await insertAuditRecords(trx, tenantId, entries(userIds), new Date());
    });
    const read = await database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { body: string }[] }>(
        'select payload::text as body from outbox_messages where tenant_id = ?',
        [tenantId],
      ),
    );
    const bodies = read.rows.slice(-perRound).map(({ body }) => body);
    const turns = [
      { name: 'rollcall', run: () => service.webhooks.deliverAll() },
      { name: 'bare', run: () => postAll(target, bodies) },
    ] as const;
    for (const { name, run } of round % 2 === 0 ? turns : [...turns].reverse()) {
      const began = performance.now();
      await run();
      // The first round warms both up.
      if (round > 0) rates[name].push(perRound / ((performance.now() - began) / 1_000));
    }
  }
  const { rows } = await database.inTenant(tenantId, (trx) =>
    trx.raw<{ rows: [{ left: number }] }>(
      `select count(*)::int as left from outbox_deliveries where tenant_id = ? and status <> 'delivered'`,
      [tenantId],
    ),
  );
  if (rows[0].left > 0) throw new Error(`${rows[0].left} messages were not delivered`);
  child.kill();
  await service.stop();
  await database.close();

  const rate = median(rates.rollcall);
  console.log(
    `Webhooks to a local sink, ${rounds} rounds of ${perRound}, ${messagesEach} a person, median:\n`,
  );
  console.log(
    table([
      ['', 'delivered'],
      ['Rollcall: claimed, signed, sent, noted', perSecond(rate, 1)],
      [`bare POSTs over ${connections} connections`, perSecond(median(rates.bare), 1)],
    ]),
  );
  console.log(`\nat least 1,000/s: ${rate >= 1_000 ? 'holds' : 'MISSED'}`);
  console.log(`of bare POSTs ${(rate / median(rates.bare)).toFixed(2)}`);
});

async function postAll(target: string, bodies: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const left = bodies.values();
  const work = async (): Promise<void> => {
    for (const body of left) await postOne(target, body, agent);
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
}

function postOne(target: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(target, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
