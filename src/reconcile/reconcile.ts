import type { Actor, PersonPlan } from '../domain/change.ts';
import type { Clock } from '../domain/clock.ts';
import type { Approver, HoldAnswer } from '../domain/hold-answer.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { inSpan, noTracer, type Tracer } from '../domain/tracer.ts';
import type { Transaction } from '../store/database.ts';
import { readPeopleHeldAmbiguous } from '../store/holds.ts';
import { findPeopleByExternalId, readPageOfPeople } from '../store/person-rows.ts';
import { readFormerAccountsOf } from '../store/former-accounts.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';
import type { DueTimer } from '../store/timers.ts';
import type { ActivePolicies } from './active-policy.ts';
import { answerHold } from './answer-hold.ts';
import { conclude } from './conclude.ts';
import type { Flow } from './flow.ts';
import { hearDirectories } from './hear-directories.ts';
import { applyToMirror, type EventFate, type MirrorResult } from './mirror.ts';
import type { News } from './news.ts';
import { comparePage } from './note-shadow.ts';
import { planFormerAccounts } from './plan-former-accounts.ts';
import { planManualRole, planRegistration, recordUntoldRole, type Registration } from './plan-by-hand.ts';
import { beforeEveryone } from './parts.ts';
import { reconcilePeople, settleEveryoneFirst } from './reconcile-people.ts';
import { recordConnectionNews } from './record-connection-news.ts';
import { redactMirror } from './redact-mirror.ts';
import type { ShadowPolicies } from './shadow-policies.ts';
import { step, tracesOf } from './step.ts';
import { retimeAnswers, workOffTimers } from './work-off-timers.ts';

export interface ReconcileDeps {
  policies: ActivePolicies;
  /** What tenants propose; without it, nothing is decided under proposals. */
  shadows?: ShadowPolicies;
  clock: Clock;
  /** Hears of the steps; absent: nothing is traced. */
  tracer?: Tracer;
}

/** Why accounts are looked at again. */
export type Occasion =
  /** A batch of events of one tenant. */
  | { kind: 'news'; news: News[] }
  /** These people of its directories. */
  | { kind: 'people'; directoryUserIds: string[]; actor: Actor }
  /**
   * A page of everyone, because the policy changed or a directory was activated. Before the first of several pages, who
   * cannot be looked at page by page is settled, unless that was done or tried on its own (`settled`).
   */
  | { kind: 'everyone'; after: string; limit: number; actor: Actor; settled?: true }
  /** Only those who cannot be looked at page by page; of them, with `onlyWaiting`, who is to wait for the guards. */
  | { kind: 'first_of_everyone'; onlyWaiting: boolean; actor: Actor }
  /** A page of everyone, to be compared with what the tenant proposes. Nothing is reconsidered, and nothing changes. */
  | { kind: 'shadow'; after: string; limit: number }
  /** What time alone brings about: these timers are due. */
  | { kind: 'due'; timers: DueTimer[]; actor: Actor }
  /** Somebody has decided about what is held. */
  | { kind: 'answer'; holdId: string; answer: HoldAnswer; actor: Actor; as: Approver }
  /** A role was set by hand in the product, or taken back (null). */
  | { kind: 'manual_role'; userId: string; role: string | null; actor: Actor }
  /** The product says that an account was there already. */
  | { kind: 'registration'; user: Registration; actor: Actor };

/** `apply` writes; `plan` writes nothing at all and says what `apply` would do. */
export type Mode = 'apply' | 'plan';

export interface Reconciliation {
  /** One for each person with a change or a hold. */
  plans: PersonPlan[];
  policyVersion: number;
  /** What became of each event, by its id. */
  fates: Map<string, EventFate>;
  /** Of events that were ignored, by their id, why. */
  ignoredBecause: ReadonlyMap<string, string>;
  /** For a page of everyone: where the next page begins, or null at the end. */
  next: string | null;
}

/**
 * THE flow: brings the accounts of one tenant in line with mirror + policy. Everything that changes an account comes
 * through here, a batch of one and a batch of thousands alike; a crash anywhere leaves nothing half done, because the
 * caller's transaction holds all of it.
 *
 * The tenant's row is locked and its policy loaded; news is applied to the mirror (mirror.ts), which says who is
 * affected. Then, for these people (reconcile-people.ts): what is known of them is gathered, the policy decides, and the
 * changes are planned that lead from the account to what was decided. Last, over the whole plan (conclude.ts): surges are
 * held, somebody goes on administering, the rest is written, and whoever is to hear of it is told.
 *
 * @param trx a transaction in the scope of this tenant
 * @param tenant its id, or its row where that is locked already
 * @throws RollcallError not_found for an unknown tenant, user or hold, conflict where a change by hand or an answer is
 *   not possible, forbidden where somebody else has to answer
 */
export async function reconcile(
  deps: ReconcileDeps,
  trx: Transaction,
  tenant: string | TenantRow,
  occasion: Occasion,
  mode: Mode = 'apply',
): Promise<Reconciliation> {
  if (mode === 'apply') {
    const attributes = { 'rollcall.occasion': occasion.kind };
    return inSpan(deps.tracer ?? noTracer, 'reconcile', { attributes }, async (span) => {
      const result = await run(deps, trx, tenant, occasion);
      span.note({
        'rollcall.policy_version': result.policyVersion,
        'rollcall.count.plans': result.plans.length,
      });
      return result;
    });
  }
  const { policies, clock } = deps;
  return trx.rehearse((savepoint) => run({ policies, clock }, savepoint, tenant, occasion));
}

async function run(
  deps: ReconcileDeps,
  trx: Transaction,
  named: string | TenantRow,
  occasion: Occasion,
): Promise<Reconciliation> {
  const tenant = typeof named === 'string' ? await lockTenant(trx, named) : named;
  // Behind the lock: what began while this run waited for it began before.
  const now = deps.clock.now();
  if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
  const tenantId = tenant.id;
  const policy = await deps.policies.load(trx, tenant);
  const shadow = (await deps.shadows?.(trx, tenant, policy)) ?? null;
  const { tracer } = deps;
  const tracing = tracer && { tracer, traces: tracesOf(occasion.kind === 'news' ? occasion.news : []) };
  const flow: Flow = { trx, tenantId, policy, shadow, now, ...tracing };
  const done = (plans: PersonPlan[], more: Partial<Reconciliation> = {}): Reconciliation => ({
    plans,
    policyVersion: policy.version,
    fates: new Map(),
    ignoredBecause: new Map(),
    next: null,
    ...more,
  });

  switch (occasion.kind) {
    case 'news': {
      const { heard, ignored } = await hearDirectories(flow, occasion.news);
      const news = heard.map((item) => ({
        ...item,
        // The policy may have learned of a sensitive attribute since this event arrived.
        event: policy.redaction.redactEvent(item.event),
      }));
      const mirror = await step(flow, 'mirror', { 'rollcall.count.events': news.length }, () =>
        applyToMirror(trx, tenantId, news),
      );
      await recordConnectionNews(trx, tenantId, mirror.connections, policy.version, now);
      await lookAgainAtThoseHeld(flow, mirror);
      const plans = await reconcilePeople(flow, [...mirror.affected.keys()], { actor: null, mirror, news });
      for (const id of ignored.keys()) mirror.fates.set(id, 'ignored');
      return done(plans, { fates: mirror.fates, ignoredBecause: ignored });
    }
    case 'people':
      return done(await reconcilePeople(flow, occasion.directoryUserIds, { actor: occasion.actor }));
    case 'everyone': {
      const page = await readPageOfPeople(trx, tenantId, occasion.after, occasion.limit);
      await redactMirror(flow, page);
      await retimeAnswers(flow);
      const cause = { actor: occasion.actor };
      const next = page.length < occasion.limit ? null : (page.at(-1) ?? null);
      const isFirstOfMany = occasion.after === beforeEveryone && next !== null && !occasion.settled;
      const first = isFirstOfMany ? await settleEveryoneFirst(flow, cause) : [];
      const plans = await reconcilePeople(flow, page, cause);
      const inPage = new Set<string | null>(page);
      plans.push(...first.filter(({ directoryUserId }) => !inPage.has(directoryUserId)));
      const former = await planFormerAccounts(flow, await readFormerAccountsOf(trx, tenantId, page));
      if (former.length > 0) plans.push(...(await conclude(flow, former, cause)));
      return done(plans, { next });
    }
    case 'first_of_everyone': {
      const { actor, onlyWaiting } = occasion;
      return done(await settleEveryoneFirst(flow, { actor }, { onlyWaiting }));
    }
    case 'shadow': {
      if (shadow === null) return done([]);
      const page = await readPageOfPeople(trx, tenantId, occasion.after, occasion.limit);
      await comparePage(flow, page);
      return done([], { next: page.length < occasion.limit ? null : (page.at(-1) ?? null) });
    }
    case 'due':
      return done(await workOffTimers(flow, occasion));
    case 'answer':
      return done(await answerHold(flow, occasion));
    case 'manual_role': {
      const step = await planManualRole(flow, occasion);
      const byHand = { actor: occasion.actor, byHand: step.directoryUserId };
      const plans =
        step.directoryUserId === null
          ? await conclude(flow, [step.plan], byHand)
          : await reconcilePeople(flow, [step.directoryUserId], byHand);
      // Of others who wait as the last administrator this is no business.
      const theirs = plans.find((plan) => plan.directoryUserId === step.directoryUserId);
      if (theirs?.hold?.kind === 'sole_admin') {
        throw new RollcallError('conflict', `Not done. ${theirs.hold.reason}.`);
      }
      const { formerly, directoryId } = step;
      await recordUntoldRole(flow, occasion, { formerly, directoryId, changes: theirs?.changes ?? [] });
      // A new administrator may free a leaver who waited for one.
      if (step.directoryUserId === null) {
        plans.push(...(await reconcilePeople(flow, [], { actor: occasion.actor })));
      }
      return done(plans);
    }
    case 'registration': {
      const { plan, afterwards } = await planRegistration(flow, occasion);
      const plans = await conclude(flow, [plan], { actor: occasion.actor });
      await afterwards();
      // The account may be that of someone whom a directory knows; and a new administrator may free a leaver.
      const { external_id } = occasion.user;
      const known = external_id === null ? [] : await findPeopleByExternalId(trx, tenantId, external_id);
      plans.push(...(await reconcilePeople(flow, known, { actor: occasion.actor })));
      return done(plans);
    }
  }
}

/** A directory that was deleted has nobody any more: whoever waits for an account of one of its people may go on. */
async function lookAgainAtThoseHeld(
  { trx, tenantId }: Flow,
  { connections, affected }: MirrorResult,
): Promise<void> {
  const deletion = connections.find(({ upstreamState }) => upstreamState === 'deleted');
  if (deletion === undefined) return;
  for (const personId of await readPeopleHeldAmbiguous(trx, tenantId)) {
    const events = affected.get(personId) ?? new Set();
    affected.set(personId, events.add(deletion.eventId));
  }
}
