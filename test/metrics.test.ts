import assert from 'node:assert/strict';
import { createMetrics } from '../src/metrics.ts';
import type { Database } from '../src/store/database.ts';
import { countUnfinishedEvents } from '../src/store/inbox.ts';
import { createTestClock } from './support/test-clock.ts';

describe('The count of unfinished events', () => {
  const clock = createTestClock();
  let counts = 0;
  let away = false;
  const acrossTenants = (work: unknown) => {
    if (work !== countUnfinishedEvents) return Promise.reject(new Error('another count'));
    counts += 1;
    return away ? Promise.reject(new Error('away')) : Promise.resolve({ waiting: counts, set_aside: 0 });
  };
  const { registry } = createMetrics({ acrossTenants } as unknown as Database, clock);
  const shown = async () =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('rollcall_events_unfinished{'));

  it('is made once in five seconds, however often it is asked for', async () => {
    const first = [
      'rollcall_events_unfinished{status="waiting"} 1',
      'rollcall_events_unfinished{status="set_aside"} 0',
    ];
    assert.deepEqual(await Promise.all([shown(), shown()]), [first, first]);
    clock.advance(4_999);
    assert.deepEqual(await shown(), first);
    clock.advance(1);
    assert.match((await shown())[0] ?? '', / 2$/);
  });

  it('is left out while the database is away, and comes back with it', async () => {
    away = true;
    clock.advance(5_000);
    assert.deepEqual(await shown(), []);
    assert.deepEqual(await shown(), []);
    assert.equal(counts, 3);
    assert.match(await registry.metrics(), /process_cpu_seconds_total/);
    away = false;
    clock.advance(5_000);
    assert.match((await shown())[0] ?? '', / 4$/);
  });
});
