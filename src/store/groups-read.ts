import type { PersonGroup } from '../domain/decision.ts';
import type { Group } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const groupsKeyset = ['uuid'] as const satisfies KeysetPart[];

/** A group of the mirror; what the policy makes of it is not the mirror's to say. */
export type MirroredGroup = Omit<Group, 'unmapped' | 'mapping'>;

/** A group of the mirror without its members. */
export type NamedGroup = Omit<MirroredGroup, 'member_count'>;

/** The groups that exist in a tenant's directories, the oldest first, each with how many existing people are in it. */
export async function listGroups(
  trx: Transaction,
  tenantId: string,
  filter: { directory_id?: string; search?: string; ids?: readonly string[] },
  { limit, after }: PageRequest,
): Promise<Page<MirroredGroup>> {
  const where = sqlConditions();
  where.add('g.tenant_id = ? and not g.gone', tenantId);
  if (filter.directory_id !== undefined) where.add('g.directory_id = ?', filter.directory_id);
  if (filter.search !== undefined) where.add('strpos(lower(g.name), lower(?)) > 0', filter.search);
  if (filter.ids !== undefined) where.add('g.id = any(?::uuid[])', [...filter.ids]);
  if (after?.[0] !== undefined) where.add('g.id > ?', after[0]);
  const result = await trx.raw<{ rows: MirroredGroup[] }>(
    `select g.id, g.directory_id, g.source_id, g.external_id, g.name,
            (select count(*)
               from group_memberships m
               join directory_users p on p.tenant_id = m.tenant_id and p.id = m.directory_user_id
              where m.tenant_id = g.tenant_id and m.directory_group_id = g.id and m.present
                and not p.gone
                and m.occurred_at > coalesce(greatest(p.removed_at, g.removed_at), '-infinity')) as member_count
       from directory_groups g where ${where.text()} order by g.id limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}

/** These groups of a tenant, by id; those that are gone are left out. Members are not counted. */
export async function readGroupsById(
  trx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, NamedGroup>> {
  const result = await trx.raw<{ rows: NamedGroup[] }>(
    `select id, directory_id, source_id, external_id, name from directory_groups
      where tenant_id = ? and id = any(?::uuid[]) and not gone`,
    [tenantId, ids],
  );
  return new Map(result.rows.map((row) => [row.id, row]));
}

/** A group as a policy finds it. */
export interface FoundGroup extends PersonGroup {
  id: string;
  /** What it was called before, the latest first. */
  formerNames: string[];
}

/** How every group of a tenant is called, the oldest first. */
export async function readGroupNames(trx: Transaction, tenantId: string): Promise<FoundGroup[]> {
  const result = await trx.raw<{
    rows: (Pick<NamedGroup, 'id' | 'source_id' | 'external_id' | 'name'> & { former_names: string[] })[];
  }>(
    `select id, source_id, external_id, name, former_names
       from directory_groups where tenant_id = ? and not gone order by id`,
    [tenantId],
  );
  return result.rows.map(({ id, source_id, external_id, name, former_names }) => ({
    id,
    sourceId: source_id,
    externalId: external_id,
    name,
    formerNames: former_names,
  }));
}

/** What the first groups of a tenant are called, in the order of their names, and by what a policy finds them. */
export async function readFirstGroupNames(
  trx: Transaction,
  tenantId: string,
  limit: number,
): Promise<{ id: string; name: string | null }[]> {
  const result = await trx.raw<{ rows: { id: string; name: string | null }[] }>(
    `select coalesce(external_id, source_id) as id, name from directory_groups
      where tenant_id = ? and not gone order by lower(coalesce(name, external_id, source_id)), id limit ?`,
    [tenantId, limit],
  );
  return result.rows;
}
