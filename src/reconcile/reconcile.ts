import { v7 as newId } from 'uuid';
import type { Actor, PersonPlan } from '../domain/change.ts';
import type { Clock } from '../domain/clock.ts';
import { durationMs } from '../domain/duration.ts';
import type { Approver, HoldAnswer } from '../domain/hold-answer.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { execute } from '../executor/execute.ts';
import { decide } from '../policy/decide.ts';
import type { Transaction } from '../store/database.ts';
import { lapseRejections, readPeopleHeldAmbiguous } from '../store/holds.ts';
import { findPeopleByExternalId, readAdministrators, readPageOfPeople } from '../store/person-rows.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';
import type { DueTimer } from '../store/timers.ts';
import type { ActivePolicies } from './active-policy.ts';
import { answerHold } from './answer-hold.ts';
import { findSuccessor } from './find-successor.ts';
import type { Flow } from './flow.ts';
import { gatherFacts, type Person } from './gather-facts.ts';
import { gatherGuardFacts } from './gather-guard-facts.ts';
import { guard, type Guarded, type Watched } from './guards.ts';
import { applyToMirror, type EventFate, type MirrorResult } from './mirror.ts';
import type { News } from './news.ts';
import { toPersonFacts } from './person-facts.ts';
import { planChanges } from './plan-changes.ts';
import type { Heard } from './plan-input.ts';
import { planManualRole, planRegistration, recordIdleRole, type Registration } from './plan-by-hand.ts';
import { queueNotices, type Alert } from './queue-notices.ts';
import { recordConnectionNews } from './record-connection-news.ts';
import { redactMirror } from './redact-mirror.ts';
import { leaveRejectedAlone } from './rejected.ts';
import { chooseKeeper, keepAdministrator, losesAdministrators, promote } from './sole-admin.ts';
import { yieldToSuccessors } from './take-over.ts';
import { workOffTimers } from './work-off-timers.ts';

export interface ReconcileDeps {
  policies: ActivePolicies;
  clock: Clock;
}

/** Why accounts are looked at again. */
export type Occasion =
  /** A batch of events of one tenant. */
  | { kind: 'news'; news: News[] }
  /** These people of its directories. */
  | { kind: 'people'; directoryUserIds: string[]; actor: Actor }
  /** A page of everyone, because the policy changed or a directory was activated. */
  | { kind: 'everyone'; after: string; limit: number; actor: Actor }
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
  /** For a page of everyone: where the next page begins, or null at the end. */
  next: string | null;
}

/** People whose facts and plans are in memory at once; a group of 100,000 is worked off in parts. */
const peopleAtOnce = 2_000;

/**
 * THE flow: brings the accounts of one tenant in line with mirror + policy. Everything that changes an account comes
 * through here, a batch of one and a batch of thousands alike; a crash anywhere leaves nothing half done, because the
 * caller's transaction holds all of it.
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
  if (mode === 'apply') return run(deps, trx, tenant, occasion);
  return trx.rehearse((savepoint) => run(deps, savepoint, tenant, occasion));
}

async function run(
  deps: ReconcileDeps,
  trx: Transaction,
  named: string | TenantRow,
  occasion: Occasion,
): Promise<Reconciliation> {
  const now = deps.clock.now();
  const tenant = typeof named === 'string' ? await lockTenant(trx, named) : named;
  if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
  const tenantId = tenant.id;
  const policy = await deps.policies.load(trx, tenant);
  const flow: Flow = { trx, tenantId, policy, now };
  const done = (plans: PersonPlan[], more: Partial<Reconciliation> = {}): Reconciliation => ({
    plans,
    policyVersion: policy.version,
    fates: new Map(),
    next: null,
    ...more,
  });

  switch (occasion.kind) {
    case 'news': {
      const news = occasion.news.map((item) => ({
        ...item,
        // The policy may have learned of a sensitive attribute since this event arrived.
        event: policy.redaction.redactEvent(item.event),
      }));
      const mirror = await applyToMirror(trx, tenantId, news);
      await recordConnectionNews(trx, tenantId, mirror.connections, policy.version, now);
      await lookAgainAtThoseHeld(flow, mirror);
      const plans = await reconcilePeople(flow, [...mirror.affected.keys()], { actor: null, mirror, news });
      return done(plans, { fates: mirror.fates });
    }
    case 'people':
      return done(await reconcilePeople(flow, occasion.directoryUserIds, { actor: occasion.actor }));
    case 'everyone': {
      const page = await readPageOfPeople(trx, tenantId, occasion.after, occasion.limit);
      await redactMirror(flow, page);
      const plans = await reconcilePeople(flow, page, { actor: occasion.actor });
      return done(plans, { next: page.length < occasion.limit ? null : (page.at(-1) ?? null) });
    }
    case 'due':
      return done(await workOffTimers(flow, occasion, stepsOf(flow)));
    case 'answer':
      return done(await answerHold(flow, occasion, stepsOf(flow)));
    case 'manual_role': {
      const step = await planManualRole(flow, occasion);
      const byHand = { actor: occasion.actor, isUnguarded: true };
      const plans =
        step.directoryUserId === null
          ? await conclude(flow, [step.plan], byHand)
          : await reconcilePeople(flow, [step.directoryUserId], byHand);
      // Of others who wait as the last administrator this is no business.
      const theirs = plans.find((plan) => plan.directoryUserId === step.directoryUserId);
      if (theirs?.hold?.kind === 'sole_admin') {
        throw new RollcallError('conflict', `Not done. ${theirs.hold.reason}.`);
      }
      if (!theirs?.changes.some(({ action }) => action === 'role.changed')) {
        await recordIdleRole(flow, occasion, { formerly: step.formerly, directoryId: step.directoryId });
      }
      // A new administrator may free a leaver who waited for one.
      if (step.directoryUserId === null) {
        plans.push(...(await reconcilePeople(flow, [], { actor: occasion.actor })));
      }
      return done(plans);
    }
    case 'registration': {
      const { plan, afterwards } = await planRegistration(flow, occasion);
      const plans = await conclude(flow, [plan], { actor: occasion.actor, isUnguarded: true });
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

/** What is behind a run of the flow. */
export interface Cause {
  /** Null means each person's own directory. */
  actor: Actor | null;
  /** What the directory has just said, and what that changed in the mirror. */
  mirror?: MirrorResult;
  news?: readonly News[];
  /** Whom somebody has just approved a held change for, and what to look at before it is done. */
  approval?: { people: ReadonlySet<string>; check: (plans: readonly PersonPlan[]) => void };
  /** A person did it on purpose: nothing to guard. */
  isUnguarded?: boolean;
}

/** The steps that the occasions of their own files take. */
export interface Steps {
  reconcilePeople: (directoryUserIds: string[], cause: Cause) => Promise<PersonPlan[]>;
  conclude: (planned: PersonPlan[], cause: Cause) => Promise<PersonPlan[]>;
}

function stepsOf(flow: Flow): Steps {
  return {
    reconcilePeople: (directoryUserIds, cause) => reconcilePeople(flow, directoryUserIds, cause),
    conclude: (planned, cause) => conclude(flow, planned, cause),
  };
}

/** Facts, decisions, plans and writes for these people of the mirror, and for those who wait on someone else. */
async function reconcilePeople(flow: Flow, directoryUserIds: string[], cause: Cause): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const touched = new Set(cause.mirror?.affected.keys());
  const heard = heardOf(cause.news ?? [], now);
  const rules = {
    emailChange: policy.effective.identity.email_change,
    settleMs: durationMs(policy.effective.groups.settle),
    startFresh: policy.effective.deactivation.if_reactivated === 'start_fresh',
    roles: policy.catalog.roles.map(({ key }) => key),
    workspaceRoles: (policy.catalog.workspace_roles ?? []).map(({ key }) => key),
  };
  const plans: PersonPlan[] = [];
  for (let start = 0; start === 0 || start < directoryUserIds.length; start += peopleAtOnce) {
    const part = directoryUserIds.slice(start, start + peopleAtOnce);
    const facts = await gatherFacts(trx, tenantId, part, touched, policy, now);
    const asked = new Set(part);
    const planned: PersonPlan[] = [];
    for (const person of facts.people) {
      // Only named by a membership or a removal so far: nothing is known that could be decided on.
      if (person.directory.occurred_at === null) continue;
      // In test mode everything arrives, and nothing is applied.
      if (person.directory.directory_state === 'testing') continue;
      const decision = await decide(policy.compiled, toPersonFacts(person, facts));
      const eventIds = eventsBehind(person, asked, cause.mirror);
      const plansOfPerson = planChanges({
        person,
        decision,
        moves: cause.mirror?.moves.get(person.directory.id) ?? [],
        eventIds,
        heard: latestOf(eventIds, heard),
        rules,
        newUserId: newId,
        now,
      });
      planned.push(...plansOfPerson);
    }
    const concluded = await conclude(flow, yieldToSuccessors(planned), cause, facts.people);
    // Those without a change are not kept: a group of 100,000 is worked off in parts, and so is its memory.
    plans.push(...concluded.filter((plan) => plan.changes.length > 0 || plan.hold !== null));
  }
  return plans;
}

/** The events that touched a person in this batch, or else those that made them wait. */
function eventsBehind(person: Person, asked: Set<string>, mirror: MirrorResult | undefined): string[] {
  const touching = mirror?.affected.get(person.directory.id);
  if (touching !== undefined) return [...touching].sort();
  const held = new Set(person.openHold?.changes.flatMap((change) => change.event_ids));
  if (held.size > 0 || asked.has(person.directory.id)) return [...held].sort();
  return person.directory.event_id === null ? [] : [person.directory.event_id];
}

function heardOf(news: readonly News[], now: Date): Map<string, Heard> {
  return new Map(
    news.map(({ event, receivedAt }) => [
      event.id,
      { occurredAt: new Date(event.occurredAt), receivedAt: receivedAt ?? now },
    ]),
  );
}

function latestOf(eventIds: readonly string[], heard: ReadonlyMap<string, Heard>): Heard | null {
  const all = eventIds.map((id) => heard.get(id)).filter((each) => each !== undefined);
  return all.sort((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())[0] ?? null;
}

/** The guards and the last administrator over the whole plan, and then the writes. */
async function conclude(
  flow: Flow,
  planned: PersonPlan[],
  cause: Cause,
  people: readonly Person[] = [],
): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const touched = new Set(cause.mirror?.affected.keys());
  const { plans: allowed, lapsed } = leaveRejectedAlone(planned, people, touched);
  const guarded = cause.isUnguarded
    ? { plans: allowed, passed: [] }
    : await guardPlans(flow, allowed, cause, people);
  const alerts: Alert[] = [];
  const plans = await keepOneAdministrator(flow, guarded.plans, cause, people, alerts);
  cause.approval?.check(plans);
  await lapseRejections(trx, tenantId, lapsed);
  const opened = await execute(trx, plans, {
    tenantId,
    actor: cause.actor,
    policyVersion: policy.version,
    openHolds: new Map(
      people.flatMap(({ directory, openHold }) => (openHold ? [[directory.id, openHold]] : [])),
    ),
    approved: cause.approval?.people ?? new Set(),
    unansweredAfterMs: (kind) => {
      const { sole_admin, guards } = policy.effective;
      if (kind === 'sole_admin' && sole_admin.if_unanswered)
        return durationMs(sole_admin.if_unanswered.after);
      return isGuardKind(kind) && guards?.unanswered ? durationMs(guards.unanswered.after) : null;
    },
    passed: guarded.passed,
    origins: new Map(people.map(({ directory }) => [directory.directory_id, directory])),
    now,
  });
  await queueNotices(flow, { plans, opened, alerts });
  return plans;
}

async function guardPlans(
  flow: Flow,
  plans: PersonPlan[],
  { approval }: Cause,
  people: readonly Person[],
): Promise<Guarded> {
  const watched = new Map<string, Watched>(
    people.map(({ directory, openHold }) => [
      directory.id,
      { openHold, isApproved: approval?.people.has(directory.id) === true },
    ]),
  );
  const facts = await gatherGuardFacts(flow, plans, watched);
  return facts === null ? { plans, passed: [] } : guard(plans, facts);
}

/**
 * Sees to it that somebody administers after this plan, as the policy says. It is the last step, so that nothing that a
 * guard holds back is counted on.
 */
async function keepOneAdministrator(
  flow: Flow,
  plans: PersonPlan[],
  { approval }: Cause,
  people: readonly Person[],
  alerts: Alert[],
): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const roles = policy.administratorRoles;
  if (!losesAdministrators(plans, roles)) return plans;
  const ids = plans.flatMap((plan) => (plan.before ? [plan.before.id] : []));
  if ((await readAdministrators(trx, tenantId, roles, ids, 1)).length > 0) return plans;
  const keeper = chooseKeeper(plans, roles);
  if (keeper === null) return plans;

  const { sole_admin } = policy.effective;
  const waits = new Map(
    people.flatMap(({ directory, openHold }) =>
      openHold?.kind === 'sole_admin' ? [[directory.id, openHold] as const] : [],
    ),
  );
  const hold = waits.get(keeper.directoryUserId ?? '');
  const unanswered = sole_admin.if_unanswered;
  const overdue =
    hold && unanswered && hold.opened_at.getTime() + durationMs(unanswered.after) <= now.getTime()
      ? unanswered.action
      : null;
  const isApproved = approval?.people.has(keeper.directoryUserId ?? '') === true && hold !== undefined;
  const action = isApproved ? 'promote' : (overdue ?? sole_admin.action);
  const leaving = keeper.after?.status === 'active' ? 'loses the role' : 'leaves';
  if (action === 'allow') {
    alerts.push({
      on: 'sole_admin_blocked',
      says: `The last administrator ${leaving}, and the policy allows it: nobody administers now.`,
      userId: keeper.before?.id ?? null,
    });
    return plans;
  }
  const successor = action === 'promote' ? await findSuccessor(flow, plans, keeper) : null;
  if (successor !== null) {
    return promote(plans, successor.plan, successor.role, `the last administrator ${leaving}`);
  }
  const kept = keepAdministrator(keeper, {
    roles,
    revokeSessions: sole_admin.revoke_sessions,
    waiting: new Set(waits.keys()),
  });
  return plans.map((plan) => (plan === keeper ? kept : plan));
}
