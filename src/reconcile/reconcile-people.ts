import type { PersonPlan } from '../domain/change.ts';
import type { Cause } from './cause.ts';
import { conclude } from './conclude.ts';
import type { Flow } from './flow.ts';
import type { Verdicts } from './guard-plans.ts';
import { lookAhead, type Outlook } from './look-ahead.ts';
import { noteShadow } from './note-shadow.ts';
import { inParts, partsOfEveryone } from './parts.ts';
import { planPart } from './plan-part.ts';
import { step } from './step.ts';

/** Facts, decisions, plans and writes for these people of the mirror, and for those who wait on someone else. */
export async function reconcilePeople(
  flow: Flow,
  directoryUserIds: string[],
  cause: Cause,
): Promise<PersonPlan[]> {
  const parts = inParts(directoryUserIds);
  // What was approved is not looked at by the guards.
  if (parts.length === 1 || cause.approval) return workOff(flow, parts, cause, null);
  const { first, verdicts } = await lookAhead(flow, parts, cause);
  return workOff(flow, first.length === 0 ? parts : [first, ...parts], cause, verdicts);
}

/**
 * Before everyone is gone through in pages, each of which is a run of its own: looks at everyone at once. Who is to wait
 * for the guards waits from then on, so that no page does a part of a surge; and whoever begins or ceases to administer
 * does so at once, so that nobody is kept or promoted for want of somebody on a later page.
 *
 * @param onlyWaiting whether to do only the former
 * @returns the plans of those who were brought in line
 */
export async function settleEveryoneFirst(
  flow: Flow,
  cause: Cause,
  { onlyWaiting = false } = {},
): Promise<PersonPlan[]> {
  const atOnce: Cause = { ...cause, underNewPolicy: true };
  const outlook = await lookAhead(flow, partsOfEveryone(flow), atOnce);
  const parts = partsToComeFirst(onlyWaiting ? { ...outlook, first: [] } : outlook);
  return workOff(flow, parts, atOnce, outlook.verdicts);
}

/** Those who cannot be looked at page by page: who administers or is to, together, and then who is to wait. */
export function partsToComeFirst({ first, verdicts }: Outlook): string[][] {
  const known = new Set(first);
  const waiting = [...verdicts.keys()].filter((id) => !known.has(id));
  return [...(first.length === 0 ? [] : [first]), ...(waiting.length === 0 ? [] : inParts(waiting))];
}

async function workOff(
  flow: Flow,
  parts: Iterable<string[]>,
  cause: Cause,
  verdicts: Verdicts,
): Promise<PersonPlan[]> {
  const plans: PersonPlan[] = [];
  for (const part of parts) {
    const count = { 'rollcall.count.people': part.length };
    const { planned, people, decided } = await step(flow, 'plan', count, () => planPart(flow, part, cause));
    await noteShadow(flow, decided);
    const concluded = await conclude(flow, planned, cause, people, verdicts);
    // Those without a change are not kept: a group of 100,000 is worked off in parts, and so is its memory.
    plans.push(...concluded.filter((plan) => plan.changes.length > 0 || plan.hold !== null));
  }
  return plans;
}
