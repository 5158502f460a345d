import { plainSql, sql, type Sql } from './sql-text.ts';

/**
 * The rest of a statement that has `given (rows, backgrounds)` with audit records as JSON, each with the `type` of its
 * message, and what is behind them: makes messages of those that some endpoint listens to, and a delivery for each that
 * does. Where nobody listens, the records are not even looked at once more.
 *
 * Endpoints of the whole installation are not told of what is only rehearsed, and not locked until it is undone.
 *
 * A disabled endpoint listens too: what it misses waits for it. Messages get their place in the order of the records.
 *
 * @param exceptEndpoint one that is not told, or null
 */
export function announcing(tenantId: string, at: Date, exceptEndpoint: string | null): Sql {
  return sql`
     listening as materialized (
       select id, event_types from webhook_endpoints
        where tenant_id = ${tenantId}::uuid and id is distinct from ${exceptEndpoint}::uuid
       union all
       select id, event_types from webhook_endpoints
        where tenant_id is null and id is distinct from ${exceptEndpoint}::uuid
          and current_setting('rollcall.rehearsal', true) is distinct from 'on'),
     told as (
       insert into outbox_messages (tenant_id, id, type, user_id, payload, created_at, trace_parent)
       select ${tenantId}::uuid, r.id, r.type, r.user_id,
              jsonb_build_object('type', r.type, 'timestamp', ${at.toISOString()}::text, 'data', jsonb_build_object(
                'tenant', jsonb_build_object('id', t.id, 'slug', t.slug),
                'record_id', r.id, 'action', r.action, 'user_id', r.user_id, 'user', account.as_told,
                'before', case when r.type <> 'user.purged' then r.before end,
                'after', case when r.type <> 'user.purged' then r.after end,
                'reason', r.reason, 'actor', jsonb_build_object('kind', b.actor_kind, 'id', b.actor_id),
                'directory_id', b.directory_id, 'event_ids', r.event_ids, 'policy_version', b.policy_version)),
              ${at}::timestamptz, r.trace_parent
         from (select 1 from listening limit 1) somebody
        cross join given
        cross join lateral json_to_recordset(given.rows) as r (
                id uuid, action text, type text, user_id uuid, before jsonb, after jsonb, reason text, event_ids jsonb,
                behind integer, trace_parent text)
         join lateral json_to_recordset(given.backgrounds) as b (
                n integer, actor_kind text, actor_id text, directory_id uuid, policy_version integer)
           on b.n = r.behind
        cross join lateral (select id, slug from tenants where id = ${tenantId}::uuid offset 0) t
         left join lateral (
                select jsonb_build_object(
                         'id', u.id, 'external_id', u.external_id, 'email', u.email, 'display_name', u.display_name,
                         'given_name', u.given_name, 'family_name', u.family_name, 'status', u.status, 'role', u.role,
                         'role_origin', u.role_origin, 'attributes', u.attributes, 'directory_id', u.directory_id,
                         'workspaces', coalesce((
                           select jsonb_agg(jsonb_build_object('key', w.workspace_key, 'role', w.role)
                                            order by w.workspace_key)
                             from workspace_memberships w
                            where w.tenant_id = ${tenantId}::uuid and w.user_id = u.id), '[]'),
                         'provisioned_at', ${time('u.provisioned_at')}, 'deactivated_at', ${time('u.deactivated_at')},
                         'purge_at', ${time('u.purge_at')}, 'updated_at', ${time('u.updated_at')}) as as_told
                  from users u where u.tenant_id = ${tenantId}::uuid and u.id = r.user_id offset 0) account on true
        where exists (select 1 from listening l where l.event_types is null or l.event_types && array[r.type, ${familyOf('r.type')}])
        order by r.id
       returning id, seq, type, user_id, created_at)
     insert into outbox_deliveries (tenant_id, message_id, endpoint_id, seq, subject_id, next_attempt_at, created_at)
     select ${tenantId}::uuid, m.id, l.id, m.seq, coalesce(m.user_id, ${tenantId}::uuid), m.created_at, m.created_at
       from told m
       join listening l
         on l.event_types is null or l.event_types && array[m.type, ${familyOf('m.type')}]`;
}

/** As familyOf of domain/outbox-message.ts. */
function familyOf(column: string): Sql {
  return plainSql(`split_part(${column}, '.', 1) || '.*'`);
}

/** A time as the API writes it. */
function time(column: string): Sql {
  return plainSql(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
}
