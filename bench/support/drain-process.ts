/**
 * Drains a full inbox in a process of its own, so that its memory is the drain's alone. FLOW says around what:
 * `reconcile`, the real one, or `nothing`, so that what is left is claiming events and noting that they are done.
 */
import { pino } from 'pino';
import { systemClock } from '../../src/domain/clock.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createLanes } from '../../src/workers/lanes.ts';
import { quietService } from './found-tenant.ts';

const nothing: typeof reconcile = () =>
  Promise.resolve({ plans: [], policyVersion: 1, fates: new Map(), ignoredBecause: new Map(), next: null });

const database = openDatabase({ url: process.env['DATABASE_URL'] ?? '', poolSize: 8 });
const { tenancy } = await quietService(database);
const lanes = createLanes({
  ...tenancy,
  reconcile: process.env['FLOW'] === 'nothing' ? nothing : reconcile,
  log: pino({ level: 'error' }),
  clock: systemClock,
  concurrency: 4,
  batchSize: 500,
  pollIntervalMs: 1_000,
  onTurn: () => undefined,
});
let peak = process.memoryUsage().rss;
const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
const began = performance.now();
await lanes.drain();
const seconds = (performance.now() - began) / 1_000;
clearInterval(sampler);
await database.close();
process.send?.({ seconds, peakMb: peak / 2 ** 20 });
process.disconnect();
