import { setImmediate } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import type { LeftGroup, PersonPlan } from '../domain/change.ts';
import type { Decision } from '../domain/decision.ts';
import { durationMs } from '../domain/duration.ts';
import { readEventTimes } from '../store/inbox.ts';
import type { ActivePolicy } from './active-policy.ts';
import { awaitNewsBeforePurging } from './await-news.ts';
import type { Cause } from './cause.ts';
import type { Flow } from './flow.ts';
import { foundByResync } from './found-by-resync.ts';
import { gatherFacts, type Facts, type Person } from './gather-facts.ts';
import { ranksOf } from './gather-guard-facts.ts';
import type { MirrorResult, Move } from './mirror.ts';
import type { News } from './news.ts';
import type { Decided } from './note-shadow.ts';
import { onlyRoleByHand } from './only-role-by-hand.ts';
import { decideOnPerson, isDecidedOn, toPersonFacts } from './person-facts.ts';
import { planChanges } from './plan-changes.ts';
import type { Heard } from './plan-input.ts';
import { groupsLeftLately, groupsWhileSettling } from './settle-demotion.ts';
import { step } from './step.ts';
import { yieldToSuccessors } from './take-over.ts';

/** People who are decided on before others of this process, such as access checks, are let through: a few milliseconds. */
const peopleInOneGo = 100;

/** What would become of people if nobody held anything. */
export interface Planned {
  planned: PersonPlan[];
  /** Everyone it was looked at for: who was asked about, and who waits on someone else. */
  people: Person[];
  /** What was decided of them, for the proposal to be compared with; empty where the tenant has none. */
  decided: Decided[];
}

/** What would become of these people, and of those who wait on someone else, if nobody held anything. Writes nothing. */
export async function planPart(flow: Flow, part: string[], cause: Cause): Promise<Planned> {
  const { trx, tenantId, policy, now } = flow;
  const touched = new Set(cause.mirror?.affected.keys());
  const rules = {
    emailChange: policy.effective.identity.email_change,
    settleMs: durationMs(policy.effective.groups.settle),
    startFresh: policy.effective.deactivation.if_reactivated === 'start_fresh',
    ...ranksOf(flow),
  };
  const found = await step(flow, 'gather facts', { 'rollcall.count.people': part.length }, () =>
    gatherFacts(trx, tenantId, part, touched, policy, now, flow.asIf),
  );
  const facts = foreseenBy(policy, found, cause);
  const heard = new Map([...(await heardBeforeHolds(flow, facts.people)), ...heardOf(cause.news ?? [], now)]);
  const asked = new Set(part);
  const planned: PersonPlan[] = [];
  const decided: Decided[] = [];
  for (const [i, person] of facts.people.entries()) {
    // Decisions from memory wait for nothing: others of this process are let through between them.
    if (i > 0 && i % peopleInOneGo === 0) await setImmediate();
    const isByHand = cause.byHand === person.directory.id;
    const isApplied = isDecidedOn(person, policy.effective);
    if (!isApplied && !(isByHand && person.directory.occurred_at !== null)) continue;
    const personFacts = toPersonFacts(person, facts);
    const decision = await decideOnPerson(policy.compiled, person.directory, personFacts);
    const news = cause.mirror?.moves.get(person.directory.id) ?? [];
    const { settling, settled } = groupsLeftLately(person, news, rules, now);
    const eventIds = eventsBehind(person, asked, cause.mirror);
    if (flow.shadow) {
      decided.push({ directoryUserId: person.directory.id, facts: personFacts, decision, eventIds });
    }
    const plansOfPerson = planChanges({
      person,
      decision,
      moves: [...settled.map(toMove), ...news],
      settling:
        settling.length === 0
          ? null
          : {
              left: settling,
              decision: await decideWith(settling, policy, facts, person),
              isByHand,
            },
      eventIds: [...new Set([...eventIds, ...settled.map(({ eventId }) => eventId)])].sort(),
      heard: latestOf(eventIds, heard),
      rules,
      newUserId: newId,
      now,
    });
    planned.push(...(isApplied ? plansOfPerson : plansOfPerson.flatMap(onlyRoleByHand)));
  }
  const told = await foundByResync(flow, yieldToSuccessors(planned), facts.people, cause);
  const ready = await awaitNewsBeforePurging(flow, told);
  return { planned: ready, people: facts.people, decided };
}

/** What would be known if this policy were in force and a promotion carried out, where a run only foresees that. */
function foreseenBy(policy: ActivePolicy, facts: Facts, { underNewPolicy, promoted }: Cause): Facts {
  if (!underNewPolicy) return facts;
  const people = facts.people.map((person) => withPromotion(redactedBy(policy, person), promoted));
  return { ...facts, people };
}

/** What would be left of the mirror; redact-mirror.ts does it then. */
function redactedBy({ redaction }: ActivePolicy, person: Person): Person {
  const { resource } = person.directory;
  if (resource === null) return person;
  return { ...person, directory: { ...person.directory, resource: redaction.redactResource(resource) } };
}

function withPromotion(person: Person, promoted: PersonPlan | undefined): Person {
  const { linked } = person;
  if (linked === null || !promoted?.after || linked.account.id !== promoted.after.id) return person;
  const account = { ...linked.account, role: promoted.after.role, roleOrigin: promoted.after.roleOrigin };
  return { ...person, linked: { ...linked, account, manualRole: null, promotedRole: promoted.promotedTo } };
}

/** What somebody would have who had not left these groups yet. */
function decideWith(
  left: LeftGroup[],
  policy: ActivePolicy,
  facts: Facts,
  person: Person,
): Promise<Decision> {
  const groups = groupsWhileSettling(person.groups, left);
  return decideOnPerson(policy.compiled, person.directory, toPersonFacts({ ...person, groups }, facts));
}

function toMove({ sourceId, externalId, name, eventId }: LeftGroup): Move {
  const groupName = name ?? externalId ?? sourceId;
  return { joined: false, group: { sourceId, externalId, name }, groupName, eventId };
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

/** When the news came whose consequences have waited for somebody to decide: to them it takes until then to revoke. */
async function heardBeforeHolds(
  { trx, tenantId }: Flow,
  people: readonly Person[],
): Promise<Map<string, Heard>> {
  const leaving = people.flatMap(({ directory, openHold }) =>
    (openHold?.changes ?? [])
      .filter(({ action }) => action === 'user.deactivated')
      .map(({ event_ids }) => ({ directoryId: directory.directory_id, eventIds: event_ids })),
  );
  const eventIds = [...new Set(leaving.flatMap((each) => each.eventIds))];
  if (eventIds.length === 0) return new Map();
  const directoryIds = [...new Set(leaving.map(({ directoryId }) => directoryId))];
  const times = await readEventTimes(trx, tenantId, directoryIds, eventIds);
  return new Map(
    times.map(({ event_id, occurred_at, received_at }) => [
      event_id,
      { occurredAt: occurred_at, receivedAt: received_at },
    ]),
  );
}

function latestOf(eventIds: readonly string[], heard: ReadonlyMap<string, Heard>): Heard | null {
  const all = eventIds.map((id) => heard.get(id)).filter((each) => each !== undefined);
  return all.sort((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())[0] ?? null;
}
