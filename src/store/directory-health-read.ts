import type {
  DirectoryFacts,
  EventsOf,
  RefusedFacts,
  ResyncFacts,
  TokenFacts,
} from '../domain/directory-facts.ts';
import type { DirectoryState } from '../domain/directory-state.ts';
import type { NewsHour } from '../domain/usual-silence.ts';
import type { Transaction } from './database.ts';
import { readActivity, type ActivityRow, type CountFrom } from './directory-activity.ts';
import type { ResyncResult } from './resyncs.ts';
import type { RefusedBecause } from './setup-facts.ts';

/** A directory with what was noted of its health before, as both are needed together. */
export interface WatchedDirectory {
  id: string;
  source: DirectoryFacts['source'];
  idp: string | null;
  name: string | null;
  life: DirectoryState;
  created_at: Date;
  upstream_state: string | null;
  upstream_occurred_at: Date | null;
  last_event_at: Date | null;
  last_applied_at: Date | null;
  has_people: boolean;
  refused_at: Date | null;
  refused_because: RefusedBecause | null;
  /** As it was looked at last; null: never. */
  in_state: DirectoryState | null;
  in_state_since: Date | null;
  counted_until: Date | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The directories of a tenant, or one of them. */
export async function readWatchedDirectories(
  trx: Transaction,
  tenantId: string,
  directoryId: string | null = null,
): Promise<WatchedDirectory[]> {
  const result = await trx.raw<{ rows: WatchedDirectory[] }>(
    `select d.id, d.source, d.idp, d.name, d.state as life, d.created_at, d.upstream_state, d.upstream_occurred_at,
            d.last_event_at, d.last_applied_at, d.refused_at, d.refused_because,
            exists (select 1 from directory_users p
                     where p.tenant_id = d.tenant_id and p.directory_id = d.id) as has_people,
            h.in_state, h.in_state_since, h.counted_until
       from directories d left join directory_health h on h.tenant_id = d.tenant_id and h.directory_id = d.id
      where d.tenant_id = ? and (?::uuid is null or d.id = ?::uuid) order by d.id`,
    [tenantId, directoryId, directoryId],
  );
  return result.rows;
}

/** From when on the news of these directories is to be counted: from the hour before the last count on. */
export function countFrom(directories: readonly WatchedDirectory[], now: Date): CountFrom[] {
  return directories.map(({ id, counted_until }) => {
    // An event that arrived before the last count may have been committed after it.
    const from =
      counted_until === null ? now.getTime() - keptActivityDays * dayMs : counted_until.getTime() - hourMs;
    return { id, since: new Date(Math.floor(from / hourMs) * hourMs) };
  });
}

/** How long news is kept by the hour, before the last news of its directory: what silence is learned from, and a bit. */
export const keptActivityDays = 60;

/**
 * Everything that the health of these directories depends on, but for the policy; a fixed number of queries.
 *
 * @param recent activity that is not in its table yet
 */
export async function readDirectoryFacts(
  trx: Transaction,
  tenantId: string,
  directories: readonly WatchedDirectory[],
  policy: DirectoryFacts['policy'],
  now: Date,
  recent: readonly ActivityRow[] = [],
): Promise<DirectoryFacts[]> {
  const ids = directories.map(({ id }) => id);
  const [waiting, setAside, tokens, resyncs, kept] = await Promise.all([
    readEventsIn(trx, tenantId, 'waiting'),
    readEventsIn(trx, tenantId, 'set_aside'),
    readTokens(trx, tenantId, ids, now),
    readLastResyncs(trx, tenantId, ids),
    readActivity(trx, tenantId, ids),
  ]);
  const activity = Map.groupBy(mergeActivity(kept, recent), ({ directory_id }) => directory_id);
  return directories.map((directory) => {
    const { id, life, created_at, in_state, in_state_since } = directory;
    const rows = activity.get(id) ?? [];
    return {
      id,
      source: directory.source,
      idp: directory.idp,
      name: directory.name,
      life,
      lifeSince: lifeSince({ life, in_state, in_state_since, created_at }, now),
      createdAt: created_at,
      upstream: { state: directory.upstream_state, at: directory.upstream_occurred_at },
      hasPeople: directory.has_people,
      waiting: waiting.get(id) ?? none,
      setAside: setAside.get(id) ?? none,
      heard: hoursHeard(rows),
      lastDay: lastDay(rows, now),
      tokens: tokens.get(id) ?? [],
      refused: refusedOf(directory),
      resync: resyncs.get(id) ?? null,
      policy,
    };
  });
}

const none: EventsOf = { events: 0, oldestAt: null };

/** Whoever opens the address in a browser comes without a token: that says nothing of the identity provider. */
function refusedOf({ refused_at: at, refused_because: because }: WatchedDirectory): RefusedFacts | null {
  if (at === null || because === null || because === 'no_token') return null;
  return { at, formerToken: because !== 'wrong_token' };
}

/** Of one that was never looked at, the time in its state begins now, unless it is as new. */
function lifeSince(
  {
    life,
    in_state,
    in_state_since,
    created_at,
  }: Pick<WatchedDirectory, 'life' | 'in_state' | 'in_state_since' | 'created_at'>,
  now: Date,
): Date {
  if (in_state === life && in_state_since !== null) return in_state_since;
  return life === 'setting_up' ? created_at : now;
}

/** What was counted just now counts. */
export function mergeActivity(kept: readonly ActivityRow[], recent: readonly ActivityRow[]): ActivityRow[] {
  if (recent.length === 0) return [...kept];
  const key = ({ directory_id, hour, kind }: ActivityRow): string =>
    `${directory_id} ${hour.toISOString()} ${kind}`;
  const rows = new Map([...kept, ...recent].map((row) => [key(row), row]));
  return [...rows.values()].sort((a, b) => a.hour.getTime() - b.hour.getTime());
}

function hoursHeard(rows: readonly ActivityRow[]): NewsHour[] {
  const hours = new Map<number, NewsHour>();
  for (const { hour, kind, last_at } of rows) {
    // Neither what the source says of the connection nor what Rollcall fetched itself is a sign of life.
    if (kind === 'connection' || kind === 'resync') continue;
    const known = hours.get(hour.getTime());
    if (known === undefined || known.lastAt < last_at) hours.set(hour.getTime(), { hour, lastAt: last_at });
  }
  return [...hours.values()];
}

function lastDay(rows: readonly ActivityRow[], now: Date): DirectoryFacts['lastDay'] {
  const recent = rows.filter(
    ({ hour, kind }) =>
      hour.getTime() > now.getTime() - dayMs && ['people', 'groups', 'memberships'].includes(kind),
  );
  return {
    events: recent.reduce((sum, { events }) => sum + events, 0),
    late: recent.reduce((sum, { late }) => sum + late, 0),
    hours: new Set(recent.map(({ hour }) => hour.getTime())).size,
  };
}

async function readEventsIn(
  trx: Transaction,
  tenantId: string,
  status: 'waiting' | 'set_aside',
): Promise<Map<string, EventsOf>> {
  // The status is part of the text, and the directory is not asked for, so that the index of these few events is used.
  const result = await trx.raw<{ rows: { directory_id: string; events: number; oldest_at: Date }[] }>(
    `select directory_id, count(*)::int as events, min(received_at) as oldest_at from inbox
      where tenant_id = ? and status = '${status}' group by directory_id`,
    [tenantId],
  );
  return new Map(
    result.rows.map(({ directory_id, events, oldest_at }) => [directory_id, { events, oldestAt: oldest_at }]),
  );
}

interface TokenRow {
  id: string;
  directory_id: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

async function readTokens(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
  now: Date,
): Promise<Map<string, TokenFacts[]>> {
  const lately = new Date(now.getTime() - 30 * dayMs);
  const result = await trx.raw<{ rows: TokenRow[] }>(
    `select id, directory_id, created_at, expires_at, last_used_at, revoked_at from directory_tokens
      where tenant_id = ? and directory_id = any(?::uuid[])
        and (revoked_at is null or revoked_at > ?)
      order by id`,
    [tenantId, directoryIds, lately],
  );
  const tokens = Map.groupBy(result.rows, ({ directory_id }) => directory_id);
  return new Map(
    [...tokens].map(([id, rows]) => [
      id,
      rows.map((row) => ({
        id: row.id,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        lastUsedAt: row.last_used_at,
        revokedAt: row.revoked_at,
      })),
    ]),
  );
}

interface ResyncRow {
  directory_id: string;
  reason: string;
  phase: 'done' | 'failed';
  finished_at: Date;
  result: ResyncResult | null;
}

async function readLastResyncs(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
): Promise<Map<string, ResyncFacts>> {
  const result = await trx.raw<{ rows: ResyncRow[] }>(
    `select r.* from unnest(?::uuid[]) as d (id)
      cross join lateral (
            select directory_id, reason, phase, finished_at, result from resyncs
             where tenant_id = ? and directory_id = d.id and phase in ('done', 'failed') and finished_at is not null
             order by id desc limit 1) r`,
    [directoryIds, tenantId],
  );
  return new Map(
    result.rows.map(({ directory_id, reason, phase, finished_at, result: found }) => {
      const differences = found?.differences ?? {};
      const sum = (...kinds: (keyof typeof differences)[]): number =>
        kinds.reduce((total, kind) => total + (differences[kind] ?? 0), 0);
      return [
        directory_id,
        {
          state: phase,
          finishedAt: finished_at,
          // Of a directory that was just claimed, all there is is new.
          comparesKnown: reason !== 'connected',
          people: sum('people_seen', 'people_gone'),
          groups: sum('groups_seen', 'groups_gone'),
          memberships: sum('memberships_joined', 'memberships_left'),
        },
      ];
    }),
  );
}
