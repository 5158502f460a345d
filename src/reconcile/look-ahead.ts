import type { Account, PersonPlan } from '../domain/change.ts';
import type { EffectiveGuards } from '../policy/effective-policy.ts';
import { newsTimeOf, noticedOf, watchedOf, type Cause } from './cause.ts';
import type { Flow } from './flow.ts';
import { createRivals } from './find-rivals.ts';
import { findEmptied, gatherGuardFacts, ranksOf } from './gather-guard-facts.ts';
import { goesOnWaiting, guardsOf, judge, type Verdict, type Watched } from './guards.ts';
import { planPart, type Planned } from './plan-part.ts';
import { leaveRejectedAlone } from './rejected.ts';
import { administers } from './sole-admin.ts';

/** What only shows when everyone of a large run is looked at. */
export interface Outlook {
  /** Who is to wait, by directory user id. */
  verdicts: ReadonlyMap<string, Verdict>;
  /**
   * The directory user ids of those who cease to administer, of some who begin to, of some who could be promoted, and of
   * those who want the same account as somebody else.
   */
  first: string[];
  /** Those in `first` who were told of before it showed that they belong there. */
  toldBefore: ReadonlySet<string>;
  /** Those of the others whom guards look at, and let pass. */
  passing: string[];
}

/** What would become of a part of the people, with those left out whom somebody else's plan depends on. */
export type TellOfOthers = (plans: PersonPlan[], people: Planned['people']) => void | Promise<void>;

/** As many who might be promoted as are looked at together; who comes later is hardly the longest provisioned. */
const mostSuccessors = 2_000;
/** As many who begin to administer as are looked at together: who leaves needs one of them, and a role may go to all. */
const mostBeginning = 2_000;

/**
 * Looks at everyone of a large run before the first part of it is worked off: what one cause does to many is held whole,
 * or not at all, however many parts it is in, and who administers is decided over all of them. Writes nothing. Everyone
 * is planned twice then.
 *
 * @param tell hears of those who are neither guarded nor concern who administers: for them it is final
 */
export async function lookAhead(
  flow: Flow,
  parts: Iterable<string[]> | AsyncIterable<string[]>,
  cause: Cause,
  tell: TellOfOthers = () => undefined,
): Promise<Outlook> {
  const { guards } = flow.policy.effective;
  const newsAt = newsTimeOf(flow, cause);
  const guarded: Guarded = { plans: [], people: new Map(), emptied: new Map() };
  const first = new Set<string>();
  const toldBefore = new Set<string>();
  const rivals = createRivals();
  const administration = createAdministration(flow);
  const plan = async (part: string[]) => ({ part, ...(await planPart(flow, part, cause)) });
  for await (const { part, planned, people } of begunAhead(parts, plan)) {
    const { plans } = leaveRejectedAlone(planned, people, noticedOf(flow, cause));
    const watched = watchedOf(people, cause);
    if (guards !== null) {
      for (const [id, clause] of await findEmptied(flow, plans, newsAt)) guarded.emptied.set(id, clause);
      noteGuarded(flow, guards, plans, watched, guarded);
    }
    const asked = new Set(part);
    // Who only comes along is looked at in their own part, or as part of any.
    const own = plans.filter(({ directoryUserId }) => asked.has(directoryUserId ?? ''));
    // Who gets a new account has two plans, which belong together.
    for (const plan of own) {
      if (administration.concerns(plan)) first.add(plan.directoryUserId ?? '');
    }
    for (const id of rivals.among(people.filter(({ directory }) => asked.has(directory.id)))) {
      if (!asked.has(id) && !first.has(id) && !guarded.people.has(id)) toldBefore.add(id);
      first.add(id);
    }
    const others = own.filter(({ directoryUserId }) => {
      const id = directoryUserId ?? '';
      return !first.has(id) && !guarded.people.has(id);
    });
    await tell(others, people);
  }
  const facts = await gatherGuardFacts(flow, guarded.plans, guarded.people, guarded.emptied);
  const verdicts = facts === null ? new Map<string, Verdict>() : judge(guarded.plans, facts);
  const passing = [...guarded.people.keys()].filter((id) => !first.has(id) && !verdicts.has(id));
  return { verdicts, first: [...first], toldBefore, passing };
}

/** Works on each item in its order; the next one has begun by then, so that the database works while we do. */
async function* begunAhead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let begun: Promise<Result> | null = null;
  for await (const item of items) {
    const former: Promise<Result> | null = begun;
    begun = work(item);
    // Its fault is looked at when its turn comes.
    begun.catch(() => undefined);
    if (former) yield await former;
  }
  if (begun) yield await begun;
}

interface Guarded {
  plans: PersonPlan[];
  people: Map<string, Watched>;
  emptied: Map<string, string>;
}

function noteGuarded(
  flow: Flow,
  guards: EffectiveGuards,
  plans: PersonPlan[],
  watched: ReadonlyMap<string, Watched>,
  guarded: Guarded,
): void {
  const { emptied } = guarded;
  const { administratorRoles } = flow.policy;
  const looking = { guards, administratorRoles, ranks: ranksOf(flow), emptied };
  for (const plan of plans) {
    const id = plan.directoryUserId ?? '';
    const person = watched.get(id);
    if (person === undefined || guarded.people.has(id)) continue;
    const isGuarded =
      guardsOf(plan, person, looking).length > 0 || goesOnWaiting(plan, person, looking) !== null;
    if (!isGuarded) continue;
    guarded.people.set(id, person);
    guarded.plans.push(onlyWhatIsGuarded(plan));
  }
}

/** Everyone's are kept at once: no more of them than the guards look at. */
function onlyWhatIsGuarded(plan: PersonPlan): PersonPlan {
  return {
    ...plan,
    before: onlyStanding(plan.before),
    after: onlyStanding(plan.after),
    changes: plan.changes.slice(0, 1),
    timers: { before: [], after: [] },
    decision: null,
  };
}

function onlyStanding(account: Account | null): Account | null {
  if (account === null) return null;
  const { id, status, role, workspaces } = account;
  return { ...nobodysAccount, id, status, role, workspaces };
}

const nobodysAccount = {
  directoryId: null,
  directoryUserId: null,
  externalId: null,
  email: null,
  displayName: null,
  givenName: null,
  familyName: null,
  roleOrigin: null,
  attributes: {},
  sessionsValidAfter: null,
  provisionedAt: new Date(0),
  deactivatedAt: null,
  purgeAt: null,
} satisfies Partial<Account>;

/** Who cannot be looked at in parts, because of who administers. */
function createAdministration({ policy }: Flow): { concerns: (plan: PersonPlan) => boolean } {
  const roles = policy.administratorRoles;
  const from = policy.effective.sole_admin.promote?.from ?? [];
  const mayBePromoted = (account: Account | null): boolean =>
    account?.status === 'active' && account.role !== null && from.includes(account.role);
  let [beginning, successors] = [0, 0];
  return {
    concerns: ({ before, after, hold }) => {
      const [did, does] = [administers(before, roles), administers(after, roles)];
      if ((did && !does) || hold?.kind === 'sole_admin') return true;
      if (does && !did) return (beginning += 1) <= mostBeginning;
      // Who could take a leaver's place only by this run: the database does not know them as such.
      if (mayBePromoted(before) || !mayBePromoted(after)) return false;
      return (successors += 1) <= mostSuccessors;
    },
  };
}
