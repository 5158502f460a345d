import type { Actor } from '../domain/change.ts';
import type { ShadowEffect } from '../domain/shadow-difference.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import type { DifferenceRow } from './shadow-differences.ts';
import { sqlConditions } from './sql-conditions.ts';

export const differencesKeyset = ['uuid'] as const satisfies KeysetPart[];

/** Somebody whom the proposal decides otherwise, with the account, or what the directory says where there is none. */
export interface ListedDifference extends DifferenceRow {
  user_id: string | null;
  external_id: string | null;
  display_name: string | null;
  email: string | null;
  /** Null where there is an account that says who it is. */
  resource: DirectoryUserResource | null;
}

/** Whom the proposal decides otherwise at this moment, by directory user id. */
export async function listDifferences(
  trx: Transaction,
  tenantId: string,
  filter: { effect?: ShadowEffect },
  { limit, after }: PageRequest,
): Promise<Page<ListedDifference>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  where.add('ended_at is null');
  if (filter.effect !== undefined) where.add('effect = ?', filter.effect);
  if (after?.[0] !== undefined) where.add('directory_user_id > ?', after[0]);
  const result = await trx.raw<{ rows: ListedDifference[] }>(
    `select s.*, u.id as user_id, coalesce(u.external_id, d.external_id, d.source_id) as external_id,
            u.display_name, u.email, case when u.id is null then d.resource end as resource
       from (select * from shadow_differences where ${where.text()} order by directory_user_id limit ?) s
       left join users u on u.tenant_id = s.tenant_id and u.directory_user_id = s.directory_user_id
       left join directory_users d on d.tenant_id = s.tenant_id and d.id = s.directory_user_id
      order by s.directory_user_id`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    (row) => [row.directory_user_id],
  );
}

/** People whom the same place of a policy decides otherwise in the same way. */
export interface DifferenceGroup {
  effect: ShadowEffect;
  role: string | null;
  cause_in: 'now' | 'proposed' | null;
  cause_at: string | null;
  people: number;
}

/** The largest first. */
export async function groupDifferences(trx: Transaction, tenantId: string): Promise<DifferenceGroup[]> {
  const result = await trx.raw<{ rows: DifferenceGroup[] }>(
    `select effect, role, cause_in, cause_at, count(*)::int as people
       from shadow_differences where tenant_id = ? and ended_at is null
      group by effect, role, cause_in, cause_at
      order by people desc, effect, role, cause_in, cause_at`,
    [tenantId],
  );
  return result.rows;
}

export interface DifferenceCounts {
  /** Whom decisions are made about: people of directories that are not in test mode. */
  people: number;
  /** Those of them that have been compared since the proposal began. */
  compared: number;
  /** Who differs at this moment, and who ever did since the proposal began. */
  differ: number;
  ever: number;
  /** Decisions that differed. */
  decisions: number;
}

export async function countDifferences(trx: Transaction, tenantId: string): Promise<DifferenceCounts> {
  const result = await trx.raw<{ rows: [DifferenceCounts] }>(
    `select p.people, p.compared, s.differ, s.ever, s.decisions
       from (select count(*)::int as people,
                    (count(*) filter (where d.id <= coalesce(t.reconsider_after, t.shadow_after, d.id)))::int as compared
               from directory_users d
               join directories c on c.tenant_id = d.tenant_id and c.id = d.directory_id
               join tenants t on t.id = d.tenant_id
              where d.tenant_id = ? and d.occurred_at is not null and c.state not in ('setting_up', 'testing')) p,
            (select count(*) filter (where ended_at is null)::int as differ, count(*)::int as ever,
                    coalesce(sum(times), 0)::float8 as decisions
               from shadow_differences where tenant_id = ?) s`,
    [tenantId, tenantId],
  );
  return result.rows[0];
}

/** What a tenant proposes, and since when. */
export interface ProposalRow {
  active_policy_version: number | null;
  proposed_policy_version: number | null;
  policy_proposed_by: Actor | null;
  policy_proposed_at: Date | null;
  /** Whether everyone has been compared. */
  is_complete: boolean;
}

export async function readProposal(trx: Transaction, tenantId: string): Promise<ProposalRow | null> {
  const result = await trx.raw<{ rows: ProposalRow[] }>(
    `select active_policy_version, proposed_policy_version, policy_proposed_by, policy_proposed_at,
            shadow_after is null and reconsider_after is null as is_complete
       from tenants where id = ?`,
    [tenantId],
  );
  return result.rows[0] ?? null;
}
