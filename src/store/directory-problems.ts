import { v7 as newId } from 'uuid';
import type { FoundProblem, ProblemCode, ProblemSeverity } from '../domain/directory-problem.ts';
import type { Transaction } from './database.ts';

/** A problem of a directory that is not over. */
export interface ProblemRow {
  id: string;
  directory_id: string;
  code: ProblemCode;
  severity: ProblemSeverity;
  since: Date;
  says: string;
  next_step: string;
  /** Since when it is not found any more; null: it is. */
  gone_since: Date | null;
  /** Channels that were told of it. */
  told: string[];
  /** How bad it was at its worst. */
  worst: ProblemSeverity;
}

const columns = 'id, directory_id, code, severity, since, says, next_step, gone_since, told, worst';

/** The problems of these directories that are not over, those in their hour of grace too. */
export async function readOpenProblems(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
): Promise<ProblemRow[]> {
  const result = await trx.raw<{ rows: ProblemRow[] }>(
    `select ${columns} from directory_problems
      where tenant_id = ? and directory_id = any(?::uuid[]) and resolved_at is null order by id`,
    [tenantId, directoryIds],
  );
  return result.rows;
}

export interface NewProblem extends FoundProblem {
  directoryId: string;
  told: string[];
}

/** Opens problems. Of one that is open already, another one is refused by the database. */
export async function insertProblems(
  trx: Transaction,
  tenantId: string,
  problems: readonly NewProblem[],
  now: Date,
): Promise<void> {
  if (problems.length === 0) return;
  const rows = problems.map(({ directoryId, code, severity, since, says, nextStep, told }) => ({
    id: newId(),
    directory_id: directoryId,
    code,
    severity,
    since,
    says,
    next_step: nextStep,
    told,
  }));
  await trx.send(
    `insert into directory_problems (tenant_id, id, directory_id, code, severity, since, says, next_step, told, told_at,
                                     worst)
     select ?::uuid, id, directory_id, code, severity, since, says, next_step, told,
            case when told <> '{}' then ?::timestamptz end, severity
       from jsonb_to_recordset(?::jsonb) as r (
              id uuid, directory_id uuid, code text, severity text, since timestamptz, says text, next_step text,
              told text[])`,
    [tenantId, now, JSON.stringify(rows)],
  );
}

/** What a problem that is open looks like by now. */
export interface ProblemUpdate extends Omit<ProblemRow, 'directory_id' | 'code' | 'since'> {
  resolved_at: Date | null;
  /** Whether somebody is told of it now. */
  toldNow: boolean;
}

export async function updateProblems(
  trx: Transaction,
  tenantId: string,
  problems: readonly ProblemUpdate[],
  now: Date,
): Promise<void> {
  if (problems.length === 0) return;
  await trx.send(
    `update directory_problems p
        set severity = r.severity, says = r.says, next_step = r.next_step, gone_since = r.gone_since,
            resolved_at = r.resolved_at, told = r.told, worst = r.worst,
            told_at = case when r."toldNow" then ?::timestamptz else p.told_at end
       from jsonb_to_recordset(?::jsonb) as r (
              id uuid, severity text, says text, next_step text, gone_since timestamptz, resolved_at timestamptz,
              told text[], worst text, "toldNow" boolean)
      where p.tenant_id = ? and p.id = r.id`,
    [now, JSON.stringify(problems), tenantId],
  );
}

/** Removes what was over before a moment. */
export async function removeOldProblems(trx: Transaction, tenantId: string, before: Date): Promise<void> {
  await trx.send('delete from directory_problems where tenant_id = ? and resolved_at < ?', [
    tenantId,
    before,
  ]);
}
