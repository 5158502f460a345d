import { asOwner } from './bench-database.ts';

/**
 * Makes a tenant larger without waiting for a sync: everyone of it, with groups, accounts and workspaces, as often again
 * as asked, under a round that is another each time. What is copied has ids, addresses and names of its own, and is in line with the policy as its model is.
 */
export async function copyEveryone(
  url: string,
  tenantId: string,
  { copies, round }: { copies: number; round: number },
): Promise<void> {
  const own = (id: string): string => `md5(${id}::text || ' ' || k)::uuid`;
  const where = `cross join (select '${round}.' || i as k from generate_series(1, ${copies}) i) copy where tenant_id = '${tenantId}'`;
  await asOwner(
    url,
    `set rollcall.tenant_id = '${tenantId}';
     insert into directory_users (tenant_id, id, directory_id, external_id, source_id, resource, active, gone,
                                  occurred_at, event_id)
     select tenant_id, ${own('id')}, directory_id, external_id || '-' || k, source_id || '-' || k, resource, active, gone,
            occurred_at, event_id || '-' || k
       from directory_users ${where};
     insert into directory_user_keys (tenant_id, directory_id, key, directory_user_id)
     select tenant_id, directory_id, key || '-' || k, ${own('directory_user_id')} from directory_user_keys ${where};
     insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
     select tenant_id, ${own('directory_user_id')}, directory_group_id, present, occurred_at, event_id || '-' || k
       from group_memberships ${where};
     insert into users (tenant_id, id, directory_id, directory_user_id, external_id, email, display_name, given_name,
                        family_name, status, role, role_origin, attributes, sessions_valid_after, provisioned_at,
                        deactivated_at, purge_at, updated_at)
     select tenant_id, ${own('id')}, directory_id, ${own('directory_user_id')}, external_id || '-' || k, email,
            display_name, given_name, family_name, status, role, role_origin, attributes, sessions_valid_after,
            provisioned_at, deactivated_at, purge_at, updated_at
       from users ${where};
     insert into workspace_memberships (tenant_id, user_id, workspace_key, role, added_at)
     select tenant_id, ${own('user_id')}, workspace_key, role, added_at from workspace_memberships ${where};
     analyze`,
  );
}
