import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';

/** A durable PostgreSQL of its own, migrated and empty, that is gone when the benchmark ends. */
export async function withBenchDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const quiet = { info: () => undefined, warn: (sentence: string) => console.error(sentence) };
  const embedded = await startEmbedded({ home, log: quiet });
  try {
    await migrate(embedded.url);
    return await work(embedded.url);
  } finally {
    await embedded.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
