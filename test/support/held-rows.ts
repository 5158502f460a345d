import { v7 as newId } from 'uuid';
import type { HoldKind, HoldPerson, HoldStatus } from '../../src/generated/api.ts';
import type { Database } from '../../src/store/database.ts';

export interface HeldRow {
  userId?: string | null;
  status?: HoldPerson['status'];
  changes?: Record<string, unknown>[];
  /** As the directory describes them. */
  resource?: Record<string, unknown>;
}

export interface HoldRows {
  kind: HoldKind;
  reason?: string;
  status?: HoldStatus;
  answerDueAt?: Date;
  people: HeldRow[];
}

/**
 * Puts a hold into the database as the flow would have left it: for what reading it shows, however large it is.
 * @returns the ids of the hold and of its people in the mirror
 */
export async function insertHold(
  database: Database,
  tenantId: string,
  { kind, reason = 'Because', status = 'open', answerDueAt, people }: HoldRows,
  now: Date,
): Promise<{ id: string; people: string[] }> {
  const id = newId();
  const rows = people.map((person) => ({
    id: newId(),
    user_id: person.userId ?? null,
    status: person.status ?? status,
    changes: person.changes ?? [],
    resource: person.resource ?? null,
  }));
  const resolved = status === 'open' ? null : now;
  await database.inTenant(tenantId, async (trx) => {
    await trx.raw(
      `insert into holds (tenant_id, id, kind, cause, reason, status, revision, policy_version, opened_at, resolved_at,
                          resolved_by, resolution)
       values (?, ?, ?, ?, ?, ?, 3, 1, ?, ?, ?::jsonb, ?)`,
      [
        ...[tenantId, id, kind, id, reason, status, now, resolved],
        resolved === null ? null : JSON.stringify({ kind: 'operator', id: 'test' }),
        resolved === null ? null : 'Said so',
      ],
    );
    await trx.raw(
      `insert into directory_users (tenant_id, id, directory_id, source_id, resource)
       select ?::uuid, id, id, id::text, resource
         from jsonb_to_recordset(?::jsonb) as r (id uuid, resource jsonb)`,
      [tenantId, JSON.stringify(rows)],
    );
    await trx.raw(
      `insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
       select ?::uuid, ?::uuid, id, user_id, changes, status, ?::timestamptz
         from jsonb_to_recordset(?::jsonb) as r (id uuid, user_id uuid, changes jsonb, status text)`,
      [tenantId, id, now, JSON.stringify(rows)],
    );
    if (answerDueAt !== undefined) {
      await trx.raw(
        `insert into timers (tenant_id, subject_id, kind, since, due_at) values (?, ?, 'hold_unanswered', ?, ?)`,
        [tenantId, id, now, answerDueAt],
      );
    }
  });
  return { id, people: rows.map((row) => row.id) };
}
