import type { Transaction } from './database.ts';

/** How often something of an identity provider's dialect was met in the requests to one directory. */
export interface DialectCount {
  directoryId: string;
  /** What was rewritten, what speaks for a profile, or what of its setup was done. */
  kind: 'rewrite' | 'sign' | 'step';
  /** See rewritePhrases, SignName and SetupStep. */
  name: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/** Adds counts of a tenant's directories to what is there. Several may do so at once. */
export async function addDialectCounts(
  trx: Transaction,
  tenantId: string,
  counts: readonly DialectCount[],
): Promise<void> {
  if (counts.length === 0) return;
  const rows = counts.map(({ directoryId, firstAt, lastAt, ...count }) => ({
    ...count,
    directory_id: directoryId,
    first_at: firstAt,
    last_at: lastAt,
  }));
  await trx.raw(
    `insert into directory_dialect as d (tenant_id, directory_id, kind, name, count, first_at, last_at)
     select ?::uuid, directory_id, kind, name, count, first_at, last_at
       from jsonb_to_recordset(?::jsonb) as r (
              directory_id uuid, kind text, name text, count bigint, first_at timestamptz, last_at timestamptz)
      -- Everyone locks in the same order, so that nobody waits in a circle.
      order by directory_id, kind, name
     on conflict (tenant_id, directory_id, kind, name) do update
        set count = d.count + excluded.count,
            first_at = least(d.first_at, excluded.first_at),
            last_at = greatest(d.last_at, excluded.last_at)`,
    [tenantId, JSON.stringify(rows)],
  );
}

/** What was met in the requests to a directory, the most frequent first. */
export async function readDialect(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<DialectCount[]> {
  const result = await trx.raw<{ rows: DialectRow[] }>(
    `select kind, name, count, first_at, last_at from directory_dialect
      where tenant_id = ? and directory_id = ? order by count desc, kind, name`,
    [tenantId, directoryId],
  );
  return result.rows.map(({ first_at, last_at, ...row }) => ({
    ...row,
    directoryId,
    firstAt: first_at,
    lastAt: last_at,
  }));
}

type DialectRow = Pick<DialectCount, 'kind' | 'name' | 'count'> & { first_at: Date; last_at: Date };
