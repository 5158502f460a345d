import { asOwner } from '../bench-database.ts';

/** Who asks in the benchmark, and about whom. */
export interface People {
  tenantId: string;
  count: number;
}

/**
 * A tenant of so many active people, each in one workspace and with one session, whose ids follow from their number; and
 * beside it bare_users, a table of the same form, indexes and rows without row-level security. Goes by SQL: how they came
 * to be is not what is measured.
 */
export async function fillPeople(url: string, { tenantId, count }: People): Promise<void> {
  const id = (prefix: string) => `('${prefix}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const users = (name: string) => `
    insert into ${name} (tenant_id, id, external_id, email, display_name, status, role, role_origin, provisioned_at, updated_at)
    select '${tenantId}', ${id(userPrefix)}, 'ext-' || n, 'person' || n || '@acme.com', 'Person ' || n, 'active',
           'member', 'directory', now(), now()
      from generate_series(0, ${count} - 1) n;`;
  await asOwner(
    url,
    `set rollcall.tenant_id = '${tenantId}';
     -- Foreign keys hold by construction, and checking them row by row would take most of the time.
     alter table users drop constraint users_tenant_id_fkey;
     alter table sessions drop constraint sessions_tenant_id_user_id_fkey;
     alter table workspace_memberships drop constraint workspace_memberships_tenant_id_user_id_fkey,
       drop constraint workspace_memberships_tenant_id_workspace_key_fkey;
     create table bare_users (like users including all);
     insert into tenants (id, slug, name, created_at) values ('${tenantId}', 'acme', 'Acme', now());
     insert into workspaces (tenant_id, key, name, created_at)
     values ('${tenantId}', 'engineering', 'Engineering', now());
     ${users('users')}
     ${users('bare_users')}
     insert into workspace_memberships (tenant_id, user_id, workspace_key, role, added_at)
     select '${tenantId}', ${id(userPrefix)}, 'engineering', 'member', now() from generate_series(0, ${count} - 1) n;
     insert into sessions (tenant_id, id, user_id, expires_at, created_at)
     select '${tenantId}', ${id(sessionPrefix)}, ${id(userPrefix)}, now() + '1 day', now()
       from generate_series(0, ${count} - 1) n`,
  );
  await asOwner(url, 'vacuum analyze');
}

const userPrefix = '0198c0de';
const sessionPrefix = '0198c0df';

export function userId(n: number): string {
  return `${userPrefix}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function sessionId(n: number): string {
  return `${sessionPrefix}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}
