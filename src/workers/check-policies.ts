import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { NewNotice, NoticeItem } from '../domain/notice.ts';
import type { Mismatch } from '../policy/mismatch.ts';
import type { ActivePolicies, ActivePolicy } from '../reconcile/active-policy.ts';
import { findMismatches } from '../reconcile/find-mismatches.ts';
import type { Database, Transaction } from '../store/database.ts';
import { insertNotices } from '../store/notices.ts';
import { readTenant } from '../store/tenants.ts';
import {
  findTenantsToCheck,
  replaceTold,
  writePolicyChecked,
  type ToldMismatch,
} from '../store/told-mismatches.ts';
import { codeOf } from '../store/connection-fault.ts';

export interface PolicyChecksDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  log: Logger;
  /** How often tenants whose day is over are looked for, in milliseconds. */
  intervalMs: number;
}

export interface PolicyChecks {
  start(): void;
  /** Holds every policy against the directories that was not in the last 24 hours, and returns when none is left. */
  checkDue(): Promise<void>;
  /** Finishes the tenant that is looked at. */
  stop(): Promise<void>;
}

const everyMs = 24 * 3_600_000;
/** How long others leave a tenant alone that one process looks at: longer than it can take. */
const leaseMs = 3_600_000;
const tenantsAtOnce = 100;
/** Mismatches that one notice lists. */
const mostTold = 50;

/**
 * Holds each policy against its tenant's directories once a day, and tells the channels that ask for `policy_mismatch` of
 * what is new since the day before. What has ended is forgotten, so that it is told again if it comes back. Any number of
 * processes may do so on one database; where one dies at it, another takes the tenant up an hour later.
 */
export function createPolicyChecks(deps: PolicyChecksDeps): PolicyChecks {
  const { database, clock, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let running = false;
  let stopping = false;

  const checkDue = async (): Promise<void> => {
    /** A tenant at which it failed is left for the next hour. */
    const tried = new Set<string>();
    for (;;) {
      const lastAt = new Date(clock.now().getTime() - everyMs);
      const due = await database.acrossTenants((trx) => findTenantsToCheck(trx, lastAt, tenantsAtOnce));
      const untried = due.filter((id) => !tried.has(id));
      if (untried.length === 0) return;
      for (const id of untried) {
        if (stopping) return;
        tried.add(id);
        await checkTenant(deps, id).catch((fault: unknown) => {
          log.error(
            { tenant_id: id, code: codeOf(fault) },
            'a policy could not be held against the directory, which will be tried again',
          );
        });
      }
    }
  };

  const tick = (): void => {
    current = checkDue()
      .catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'looking for policies to check failed and will be tried again');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, deps.intervalMs);
      });
  };

  return {
    checkDue,
    start() {
      running = true;
      stopping = false;
      tick();
    },
    async stop() {
      running = false;
      stopping = true;
      clearTimeout(timer);
      await current;
    },
  };
}

async function checkTenant({ database, policies, clock }: PolicyChecksDeps, tenantId: string): Promise<void> {
  const now = clock.now();
  const lastAt = new Date(now.getTime() - everyMs);
  const lease = new Date(lastAt.getTime() + leaseMs);
  // In a transaction of its own: while people are gone through, the lanes go on.
  if (!(await database.inTenant(tenantId, (trx) => writePolicyChecked(trx, tenantId, lease, lastAt)))) return;
  const looked = await database.inSnapshot(tenantId, async (trx) => {
    const tenant = await readTenant(trx, tenantId);
    if (tenant?.active_policy_version == null) return null;
    const policy = await policies.load(trx, tenant);
    return { policy, ...(await findMismatches(trx, tenantId, policy, now)) };
  });
  await database.inTenant(tenantId, async (trx) => {
    await writePolicyChecked(trx, tenantId, now, lease);
    // A directory that has nobody at this moment says nothing about what has ended.
    if (looked !== null && looked.people > 0)
      await tell(trx, tenantId, looked.policy, looked.mismatches, now);
  });
}

async function tell(
  trx: Transaction,
  tenantId: string,
  { effective }: ActivePolicy,
  mismatches: readonly Mismatch[],
  now: Date,
): Promise<void> {
  // A version that was made before there were notifications has null.
  const channels = Object.entries((effective.notifications as typeof effective.notifications | null) ?? {});
  const asking = channels.filter(([, { on }]) => on.includes('policy_mismatch'));
  // What nobody was told is not remembered either: whoever asks for it later is told.
  const found = asking.length === 0 ? [] : mismatches;
  const told = await replaceTold(trx, tenantId, found.map(toTold), now);
  const isNew = new Set(told.map(keyOf));
  const items = itemsOf(found.filter((mismatch) => isNew.has(keyOf(toTold(mismatch)))));
  if (items.length === 0) return;
  const notices = asking.map(([channel, { send }]): NewNotice => ({ channel, send, items }));
  await insertNotices(trx, tenantId, notices, now);
}

/** How long a subject may be: it is part of a key, in which every character may take several bytes. */
const longestSubject = 500;

function toTold({ code, subject }: Mismatch): ToldMismatch {
  return { code, subject: subject.slice(0, longestSubject).toWellFormed() };
}

function keyOf({ code, subject }: ToldMismatch): string {
  return JSON.stringify([code, subject]);
}

function itemsOf(mismatches: readonly Mismatch[]): NoticeItem[] {
  const said = mismatches.slice(0, mostTold).map(({ message }) => message);
  const more = mismatches.length - said.length;
  if (more > 0) said.push(`And in ${more} more place${more === 1 ? '' : 's'}.`);
  return said.map((says) => ({
    kind: 'policy_mismatch',
    says,
    people: 0,
    user_ids: [],
    hold_id: null,
    hold_kind: null,
  }));
}
