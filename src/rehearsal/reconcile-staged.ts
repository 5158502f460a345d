import type { PersonPlan } from '../domain/change.ts';
import type { Decision } from '../domain/decision.ts';
import { readProfile } from '../policy/attributes.ts';
import { decide } from '../policy/decide.ts';
import type { Person } from '../reconcile/gather-facts.ts';
import { toPersonFacts } from '../reconcile/person-facts.ts';
import { planChanges } from '../reconcile/plan-changes.ts';
import { leaveRejectedAlone } from '../reconcile/rejected.ts';
import { groupsLeftLately, groupsWhileSettling } from '../reconcile/settle-demotion.ts';
import { yieldToSuccessors } from '../reconcile/take-over.ts';
import { applyPlans } from './apply-plans.ts';
import { linesBehind, linesOfAttributes, linesOfDropping } from './decided-lines.ts';
import { gatherStaged, type StagedFacts } from './gather-staged.ts';
import { guardStaged } from './guard-staged.ts';
import { keepOneAdministrator } from './keep-one-administrator.ts';
import type { Occasion, Stage, StagedPerson } from './stage.ts';

/**
 * Brings the accounts of these people in line, and of those who wait for another administrator: the flow of
 * reconcile-people.ts and conclude.ts with the same pure functions, from memory to memory.
 */
export async function reconcileStaged(stage: Stage, ids: string[], occasion: Occasion): Promise<void> {
  const waiting = stage.holds.filter(({ kind }) => kind === 'sole_admin' || kind === 'ambiguous_match');
  const everyone = new Set([...ids, ...waiting.flatMap(({ people }) => [...people.keys()])]);
  const facts = gatherStaged(stage, [...everyone].sort());
  const planned: PersonPlan[] = [];
  for (const person of facts.people) planned.push(...(await planPerson(stage, facts, person, occasion)));
  const { rules } = stage.bench;
  const byHand = occasion.byHand ?? null;
  const { plans: allowed, lapsed } = leaveRejectedAlone(yieldToSuccessors(planned), facts.people, {
    touched: occasion.touched,
    byHand,
    ranks: rules,
  });
  for (const hold of stage.holds) {
    for (const id of lapsed) if (hold.people.get(id) === 'rejected') hold.people.delete(id);
  }
  const guarded = guardStaged(stage, allowed, facts.people, occasion);
  const { plans, alerts } = await keepOneAdministrator(stage, guarded.plans, facts.people, occasion);
  applyPlans(stage, plans, { alerts, passed: guarded.passed, approved: occasion.approved ?? new Set() });
}

async function planPerson(
  stage: Stage,
  facts: StagedFacts,
  person: Person,
  occasion: Occasion,
): Promise<PersonPlan[]> {
  const { bench, now } = stage;
  const { rules } = bench;
  const { id } = person.directory;
  const decision = await decide(bench.policy, toPersonFacts(person, facts));
  const news = occasion.moves.get(id) ?? [];
  const { settling, settled } = groupsLeftLately(person, news, rules, now);
  const groups = groupsWhileSettling(person.groups, settling);
  const staged = stage.people.get(id);
  if (staged) note(stage, staged, person, decision);
  return planChanges({
    person,
    decision,
    moves: [
      ...settled.map(({ sourceId, externalId, name, eventId }) => ({
        joined: false,
        group: { sourceId, externalId, name },
        groupName: name ?? externalId ?? sourceId,
        eventId,
      })),
      ...news,
    ],
    settling:
      settling.length === 0
        ? null
        : {
            left: settling,
            decision: await decide(bench.policy, toPersonFacts({ ...person, groups }, facts)),
            isByHand: occasion.byHand === id,
          },
    eventIds: occasion.touched.has(id) ? [`event-${String(stage.events)}`] : [],
    heard: occasion.touched.has(id) ? { occurredAt: now, receivedAt: now } : null,
    rules,
    newUserId: () => `account-${String(stage.accounts.size + 1).padStart(5, '0')}-of-${id}`,
    now,
  });
}

/** Keeps the decision for the expectations, and the lines of the policy that it went by. */
function note(stage: Stage, staged: StagedPerson, person: Person, decision: Decision): void {
  staged.decision = decision;
  for (const at of linesBehind(decision)) stage.decided.add(at);
  for (const at of linesOfAttributes(stage.bench, staged)) stage.decided.add(at);
  for (const at of linesOfDropping(stage.bench, staged)) stage.decided.add(at);
  const { match } = person;
  if (person.linked !== null || match.kind === 'none') return;
  stage.decided.add('/identity/existing_accounts');
  const keys = stage.bench.effective.identity.match_by;
  const by = match.kind === 'link' ? match.by : (keys.find((key) => isFoundBy(key, person, match)) ?? null);
  const place = keys.findIndex((key) => key === by);
  if (place !== -1) stage.decided.add(`/identity/match_by/${String(place)}`);
  if (by === 'email') stage.decided.add('/identity/verified_domains');
}

/** Whether what waits for somebody to look was found by this key. */
function isFoundBy(
  key: 'external_id' | 'email',
  { externalId, directory }: Person,
  { candidates }: Extract<Person['match'], { kind: 'hold' }>,
): boolean {
  if (key === 'external_id') return candidates.some(({ account }) => account.externalId === externalId);
  const email = readProfile(directory.resource ?? {}).email?.toLowerCase();
  return email !== undefined && candidates.some(({ account }) => account.email?.toLowerCase() === email);
}
