import type { Logger } from 'pino';
import type { DirectoryFacts } from '../domain/directory-facts.ts';
import { findProblems } from '../domain/directory-problem-rules.ts';
import { healthOf, type ProblemSeverity } from '../domain/directory-problem.ts';
import { operatorChannel, type NewNotice, type NoticeItem } from '../domain/notice.ts';
import type { EffectiveChannel } from '../policy/effective-policy.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import { tryLoadPolicy } from '../reconcile/try-load-policy.ts';
import { insertAuditRecords, type AuditEntry } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import { countActivity, countRequests, removeOldActivity } from '../store/directory-activity.ts';
import {
  countFrom,
  keptActivityDays,
  readDirectoryFacts,
  readWatchedDirectories,
} from '../store/directory-health-read.ts';
import { writeDirectoryHealth } from '../store/directory-health-rows.ts';
import {
  insertProblems,
  readOpenProblems,
  removeOldProblems,
  updateProblems,
} from '../store/directory-problems.ts';
import { insertNotices } from '../store/notices.ts';
import { readTenant, type TenantRow } from '../store/tenants.ts';
import { codeOf } from '../store/connection-fault.ts';
import { changesOf, kindOf, type ProblemChanges } from './watch-health-changes.ts';

export interface LookDeps {
  policies: ActivePolicies;
  log: Logger;
}

const dayMs = 24 * 3_600_000;
/** Problems that are over are kept for so long, in days. */
const keptProblemDays = 365;

/** What the directories of a tenant came to. */
export interface Looked {
  opened: number;
  resolved: number;
}

/**
 * Looks at every directory of a tenant: counts the news since the last time, finds what is wrong, and records and tells
 * what is new and what is over, all of it in the transaction of the caller.
 */
export async function lookAtTenant(
  deps: LookDeps,
  trx: Transaction,
  tenantId: string,
  now: Date,
): Promise<Looked> {
  const tenant = await readTenant(trx, tenantId);
  const directories = await readWatchedDirectories(trx, tenantId);
  const looked: Looked = { opened: 0, resolved: 0 };
  if (tenant === null || directories.length === 0) return looked;
  const ids = directories.map(({ id }) => id);
  await countActivity(trx, tenantId, countFrom(directories, now));
  await countRequests(trx, tenantId, ids);
  if (directories.some(({ counted_until }) => isAnotherDay(counted_until, now))) {
    await removeOldActivity(trx, tenantId, keptActivityDays);
    await removeOldProblems(trx, tenantId, new Date(now.getTime() - keptProblemDays * dayMs));
  }
  const { channels, policy } = await policyOf(deps, trx, tenant);
  const allFacts = await readDirectoryFacts(trx, tenantId, directories, policy, now);
  const open = Map.groupBy(await readOpenProblems(trx, tenantId, ids), (row) => row.directory_id);

  const all: { facts: DirectoryFacts; found: ReturnType<typeof findProblems>; changes: ProblemChanges }[] =
    [];
  for (const facts of allFacts) {
    const found = findProblems(facts, now);
    const asking = (kind: NoticeItem['kind']): string[] =>
      channels.filter(([, { on }]) => (on as string[]).includes(kind)).map(([name]) => name);
    all.push({ facts, found, changes: changesOf(facts.id, open.get(facts.id) ?? [], found, asking, now) });
  }
  await insertProblems(
    trx,
    tenantId,
    all.flatMap(({ changes }) => changes.insert),
    now,
  );
  await updateProblems(
    trx,
    tenantId,
    all.flatMap(({ changes }) => changes.update),
    now,
  );
  await writeDirectoryHealth(
    trx,
    tenantId,
    all.map(({ facts, found }) => ({
      directory_id: facts.id,
      state: healthOf(found),
      codes: found.map(({ code }) => code),
      source: facts.source,
      idp: facts.idp,
      name: facts.name,
      in_state: facts.life,
      in_state_since: facts.lifeSince,
      counted_until: now,
      looked_at: now,
    })),
  );
  const entries = all.flatMap(({ facts, changes }) => entriesOf(facts.id, changes, tenant));
  await insertAuditRecords(trx, tenantId, entries, now);
  const notices = noticesOf(all, channels);
  if (notices.length > 0) await insertNotices(trx, tenantId, notices, now);
  for (const { changes } of all) {
    looked.opened += changes.insert.length;
    looked.resolved += changes.tell.filter(({ change }) => change === 'over').length;
  }
  return looked;
}

function isAnotherDay(before: Date | null, now: Date): boolean {
  return before === null || before.toISOString().slice(0, 10) !== now.toISOString().slice(0, 10);
}

/** The channels of the policy in force, none where it cannot be loaded; and whether it can. */
async function policyOf(
  { policies, log }: LookDeps,
  trx: Transaction,
  tenant: TenantRow,
): Promise<{ channels: [string, EffectiveChannel][]; policy: DirectoryFacts['policy'] }> {
  const refusedAt = tenant.policy_problem === null ? null : new Date(tenant.policy_problem.at);
  const loaded = await tryLoadPolicy(policies, trx, tenant);
  if (loaded.policy === null) {
    log.error(
      { tenant_id: tenant.id, code: codeOf(loaded.fault) },
      'the policy in force cannot be loaded, so its channels are not told how directories do',
    );
    return { channels: [], policy: { usable: false, refusedAt } };
  }
  const { effective } = loaded.policy;
  // A version that was made before there were notifications has null.
  const channels = (effective.notifications as typeof effective.notifications | null) ?? {};
  return { channels: Object.entries(channels), policy: { usable: true, refusedAt } };
}

function entriesOf(
  directoryId: string,
  { tell }: ProblemChanges,
  { active_policy_version }: TenantRow,
): AuditEntry[] {
  return tell.map(({ change, problem }) => {
    const { code, severity, formerly, since, says, nextStep } = problem;
    const isOver = change === 'over';
    const state = (of: ProblemSeverity | null) =>
      of === null ? null : { problem: code, severity: of, since: since.toISOString() };
    return {
      actor: { kind: 'system', id: null },
      action: isOver ? 'directory.problem_resolved' : 'directory.problem_found',
      userId: null,
      directoryId,
      before: state(formerly),
      after: isOver ? null : state(severity),
      reason: isOver ? `This is over: ${says}` : `${says} ${nextStep}`,
      eventIds: [],
      policyVersion: active_policy_version,
    };
  });
}

/** One notice for each channel that is told something. */
function noticesOf(
  all: readonly { facts: DirectoryFacts; changes: ProblemChanges }[],
  channels: readonly [string, EffectiveChannel][],
): NewNotice[] {
  const items = new Map<string, NoticeItem[]>();
  for (const { facts, changes } of all) {
    for (const { change, problem, channels: told } of changes.tell) {
      // What was told while it was failing is over as that, however bad it was at its end.
      const kind = kindOf(problem) ?? 'directory_failing';
      const item: NoticeItem = {
        kind,
        says: problem.says,
        people: 0,
        user_ids: [],
        hold_id: null,
        hold_kind: null,
        problem: {
          code: problem.code,
          directory_id: facts.id,
          directory: facts.name ?? facts.idp ?? facts.id,
          resolved: change === 'over',
          next_step: problem.nextStep,
        },
      };
      for (const channel of told) items.set(channel, [...(items.get(channel) ?? []), item]);
    }
  }
  return [...items].map(([channel, told]) => ({
    channel,
    send:
      channel === operatorChannel
        ? 'at_once'
        : (channels.find(([name]) => name === channel)?.[1].send ?? 'at_once'),
    items: told,
  }));
}
