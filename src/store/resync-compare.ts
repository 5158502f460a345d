import type { Transaction } from './database.ts';
import { purgedNamePrefix } from './purged-content.ts';

export interface ResyncToCompare {
  resyncId: string;
  directoryId: string;
  /** What was read counts as of then, or as of the record's own change, if that is later. */
  asOf: Date;
  receivedAt: Date;
}

/** How the news of a resync is called in the inbox. */
export type ResyncNewsType = keyof typeof differences;

/** The records of a kind that were read. */
const read = (kind: string) => `r.tenant_id = :tenant and r.resync_id = :resync and r.kind = '${kind}'`;

/** A name of somebody in the directory. */
const nameOf = (alias: string, name: string) => `
    left join directory_user_keys ${alias}
      on ${alias}.tenant_id = :tenant and ${alias}.directory_id = :directory and ${alias}.key = ${name}`;

/** The people of the mirror; of a directory alone, however many others the tenant has. */
const mirrored = `u.tenant_id = :tenant and u.directory_id = :directory`;

const inUtc = (time: string) => `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const personOf = (source: string, external: string) =>
  `jsonb_strip_nulls(jsonb_build_object('sourceId', ${source}, 'externalId', ${external}))`;

/** That a membership `m` of `u` in `g` counts, as the flow sees it. */
const counts = `m.present and m.occurred_at > coalesce(greatest(u.removed_at, g.removed_at), '-infinity')`;

/** That a purge has removed all that was known of the person `u`; who is active again has come back. */
const isPurged = `starts_with(coalesce(u.source_id, ''), '${purgedNamePrefix}')`;

/**
 * What several of the comparisons need, each found once. The people behind what was read are those whom the flow would
 * find: by the identity provider's id, else by the source's. Of memberships that have ended only those are needed that did
 * so since.
 */
const once = `
  people as materialized (
    select r.key, r.external_id, r.active, r.resource, r.recorded_at,
           coalesce(i.directory_user_id, s.directory_user_id) as id
      from resync_records r ${nameOf('i', `'idp:' || r.external_id`)} ${nameOf('s', `'src:' || r.key`)}
     where ${read('user')}),
  members as materialized (
    select r.group_key, r.key, r.external_id, coalesce(i.directory_user_id, s.directory_user_id) as id
      from resync_records r ${nameOf('i', `'idp:' || r.external_id`)} ${nameOf('s', `'src:' || r.key`)}
     where ${read('member')}),
  listed_groups as materialized (
    select r.key, r.external_id, r.name, r.active as has_members, r.recorded_at
      from resync_records r where ${read('group')} and r.group_key = ''),
  present as materialized (select distinct id from people where id is not null),
  themselves as materialized (
    select u.id from directory_users u ${nameOf('i', `'idp:' || u.external_id`)} ${nameOf('s', `'src:' || u.source_id`)}
     where ${mirrored} and u.id = coalesce(i.directory_user_id, s.directory_user_id)),
  memberships as materialized (
    select m.directory_user_id, m.directory_group_id, m.present, m.occurred_at
      from directory_groups g
     cross join lateral (
           select * from group_memberships
            where tenant_id = :tenant and directory_group_id = g.id and present
           union all
           select * from group_memberships
            where tenant_id = :tenant and directory_group_id = g.id and not present and occurred_at >= :asOf
           offset 0) m
     where g.tenant_id = :tenant and g.directory_id = :directory)`;

/**
 * What the mirror has otherwise than WorkOS: each selects `subject` (one piece of news for each), `occurred_at` and `news`.
 * Of what is newer in the mirror nothing is said. Whoever is in a list twice counts as their latest record says.
 *
 * In the order in which they are applied, where they count as of the same moment: who is given something has it before
 * what they had is taken, so that nobody loses meanwhile what they keep. Leavers come last, and together.
 */
const differences = {
  'resync.group_seen': `
    select r.key as subject, greatest(r.recorded_at, :asOf) as occurred_at,
           jsonb_build_object('kind', 'group_seen', 'group', jsonb_strip_nulls(
             jsonb_build_object('sourceId', r.key, 'externalId', r.external_id, 'name', r.name))) as news
      from listed_groups r
      left join directory_groups g on g.tenant_id = :tenant and g.directory_id = :directory and g.source_id = r.key
     where g.occurred_at is null
        or (greatest(r.recorded_at, :asOf) > g.occurred_at
            and (g.gone or (r.external_id is not null and g.external_id is distinct from r.external_id)
                 or (r.name is not null and g.name is distinct from r.name)))`,

  // With what is known of the group, as from webhooks: its own record may be of a later time, and is applied later then.
  'resync.joined': `
    select r.group_key || chr(10) || r.key as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'joined', 'person', ${personOf('r.key', 'r.external_id')},
                              'group', jsonb_strip_nulls(jsonb_build_object(
                                'sourceId', r.group_key, 'externalId', l.external_id, 'name', l.name,
                                'recordedAt', ${inUtc('l.recorded_at')}))) as news
      from members r
      left join listed_groups l on l.key = r.group_key
      left join people p on p.key = r.key
      left join directory_users u on ${mirrored} and u.id = r.id
      left join directory_groups g
        on g.tenant_id = :tenant and g.directory_id = :directory and g.source_id = r.group_key
      left join memberships m on m.directory_user_id = u.id and m.directory_group_id = g.id
     where (m.occurred_at is null or (m.occurred_at < :asOf and not (${counts})))
       and coalesce(greatest(u.removed_at, g.removed_at), '-infinity') < :asOf
       and (p.active or not ${isPurged})`,

  'resync.user_seen': `
    select p.key as subject, p.occurred_at,
           jsonb_build_object('kind', 'user_seen', 'person', ${personOf('p.key', 'p.external_id')},
                              'active', p.active, 'resource', p.resource) as news
      from (select distinct on (coalesce('idp:' || r.external_id, 'src:' || r.key))
                   r.key, r.external_id, r.active, r.resource, greatest(r.recorded_at, :asOf) as occurred_at, r.id
              from people r
             where r.active is not null
             order by coalesce('idp:' || r.external_id, 'src:' || r.key), r.recorded_at desc, r.active desc, r.key) p
      left join directory_users u on ${mirrored} and u.id = p.id
     where u.occurred_at is null
        or (p.occurred_at > u.occurred_at and (p.active or not ${isPurged})
            and (u.gone or u.active <> p.active or u.resource is distinct from p.resource or u.source_id <> p.key
                 or (p.external_id is not null and u.external_id is distinct from p.external_id)))`,

  'resync.left': `
    select g.source_id || chr(10) || u.source_id as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'left', 'person', ${personOf('u.source_id', 'u.external_id')},
                              'group', jsonb_build_object('sourceId', g.source_id)) as news
      from memberships m
      join directory_groups g
        on g.tenant_id = :tenant and g.directory_id = :directory and g.id = m.directory_group_id and not g.gone
      join directory_users u on ${mirrored} and u.id = m.directory_user_id
      left join listed_groups l on l.key = g.source_id
      left join present on present.id = u.id
     where m.occurred_at < :asOf and ${counts}
       and (l.has_members or (l.key is null and g.occurred_at is null))
       -- Whoever is not listed is gone, with all memberships; unless they came back while the lists were read.
       and (present.id is not null or (u.occurred_at >= :asOf and not u.gone))
       and exists (select 1 from themselves where themselves.id = u.id)
       and not exists (select 1 from members e where e.id = u.id and e.group_key = g.source_id)`,

  'resync.group_gone': `
    select g.source_id as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'group_gone', 'group', jsonb_build_object('sourceId', g.source_id)) as news
      from directory_groups g
     where g.tenant_id = :tenant and g.directory_id = :directory and not g.gone and g.occurred_at < :asOf
       and not exists (select 1 from listed_groups l where l.key = g.source_id)`,

  'resync.user_gone': `
    select u.source_id as subject, :asOf as occurred_at,
           jsonb_build_object('kind', 'user_gone', 'person', ${personOf('u.source_id', 'u.external_id')}) as news
      from directory_users u
     where ${mirrored} and not u.gone and u.occurred_at < :asOf
       and not exists (select 1 from present where present.id = u.id)
       and exists (select 1 from themselves where themselves.id = u.id)
       and (u.external_id is not null or not exists (select 1 from people p where p.key = u.source_id))`,
};

/** With what the ids of news of a type begin, so that the inbox has them in this order. */
const placeOf = (type: ResyncNewsType): string =>
  'abcdef'.charAt((Object.keys(differences) as ResyncNewsType[]).indexOf(type));

/** How long a comparison may take, in milliseconds: less than it has its turn for, and more than other statements. */
export const longestComparingMs = 600_000;

/**
 * Holds what was read against the mirror, and puts what is different into the inbox: one statement, however many people
 * there are, and nothing of them comes into this process. Needs the tenant's row locked. Done twice, it says the same
 * again, by the same ids.
 *
 * @returns how much news there is of each type
 */
export async function putDifferences(
  trx: Transaction,
  tenantId: string,
  resync: ResyncToCompare,
): Promise<Map<ResyncNewsType, number>> {
  const before = await trx.raw<{ rows: [{ statement_timeout: string }] }>('show statement_timeout');
  // What was read has only just come, and PostgreSQL takes it for a few rows: it would go through all of them for each.
  await trx.raw(
    `select set_config('enable_nestloop', 'off', true), set_config('statement_timeout', ?::text, true)`,
    [String(longestComparingMs)],
  );
  const { sql, bindings } = positional(comparison, {
    tenant: [tenantId, 'uuid'],
    resync: [resync.resyncId, 'uuid'],
    directory: [resync.directoryId, 'uuid'],
    asOf: [resync.asOf, 'timestamptz'],
    receivedAt: [resync.receivedAt, 'timestamptz'],
  });
  const { rows } = await trx.raw<{ rows: { type: ResyncNewsType; count: number }[] }>(sql, bindings);
  await trx.raw(
    `select set_config('enable_nestloop', 'on', true), set_config('statement_timeout', ?::text, true)`,
    [before.rows[0].statement_timeout],
  );
  const found = new Map(rows.map(({ type, count }) => [type, count]));
  return new Map((Object.keys(differences) as ResyncNewsType[]).map((type) => [type, found.get(type) ?? 0]));
}

/**
 * The ids have no digits that could be taken for a number that a policy keeps out, and are the same whenever the resync
 * says the same.
 */
const comparison = `
  with ${once},
  news as materialized (
    select type, 'resync:' || place || translate(
             encode(sha256(convert_to(:resync::text || ' ' || type || ' ' || subject, 'UTF8')), 'hex'),
             '0123456789', 'ghijklmnop') as id, occurred_at, news
      from (${(Object.keys(differences) as ResyncNewsType[])
        .map(
          (type) => `
    select '${type}' as type, '${placeOf(type)}' as place, * from (${differences[type]}) different`,
        )
        .join(' union all ')}) everything
     -- In the order of the indexes that they go into: a first reading of a large company is half a million rows.
     order by id),
  kept as (
    insert into resync_records (tenant_id, resync_id, kind, group_key, key)
    select :tenant, :resync, 'news', '', id from news
    on conflict (tenant_id, resync_id, kind, group_key, key) do nothing),
  put as (
    insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status)
    select :tenant, :directory, id, 'workos', type, occurred_at, :receivedAt,
           jsonb_build_object('id', id, 'source', 'workos', 'type', type, 'occurredAt', ${inUtc('occurred_at')},
                              'news', news),
           'waiting'
      from news
    on conflict (tenant_id, directory_id, event_id) do nothing
    returning type)
  select type, count(*)::int as count from put group by type`;

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

/** Whether the mirror has people who would lose something if nobody were in the directory. */
export async function knowsPeople(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  asOf: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1 from directory_users
      where tenant_id = ? and directory_id = ? and not gone and active and occurred_at < ? limit 1`,
    [tenantId, directoryId, asOf],
  );
  return result.rows.length > 0;
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
