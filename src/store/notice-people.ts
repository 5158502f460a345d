import type { HoldKind } from '../domain/change.ts';
import type { Transaction } from './database.ts';

/** Somebody as they are called now. */
export interface NamedPerson {
  /** The account's id, or null where there is none yet. */
  user_id: string | null;
  name: string | null;
  email: string | null;
  purged: boolean;
}

/** The names that accounts have now, by their ids. */
export async function readNamedUsers(
  trx: Transaction,
  tenantId: string,
  userIds: readonly string[],
): Promise<Map<string, NamedPerson>> {
  if (userIds.length === 0) return new Map();
  const result = await trx.raw<{ rows: (NamedPerson & { user_id: string })[] }>(
    `select id as user_id, display_name as name, email, status = 'purged' as purged
       from users where tenant_id = ? and id = any(?::uuid[])`,
    [tenantId, userIds],
  );
  return new Map(result.rows.map((row) => [row.user_id, row]));
}

/** A hold as it is now. */
export interface NamedHold {
  id: string;
  kind: HoldKind;
  status: string;
  /** Grows with what is held: who approves says which one they have seen. */
  revision: number;
  /** Of a guard a clause, the same for everyone in it. */
  cause: string;
  reason: string;
  /** How many wait in it; once it is answered, how many did. */
  people: number;
  named: NamedPerson[];
}

/** Holds as they are now, each with the names of some of its people. */
export async function readNamedHolds(
  trx: Transaction,
  tenantId: string,
  holdIds: readonly string[],
  most: number,
): Promise<Map<string, NamedHold>> {
  if (holdIds.length === 0) return new Map();
  const result = await trx.raw<{ rows: NamedHold[] }>(
    `select h.id, h.kind, h.status, h.revision, h.cause, h.reason,
            (select count(*) from held_people p
              where p.tenant_id = h.tenant_id and p.hold_id = h.id and (p.status = 'open' or h.status <> 'open')
            ) as people,
            (select coalesce(jsonb_agg(to_jsonb(one)), '[]')
               from (select p.user_id,
                            coalesce(u.display_name, d.resource ->> 'displayName', d.resource ->> 'userName') as name,
                            coalesce(u.email, d.resource #>> '{emails,0,value}') as email,
                            coalesce(u.status = 'purged', false) as purged
                       from held_people p
                       left join users u on u.tenant_id = p.tenant_id and u.id = p.user_id
                       left join directory_users d on d.tenant_id = p.tenant_id and d.id = p.directory_user_id
                      where p.tenant_id = h.tenant_id and p.hold_id = h.id
                        and (p.status = 'open' or h.status <> 'open')
                      order by p.hold_id, p.directory_user_id limit ?) one) as named
       from holds h where h.tenant_id = ? and h.id = any(?::uuid[])`,
    [most, tenantId, holdIds],
  );
  return new Map(result.rows.map((row) => [row.id, row]));
}
