import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
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

/** Runs one statement as the database's owner, whom the service itself never works as. */
export async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
