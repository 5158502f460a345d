import type { Account } from '../domain/change.ts';
import type { Decision, PersonGroup } from '../domain/decision.ts';
import { fold } from '../policy/fold.ts';
import type { Person } from '../reconcile/gather-facts.ts';
import type { Move } from '../reconcile/mirror.ts';
import type { Bench } from './bench.ts';

/** When every rehearsal begins; what a policy does depends on durations only. */
export const BEGINNING = new Date('2026-01-05T09:00:00Z');

/** An account, and what is known of it besides. */
export type AccountFacts = NonNullable<Person['linked']>;

/** What a directory and a database would hold, in memory: people, accounts, what waits, and the time. */
export interface Stage {
  bench: Bench;
  now: Date;
  /** By directory user id, in the order of the test. */
  people: Map<string, StagedPerson>;
  /** By account id, the longest provisioned first. */
  accounts: Map<string, AccountFacts>;
  holds: Hold[];
  groups: Map<string, StagedGroup>;
  /** What passed the guards, for their windows. */
  passed: { guard: 'deactivations' | 'admin_grants'; at: Date; userId: string }[];
  /** JSON pointers of the policy that something went by. */
  decided: Set<string>;
  /** What happened, in sentences with the lines of the policy behind them. */
  story: Beat[];
  events: number;
}

/** One person of a test, and what came of them. */
export interface StagedPerson {
  /** As the test calls them; people of one `count` share a name. */
  name: string;
  row: Person['directory'];
  /** The resource as the directory sent it, before anything is dropped. */
  sent: Record<string, unknown>;
  /** By folded name, as in `Stage.groups`. */
  groups: Set<string>;
  /** Of the account that belongs to them, or did last. */
  accountId: string | null;
  /** Of `existing_account`. */
  existingId: string | null;
  decision: Decision | null;
  notified: Set<string>;
  revoked: Set<'sessions' | 'api_keys'>;
}

export interface StagedGroup {
  group: PersonGroup;
  /** Who left it when, by directory user id. */
  left: Map<string, Date>;
}

/** People who wait for an answer for one reason, or were refused what was asked. */
export interface Hold extends Pick<
  NonNullable<Person['openHold']>,
  'id' | 'kind' | 'cause' | 'reason' | 'opened_at'
> {
  /** By directory user id. */
  people: Map<string, 'open' | 'rejected'>;
  /** Its time for an answer is over, and what the policy says was done. */
  isDecided: boolean;
}

/** What a run is about, besides the people. */
export interface Occasion {
  /** Directory user ids of those of whom the directory has just said something. */
  touched: ReadonlySet<string>;
  moves: ReadonlyMap<string, Move[]>;
  /** Whose role somebody has just set. */
  byHand?: string | null;
  approved?: ReadonlySet<string>;
  /** The first sync: nothing is held of it. */
  isArrival?: boolean;
}

export interface Beat {
  says: string;
  at: string | null;
}

export function emptyStage(bench: Bench): Stage {
  return {
    bench,
    now: BEGINNING,
    people: new Map(),
    accounts: new Map(),
    holds: [],
    groups: new Map(),
    passed: [],
    decided: new Set(),
    story: [],
    events: 0,
  };
}

/** The group that a test names, by the id or the name of an entry of `groups.map`, or one that the policy does not map. */
export function groupKey(stage: Stage, written: string): string {
  const map = stage.bench.namedGroups;
  const byName = map.find(({ name }) => name !== undefined && fold(name) === fold(written));
  const entry = byName ?? map.find(({ id }) => id === written);
  const name = entry ? (entry.name ?? null) : written;
  const sourceId = entry?.id ?? `test group ${fold(name ?? written)}`;
  const key = fold(sourceId);
  if (!stage.groups.has(key)) {
    stage.groups.set(key, { group: { sourceId, externalId: null, name }, left: new Map() });
  }
  return key;
}

/** The groups of a person, as the mirror would know them. */
export function groupsOf(stage: Stage, person: StagedPerson): PersonGroup[] {
  return [...person.groups].flatMap((key) => stage.groups.get(key)?.group ?? []);
}

/** The account that is linked to a person, or null. */
export function linkedOf(stage: Stage, person: StagedPerson): AccountFacts | null {
  const facts = person.accountId === null ? undefined : stage.accounts.get(person.accountId);
  return facts?.account.directoryUserId === person.row.id ? facts : null;
}

/** The account that a person has, or had: also one that is purged. */
export function accountOf(stage: Stage, person: StagedPerson): Account | null {
  return (person.accountId === null ? undefined : stage.accounts.get(person.accountId))?.account ?? null;
}

/** What a person waits in. */
export function openHoldOf(stage: Stage, id: string): Hold | null {
  return stage.holds.find(({ people }) => people.get(id) === 'open') ?? null;
}

/** An account with nothing in it, for what a test says to be there. */
export function newAccount(id: string, parts: Partial<Account>): AccountFacts {
  return {
    account: {
      id,
      directoryId: null,
      directoryUserId: null,
      externalId: null,
      email: null,
      displayName: null,
      givenName: null,
      familyName: null,
      status: 'active',
      role: null,
      roleOrigin: null,
      attributes: {},
      workspaces: [],
      sessionsValidAfter: null,
      provisionedAt: BEGINNING,
      deactivatedAt: null,
      purgeAt: null,
      ...parts,
    },
    manualRole: null,
    promotedRole: null,
    timers: [],
    openSessions: 1,
    openApiKeys: 1,
    ownerIsActive: null,
    ownerLeftAt: null,
  };
}
