/**
 * npm run bench:plan: what a policy would do to the people of a tenant, planned over all of them.
 * - a policy of 30 conditions and 60 groups over 10,000, 100,000 and, with FULL=1, 1,000,000 people: seconds, people per
 *   second and memory, of which the part that the people take must not grow with them;
 * - the same policy as is in force, which must come to nothing.
 */
import { openDatabase } from '../src/store/database.ts';
import { withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { median, perSecond, table } from './support/figures.ts';
import { firstSync, syncPolicy } from './support/first-sync-events.ts';
import { foundTenant } from './support/found-tenant.ts';
import { copyEveryone } from './support/many-people.ts';
import { putInInbox } from './support/put-in-inbox.ts';

const model = 10_000;
const sizes = process.env['FULL'] === '1' ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
const most = 10;
const turns = 3;

/** Two conditions in each of 15 rules; what most of them look for, nobody has. */
const rules = Array.from({ length: 14 }, (_, i) =>
  [
    `  - name: Rule ${i}`,
    `    when: { all: [ { attribute: department, equals: Department ${i} }, { attribute: title, in: [Auditor ${i}, Clerk] } ] }`,
    '    then: { cap_role: viewer }',
    '',
  ].join('\n'),
).join('');
const inForce = `${syncPolicy}${rules}`;
/** A group gives less, another none of its workspace, and a rule now meets a twelfth of the people. */
const proposed = inForce
  .replace('name: group-5, role: member', 'name: group-5, role: viewer')
  .replace(
    '{ name: group-23, workspaces: [ { key: w3, role: member } ] }',
    '{ name: group-23, role: viewer }',
  )
  .replace('in: [Auditor 3, Clerk]', 'in: [Engineer, Clerk]');

interface Planned {
  seconds: number;
  peakMb: number;
  lookedAt: number;
  changed: number;
  held: number;
}

await withBenchDatabase(async (url) => {
  const database = openDatabase({ url, poolSize: 4 });
  const ids = await foundTenant(database, 'planned', 'directory_planned', inForce);
  await putInInbox(database, ids, firstSync(model, 'directory_planned'));
  await startProcess('drain-process.ts', { FLOW: 'reconcile', DATABASE_URL: url });

  const yaml = (policy: string): string => `version: rollcall/v1\ntenant: planned\n${policy}`;
  const plan = async (policy: string): Promise<Planned> =>
    (await startProcess<Planned>('plan-process.ts', { DATABASE_URL: url, POLICY: yaml(policy) })).message;

  const rows: string[][] = [['people', 'changed', 'seconds', 'people/s', 'memory']];
  const figures = new Map<number, { seconds: number; peakMb: number }>();
  let there = model;
  for (const [round, size] of sizes.entries()) {
    if (size > there) await copyEveryone(url, ids.tenantId, { copies: size / there - 1, round });
    there = size;
    const same = await plan(inForce);
    if (same.changed + same.held > 0 || same.lookedAt !== size) {
      throw new Error(
        `the policy in force would change ${same.changed} of ${same.lookedAt} people, and hold ${same.held}`,
      );
    }
    const all: Planned[] = [];
    for (let turn = 0; turn < (size > 100_000 ? 1 : turns); turn += 1) all.push(await plan(proposed));
    const seconds = median(all.map((each) => each.seconds));
    const peakMb = Math.max(...all.map((each) => each.peakMb));
    figures.set(size, { seconds, peakMb });
    const changed = all[0]?.changed ?? 0;
    rows.push([
      size.toLocaleString('en'),
      changed.toLocaleString('en'),
      seconds.toFixed(2),
      perSecond(size, seconds),
      `${Math.round(peakMb)} MB`,
    ]);
  }
  console.log(table(rows));
  const hundred = figures.get(100_000);
  if (hundred) {
    console.log(
      `100,000 people: ${hundred.seconds.toFixed(1)} s (at most ${most} s: ${hundred.seconds <= most ? 'holds' : 'MISSED'})`,
    );
  }
  const [less, largest] = sizes.slice(-2);
  const growth = (figures.get(largest ?? 0)?.seconds ?? NaN) / (figures.get(less ?? 0)?.seconds ?? NaN);
  console.log(
    `${(largest ?? 0).toLocaleString('en')} people take ${growth.toFixed(1)} times as long as ${(less ?? 0).toLocaleString('en')}, a tenth of them`,
  );
  await database.close();
});
