import type { Differs, ShadowDifference, ShadowEffect } from '../domain/shadow-difference.ts';
import type { Transaction } from './database.ts';

/** Somebody whom the proposal decides otherwise. */
export interface NotedDifference extends ShadowDifference {
  directoryUserId: string;
  /** The latest of the events that the decision was about; null where none was. */
  eventId: string | null;
}

/** What decisions about these people came to, under the policy in force and under the proposed one. */
export interface ComparedPeople {
  /** Everyone who was compared, by directory user id. */
  compared: string[];
  differing: NotedDifference[];
  policyVersion: number;
  proposedVersion: number;
  at: Date;
}

/** Notes who differs and that the others do not any more, in one statement however many people. */
export async function noteDifferences(
  trx: Transaction,
  tenantId: string,
  { compared, differing, policyVersion, proposedVersion, at }: ComparedPeople,
): Promise<void> {
  const differs = new Set(differing.map(({ directoryUserId }) => directoryUserId));
  const same = compared.filter((id) => !differs.has(id));
  const rows = differing.map((each) => ({
    directory_user_id: each.directoryUserId,
    effect: each.effect,
    role: each.role,
    cause_in: each.cause?.in ?? null,
    cause_at: each.cause?.at ?? null,
    differs: each.differs,
    places: each.places,
    proposed_places: each.proposedPlaces,
    last_event_id: each.eventId,
  }));
  await trx.raw(
    `with ended as (
       update shadow_differences set ended_at = ?::timestamptz
        where tenant_id = ? and directory_user_id = any(?::uuid[]) and ended_at is null)
     insert into shadow_differences as d (tenant_id, directory_user_id, effect, role, cause_in, cause_at, differs, places,
            proposed_places, policy_version, proposed_version, first_at, last_at, last_event_id, times, ended_at)
     select ?::uuid, directory_user_id, effect, role, cause_in, cause_at, differs, places, proposed_places, ?::integer,
            ?::integer, ?::timestamptz, ?::timestamptz, last_event_id, 1, null
       from jsonb_to_recordset(?::jsonb) as r (
              directory_user_id uuid, effect text, role text, cause_in text, cause_at text, differs jsonb, places text[],
              proposed_places text[], last_event_id text)
         on conflict (tenant_id, directory_user_id) do update
        set effect = excluded.effect, role = excluded.role, cause_in = excluded.cause_in, cause_at = excluded.cause_at,
            differs = excluded.differs, places = excluded.places, proposed_places = excluded.proposed_places,
            policy_version = excluded.policy_version, proposed_version = excluded.proposed_version,
            first_at = case when d.ended_at is null then d.first_at else excluded.first_at end,
            last_at = excluded.last_at, last_event_id = coalesce(excluded.last_event_id, d.last_event_id),
            times = d.times + 1, ended_at = null`,
    [at, tenantId, same, tenantId, policyVersion, proposedVersion, at, at, JSON.stringify(rows)],
  );
}

/** Forgets all differences: there is another proposal, or another policy that it is compared with, or none any more. */
export async function forgetDifferences(trx: Transaction, tenantId: string): Promise<void> {
  await trx.send('delete from shadow_differences where tenant_id = ?', [tenantId]);
}

/** Forgets what is known of people whose data are removed. */
export async function forgetDifferencesOf(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<void> {
  if (directoryUserIds.length === 0) return;
  await trx.send(
    'delete from shadow_differences where tenant_id = ? and directory_user_id = any(?::uuid[])',
    [tenantId, directoryUserIds],
  );
}

/** A row as it is read. */
export interface DifferenceRow {
  directory_user_id: string;
  effect: ShadowEffect;
  role: string | null;
  cause_in: 'now' | 'proposed' | null;
  cause_at: string | null;
  differs: Differs;
  places: string[];
  proposed_places: string[];
  policy_version: number;
  proposed_version: number;
  first_at: Date;
  last_at: Date;
  last_event_id: string | null;
  times: number;
}
