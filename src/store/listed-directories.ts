import type { Queries } from './database.ts';

/** A directory of ours that has an id of WorkOS, and what WorkOS's lists have said of it. */
export interface ListedRoute {
  key: string;
  tenant_id: string;
  directory_id: string;
  /** The environment that listed it last; null: none ever did. */
  listed_in: string | null;
  /** Complete lists of that environment in a row that lacked it. */
  listings_missed: number;
}

export async function readListedRoutes(trx: Queries): Promise<ListedRoute[]> {
  const result = await trx.raw<{ rows: ListedRoute[] }>(
    'select key, tenant_id, directory_id, listed_in, listings_missed from directory_routes order by key',
  );
  return result.rows;
}

/** Notes what a complete list of an environment had, and what it lacked that it had before. */
export async function noteListing(
  trx: Queries,
  environment: string,
  { there, missing }: { there: readonly string[]; missing: readonly string[] },
): Promise<void> {
  if (there.length > 0) {
    await trx.raw(
      `update directory_routes set listed_in = ?, listings_missed = 0
        where key = any(?::text[]) and (listed_in is distinct from ? or listings_missed <> 0)`,
      [environment, there, environment],
    );
  }
  if (missing.length > 0) {
    await trx.raw(
      `update directory_routes set listings_missed = listings_missed + 1
        where key = any(?::text[]) and listed_in = ?`,
      [missing, environment],
    );
  }
}

/** Which of these WorkOS ids somebody has claimed. */
export async function findClaimed(trx: Queries, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const result = await trx.raw<{ rows: { key: string }[] }>(
    'select key from directory_routes where key = any(?::text[])',
    [keys],
  );
  return new Set(result.rows.map(({ key }) => key));
}
