import type { Actor } from '../domain/change.ts';
import { measurableSince } from '../domain/event-lag.ts';
import type { Revocation } from '../domain/time-to-revoke.ts';
import { beforeEveryone } from '../reconcile/parts.ts';
import type { Database, Transaction } from '../store/database.ts';
import { codeOf } from '../store/connection-fault.ts';
import {
  takeEvents,
  touchDirectories,
  writeOutcomes,
  type EventOutcome,
  type WaitingEvent,
} from '../store/inbox.ts';
import { readPageOfPeople } from '../store/person-rows.ts';
import { writeShadowAfter } from '../store/proposals.ts';
import { tryLockTenant, writeReconsiderAfter, type TenantRow } from '../store/tenants.ts';
import { putOffTimers, readDueTimers, type DueTimer } from '../store/timers.ts';
import { applyHalving, type ApplyDeps } from './apply-halving.ts';
import { isSystemic } from './fault.ts';
import { traceTurn, type TurnTrace } from './trace-turn.ts';

export interface DrainDeps extends ApplyDeps {
  database: Database;
  /** Events, or people of a page, in one transaction. */
  batchSize: number;
}

/** What one turn at a tenant came to. `busy`: another worker has the lane. */
export type Turn =
  | { kind: 'busy' }
  | { kind: 'idle' }
  | {
      kind: 'worked';
      outcomes: EventOutcome[];
      revoked: Revocation[];
      /** When what was applied came about at the identity provider, where that can be told. */
      cameAbout: Date[];
    };

/** What fails when it is due is tried again after this, in milliseconds. */
const failedTimerRestMs = 300_000;

/**
 * One turn at a tenant's lane: locks its row, applies the next batch of its inbox and what is due, or else the next page
 * of people to reconsider or to compare with a proposal, and commits. Where a batch fails it is halved until the events
 * at fault are found; the rest goes through.
 *
 * @throws RollcallError database_unavailable; nothing is lost then, the events still wait
 */
export async function drainTenant(deps: DrainDeps, tenantId: string): Promise<Turn> {
  const trace = traceTurn(deps.tracer, tenantId);
  try {
    const turn = await takeTurn(deps, tenantId, trace);
    trace.end(turn.kind === 'worked' ? turn.outcomes : []);
    return turn;
  } catch (fault) {
    trace.fail(fault);
    throw fault;
  }
}

function takeTurn(deps: DrainDeps, tenantId: string, trace: TurnTrace): Promise<Turn> {
  return deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await tryLockTenant(trx, tenantId);
    if (!tenant) return { kind: 'busy' };
    const now = deps.clock.now();
    const events = await takeEvents(trx, tenantId, deps.batchSize, now);
    const timers = await readDueTimers(trx, tenantId, deps.batchSize, now);
    if (events.length === 0 && timers.length === 0) return reconsiderNextPage(deps, trx, tenant);
    trace.begin({ events, timers: timers.length });
    return trace.run(() => applyTaken(deps, trx, tenant, { events, timers, trace, now }));
  });
}

async function applyTaken(
  deps: DrainDeps,
  trx: Transaction,
  tenant: TenantRow,
  { events, timers, trace, now }: { events: WaitingEvent[]; timers: DueTimer[]; trace: TurnTrace; now: Date },
): Promise<Turn> {
  const { outcomes, revoked } =
    events.length === 0
      ? { outcomes: [], revoked: [] }
      : await applyHalving(deps, trx, tenant, events, trace.traceOf);
  await writeOutcomes(trx, tenant.id, outcomes, now);
  const heardOf = events.map(({ directory_id, received_at }) => ({
    directoryId: directory_id,
    receivedAt: received_at,
  }));
  await touchDirectories(trx, tenant.id, heardOf, now);
  // After the news: who has come back in the meantime is not purged.
  await workOff(deps, trx, tenant, timers);
  return { kind: 'worked', outcomes, revoked, cameAbout: cameAbout(events, outcomes) };
}

function cameAbout(events: readonly WaitingEvent[], outcomes: readonly EventOutcome[]): Date[] {
  const applied = new Set(
    outcomes
      .filter(({ status }) => status === 'applied')
      .map(({ directory_id, event_id }) => `${directory_id} ${event_id}`),
  );
  return events
    .filter(({ directory_id, event_id }) => applied.has(`${directory_id} ${event_id}`))
    .map(({ payload, received_at }) => measurableSince(payload, received_at))
    .filter((at) => at !== null);
}

/** Timers that fail are halved like events; the one at fault is put off, and looked at again later. */
async function workOff(
  deps: DrainDeps,
  trx: Transaction,
  tenant: TenantRow,
  timers: DueTimer[],
): Promise<void> {
  if (timers.length === 0) return;
  const actor = policyInForce(tenant);
  try {
    await trx.transaction((savepoint) =>
      deps.reconcile(deps, savepoint, tenant, { kind: 'due', timers, actor }),
    );
  } catch (fault) {
    if (isSystemic(fault)) throw fault;
    if (timers.length > 1) {
      const middle = Math.ceil(timers.length / 2);
      await workOff(deps, trx, tenant, timers.slice(0, middle));
      await workOff(deps, trx, tenant, timers.slice(middle));
      return;
    }
    const now = deps.clock.now();
    await putOffTimers(trx, tenant.id, timers, new Date(now.getTime() + failedTimerRestMs), now);
    deps.log.error(
      { tenant_id: tenant.id, timer: timers[0], code: codeOf(fault) },
      'what was due failed and will be tried again',
    );
  }
}

async function reconsiderNextPage(deps: DrainDeps, trx: Transaction, tenant: TenantRow): Promise<Turn> {
  if (tenant.reconsider_after === null) return compareNextPage(deps, trx, tenant);
  const next = await reconsiderFrom(deps, trx, tenant, {
    after: tenant.reconsider_after,
    limit: deps.batchSize,
    isSettled: tenant.reconsider_after !== beforeEveryone,
  });
  await writeReconsiderAfter(trx, tenant.id, next);
  return { kind: 'worked', outcomes: [], revoked: [], cameAbout: [] };
}

/** Who is only compared with a proposal comes last: nobody waits for it. */
async function compareNextPage(deps: DrainDeps, trx: Transaction, tenant: TenantRow): Promise<Turn> {
  if (tenant.shadow_after === null) return { kind: 'idle' };
  const page = { after: tenant.shadow_after, limit: deps.batchSize };
  await writeShadowAfter(trx, tenant.id, await comparePageFrom(deps, trx, tenant, page));
  return { kind: 'worked', outcomes: [], revoked: [], cameAbout: [] };
}

/** A page that fails is passed over: no lane rests for what is only compared. */
async function comparePageFrom(
  deps: DrainDeps,
  trx: Transaction,
  tenant: TenantRow,
  page: { after: string; limit: number },
): Promise<string | null> {
  try {
    const { next } = await trx.transaction((savepoint) =>
      deps.reconcile(deps, savepoint, tenant, { kind: 'shadow', ...page }),
    );
    return next;
  } catch (fault) {
    if (isSystemic(fault)) throw fault;
    deps.log.error(
      { tenant_id: tenant.id, code: codeOf(fault) },
      'people could not be compared with the proposed policy; they are with the next decision about them',
    );
    const people = await readPageOfPeople(trx, tenant.id, page.after, page.limit);
    return people.length < page.limit ? null : (people.at(-1) ?? null);
  }
}

/** A page that fails is made smaller until it is the one person at fault, who is left as they are: the rest goes on. */
async function reconsiderFrom(
  deps: DrainDeps,
  trx: Transaction,
  tenant: TenantRow,
  { after, limit, isSettled }: { after: string; limit: number; isSettled: boolean },
): Promise<string | null> {
  const actor = policyInForce(tenant);
  if (!isSettled && (await readPageOfPeople(trx, tenant.id, after, limit)).length === limit) {
    await settleFirst(deps, trx, tenant);
    isSettled = true;
  }
  try {
    const { next } = await trx.transaction((savepoint) =>
      deps.reconcile(deps, savepoint, tenant, { kind: 'everyone', after, limit, actor, settled: true }),
    );
    return next;
  } catch (fault) {
    if (isSystemic(fault)) throw fault;
    if (limit > 1) {
      return reconsiderFrom(deps, trx, tenant, { after, limit: Math.ceil(limit / 2), isSettled });
    }
    const [person] = await readPageOfPeople(trx, tenant.id, after, 1);
    deps.log.error(
      { tenant_id: tenant.id, directory_user_id: person, code: codeOf(fault) },
      'a person could not be brought in line with the policy and stays as they are',
    );
    return person ?? null;
  }
}

/**
 * Before everyone is gone through in several pages. Whoever is at fault here would keep all of the first page from being
 * brought in line, though they may be on another one: then only who is to wait for the guards does so first, or nobody.
 */
async function settleFirst(deps: DrainDeps, trx: Transaction, tenant: TenantRow): Promise<void> {
  const actor = policyInForce(tenant);
  for (const onlyWaiting of [false, true]) {
    try {
      await trx.transaction((savepoint) =>
        deps.reconcile(deps, savepoint, tenant, { kind: 'first_of_everyone', onlyWaiting, actor }),
      );
      return;
    } catch (fault) {
      if (isSystemic(fault)) throw fault;
      deps.log.error(
        { tenant_id: tenant.id, only_waiting: onlyWaiting, code: codeOf(fault) },
        'people could not be looked at together before a policy is put in force; each page is looked at on its own',
      );
    }
  }
}

function policyInForce(tenant: TenantRow): Actor {
  return { kind: 'policy', id: `version ${tenant.active_policy_version ?? 0}` };
}
