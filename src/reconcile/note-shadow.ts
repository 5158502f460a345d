import type { Decision, PersonFacts } from '../domain/decision.ts';
import { decide } from '../policy/decide.ts';
import { noteDifferences, type NotedDifference } from '../store/shadow-differences.ts';
import type { Flow } from './flow.ts';
import { gatherFacts } from './gather-facts.ts';
import { decideOnPerson, isDecidedOn, toPersonFacts } from './person-facts.ts';
import { differenceOf } from './shadow.ts';
import type { Shadow } from './shadow-policies.ts';

/** A decision that was taken, and what it was taken on. */
export interface Decided {
  directoryUserId: string;
  facts: PersonFacts;
  decision: Decision;
  /** The events that it is about; often none. */
  eventIds: readonly string[];
}

/**
 * Takes each decision under the proposal of the tenant as well, and notes who differs. Nothing else depends on it: what
 * the proposal cannot decide is left as it was noted, and where nothing can be noted the flow goes on.
 */
export async function noteShadow(flow: Flow, decided: readonly Decided[]): Promise<void> {
  const { shadow } = flow;
  if (!shadow || decided.length === 0) return;
  const compared: string[] = [];
  const differing: NotedDifference[] = [];
  const failures: unknown[] = [];
  for (const each of decided) {
    try {
      const difference = await compare(shadow, each);
      compared.push(each.directoryUserId);
      if (difference !== null) differing.push(difference);
    } catch (fault) {
      failures.push(fault);
    }
  }
  if (failures.length > 0) shadow.notes.failed(flow.tenantId, failures.length, failures[0]);
  if (compared.length === 0) return;
  const { trx, tenantId, policy, now } = flow;
  const proposedVersion = shadow.version;
  try {
    await trx.transaction((savepoint) =>
      noteDifferences(savepoint, tenantId, {
        compared,
        differing,
        policyVersion: policy.version,
        proposedVersion,
        at: now,
      }),
    );
  } catch (fault) {
    shadow.notes.failed(tenantId, compared.length, fault);
    return;
  }
  shadow.notes.decided({ same: compared.length - differing.length, differs: differing.length });
}

/**
 * Compares a page of people without reconsidering them: takes the decision of now and that under the proposal, and does
 * nothing else. So a proposal is known for everyone from the first day, and nothing is done sooner for it.
 */
export async function comparePage(flow: Flow, directoryUserIds: string[]): Promise<void> {
  const { trx, tenantId, policy, now } = flow;
  if (!flow.shadow || directoryUserIds.length === 0) return;
  const facts = await gatherFacts(trx, tenantId, directoryUserIds, new Set(), policy, now);
  const asked = new Set(directoryUserIds);
  const decided: Decided[] = [];
  for (const person of facts.people) {
    const { id } = person.directory;
    // Who waits on someone else comes along; their turn is their own.
    if (!asked.has(id) || !isDecidedOn(person, policy.effective)) continue;
    const personFacts = toPersonFacts(person, facts);
    const decision = await decideOnPerson(policy.compiled, person.directory, personFacts);
    decided.push({ directoryUserId: id, facts: personFacts, decision, eventIds: [] });
  }
  await noteShadow(flow, decided);
}

async function compare(
  { compiled, redaction }: Shadow,
  { directoryUserId, facts, decision, eventIds }: Decided,
): Promise<NotedDifference | null> {
  const resource = redaction === null ? facts.resource : redaction.redactResource(facts.resource);
  const proposed = await decide(compiled, { ...facts, resource });
  const difference = differenceOf(decision, proposed, facts.account);
  return difference && { ...difference, directoryUserId, eventId: eventIds.at(-1) ?? null };
}
