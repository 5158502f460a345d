import type { PersonPlan } from '../domain/change.ts';
import { readFormerAccountsOf, type FormerAccount } from '../store/former-accounts.ts';
import type { Cause } from './cause.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import { lookAhead } from './look-ahead.ts';
import { inParts, partsOfEveryone } from './parts.ts';
import { planFormerAccounts } from './plan-former-accounts.ts';
import { planPart } from './plan-part.ts';
import { partsToComeFirst } from './reconcile-people.ts';
import { weighPlans } from './weigh-plans.ts';

/** What would be done for somebody, and what they wait in as it is. */
export interface Foreseen {
  plan: PersonPlan;
  openHold: Person['openHold'];
  /** What was told of them before, which is not so: they are promoted, or somebody else wants the same account. */
  instead?: PersonPlan;
}

/**
 * What putting the flow's policy in force would do to everyone of a tenant, as they are at this moment: the same plans,
 * guards and last administrator as `reconcile` has for `everyone`, without the writes. Needs no lock; a snapshot keeps it
 * of one moment. Memory does not grow with the number of people, but for those whom guards look at.
 *
 * @param flow with the policy that is to be in force
 * @param tell hears of everyone, some after others, with who is not changed among them; of one person perhaps twice
 * @param atOnce people who are in memory at once; absent: as many as for any run
 * @returns how many people were looked at
 */
export async function planEveryone(
  flow: Flow,
  cause: Pick<Cause, 'actor'>,
  tell: (foreseen: Foreseen[]) => void,
  atOnce?: number,
): Promise<number> {
  const { trx, tenantId } = flow;
  const foreseen: Cause = { ...cause, underNewPolicy: true };
  let count = 0;
  const weighedFormer = async (former: FormerAccount[]): Promise<PersonPlan[]> =>
    (await weighPlans(flow, await planFormerAccounts(flow, former), foreseen, [], null)).plans;
  const parts = async function* () {
    for await (const part of partsOfEveryone(flow, atOnce)) {
      count += part.length;
      yield part;
      tell((await weighedFormer(await readFormerAccountsOf(trx, tenantId, part))).map(ofNobody));
    }
  };
  const outlook = await lookAhead(flow, parts(), foreseen, async (plans, people) => {
    const former = await weighedFormer(becomingFormer(plans));
    tell(withHolds(withWhatFollows(plans, former), people));
  });
  const told = new Set<string | null>();
  const passing = outlook.passing.length === 0 ? [] : inParts(outlook.passing);
  const behind = [...partsToComeFirst(outlook), ...passing];
  const later = new Set(behind.flat());
  for (const part of behind) {
    const { planned, people } = await planPart(flow, part, foreseen);
    const { plans } = await weighPlans(flow, planned, foreseen, people, outlook.verdicts);
    const asked = new Set<string | null>(part.filter((id) => !told.has(id)));
    const own = plans.filter(({ directoryUserId }) => asked.has(directoryUserId));
    const former = await weighedFormer(becomingFormer(own));
    const foreseenOfThem = withHolds(withWhatFollows(own, former), people);
    for (const each of foreseenOfThem) {
      if (outlook.toldBefore.has(each.plan.directoryUserId ?? '')) await takeBack(flow, each, foreseen);
    }
    tell(foreseenOfThem);
    for (const plan of plans) {
      const id = plan.directoryUserId;
      if (plan.promotedTo === null || asked.has(id)) continue;
      tell([await foreseePromotion(flow, plan, foreseen, !later.has(id ?? ''))]);
      told.add(id);
    }
  }
  return count;
}

/**
 * Who takes the place of the last administrator may be anybody. They are promoted first, and looked at as administrators
 * then.
 */
async function foreseePromotion(
  flow: Flow,
  promoted: PersonPlan,
  cause: Cause,
  isToldAlready: boolean,
): Promise<Foreseen> {
  const id = promoted.directoryUserId;
  const [former] = id === null || !isToldAlready ? [] : await plansOf(flow, id, cause);
  const [then] = id === null ? [] : await plansOf(flow, id, { ...cause, promoted });
  const plan: PersonPlan = {
    ...(then ?? promoted),
    before: promoted.before,
    changes: [...promoted.changes, ...(then?.changes ?? [])],
    promotedTo: promoted.promotedTo,
  };
  return { plan, openHold: null, ...(former === undefined ? {} : { instead: former }) };
}

/** Of somebody who was told of as if nobody else wanted the same account. */
async function takeBack(flow: Flow, foreseen: Foreseen, cause: Cause): Promise<void> {
  const { directoryUserId } = foreseen.plan;
  const [former] = directoryUserId === null ? [] : await plansOf(flow, directoryUserId, cause);
  if (former !== undefined) foreseen.instead = former;
}

async function plansOf(flow: Flow, directoryUserId: string, cause: Cause): Promise<PersonPlan[]> {
  const { planned } = await planPart(flow, [directoryUserId], cause);
  return planned.filter((plan) => plan.directoryUserId === directoryUserId);
}

/** The accounts that people leave behind by this very run: their data go by the proposed policy, too. */
function becomingFormer(plans: readonly PersonPlan[]): FormerAccount[] {
  return plans.flatMap(({ directoryUserId, before, after, hold }) => {
    if (before === null || hold !== null) return [];
    // Of a purged account nothing is left to be timed.
    const isLeftBehind =
      before.directoryUserId !== null && after?.directoryUserId === null && after.status === 'deactivated';
    return isLeftBehind ? [{ user_id: before.id, directory_user_id: directoryUserId }] : [];
  });
}

/** What is done to an account that is left behind, and to its data then, is one plan. */
function withWhatFollows(plans: PersonPlan[], former: readonly PersonPlan[]): PersonPlan[] {
  if (former.length === 0) return plans;
  const thenOf = new Map(former.map((plan) => [plan.before?.id, plan]));
  return plans.map((plan) => {
    const then = thenOf.get(plan.before?.id);
    return then === undefined
      ? plan
      : { ...plan, after: then.after, changes: [...plan.changes, ...then.changes] };
  });
}

function withHolds(plans: PersonPlan[], people: readonly Person[]): Foreseen[] {
  const openHolds = new Map(people.map(({ directory, openHold }) => [directory.id, openHold]));
  return plans.map((plan) => ({ plan, openHold: openHolds.get(plan.directoryUserId ?? '') ?? null }));
}

function ofNobody(plan: PersonPlan): Foreseen {
  return { plan, openHold: null };
}
