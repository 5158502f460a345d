import type { Overview, OverviewFigures, TenantStanding } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

/** By how bad it is or how much waits, and then by slug. */
export const overviewKeyset = ['text', 'text'] as const satisfies KeysetPart[];

export interface OverviewFilter {
  search?: string;
  health?: TenantStanding['health'];
  /** Those where something waits for somebody, the most first, instead of the worst. */
  waiting?: 'approval' | 'failed_events';
}

type StandingRow = Omit<TenantStanding, 'health' | 'looked_at' | 'events' | 'last_event_at'> & {
  rank: string;
  looked_at: Date | null;
  badness: string;
  waiting: number;
  set_aside: number;
  last_event_at: Date | null;
};

/** As text, so that their order is that of the alphabet. */
const badnessOf = { failing: '3', attention: '2', ok: '1', none: '0' } as const;
const healthOf: Readonly<Record<string, TenantStanding['health']>> = Object.fromEntries(
  Object.entries(badnessOf).map(([health, badness]) => [badness, health as TenantStanding['health']]),
);

/**
 * Tenants with how bad it is: that of the worst directory that is not disconnected, as of the last look. Takes `only`
 * twice. Looked up for each by an index: the planner cannot know how many rows row-level security lets through, and a
 * join of everything would be nested loops.
 */
const judged = `
  select t.id, t.slug, t.name, t.active_policy_version, t.policy_problem is not null as policy_problem,
         greatest(case when t.policy_problem is null then '0' else '2' end,
                  (select max(case (select h.state from directory_health h
                                     where h.tenant_id = d.tenant_id and h.directory_id = d.id)
                                when 'failing' then '3' when 'attention' then '2' else '1' end)
                     from directories d where d.tenant_id = t.id and d.state <> 'disconnected')) as badness
    from tenants t
   where (?::uuid is null or t.id = ?::uuid)`;

/** What comes first, as text of one length. */
const ranks = {
  badness: 'badness',
  approval: countedAsText("holds where tenant_id = j.id and status = 'open'"),
  failed_events: countedAsText("inbox where tenant_id = j.id and status = 'set_aside'"),
} as const;
const NOTHING_WAITS = '0'.repeat(12);

function countedAsText(rows: string): string {
  return `(select lpad(count(*)::text, 12, '0') from ${rows})`;
}

/**
 * Tenants with how they do, the worst first: all of them, or the only one that a token reaches. What is counted, is
 * counted of the tenants of the page alone. Needs the scope of every tenant.
 */
export async function listStandings(
  trx: Transaction,
  only: string | null,
  { search, health, waiting }: OverviewFilter,
  { limit, after }: PageRequest,
): Promise<Page<Overview['data'][number]>> {
  const wanted = health === undefined ? null : badnessOf[health];
  const text = search?.toLowerCase() ?? null;
  const [afterRank = null, afterSlug = null] = after ?? [];
  const result = await trx.raw<{ rows: StandingRow[] }>(
    `select p.*, d.directories, d.more_directories, d.looked_at, d.last_event_at, holds.open_holds, w.waiting, s.set_aside
       from (select * from (select j.*, ${ranks[waiting ?? 'badness']} as rank from (${judged}) j) ranked
              where (?::text is null or position(?::text in slug) > 0 or position(?::text in lower(name)) > 0)
                and (?::text is null or badness = ?::text)
                and rank <> ? and (?::text is null or rank < ?::text or rank = ?::text and slug > ?::text)
              order by rank desc, slug limit ?) p
      cross join lateral (
            select coalesce(jsonb_agg(shown order by place) filter (where place <= 3), '[]') as directories,
                   greatest(0, count(*) - 3)::int as more_directories, max(last_event_at) as last_event_at,
                   min(looked_at) as looked_at
              from (select d.last_event_at, h.looked_at,
                           row_number() over (order by h.state = 'failing' desc nulls last,
                                                       h.state = 'attention' desc nulls last, d.id) as place,
                           jsonb_build_object('id', d.id, 'source', d.source, 'idp', d.idp, 'name', d.name,
                                              'state', d.state, 'health', coalesce(h.state, 'ok'),
                                              'problems', coalesce(h.codes, '{}')) as shown
                      from directories d
                      left join directory_health h on h.tenant_id = d.tenant_id and h.directory_id = d.id
                     where d.tenant_id = p.id and d.state <> 'disconnected') each) d
      cross join lateral (select count(*)::int as open_holds from holds
                           where tenant_id = p.id and status = 'open') holds
      cross join lateral (select count(*)::int as waiting from inbox
                           where tenant_id = p.id and status = 'waiting') w
      cross join lateral (select count(*)::int as set_aside from inbox
                           where tenant_id = p.id and status = 'set_aside') s
      order by p.rank desc, p.slug`,
    [
      ...[only, only, text, text, text, wanted, wanted, NOTHING_WAITS],
      ...[afterRank, afterRank, afterRank, afterSlug, limit + 1],
    ],
  );
  return pageOf(result.rows, limit, toStanding, (row) => [row.rank, row.slug]);
}

/** All tenants in numbers, or the only one that a token reaches. Needs the scope of every tenant. */
export async function readOverviewFigures(
  trx: Transaction,
  only: string | null,
  /** What arrived since counts as what arrives now. */
  since: Date,
  minutes: number,
): Promise<Omit<OverviewFigures, 'installation'>> {
  const tenants = await trx.raw<{ rows: { badness: string; tenants: number }[] }>(
    `select badness, count(*)::int as tenants from (${judged}) j group by badness`,
    [only, only],
  );
  const counted = await trx.raw<{ rows: [CountedRow] }>(
    `select (select count(*)::int from holds where status = 'open' and (?::uuid is null or tenant_id = ?::uuid)) as open_holds,
            (select count(*)::int from inbox where status = 'waiting' and (?::uuid is null or tenant_id = ?::uuid)) as waiting,
            (select count(*)::int from inbox where status = 'set_aside' and (?::uuid is null or tenant_id = ?::uuid)) as set_aside,
            (select jsonb_build_object(
                      'ok', count(*) filter (where each.state = 'ok'),
                      'attention', count(*) filter (where each.state = 'attention'),
                      'failing', count(*) filter (where each.state = 'failing'))
               from (select coalesce((select h.state from directory_health h
                                       where h.tenant_id = d.tenant_id and h.directory_id = d.id), 'ok') as state
                       from directories d
                      where d.state <> 'disconnected' and (?::uuid is null or d.tenant_id = ?::uuid)) each) as directories`,
    [only, only, only, only, only, only, only, only],
  );
  // One probe of an index for each tenant, since the index of what arrived is by tenant; `offset 0` keeps it so.
  const arrived = await trx.raw<{
    rows: [{ events: number; p50_seconds: number | null; p95_seconds: number | null }];
  }>(
    `select count(*)::int as events,
            percentile_cont(0.5) within group (order by a.seconds) as p50_seconds,
            percentile_cont(0.95) within group (order by a.seconds) as p95_seconds
       from tenants t
      cross join lateral (
            select case when i.source = 'workos' and i.status = 'applied' and i.type not like 'resync%'
                             and i.received_at < i.occurred_at + interval '7 days'
                        then round(greatest(0, extract(epoch from i.finished_at - i.occurred_at)), 3)::float8
                   end as seconds
              from inbox i where i.tenant_id = t.id and i.received_at >= ? offset 0) a
      where (?::uuid is null or t.id = ?::uuid)`,
    [since, only, only],
  );
  const [{ waiting, set_aside, ...rest }] = counted.rows;
  const [{ events, ...lag }] = arrived.rows;
  const byHealth = { failing: 0, attention: 0, ok: 0, none: 0 };
  for (const row of tenants.rows) byHealth[healthOf[row.badness] ?? 'none'] = row.tenants;
  return { tenants: byHealth, ...rest, events: { waiting, set_aside, per_minute: events / minutes }, lag };
}

type CountedRow = Pick<OverviewFigures, 'open_holds' | 'directories'> & {
  waiting: number;
  set_aside: number;
};

function toStanding(row: StandingRow): TenantStanding {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    health: healthOf[row.badness] ?? 'none',
    looked_at: row.looked_at?.toISOString() ?? null,
    directories: row.directories,
    more_directories: row.more_directories,
    open_holds: row.open_holds,
    events: { waiting: row.waiting, set_aside: row.set_aside },
    active_policy_version: row.active_policy_version,
    policy_problem: row.policy_problem,
    last_event_at: row.last_event_at?.toISOString() ?? null,
  };
}
