/**
 * npm run bench:leaving: 1,000 people of a company leave, each with 3 open sessions and 2 API keys.
 * - from the first event taken up to the last session ended and the last key revoked;
 * - beside it, in the same run, the drain's own rate: as many people of the same company who are described anew, and as
 *   many who join it.
 */
import { createSimulatedDirectory } from '../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../src/cli/demo/workos-payload.ts';
import { toArrivedEvent } from '../src/domain/arrived-event.ts';
import { normalizeWorkosEvent } from '../src/sources/workos/normalize.ts';
import { openDatabase, type Database } from '../src/store/database.ts';
import { insertEvents } from '../src/store/inbox.ts';
import { asOwner, withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { median, perSecond, table, verdict } from './support/figures.ts';
import { syncPolicy } from './support/first-sync-events.ts';
import { foundTenant } from './support/found-tenant.ts';

const company = 10_000;
const moved = 1_000;
const rounds = 5;
const [sessionsEach, keysEach] = [3, 2];

/** Puts events into the inbox and drains it in a process of its own. Returns seconds. */
async function drain(
  url: string,
  database: Database,
  ids: { tenantId: string; directoryId: string },
  events: readonly WorkosEvent[],
): Promise<number> {
  const receivedAt = new Date();
  const arrived = events.map((event) => ({
    ...ids,
    receivedAt,
    ...toArrivedEvent(normalizeWorkosEvent(event, Buffer.alloc(0), receivedAt).event),
  }));
  for (let start = 0; start < arrived.length; start += 2_000) {
    await insertEvents(database, arrived.slice(start, start + 2_000));
  }
  const { message } = await startProcess<{ seconds: number }>('drain-process.ts', {
    FLOW: 'reconcile',
    DATABASE_URL: url,
  });
  return message.seconds;
}

/** How many sessions and keys of a tenant are open; a benchmark of wrong results says nothing. */
async function countOpen(database: Database, tenantId: string): Promise<number> {
  const result = await database.inTenant(tenantId, (trx) =>
    trx.raw<{ rows: [{ open: number }] }>(
      `select (select count(*)::int from sessions where tenant_id = ? and revoked_at is null)
            + (select count(*)::int from api_keys where tenant_id = ? and revoked_at is null) as open`,
      [tenantId, tenantId],
    ),
  );
  return result.rows[0].open;
}

await withBenchDatabase(async (url) => {
  const database = openDatabase({ url, poolSize: 4 });
  const ids = await foundTenant(database, 'leaving', 'directory_leaving', syncPolicy);
  const idp = createSimulatedDirectory({
    seed: 1,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId: 'directory_leaving',
  });
  const hire = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) =>
      idp.hire({
        email: `p${first + i}@acme.com`,
        firstName: 'Pat',
        lastName: `Number ${first + i}`,
        attributes: {},
      }),
    );
  const hired = hire(0, company);
  await drain(
    url,
    database,
    ids,
    hired.flatMap(({ events }) => events),
  );
  await asOwner(
    url,
    `set rollcall.tenant_id = '${ids.tenantId}';
     insert into sessions (tenant_id, id, user_id, expires_at, created_at)
     select tenant_id, gen_random_uuid(), id, now() + interval '1 day', now()
       from users, generate_series(1, ${sessionsEach});
     insert into api_keys (tenant_id, id, user_id, name, key_hash, created_at)
     select tenant_id, gen_random_uuid(), id, 'bench', gen_random_uuid()::text, now()
       from users, generate_series(1, ${keysEach});
     analyze`,
  );
  const each = sessionsEach + keysEach;
  const figures: { leaving: number; joining: number; described: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const people = hired.slice(round * 2 * moved, (round + 1) * 2 * moved).map(({ person }) => person);
    const described = people
      .slice(0, moved)
      .flatMap((person) => idp.update(person, { lastName: `Changed ${round}` }));
    const leaving = people.slice(moved).flatMap((person) => idp.deactivate(person));
    const joining = hire(company + round * moved, moved).flatMap(({ events }) => events);
    const before = await countOpen(database, ids.tenantId);
    const figure = {
      joining: await drain(url, database, ids, joining),
      described: await drain(url, database, ids, described),
      leaving: await drain(url, database, ids, leaving),
    };
    const ended = before - (await countOpen(database, ids.tenantId));
    if (ended !== moved * each)
      throw new Error(`${ended} sessions and keys ended instead of ${moved * each}`);
    figures.push(figure);
  }
  const of = (which: 'leaving' | 'joining' | 'described'): number =>
    median(figures.map((figure) => figure[which]));
  const count = moved.toLocaleString('en');
  console.log(
    table([
      ['', 'seconds', 'people'],
      [`${count} people join`, of('joining').toFixed(2), perSecond(moved, of('joining'))],
      [`${count} people described anew`, of('described').toFixed(2), perSecond(moved, of('described'))],
      [
        `${count} people leave, to the last of ${(moved * each).toLocaleString('en')} sessions and keys ended`,
        of('leaving').toFixed(2),
        perSecond(moved, of('leaving')),
      ],
    ]),
  );
  console.log(`\nleaving beside being described anew: ratio ${verdict(of('described') / of('leaving'), 1)}`);
  await database.close();
});
