import type { FoundProblem, InstallationProblemCode } from '../domain/directory-problem.ts';
import { longest } from '../domain/directory-problem-rules.ts';
import { operatorChannel, type NoticeItem } from '../domain/notice.ts';
import type { Database, Transaction } from '../store/database.ts';
import { findTenantOfRoutes } from '../store/directory-routes.ts';
import { endInstallationProblem, openInstallationProblem } from '../store/installation-problems.ts';
import { insertNotices } from '../store/notices.ts';
import { readPollingProgress } from '../store/workos-polling.ts';
import { graceMs } from './watch-health-changes.ts';

/** So long the events of WorkOS may not have been read to their end, in milliseconds. */
const behindMs = 15 * 60_000;

/**
 * Sees whether the events of WorkOS are read, and tells those who run Rollcall once that they are not, and once that they
 * are again, or that nobody means to read them any more. Any number of processes may look. The notice is kept with a
 * tenant that has a directory of WorkOS, and says nothing of it; where no tenant has one, nobody waits for the events.
 *
 * @param readsWorkos whether this process is set to read them
 */
export async function lookAtInstallation(database: Database, readsWorkos: boolean, now: Date): Promise<void> {
  const tenantId = await findTenantOfRoutes(database);
  if (tenantId === null) {
    await endInstallationProblem(database, 'poller_behind', now, goneBefore(now));
    return;
  }
  const progress = await readPollingProgress(database);
  if (!readsWorkos) {
    // Another process may be set otherwise; one that reads, however vainly, takes its turn again and again.
    const isRead = progress !== null && now.getTime() - progress.next_poll_at.getTime() <= behindMs;
    if (!isRead) await end(database, tenantId, switchedOff, now);
    return;
  }
  // A poller that has never read to the end is as far as it began.
  const at = progress === null ? null : (progress.caught_up_at ?? progress.range_start);
  if (at === null || now.getTime() - at.getTime() <= behindMs) {
    await end(database, tenantId, null, now);
    return;
  }
  const problem = behind(at, now);
  const { says, nextStep: next_step, ...rest } = problem;
  await database.inTenant(tenantId, async (trx) => {
    if (!(await openInstallationProblem(trx, { ...rest, says, next_step }, now))) return;
    await tell(trx, tenantId, problem, false, now);
  });
}

const switchedOff = 'No process reads the events of WorkOS any more: WORKOS_POLLING is off.';

/** @param because what to say; null: what was said of the problem */
async function end(database: Database, tenantId: string, because: string | null, now: Date): Promise<void> {
  await database.inTenant(tenantId, async (trx) => {
    const ended = await endInstallationProblem(trx, 'poller_behind', now, goneBefore(now));
    if (ended === null) return;
    const { code, says, next_step: nextStep } = ended;
    await tell(trx, tenantId, { code, says: because ?? says, nextStep }, true, now);
  });
}

function goneBefore(now: Date): Date {
  return new Date(now.getTime() - graceMs);
}

function behind(since: Date, now: Date): FoundProblem<InstallationProblemCode> {
  return {
    code: 'poller_behind',
    severity: 'failing',
    since,
    says: `The events of WorkOS have not been read to their end for ${longest(now.getTime() - since.getTime())}. Webhooks still bring news where they are set up; WorkOS keeps events for 30 days.`,
    nextStep: 'Read in the log and in rollcall_workos_poll_faults_total why, and mend it.',
  };
}

async function tell(
  trx: Transaction,
  tenantId: string,
  { code, says, nextStep }: Pick<FoundProblem<InstallationProblemCode>, 'code' | 'says' | 'nextStep'>,
  resolved: boolean,
  now: Date,
): Promise<void> {
  const item: NoticeItem = {
    kind: 'directory_failing',
    says,
    people: 0,
    user_ids: [],
    hold_id: null,
    hold_kind: null,
    problem: { code, directory_id: null, directory: '', resolved, next_step: nextStep },
  };
  await insertNotices(trx, tenantId, [{ channel: operatorChannel, send: 'at_once', items: [item] }], now);
}
