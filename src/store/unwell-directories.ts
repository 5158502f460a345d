import type { HealthState, ProblemCode, ProblemSeverity } from '../domain/directory-problem.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

export const unwellDirectoriesKeyset = ['text', 'uuid', 'uuid'] as const satisfies KeysetPart[];

/** A directory of some tenant that is not ok, as it was when it was last looked at. */
export interface UnwellRow {
  tenant_id: string;
  /** The tenant's slug. */
  tenant: string;
  directory_id: string;
  source: string;
  idp: string | null;
  name: string | null;
  state: HealthState;
  looked_at: Date;
  problems: UnwellProblem[];
}

interface UnwellProblem {
  code: ProblemCode;
  severity: ProblemSeverity;
  /** As PostgreSQL writes a time in JSON. */
  since: string;
  says: string;
  next_step: string;
}

/** Directories of every tenant that are not ok, those that fail first. Needs the scope of every tenant. */
export async function listUnwellDirectories(
  trx: Transaction,
  state: ProblemSeverity | null,
  { limit, after }: PageRequest,
): Promise<Page<UnwellRow>> {
  const [afterState, afterTenant, afterDirectory] = after ?? [null, null, null];
  // The order of the alphabet, backwards, is the order of severity.
  const result = await trx.raw<{ rows: UnwellRow[] }>(
    `select h.tenant_id, t.slug as tenant, h.directory_id, h.source, h.idp, h.name, h.state, h.looked_at,
            coalesce((select json_agg(json_build_object('code', p.code, 'severity', p.severity, 'since', p.since,
                                                        'says', p.says, 'next_step', p.next_step)
                                      order by array_position(h.codes, p.code))
                        from directory_problems p
                       where p.tenant_id = h.tenant_id and p.directory_id = h.directory_id
                         and p.resolved_at is null and p.gone_since is null), '[]') as problems
       from directory_health h join tenants t on t.id = h.tenant_id
      where h.state in ('attention', 'failing') and (?::text is null or h.state = ?::text)
        and (?::text is null or (h.state, h.tenant_id, h.directory_id) < (?::text, ?::uuid, ?::uuid))
      order by h.state desc, h.tenant_id desc, h.directory_id desc limit ?`,
    [state, state, afterState, afterState, afterTenant, afterDirectory, limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    (row) => [row.state, row.tenant_id, row.directory_id],
  );
}
