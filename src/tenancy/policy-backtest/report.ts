import type {
  PolicyBacktest,
  PolicyBacktestDifference,
  PolicyBacktestGroup,
  PolicyBacktestViolation,
  PolicyPlanPlace,
} from '../../generated/api.ts';
import type { Transaction } from '../../store/database.ts';
import { readPeopleOfToday } from '../../store/recorded-history.ts';
import { createPlaces, digestOf, readProposal } from '../policy-plan/proposal.ts';
import { proposedVersion, type Backtested, type Continuation } from './backtested.ts';
import { compareTimelines, differenceInWords, type Difference, type Differing } from './compare-timelines.ts';
import type { Moment, Standing } from './timelines.ts';

/** Several differences of one kind and line. */
interface Counted {
  kind: Difference['kind'];
  says: string;
  pointer: string | null;
  people: number;
  times: number;
  named: { who: Differing['who']; key: string; difference: Difference }[];
}

type ShowPlace = (moment: Moment | null, kind: Difference['kind']) => Promise<PolicyPlanPlace | null>;

/** Tells a backtest in the shape of the API. Of differences the figures are kept, and as many as are to be named. */
export async function reportBacktest(real: Transaction, tested: Backtested): Promise<PolicyBacktest> {
  const { tenant, proposal, base, since, until, counts, asItWas, underProposal, reproduction } = tested;
  const groups = new Map<string, Counted>();
  const people = { differ: 0, differ_still: 0 };
  for (const differing of compareTimelines(asItWas.timelines, underProposal.timelines)) {
    people.differ += 1;
    if (differing.differences.some((each) => each.until === null)) people.differ_still += 1;
    count(groups, differing, tested.named);
  }
  const violated = underProposal.found.count > 0;
  const showPlace = createShowPlace(real, tested);
  const placeOfGroup = createPlaces(proposal);
  const told = [...groups.values()]
    .sort(byGravity)
    .map((group) => ({ ...group, named: earliest(group.named, tested.named) }));
  const today = await findToday(real, tenant.id, told);
  const { figures } = asItWas;
  return {
    tenant: tenant.slug,
    outcome: violated ? 'violated' : people.differ > 0 ? 'differences' : 'nothing',
    base,
    proposal: { version: proposal.version, digest: digestOf(proposal) },
    since: since.toISOString(),
    until: until.toISOString(),
    replayed: {
      before: counts.before,
      events: counts.within,
      timers: figures.timers,
      by_hand: figures.byHand,
      not_repeated: figures.notRepeated,
      not_repeated_under_proposal: underProposal.figures.notRepeated,
      emptied: counts.emptied,
      unknown: figures.unknown,
      unapplied: counts.unapplied,
    },
    as_recorded: {
      people: reproduction.people,
      otherwise: reproduction.otherwise,
      named: reproduction.named.map(({ name, ...standings }) => ({ external_id: name, ...standings })),
    },
    people,
    groups: await inSeries(told, async (group): Promise<PolicyBacktestGroup> => {
      const { kind, says, pointer, people: many, times, named } = group;
      return {
        ...{ kind, says, place: pointer === null ? null : placeOfGroup(pointer), people: many, times },
        named: await inSeries(named, async (each) => ({
          ...whoIs(each, today),
          ...(await toldDifference(each.difference, showPlace)),
        })),
      };
    }),
    violations: {
      as_it_was: asItWas.found.count,
      proposal: underProposal.found.count,
      named: [...violationsOf('proposal', underProposal), ...violationsOf('as_it_was', asItWas)],
    },
    diagnostics: proposal.diagnostics,
  };
}

function count(groups: Map<string, Counted>, { key, who, differences }: Differing, named: number): void {
  const counted = new Set<Counted>();
  for (const difference of differences) {
    const { kind, wouldBy } = difference;
    const says = differenceInWords(difference);
    // Of what is in force as well nothing is the proposal's.
    const pointer = wouldBy?.version === proposedVersion ? lineBehind(wouldBy, kind) : null;
    const id = JSON.stringify([kind, says, pointer]);
    const group = groups.get(id) ?? { kind, says, pointer, people: 0, times: 0, named: [] };
    groups.set(id, group);
    group.times += 1;
    if (!counted.has(group)) group.people += 1;
    counted.add(group);
    group.named.push({ key, who, difference });
    // Cut now and then, so that a group of everybody is not kept.
    if (group.named.length > 2 * named + 100) group.named = earliest(group.named, named);
  }
}

function earliest(named: Counted['named'], count: number): Counted['named'] {
  return named
    .sort((a, b) => a.difference.from.getTime() - b.difference.from.getTime() || (a.key < b.key ? -1 : 1))
    .slice(0, count);
}

const gravity: Difference['kind'][] = ['access', 'role', 'workspaces', 'data', 'held'];

function byGravity(a: Counted, b: Counted): number {
  return (
    gravity.indexOf(a.kind) - gravity.indexOf(b.kind) ||
    b.people - a.people ||
    (a.says < b.says ? -1 : a.says > b.says ? 1 : 0)
  );
}

type Today = Awaited<ReturnType<typeof readPeopleOfToday>>;

/** The ids that people and their accounts have in the tenant itself, by the place of the key. */
async function findToday(
  real: Transaction,
  tenantId: string,
  groups: readonly Counted[],
): Promise<{ keys: Map<string, number>; found: Today }> {
  const keys = new Map<string, number>();
  const names: { n: number; directory_id: string; name: string }[] = [];
  for (const { key, who } of groups.flatMap(({ named }) => named)) {
    if (keys.has(key) || who.directoryId === null || who.name === null) continue;
    names.push({ n: keys.size, directory_id: who.directoryId, name: who.name });
    keys.set(key, keys.size);
  }
  return { keys, found: await readPeopleOfToday(real, tenantId, names) };
}

function whoIs(
  { key, who }: Counted['named'][number],
  { keys, found }: Awaited<ReturnType<typeof findToday>>,
): Pick<
  PolicyBacktestDifference,
  'directory_user_id' | 'user_id' | 'external_id' | 'display_name' | 'email'
> {
  const ids = found.get(keys.get(key) ?? -1) ?? null;
  return {
    directory_user_id: ids?.directory_user_id ?? null,
    user_id: ids?.user_id ?? null,
    external_id: who.name,
    display_name: who.displayName,
    email: who.email,
  };
}

async function toldDifference(
  { kind, from, until, was, would, by, under, wasBy, wouldBy }: Difference,
  showPlace: ShowPlace,
): Promise<
  Omit<PolicyBacktestDifference, 'directory_user_id' | 'user_id' | 'external_id' | 'display_name' | 'email'>
> {
  const { event } = by;
  return {
    from: from.toISOString(),
    until: until?.toISOString() ?? null,
    was: toldStanding(was),
    would: toldStanding(would),
    cause: by.cause,
    under,
    event: event && { id: event.id, type: event.type, occurred_at: event.occurredAt },
    was_place: await showPlace(wasBy, kind),
    would_place: await showPlace(wouldBy, kind),
    reason: by.reason,
  };
}

function toldStanding({ status, role, workspaces, heldBy }: Standing): PolicyBacktestDifference['was'] {
  return { status, role, workspaces, held_by: heldBy };
}

function violationsOf(under: 'as_it_was' | 'proposal', { found }: Continuation): PolicyBacktestViolation[] {
  return found.violations.map(({ invariant, at, until, name, eventId, says }) => ({
    ...{ under, invariant, at: at.toISOString(), until: until?.toISOString() ?? null },
    ...{ external_id: name, event_id: eventId, says },
  }));
}

/** Two people's roles may differ since an event about a workspace: it is the role's line that makes the difference. */
function lineBehind({ pointer, rolePointer }: Moment, kind: Difference['kind']): string | null {
  return kind === 'role' ? (rolePointer ?? pointer) : pointer;
}

/** Finds lines in the text of whichever version decided. */
function createShowPlace(real: Transaction, { tenant, proposal }: Backtested): ShowPlace {
  const known = new Map([[proposedVersion, createPlaces(proposal)]]);
  return async (moment, kind) => {
    const pointer = moment === null ? null : lineBehind(moment, kind);
    if (moment === null || pointer === null) return null;
    let placeOf = known.get(moment.version);
    if (placeOf === undefined) {
      placeOf = createPlaces(await readProposal(real, tenant, moment.version));
      known.set(moment.version, placeOf);
    }
    return placeOf(pointer);
  };
}

async function inSeries<From, To>(items: readonly From[], make: (item: From) => Promise<To>): Promise<To[]> {
  const made: To[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
