/**
 * Imports the file FILE into the directory DIRECTORY of the tenant TENANT, in a process of its own, so that its memory is
 * the import's alone. What is told: seconds, the most memory, the most that was in use on the heap once the garbage was
 * collected, and how many people were news.
 */
import { createReadStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { importPeople } from '../../src/sources/import/import-people.ts';
import { readFile } from '../../src/sources/import/read-file.ts';
import { openDatabase } from '../../src/store/database.ts';
import { quietService } from './found-tenant.ts';

const env = (name: string): string => process.env[name] ?? '';
const database = openDatabase({ url: env('DATABASE_URL'), poolSize: 4 });
const { tenancy } = await quietService(database);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
let inUse = 0;
let peak = process.memoryUsage().rss;
const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
const began = performance.now();
const { people, rejected, missing } = await importPeople(
  tenancy,
  {
    tenantId: env('TENANT'),
    directoryId: env('DIRECTORY'),
    format: 'csv',
    mode: 'full',
    asOf: new Date('2026-01-01T00:00:00Z'),
    map: null,
    guess: true,
    separator: null,
    maxRejects: null,
    actor: { kind: 'operator', id: 'bench' },
  },
  readFile('csv', createReadStream(env('FILE'))),
  (records) => {
    if (records % 5_000 !== 0) return;
    collectGarbage();
    inUse = Math.max(inUse, process.memoryUsage().heapUsed);
  },
);
const seconds = (performance.now() - began) / 1_000;
clearInterval(sampler);
await database.close();
if (rejected.length > 0 || missing.people !== 0) throw new Error('the import went wrong');
process.send?.({ seconds, peakMb: peak / 2 ** 20, inUseMb: inUse / 2 ** 20, people });
process.disconnect();
