/**
 * npm run bench:import: a table of people, with three groups each, imported whole into an empty directory.
 * - lines a second, and memory, at 10,000 and at 100,000 lines: at most 60 s, and memory that does not grow with the file;
 * - the same file again, of which nothing is news;
 * - beside it the lanes, until every account is right.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/store/database.ts';
import { createTenant } from '../src/tenancy/create-tenant.ts';
import { createDirectory } from '../src/tenancy/directories.ts';
import { withBenchDatabase } from './support/bench-database.ts';
import { startProcess } from './support/bench-process.ts';
import { perSecond, table } from './support/figures.ts';
import { syncPolicy } from './support/first-sync-events.ts';
import { quietService } from './support/found-tenant.ts';
import { importTable } from './support/import-file.ts';

const sizes = [10_000, 100_000];
const mostSeconds = 60;
/** Times the memory in use at a tenth of the lines. */
const mostGrowth = 1.2;
const actor = { kind: 'operator', id: 'bench' } as const;

interface Imported {
  seconds: number;
  peakMb: number;
  inUseMb: number;
  people: number;
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-import-'));
await withBenchDatabase(async (url) => {
  const rows = [['lines', 'seconds', 'lines/s', 'in use', 'at most', 'again', 'accounts right after']];
  const figures: Imported[] = [];
  for (const size of sizes) {
    const slug = `import-${size}`;
    const database = openDatabase({ url, poolSize: 4 });
    const { tenancy } = await quietService(database);
    const policyYaml = `version: rollcall/v1\ntenant: ${slug}\n${syncPolicy}`;
    const { tenant } = await createTenant(tenancy, { slug, policyYaml }, actor);
    const { id } = await createDirectory(tenancy, tenant.id, { source: 'import', state: 'active' }, actor);
    const file = join(folder, `${slug}.csv`);
    await writeFile(file, importTable(size));
    const settings = { DATABASE_URL: url, TENANT: tenant.id, DIRECTORY: id, FILE: file };
    const run = async (): Promise<Imported> =>
      (await startProcess<Imported>('import-process.ts', settings)).message;
    const first = await run();
    const again = await run();
    if (first.people !== size || again.people !== 0) throw new Error('the import is not what it should be');
    const drain = await startProcess<{ seconds: number }>('drain-process.ts', {
      FLOW: 'reconcile',
      DATABASE_URL: url,
    });
    const result = await database.inTenant(tenant.id, (trx) =>
      trx.raw<{ rows: { count: number }[] }>(
        `select count(*)::int as count from users where tenant_id = ? and status = 'active'`,
        [tenant.id],
      ),
    );
    await database.close();
    if (result.rows[0]?.count !== size) throw new Error('not everyone has an account');
    figures.push(first);
    rows.push([
      size.toLocaleString('en'),
      first.seconds.toFixed(2),
      perSecond(size, first.seconds),
      `${first.inUseMb.toFixed(0)} MB`,
      `${first.peakMb.toFixed(0)} MB`,
      again.seconds.toFixed(2),
      `${drain.message.seconds.toFixed(1)} s`,
    ]);
  }
  console.log(table(rows));
  const [small, large] = figures;
  if (small === undefined || large === undefined) return;
  const growth = large.inUseMb / small.inUseMb;
  console.log(
    `\n${large.seconds.toFixed(1)} s (at most ${mostSeconds}: ${large.seconds <= mostSeconds ? 'holds' : 'MISSED'})`,
  );
  console.log(
    `memory in use ${growth.toFixed(2)} times that of a tenth (at most ${mostGrowth}: ${growth <= mostGrowth ? 'holds' : 'MISSED'})`,
  );
});
rmSync(folder, { recursive: true, force: true });
