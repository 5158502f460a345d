import type { DirectoryRoute } from './directory-routes.ts';
import type { Queries } from './database.ts';

/**
 * Lets a directory wait for the next directory of a WorkOS organization that nobody has claimed.
 *
 * @returns which one waits: another, where one did already
 */
export async function awaitDirectory(
  trx: Queries,
  organizationId: string,
  route: DirectoryRoute,
  now: Date,
): Promise<DirectoryRoute> {
  await trx.raw(
    `insert into awaited_directories (organization_id, tenant_id, directory_id, since) values (?, ?, ?, ?)
     on conflict (organization_id) do nothing`,
    [organizationId, route.tenant_id, route.directory_id, now],
  );
  return (await findAwaited(trx, organizationId)) ?? route;
}

/** A directory of ours that waits for one of WorkOS. */
export type AwaitedDirectory = DirectoryRoute & {
  /** Several directories of the organization that nobody has claimed, as last listed; otherwise none. */
  candidates: string[];
};

/** The directory that waits for one of this organization; null: none does. */
export async function findAwaited(trx: Queries, organizationId: string): Promise<AwaitedDirectory | null> {
  const result = await trx.raw<{ rows: AwaitedDirectory[] }>(
    'select tenant_id, directory_id, candidates from awaited_directories where organization_id = ?',
    [organizationId],
  );
  return result.rows[0] ?? null;
}

/** Notes between which directories nobody but a person can choose; none: there is no doubt any more. */
export async function noteCandidates(
  trx: Queries,
  organizationId: string,
  candidates: readonly string[],
): Promise<void> {
  await trx.raw(
    `update awaited_directories set candidates = ?::text[]
      where organization_id = ? and candidates is distinct from ?::text[]`,
    [candidates, organizationId, candidates],
  );
}

/** Every organization that is waited for, of all tenants. */
export async function listAwaited(trx: Queries): Promise<string[]> {
  const result = await trx.raw<{ rows: { organization_id: string }[] }>(
    'select organization_id from awaited_directories order by organization_id',
  );
  return result.rows.map((row) => row.organization_id);
}

/** A directory that was claimed, or disconnected, waits no longer. */
export async function endAwaiting(trx: Queries, directoryId: string): Promise<void> {
  await trx.raw('delete from awaited_directories where directory_id = ?', [directoryId]);
}
