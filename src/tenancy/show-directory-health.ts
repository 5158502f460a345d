import type { Clock } from '../domain/clock.ts';
import { findProblems } from '../domain/directory-problem-rules.ts';
import { healthOf, runbookOf, type FoundProblem } from '../domain/directory-problem.ts';
import { forCustomers } from '../domain/problem-for-customers.ts';
import type { Reader } from '../domain/reader.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { upstreamStateInWords } from '../domain/upstream-state.ts';
import { learnSilence, type UsualSilence } from '../domain/usual-silence.ts';
import type { DirectoryHealth, HealthProblem } from '../generated/api.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import { tryLoadPolicy } from '../reconcile/try-load-policy.ts';
import type { Database } from '../store/database.ts';
import { readActivity, readRecentActivity } from '../store/directory-activity.ts';
import {
  countFrom,
  mergeActivity,
  readDirectoryFacts,
  readWatchedDirectories,
} from '../store/directory-health-read.ts';
import { readDirectoryLag } from '../store/directory-lag.ts';
import { readOpenProblems } from '../store/directory-problems.ts';
import { readTenant } from '../store/tenants.ts';
import { activityByDay, firstActivityDay } from './activity-by-day.ts';

export interface ShowHealthDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
}

const dayMs = 24 * 3_600_000;

/**
 * How a directory does at this moment, found as the watch finds it, and said to this reader; a problem that was found
 * before keeps its time.
 *
 * @throws RollcallError not_found
 */
export async function showDirectoryHealth(
  { database, policies, clock }: ShowHealthDeps,
  tenantId: string,
  directoryId: string,
  reader: Reader,
): Promise<DirectoryHealth> {
  return database.inSnapshot(tenantId, async (trx) => {
    const now = clock.now();
    const tenant = await readTenant(trx, tenantId);
    const directories = await readWatchedDirectories(trx, tenantId, directoryId);
    const [directory] = directories;
    if (tenant === null || directory === undefined) {
      throw new RollcallError('not_found', 'There is no directory with this id.');
    }
    const loaded = await tryLoadPolicy(policies, trx, tenant);
    const policy = {
      usable: loaded.policy !== null,
      refusedAt: tenant.policy_problem === null ? null : new Date(tenant.policy_problem.at),
    };
    const recent = await readRecentActivity(trx, tenantId, countFrom(directories, now));
    const [facts] = await readDirectoryFacts(trx, tenantId, directories, policy, now, recent);
    if (facts === undefined) throw new RollcallError('internal', 'A directory was read and is not there.');
    const sinceDay = firstActivityDay(now);
    const [open, lag, kept] = await Promise.all([
      readOpenProblems(trx, tenantId, [directoryId]),
      readDirectoryLag(trx, tenantId, directoryId, new Date(now.getTime() - dayMs)),
      readActivity(trx, tenantId, [directoryId], sinceDay),
    ]);
    const problems = findProblems(facts, now);
    const found =
      reader === 'customer' ? problems.map((each) => forCustomers(each, facts.upstream.state)) : problems;
    const since = new Map(open.map((row) => [row.code, row.since]));
    const silence = learnSilence(facts.heard);
    return {
      directory_id: directoryId,
      state: healthOf(found),
      says: inWords(facts.life === 'disconnected', found),
      last_event_at: directory.last_event_at?.toISOString() ?? null,
      last_applied_at: directory.last_applied_at?.toISOString() ?? null,
      last_sync_at: facts.resync?.state === 'done' ? facts.resync.finishedAt.toISOString() : null,
      lag,
      events: {
        waiting: facts.waiting.events,
        set_aside: facts.setAside.events,
        oldest_waiting_at: facts.waiting.oldestAt?.toISOString() ?? null,
      },
      upstream_state: facts.upstream.state,
      upstream_says: upstreamStateInWords(facts.upstream.state, reader),
      usual_silence: silence && toUsualSilence(silence),
      problems: found.map((problem) => toHealthProblem(problem, since.get(problem.code) ?? problem.since)),
      activity: activityByDay(mergeActivity(kept, recent), sinceDay, now),
    };
  });
}

function inWords(isDisconnected: boolean, [worst, ...others]: readonly FoundProblem[]): string {
  if (isDisconnected) return 'The directory is disconnected: nothing of it is taken in any more.';
  if (worst === undefined) return 'All is well.';
  if (others.length === 0) return worst.says;
  return `${worst.says} And ${others.length} more.`;
}

function toHealthProblem({ code, severity, says, nextStep }: FoundProblem, since: Date): HealthProblem {
  return {
    code,
    severity,
    since: since.toISOString(),
    says,
    next_step: nextStep,
    runbook: runbookOf(code),
  };
}

function toUsualSilence(silence: UsualSilence): DirectoryHealth['usual_silence'] {
  return {
    last_at: silence.lastAt.toISOString(),
    days: silence.days,
    usual_seconds: Math.round(silence.usualMs / 1000),
    quiet_weekdays: silence.quietWeekdays,
    silent_at: silence.silentAt.toISOString(),
  };
}
