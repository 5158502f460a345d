import { runbookOf, type ProblemSeverity } from '../domain/directory-problem.ts';
import type { Health, UnwellDirectory } from '../generated/api.ts';
import type { Database } from '../store/database.ts';
import { countDirectoriesByHealth } from '../store/directory-health-rows.ts';
import { readInstallationProblems } from '../store/installation-problems.ts';
import type { Page, PageRequest } from '../store/keyset.ts';
import { listUnwellDirectories, type UnwellRow } from '../store/unwell-directories.ts';

/** A page of the directories of every tenant that are not ok, as they were when they were last looked at. */
export async function listUnwell(
  database: Database,
  state: ProblemSeverity | null,
  page: PageRequest,
): Promise<Page<UnwellDirectory>> {
  const { items, next } = await database.acrossTenants((trx) => listUnwellDirectories(trx, state, page));
  return { items: items.map(toUnwellDirectory), next };
}

/** How directories do in numbers, and what is wrong beyond them. */
export async function summarizeHealth(database: Database): Promise<Pick<Health, 'counts' | 'installation'>> {
  const counts = await database.acrossTenants(countDirectoriesByHealth);
  return { counts, installation: await readInstallationFaults(database) };
}

/** What is wrong with the installation, and with no directory in particular. */
export async function readInstallationFaults(database: Database): Promise<Health['installation']> {
  const installation = await readInstallationProblems(database);
  return installation.map(({ code, severity, since, says, next_step }) => ({
    code,
    severity,
    since: since.toISOString(),
    says,
    next_step,
    runbook: runbookOf(code),
  }));
}

function toUnwellDirectory({ tenant, problems, looked_at, ...row }: UnwellRow): UnwellDirectory {
  const { directory_id, source, idp, name, state } = row;
  return {
    tenant,
    directory_id,
    source,
    idp,
    name,
    state,
    looked_at: looked_at.toISOString(),
    problems: problems.map(({ since, ...problem }) => ({
      ...problem,
      since: new Date(since).toISOString(),
      runbook: runbookOf(problem.code),
    })),
  };
}
