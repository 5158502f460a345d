import type { HealthState, ProblemCode } from '../domain/directory-problem.ts';
import type { DirectoryState } from '../domain/directory-state.ts';
import type { Transaction } from './database.ts';

/** How a directory did when it was last looked at. */
export interface DirectoryHealthRow {
  directory_id: string;
  state: HealthState;
  /** The worst first. */
  codes: ProblemCode[];
  source: string;
  idp: string | null;
  name: string | null;
  in_state: DirectoryState;
  in_state_since: Date;
  counted_until: Date;
  looked_at: Date;
}

export async function writeDirectoryHealth(
  trx: Transaction,
  tenantId: string,
  rows: readonly DirectoryHealthRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx.send(
    `insert into directory_health (tenant_id, directory_id, state, codes, source, idp, name, in_state, in_state_since,
                                   counted_until, looked_at)
     select ?::uuid, directory_id, state, codes, source, idp, name, in_state, in_state_since, counted_until, looked_at
       from jsonb_to_recordset(?::jsonb) as r (
              directory_id uuid, state text, codes text[], source text, idp text, name text, in_state text,
              in_state_since timestamptz, counted_until timestamptz, looked_at timestamptz)
     on conflict (tenant_id, directory_id) do update
        set state = excluded.state, codes = excluded.codes, source = excluded.source, idp = excluded.idp,
            name = excluded.name, in_state = excluded.in_state, in_state_since = excluded.in_state_since,
            counted_until = excluded.counted_until, looked_at = excluded.looked_at`,
    [tenantId, JSON.stringify(rows)],
  );
}

/** Directories by how they do. Needs the scope of every tenant. */
export async function countDirectoriesByHealth(trx: Transaction): Promise<Record<HealthState, number>> {
  const result = await trx.raw<{ rows: { state: HealthState; directories: number }[] }>(
    `select state, count(*)::int as directories from directory_health where in_state <> 'disconnected' group by state`,
  );
  const counts = { ok: 0, attention: 0, failing: 0 };
  for (const { state, directories } of result.rows) counts[state] = directories;
  return counts;
}

/** Problems that are there now, by what they are. Needs the scope of every tenant. */
export async function countProblems(
  trx: Transaction,
): Promise<{ code: ProblemCode; severity: 'attention' | 'failing'; problems: number }[]> {
  const result = await trx.raw<{
    rows: { code: ProblemCode; severity: 'attention' | 'failing'; problems: number }[];
  }>(
    `select code, severity, count(*)::int as problems from directory_problems
      where resolved_at is null and gone_since is null group by code, severity`,
  );
  return result.rows;
}
