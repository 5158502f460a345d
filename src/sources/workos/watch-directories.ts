import type { Clock } from '../../domain/clock.ts';
import type { Database } from '../../store/database.ts';
import { listAwaited, noteCandidates } from '../../store/awaited-directories.ts';
import type { DirectoryRoute } from '../../store/directory-routes.ts';
import { findClaimed } from '../../store/listed-directories.ts';
import { newId } from '../../store/new-id.ts';
import { claimListing, endListing, keepListing } from '../../store/workos-listings.ts';
import type { PollingLease } from '../../store/workos-polling.ts';
import { marginMs, restMs, type BackOff } from './back-off.ts';
import { isConnected, type ListDirectories, type ListedDirectory } from './list-directories.ts';
import { noteListedStates, type StateDeps } from './note-listed-states.ts';
import type { WorkosFault } from './workos-sdk.ts';

export interface WatchDeps extends StateDeps {
  database: Database;
  clock: Clock;
  list: ListDirectories;
  /** Which of WorkOS's environments is listed. */
  environment: string;
  /** From 0 up to 1, as Math.random. */
  random: () => number;
  claimAwaited: (organizationId: string, workosId: string, by: 'list') => Promise<DirectoryRoute | null>;
  /** Several directories of an organization that is waited for: nobody but a person can say which one is meant. */
  onAmbiguous: (organizationId: string, workosIds: readonly string[]) => void;
}

export interface WatchOutcome {
  /** As of the poller of events; `listed`: all of it was read. */
  kind: 'not_now' | 'listed' | 'faulty' | 'overtaken' | 'stopped';
  directories: number;
  claimed: number;
  /** Changes of state that were put into the inbox. */
  changed: number;
  fault: WorkosFault | null;
  /** How often in a row it has failed by now. */
  failures: number;
}

const leaseMs = 60_000;
/** While a directory waits to be claimed, and otherwise. */
const intervals = { awaitingMs: 60_000, otherwiseMs: 300_000 };
const backOff: BackOff = { firstMs: 5_000, longestMs: 600_000 };
/** An environment has no million directories; a list that goes on for ever is none. */
const mostPages = 10_000;

/**
 * One turn: lists every directory of the environment, claims those that are waited for, and puts what has changed about
 * a connection into the inbox. Any number of processes may take turns; only a complete list counts.
 */
export async function watchDirectories(deps: WatchDeps, signal?: AbortSignal): Promise<WatchOutcome> {
  const { database, clock } = deps;
  const turn: PollingLease = { environment: deps.environment, lease: newId() };
  const outcome: WatchOutcome = {
    kind: 'not_now',
    directories: 0,
    claimed: 0,
    changed: 0,
    fault: null,
    failures: 0,
  };
  const claimed = await claimListing(database, turn, clock.now(), later(clock.now(), leaseMs));
  if (claimed === null) return outcome;
  try {
    const askedAt = clock.now();
    const listed = await listAll(deps, turn, signal);
    if (listed.kind === 'overtaken') return { ...outcome, kind: 'overtaken' };
    if (listed.kind === 'stopped') {
      await giveBack(claimed.failures, 0, null);
      return { ...outcome, kind: 'stopped' };
    }
    if (listed.kind === 'faulty') {
      const failures = claimed.failures + 1;
      await giveBack(failures, restMs(failures, listed.retryAfterMs, deps.random, backOff), null);
      return { ...outcome, kind: 'faulty', fault: listed.because, failures };
    }
    const { directories } = listed;
    // By WorkOS's clock, as the news that it is weighed against; and its lists lag behind what it says.
    const asOf = later(listed.answeredAt ?? askedAt, -marginMs);
    outcome.claimed = await claimAll(deps, directories);
    outcome.changed = await noteListedStates(deps, deps.environment, directories, asOf);
    const awaits = (await listAwaited(database)).length > 0;
    await giveBack(0, awaits ? intervals.awaitingMs : intervals.otherwiseMs, clock.now());
    return { ...outcome, kind: 'listed', directories: directories.length };
  } catch (fault) {
    const failures = claimed.failures + 1;
    await giveBack(failures, restMs(failures, null, deps.random, backOff), null).catch(() => undefined);
    throw fault;
  }

  /** Until after a rest; where that fails as well, the lease runs out by itself. */
  async function giveBack(failures: number, restsMs: number, listedAt: Date | null): Promise<void> {
    await endListing(database, turn, { failures, nextListAt: later(clock.now(), restsMs), listedAt });
  }
}

type Listed =
  | { kind: 'all'; directories: ListedDirectory[]; answeredAt: Date | null }
  | { kind: 'faulty'; because: WorkosFault; retryAfterMs: number | null }
  | { kind: 'overtaken' }
  | { kind: 'stopped' };

/** Every page; what is listed twice, because something was added meanwhile, counts once. */
async function listAll(
  { list, database, clock }: WatchDeps,
  turn: PollingLease,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  const directories = new Map<string, ListedDirectory>();
  const isStopped = (): boolean => signal?.aborted === true;
  let after: string | null = null;
  let answeredAt: Date | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    if (isStopped()) return { kind: 'stopped' };
    const answer = await list(after);
    if (answer.kind === 'faulty') return isStopped() ? { kind: 'stopped' } : answer;
    if (!(await keepListing(database, turn, later(clock.now(), leaseMs)))) return { kind: 'overtaken' };
    if (page === 0) ({ answeredAt } = answer);
    for (const directory of answer.directories) directories.set(directory.id, directory);
    if (answer.after === null) return { kind: 'all', directories: [...directories.values()], answeredAt };
    // The same page for ever.
    if (answer.after === after) break;
    ({ after } = answer);
  }
  return { kind: 'faulty', because: 'refused', retryAfterMs: null };
}

/** Claims the one directory of each organization that is waited for; returns how many. */
async function claimAll(deps: WatchDeps, directories: readonly ListedDirectory[]): Promise<number> {
  const { database } = deps;
  const connected = directories.filter(({ state }) => isConnected(state));
  const byOrganization = Map.groupBy(connected, ({ organizationId }) => organizationId);
  let claimed = 0;
  for (const organizationId of await listAwaited(database)) {
    const ids = (byOrganization.get(organizationId) ?? []).map(({ id }) => id);
    const taken = await findClaimed(database, ids);
    const free = ids.filter((id) => !taken.has(id)).sort();
    const [only, second] = free;
    await noteCandidates(database, organizationId, second === undefined ? [] : free);
    if (second !== undefined) deps.onAmbiguous(organizationId, free);
    else if (only !== undefined && (await deps.claimAwaited(organizationId, only, 'list')) !== null)
      claimed += 1;
  }
  return claimed;
}

function later(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
