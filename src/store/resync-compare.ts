import type { Transaction } from './database.ts';

export interface ResyncToCompare {
  resyncId: string;
  directoryId: string;
  /** What was read counts as of then, or as of the record's own change, if that is later. */
  asOf: Date;
  receivedAt: Date;
}

/** How the news of a resync is called in the inbox. */
export type ResyncNewsType = keyof typeof differences;

/**
 * The person behind a staged record `r`, as the flow finds them: by the identity provider's id, else by the source's. Each
 * look-up is fenced by OFFSET 0: one look at an index for each record, also before PostgreSQL has counted the tables. Under
 * row-level security an index is only asked for what is a column by then, not for a coalesce of two.
 */
const whoIsBehind = `
  left join lateral (
       select directory_user_id from directory_user_keys
        where tenant_id = :tenant and directory_id = :directory and key = 'idp:' || r.external_id offset 0) i on true
  left join lateral (
       select directory_user_id from directory_user_keys
        where tenant_id = :tenant and directory_id = :directory and key = 'src:' || r.key offset 0) s on true
 cross join lateral (select coalesce(i.directory_user_id, s.directory_user_id) as id offset 0) who`;

/** The records of a kind that were read. */
const read = (kind: string) => `r.tenant_id = :tenant and r.resync_id = :resync and r.kind = '${kind}'`;

/** That the flow would find this person `u` of the mirror, and nobody else, by the names that news gives them. */
const isFoundAsThemselves = `
  u.id = coalesce(
    (select directory_user_id from directory_user_keys
      where tenant_id = :tenant and directory_id = :directory and key = 'idp:' || u.external_id),
    (select directory_user_id from directory_user_keys
      where tenant_id = :tenant and directory_id = :directory and key = 'src:' || u.source_id))`;

const personOf = (source: string, external: string) =>
  `jsonb_strip_nulls(jsonb_build_object('sourceId', ${source}, 'externalId', ${external}))`;

/** That a membership `m` of `u` in `g` counts, as the flow sees it. */
const counts = `m.present and m.occurred_at > coalesce(greatest(u.removed_at, g.removed_at), '-infinity')`;

/**
 * What the mirror has otherwise than WorkOS: each selects `subject` (one piece of news for each), `occurred_at` and `news`.
 * Of what is newer in the mirror nothing is said. Whoever is in a list twice counts as their latest record says.
 */
const differences = {
  'resync.user_seen': `
    select p.key as subject, p.occurred_at,
           jsonb_build_object('kind', 'user_seen', 'person', ${personOf('p.key', 'p.external_id')},
                              'active', p.active, 'resource', p.resource) as news
      from (select distinct on (coalesce('idp:' || r.external_id, 'src:' || r.key))
                   r.key, r.external_id, r.active, r.resource, greatest(r.recorded_at, :asOf) as occurred_at,
                   who.id
              from resync_records r ${whoIsBehind}
             where ${read('user')} and r.active is not null
             order by coalesce('idp:' || r.external_id, 'src:' || r.key), r.recorded_at desc, r.active desc, r.key) p
      left join lateral (
           select * from directory_users where tenant_id = :tenant and id = p.id offset 0) u on true
     where u.occurred_at is null
        or (p.occurred_at > u.occurred_at
            and (u.gone or u.active <> p.active or u.resource is distinct from p.resource or u.source_id <> p.key
                 or (p.external_id is not null and u.external_id is distinct from p.external_id)))`,

  'resync.user_gone': `
    select u.source_id as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'user_gone', 'person', ${personOf('u.source_id', 'u.external_id')}) as news
      from directory_users u
     where u.tenant_id = :tenant and u.directory_id = :directory and not u.gone and u.occurred_at < :asOf
       and not exists (select 1 from present where present.id = u.id)
       and ${isFoundAsThemselves}
       and (u.external_id is not null
            or not exists (select 1 from resync_records r where ${read('user')} and r.group_key = '' and r.key = u.source_id))`,

  'resync.group_seen': `
    select r.key as subject, greatest(r.recorded_at, :asOf) as occurred_at,
           jsonb_build_object('kind', 'group_seen', 'group', jsonb_strip_nulls(
             jsonb_build_object('sourceId', r.key, 'externalId', r.external_id, 'name', r.name))) as news
      from resync_records r
      left join lateral (
           select * from directory_groups
            where tenant_id = :tenant and directory_id = :directory and source_id = r.key offset 0) g on true
     where ${read('group')}
       and (g.occurred_at is null
            or (greatest(r.recorded_at, :asOf) > g.occurred_at
                and (g.gone or (r.external_id is not null and g.external_id is distinct from r.external_id)
                     or (r.name is not null and g.name is distinct from r.name))))`,

  'resync.group_gone': `
    select g.source_id as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'group_gone', 'group', jsonb_build_object('sourceId', g.source_id)) as news
      from directory_groups g
     where g.tenant_id = :tenant and g.directory_id = :directory and not g.gone and g.occurred_at < :asOf
       and not exists (select 1 from resync_records r where ${read('group')} and r.group_key = '' and r.key = g.source_id)`,

  'resync.joined': `
    select r.group_key || chr(10) || r.key as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'joined', 'person', ${personOf('r.key', 'r.external_id')},
                              'group', jsonb_build_object('sourceId', r.group_key)) as news
      from resync_records r ${whoIsBehind}
      left join lateral (
           select * from directory_users
            where tenant_id = :tenant and id = who.id offset 0) u on true
      left join lateral (
           select * from directory_groups
            where tenant_id = :tenant and directory_id = :directory and source_id = r.group_key offset 0) g on true
      left join lateral (
           select * from group_memberships
            where tenant_id = :tenant and directory_user_id = u.id and directory_group_id = g.id offset 0) m on true
     where ${read('member')}
       and (m.occurred_at is null or (m.occurred_at < :asOf and not (${counts})))
       and coalesce(greatest(u.removed_at, g.removed_at), '-infinity') < :asOf`,

  'resync.left': `
    select g.source_id || chr(10) || u.source_id as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'left', 'person', ${personOf('u.source_id', 'u.external_id')},
                              'group', jsonb_build_object('sourceId', g.source_id)) as news
      from directory_groups g
      left join lateral (
           select active from resync_records r
            where ${read('group')} and r.group_key = '' and r.key = g.source_id offset 0) listed on true
     cross join lateral (
           select * from group_memberships
            where tenant_id = :tenant and directory_group_id = g.id and present and occurred_at < :asOf offset 0) m
     cross join lateral (
           select * from directory_users where tenant_id = :tenant and id = m.directory_user_id offset 0) u
     where g.tenant_id = :tenant and g.directory_id = :directory and not g.gone
       and (listed.active or (listed is null and g.occurred_at is null))
       and ${counts}
       and exists (select 1 from present where present.id = u.id)
       and not exists (select 1 from members e where e.directory_user_id = u.id and e.group_key = g.source_id)
       and ${isFoundAsThemselves}`,
};

/** The people whom the lists have, and who is in which group: of the mirror, as far as it knows them. */
const listed = `
  present as materialized (
    select distinct who.id from resync_records r ${whoIsBehind} where ${read('user')} and who.id is not null)`;
const listedMembers = `
  members as materialized (
    select who.id as directory_user_id, r.group_key
      from resync_records r ${whoIsBehind}
     where ${read('member')})`;

const listsOf: Record<ResyncNewsType, string[]> = {
  'resync.user_seen': [],
  'resync.user_gone': [listed],
  'resync.group_seen': [],
  'resync.group_gone': [],
  'resync.joined': [],
  'resync.left': [listed, listedMembers],
};

/**
 * Holds what was read against the mirror, and puts what is different into the inbox: a fixed number of statements, however
 * many people there are, and nothing of them comes into this process. Needs the tenant's row locked. Done twice, it says
 * the same again, by the same ids.
 *
 * @returns how much news there is of each type
 */
export async function putDifferences(
  trx: Transaction,
  tenantId: string,
  resync: ResyncToCompare,
): Promise<Map<ResyncNewsType, number>> {
  const found = new Map<ResyncNewsType, number>();
  // What was read has only just come, and PostgreSQL takes it for a few rows: it would go through all of them for each.
  await trx.raw(`select set_config('enable_nestloop', 'off', true)`);
  for (const type of Object.keys(differences) as ResyncNewsType[]) {
    const { sql, bindings } = positional(statementFor(type), {
      tenant: [tenantId, 'uuid'],
      resync: [resync.resyncId, 'uuid'],
      directory: [resync.directoryId, 'uuid'],
      asOf: [resync.asOf, 'timestamptz'],
      receivedAt: [resync.receivedAt, 'timestamptz'],
    });
    const result = await trx.raw<{ rowCount: number }>(sql, bindings);
    found.set(type, result.rowCount);
  }
  await trx.raw(`select set_config('enable_nestloop', 'on', true)`);
  return found;
}

/**
 * The ids have no digits that could be taken for a number that a policy keeps out, and are the same whenever the resync
 * says the same.
 */
function statementFor(type: ResyncNewsType): string {
  return `
    with ${[...listsOf[type], ''].join(',')}
    news as materialized (
      select 'resync:' || translate(
               encode(sha256(convert_to(:resync::text || ' ${type} ' || subject, 'UTF8')), 'hex'),
               '0123456789', 'ghijklmnop') as id, occurred_at, news
        from (${differences[type]}) different),
    kept as (
      insert into resync_records (tenant_id, resync_id, kind, group_key, key)
      select :tenant, :resync, 'news', '', id from news
      on conflict (tenant_id, resync_id, kind, group_key, key) do nothing)
    insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
    select :tenant, :directory, id, 'workos', '${type}', occurred_at, :receivedAt,
           jsonb_build_object(
             'id', id, 'source', 'workos', 'type', '${type}',
             'occurredAt', to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'news', news),
           'waiting'
      from news
    on conflict (tenant_id, directory_id, event_id) do nothing`;
}

/** `:name` becomes a parameter of its type, where there is such a value. */
function positional(
  sql: string,
  values: Record<string, [value: unknown, type: string]>,
): { sql: string; bindings: unknown[] } {
  const bindings: unknown[] = [];
  const written = sql.replaceAll(/:(tenant|resync|directory|asOf|receivedAt)\b/g, (_, name: string) => {
    const [value, type] = values[name] ?? [];
    bindings.push(value);
    return `?::${String(type)}`;
  });
  return { sql: written, bindings };
}

/** Whether anything of the directory still waits that had come by then. */
export async function hasWaitingNews(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  receivedUntil: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1 from inbox
      where tenant_id = ? and status = 'waiting' and directory_id = ? and received_at <= ? limit 1`,
    [tenantId, directoryId, receivedUntil],
  );
  return result.rows.length > 0;
}

/** Notes as of when the directory is known as a whole: what came about before that and arrives later says nothing new. */
export async function raiseSnapshotTime(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  asOf: Date,
): Promise<void> {
  await trx.raw(
    `update directories set snapshot_as_of = greatest(snapshot_as_of, ?::timestamptz) where tenant_id = ? and id = ?`,
    [asOf, tenantId, directoryId],
  );
}
