import type { Decision, NoAccessDecision, PersonFacts, TraceStep } from '../domain/decision.ts';
import type { Differs, Pair, ShadowDifference, ShadowEffect } from '../domain/shadow-difference.ts';

/**
 * Compares what the policy in force decides about a person with what a proposal decides of the same facts: outcome, role
 * and its origin, workspaces, attributes, how access ends. Not the traces, nor who is told. Pure.
 *
 * @param account of the person; what could only be done to an account is no difference where there is none
 * @returns null where they come to the same
 */
export function differenceOf(
  now: Decision,
  proposed: Decision,
  account: PersonFacts['account'],
): ShadowDifference | null {
  const hasAccount = account !== null && account.status !== 'purged';
  if (!hasAccount && givesNothing(now) && givesNothing(proposed)) return null;
  const differs: Differs = {
    ...pairOf('outcome', now.outcome, proposed.outcome),
    ...pairOf('role', roleOf(now), roleOf(proposed)),
    ...(now.outcome === 'active' && proposed.outcome === 'active'
      ? { ...pairOf('role_origin', now.roleOrigin, proposed.roleOrigin), ...workspacesOf(now, proposed) }
      : {}),
    ...attributesOf(now, proposed),
    ...(now.outcome === 'no_access' && proposed.outcome === 'no_access'
      ? endsOf(now, proposed, account?.status === 'deactivated')
      : {}),
  };
  const effect = effectOf(differs);
  if (effect === null) return null;
  return {
    effect,
    role: roleOf(proposed),
    differs,
    cause: causeOf(effect, differs, now, proposed),
    places: decisivePlaces(now),
    proposedPlaces: decisivePlaces(proposed),
  };
}

/** Nobody is provisioned, and where there is no account nothing else can happen. */
function givesNothing({ outcome }: Decision): boolean {
  return outcome === 'no_access' || outcome === 'leave_alone';
}

function roleOf(decision: Decision): string | null {
  return decision.outcome === 'active' ? decision.role : null;
}

function pairOf<Key extends string, T>(key: Key, now: T, proposed: T): Partial<Record<Key, Pair<T>>> {
  if (JSON.stringify(now) === JSON.stringify(proposed)) return {};
  return { [key]: { now, proposed } } as Record<Key, Pair<T>>;
}

type Active = Extract<Decision, { outcome: 'active' }>;

function workspacesOf(now: Active, proposed: Active): Pick<Differs, 'workspaces'> {
  const before = new Map(now.workspaces.map(({ key, role }) => [key, role]));
  const after = new Map(proposed.workspaces.map(({ key, role }) => [key, role]));
  const workspaces = [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((key) => ({ key, now: before.get(key) ?? null, proposed: after.get(key) ?? null }))
    .filter((each) => each.now !== each.proposed);
  return workspaces.length === 0 ? {} : { workspaces };
}

function attributesOf(now: Decision, proposed: Decision): Pick<Differs, 'attributes'> {
  if (!('attributes' in now) || !('attributes' in proposed)) return {};
  const before = new Map(Object.entries(now.attributes));
  const after = new Map(Object.entries(proposed.attributes));
  const attributes = [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)));
  return attributes.length === 0 ? {} : { attributes };
}

/** Of somebody who is deactivated already, only when their data go is still to come. */
function endsOf(
  now: NoAccessDecision,
  proposed: NoAccessDecision,
  isOver: boolean,
): Pick<Differs, 'leaving' | 'revoke'> {
  if (isOver && now.leaving.purgeAfterMs === proposed.leaving.purgeAfterMs) return {};
  return {
    ...pairOf('leaving', now.leaving, proposed.leaving),
    ...(isOver ? {} : pairOf('revoke', [...now.revoke].sort(), [...proposed.revoke].sort())),
  };
}

function effectOf(differs: Differs): ShadowEffect | null {
  switch (differs.outcome?.proposed) {
    case 'no_access':
      return 'loses_access';
    case 'leave_alone':
      return 'left_alone';
    case 'undecided':
      return 'undecided';
    case 'active':
      // Who waits for a decision keeps the account as it is meanwhile.
      return differs.outcome.now === 'undecided' ? 'role' : 'gains_access';
    case undefined:
  }
  if (differs.role !== undefined) return 'role';
  if (differs.workspaces !== undefined) return 'workspaces';
  if (differs.role_origin !== undefined) return 'role_origin';
  if (differs.attributes !== undefined) return 'attributes';
  return differs.leaving === undefined && differs.revoke === undefined ? null : 'leaving';
}

/** What decides in the proposal and is new; where nothing is, what decides now and is there no more. */
function causeOf(
  effect: ShadowEffect,
  differs: Differs,
  now: Decision,
  proposed: Decision,
): ShadowDifference['cause'] {
  const [attribute] = differs.attributes ?? [];
  if (effect === 'attributes' && attribute !== undefined) {
    const isGiven = 'attributes' in proposed && Object.hasOwn(proposed.attributes, attribute);
    const at = `/attributes/map/${attribute.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return { in: isGiven ? 'proposed' : 'now', at };
  }
  if (effect === 'leaving' && differs.leaving === undefined) {
    return { in: 'proposed', at: '/deactivation/revoke' };
  }
  const counts = stepsThatCount(effect);
  const fresh = placeOf(proposed.trace.filter(counts).filter(isMissingIn(now)));
  const gone = now.trace.filter(counts).filter(isMissingIn(proposed));
  // Behind a filter nothing was looked at, so all else that gives access is new as well.
  const filter = placeOf(gone.filter(({ step }) => step === 'filters'));
  if (effect === 'gains_access' && filter !== null) return { in: 'now', at: filter };
  if (fresh !== null) return { in: 'proposed', at: fresh };
  const former = placeOf(gone);
  if (former !== null) return { in: 'now', at: former };
  const any = placeOf(proposed.trace.filter(counts));
  return any === null ? null : { in: 'proposed', at: any };
}

function stepsThatCount(effect: ShadowEffect): (step: TraceStep) => boolean {
  if (effect === 'leaving') return ({ step }) => step === 'deactivation';
  if (effect === 'workspaces') {
    return (step) => isDecisive(step) && /^\/(?:groups\/map|rules)\//.test(step.at ?? '');
  }
  return isDecisive;
}

/** By what a step says: the places of one thing in two policies need not be the same. */
function isMissingIn({ trace }: Decision): (step: TraceStep) => boolean {
  const said = new Set(trace.map(({ says }) => says));
  return ({ says }) => !said.has(says);
}

function placeOf(steps: readonly TraceStep[]): string | null {
  return steps.findLast(({ at }) => at !== null)?.at ?? null;
}

function isDecisive({ decisive }: TraceStep): boolean {
  return decisive === true;
}

function decisivePlaces({ trace }: Decision): string[] {
  const places = trace.filter(isDecisive).flatMap(({ at }) => (at === null ? [] : [at]));
  return [...new Set(places)];
}
