import type { InstallationProblemCode, ProblemSeverity } from '../domain/directory-problem.ts';
import type { Queries } from './database.ts';

/** What concerns no directory in particular, and is not over. */
export interface InstallationProblemRow {
  code: InstallationProblemCode;
  severity: ProblemSeverity;
  since: Date;
  says: string;
  next_step: string;
  gone_since: Date | null;
}

const columns = 'code, severity, since, says, next_step, gone_since';

export async function readInstallationProblems(queries: Queries): Promise<InstallationProblemRow[]> {
  const result = await queries.raw<{ rows: InstallationProblemRow[] }>(
    `select ${columns} from installation_problems where resolved_at is null and gone_since is null order by code`,
  );
  return result.rows;
}

/**
 * Opens a problem, or notes that it is still there. Of any number of processes one opens it.
 *
 * @returns whether it was opened
 */
export async function openInstallationProblem(
  queries: Queries,
  problem: Omit<InstallationProblemRow, 'gone_since'>,
  now: Date,
): Promise<boolean> {
  const { code, severity, since, says, next_step } = problem;
  const opened = await queries.raw<{ rowCount: number }>(
    `insert into installation_problems as p (code, severity, since, says, next_step, told_at)
     values (?, ?, ?, ?, ?, ?)
     on conflict (code) do update
        set severity = excluded.severity, since = excluded.since, says = excluded.says, next_step = excluded.next_step,
            gone_since = null, resolved_at = null, told_at = excluded.told_at
      where p.resolved_at is not null`,
    [code, severity, since, says, next_step, now],
  );
  if (opened.rowCount > 0) return true;
  await queries.raw(
    'update installation_problems set says = ?, severity = ?, gone_since = null where code = ?',
    [says, severity, code],
  );
  return false;
}

/**
 * Notes that a problem is not there. It is over where it was gone at `goneBefore` already.
 *
 * @returns the problem, where this ended it
 */
export async function endInstallationProblem(
  queries: Queries,
  code: InstallationProblemCode,
  now: Date,
  goneBefore: Date,
): Promise<InstallationProblemRow | null> {
  const ended = await queries.raw<{ rows: InstallationProblemRow[] }>(
    `update installation_problems set resolved_at = ?
      where code = ? and resolved_at is null and gone_since <= ? returning ${columns}`,
    [now, code, goneBefore],
  );
  const [problem] = ended.rows;
  if (problem !== undefined) return problem;
  await queries.raw(
    'update installation_problems set gone_since = ? where code = ? and resolved_at is null and gone_since is null',
    [now, code],
  );
  return null;
}
