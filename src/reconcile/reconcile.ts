import { v7 as newId } from 'uuid';
import type { Actor, PersonPlan } from '../domain/change.ts';
import type { Clock } from '../domain/clock.ts';
import type { PersonFacts } from '../domain/decision.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { execute, type Execution } from '../executor/execute.ts';
import { decide } from '../policy/decide.ts';
import type { Transaction } from '../store/database.ts';
import { readPeopleHeldAmbiguous } from '../store/holds.ts';
import { findPeopleByExternalId, readAdministrators, readPageOfPeople } from '../store/person-rows.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';
import type { ActivePolicies } from './active-policy.ts';
import type { Flow } from './flow.ts';
import { gatherFacts, type Facts, type Person } from './gather-facts.ts';
import { applyToMirror, type EventFate, type MirrorResult } from './mirror.ts';
import type { News } from './news.ts';
import { planChanges } from './plan-changes.ts';
import { planManualRole, planRegistration, recordIdleRole, type Registration } from './plan-by-hand.ts';
import { recordConnectionNews } from './record-connection-news.ts';
import { redactMirror } from './redact-mirror.ts';
import { guardSoleAdministrator, losesAdministrators } from './sole-admin.ts';
import { yieldToSuccessors } from './take-over.ts';

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
 * @throws RollcallError not_found for an unknown tenant or user, conflict where a change by hand is not possible
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

  switch (occasion.kind) {
    case 'news': {
      const news = occasion.news.map(({ directoryId, event }) => ({
        directoryId,
        // The policy may have learned of a sensitive attribute since this event arrived.
        event: policy.redaction.redactEvent(event),
      }));
      const mirror = await applyToMirror(trx, tenantId, news);
      await recordConnectionNews(trx, tenantId, mirror.connections, policy.version, now);
      await lookAgainAtThoseHeld(flow, mirror);
      const plans = await reconcilePeople(flow, [...mirror.affected.keys()], mirror, null);
      return { plans, policyVersion: policy.version, fates: mirror.fates, next: null };
    }
    case 'people': {
      const plans = await reconcilePeople(flow, occasion.directoryUserIds, null, occasion.actor);
      return { plans, policyVersion: policy.version, fates: new Map(), next: null };
    }
    case 'everyone': {
      const page = await readPageOfPeople(trx, tenantId, occasion.after, occasion.limit);
      await redactMirror(flow, page);
      const plans = await reconcilePeople(flow, page, null, occasion.actor);
      const next = page.length < occasion.limit ? null : (page.at(-1) ?? null);
      return { plans, policyVersion: policy.version, fates: new Map(), next };
    }
    case 'manual_role': {
      const step = await planManualRole(flow, occasion);
      const plans =
        step.directoryUserId === null
          ? await settle(flow, [step.plan], { actor: occasion.actor })
          : await reconcilePeople(flow, [step.directoryUserId], null, occasion.actor);
      // Of others who wait as the last administrator this is no business.
      const theirs = plans.find((plan) => plan.directoryUserId === step.directoryUserId);
      if (theirs?.hold?.kind === 'sole_admin') {
        throw new RollcallError('conflict', `Not done. ${theirs.hold.reason}.`);
      }
      if (!theirs?.changes.some(({ action }) => action === 'role.changed')) {
        await recordIdleRole(flow, occasion, {
          formerly: step.formerly,
          directoryId: step.directoryId,
        });
      }
      // A new administrator may free a leaver who waited for one.
      if (step.directoryUserId === null) {
        plans.push(...(await reconcilePeople(flow, [], null, occasion.actor)));
      }
      return { plans, policyVersion: policy.version, fates: new Map(), next: null };
    }
    case 'registration': {
      const { plan, afterwards } = await planRegistration(flow, occasion);
      const plans = await settle(flow, [plan], { actor: occasion.actor });
      await afterwards();
      // The account may be that of someone whom a directory knows; and a new administrator may free a leaver.
      const { external_id } = occasion.user;
      const known = external_id === null ? [] : await findPeopleByExternalId(trx, tenantId, external_id);
      plans.push(...(await reconcilePeople(flow, known, null, occasion.actor)));
      return { plans, policyVersion: policy.version, fates: new Map(), next: null };
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

/** Facts, decisions, plans and writes for these people of the mirror, and for those who wait on someone else. */
async function reconcilePeople(
  flow: Flow,
  directoryUserIds: string[],
  mirror: MirrorResult | null,
  actor: Actor | null,
): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const plans: PersonPlan[] = [];
  for (let start = 0; start === 0 || start < directoryUserIds.length; start += peopleAtOnce) {
    const part = directoryUserIds.slice(start, start + peopleAtOnce);
    const facts = await gatherFacts(
      trx,
      tenantId,
      part,
      new Set(mirror?.affected.keys()),
      { identity: policy.effective.identity, administratorRoles: policy.administratorRoles },
      now,
    );
    const asked = new Set(part);
    const planned: PersonPlan[] = [];
    for (const person of facts.people) {
      // Only named by a membership or a removal so far: nothing is known that could be decided on.
      if (person.directory.occurred_at === null) continue;
      // In test mode everything arrives, and nothing is applied.
      if (person.directory.directory_state === 'testing') continue;
      const decision = await decide(policy.compiled, toPersonFacts(person, facts));
      planned.push(
        planChanges({
          person,
          decision,
          moves: mirror?.moves.get(person.directory.id) ?? [],
          eventIds: eventsBehind(person, asked, mirror),
          emailChange: policy.effective.identity.email_change,
          roles: policy.catalog.roles.map(({ key }) => key),
          newUserId: newId,
          now,
        }),
      );
    }
    const openHolds = new Map(
      facts.people.flatMap((person) => (person.openHold ? [[person.directory.id, person.openHold]] : [])),
    );
    const origins = new Map(facts.people.map(({ directory }) => [directory.directory_id, directory]));
    const settled = await settle(flow, yieldToSuccessors(planned), { openHolds, origins, actor });
    // Those without a change are not kept: a group of 100,000 is worked off in parts, and so is its memory.
    plans.push(...settled.filter((plan) => plan.changes.length > 0 || plan.hold !== null));
  }
  return plans;
}

/** The events that touched a person in this batch; for one who waited on someone else, those that made them wait. */
function eventsBehind(person: Person, asked: Set<string>, mirror: MirrorResult | null): string[] {
  if (asked.has(person.directory.id)) return [...(mirror?.affected.get(person.directory.id) ?? [])].sort();
  const held = new Set(person.openHold?.changes.flatMap((change) => change.event_ids));
  if (held.size > 0) return [...held].sort();
  return person.directory.event_id === null ? [] : [person.directory.event_id];
}

/** The guards over the whole plan, and then the writes. */
async function settle(
  { trx, tenantId, policy, now }: Flow,
  planned: PersonPlan[],
  {
    openHolds = new Map(),
    origins = new Map(),
    actor,
  }: Partial<Pick<Execution, 'openHolds' | 'origins'>> & Pick<Execution, 'actor'>,
): Promise<PersonPlan[]> {
  const roles = policy.administratorRoles;
  const touched = planned.flatMap((plan) => (plan.before ? [plan.before.id] : []));
  const othersRemain =
    losesAdministrators(planned, roles) &&
    (await readAdministrators(trx, tenantId, roles, touched, 1)).length > 0;
  const plans = guardSoleAdministrator(planned, othersRemain, {
    roles,
    revokeSessions: policy.effective.sole_admin.revoke_sessions,
    waiting: new Set([...openHolds].filter(([, hold]) => hold.kind === 'sole_admin').map(([id]) => id)),
  });
  await execute(trx, plans, { tenantId, actor, policyVersion: policy.version, openHolds, origins, now });
  return plans;
}

/** What `decide` may know of a person. */
export function toPersonFacts(person: Person, facts: Pick<Facts, 'administrators'>): PersonFacts {
  const known = person.linked ?? (person.match.kind === 'link' ? person.match.account : null);
  return {
    source: person.directory.source,
    activeInDirectory: person.directory.active && !person.directory.gone,
    resource: person.directory.resource ?? {},
    groups: person.groups,
    manualRole: known?.manualRole ?? null,
    account: known && {
      status: known.account.status,
      role: known.account.role,
      attributes: known.account.attributes,
      email: known.account.email,
      isLastAdministrator: facts.administrators.length === 1 && facts.administrators[0] === known.account.id,
    },
  };
}
