import { openDatabase, type Database } from '../../src/store/database.ts';
import { createDatabase, databaseUrl, dropDatabase, testServer } from './test-server.ts';

export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes the pool and removes the database. */
  drop(): Promise<void>;
}

let count = 0;

/** A migrated, empty database of its own: a copy of the run's template, made in some tens of milliseconds. */
export async function createTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  return createDatabaseFrom('template', options.poolSize ?? 8);
}

/** A database with nothing in it, for tests of migrations. */
export async function createBareDatabase(): Promise<TestDatabase> {
  return createDatabaseFrom('nothing', 2);
}

async function createDatabaseFrom(origin: 'template' | 'nothing', poolSize: number): Promise<TestDatabase> {
  const server = await testServer();
  const name = `rollcall_test_${process.pid}_${(count += 1)}`;
  await createDatabase(server, name, origin === 'template' ? server.template : undefined);
  const url = databaseUrl(server, name);
  const database = openDatabase({ url, poolSize });
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await dropDatabase(server, name);
    },
  };
}
