import {
  checkRecords,
  checkedColumns,
  wasChanged,
  type ChainRow,
  type RecordCheck,
} from './audit-record-check.ts';
import { chainHash } from './audit-records.ts';
import type { Queries, Transaction } from './database.ts';

/** The next tenant after `cursor` with unsealed records, or null. Needs the scope of every tenant. */
export async function findTenantToSeal(trx: Transaction, cursor: string): Promise<string | null> {
  const result = await trx.raw<{ rows: { tenant_id: string }[] }>(
    `select tenant_id from audit_records where seq is null and tenant_id > ? order by tenant_id limit 1`,
    [cursor],
  );
  return result.rows[0]?.tenant_id ?? null;
}

/**
 * Seals up to `limit` records of a tenant into its chain, in the order of their time and id, and returns how many. A
 * second sealer of the same tenant finds the head locked and seals none.
 */
export async function sealNext(trx: Transaction, tenantId: string, limit: number): Promise<number> {
  await trx.raw('insert into audit_heads (tenant_id) values (?) on conflict (tenant_id) do nothing', [
    tenantId,
  ]);
  const heads = await trx.raw<{ rows: Head[] }>(
    'select seq, hash from audit_heads where tenant_id = ? for no key update skip locked',
    [tenantId],
  );
  const head = heads.rows[0];
  if (!head) return 0;
  const records = await trx.raw<{ rows: { id: string; digest: string }[] }>(
    'select id, digest from audit_records where tenant_id = ? and seq is null order by at, id limit ?',
    [tenantId, limit],
  );
  if (records.rows.length === 0) return 0;
  let { seq, hash } = head;
  const seals = records.rows.map(({ id, digest }): [id: string, seal: [number, string | null, string]] => {
    const previous = hash;
    seq += 1;
    hash = chainHash(previous, seq, digest);
    return [id, [seq, previous, hash]];
  });
  // Looked up by the id, not joined: PostgreSQL thinks that row-level security leaves few of a tenant's records, and
  // compares each of them with each seal.
  await trx.raw(
    `update audit_records a
        set (seq, previous_hash, hash) =
            (select (seal ->> 0)::bigint, seal ->> 1, seal ->> 2 from (select ?::jsonb -> a.id::text) as s (seal))
      where a.tenant_id = ? and a.id = any(?::uuid[])`,
    [JSON.stringify(Object.fromEntries(seals)), tenantId, seals.map(([id]) => id)],
  );
  await trx.raw('update audit_heads set seq = ?, hash = ? where tenant_id = ?', [seq, hash, tenantId]);
  return seals.length;
}

interface Head {
  seq: number;
  hash: string | null;
}

/**
 * What a check of a tenant's chain found: `purged` counts the records that were checked and whose content a purge has
 * removed, `at` is the record where it first fails.
 */
export type ChainVerdict =
  | { intact: true; sealed: number; unsealed: number; purged: number }
  | {
      intact: false;
      sealed: number;
      unsealed: number;
      purged: number;
      problem: string;
      at: { id: string | null; seq: number | null };
    };

const pageSize = 2_000;

/**
 * Recomputes a tenant's whole chain, in pages, and finds a changed, removed or inserted record. It may be sealed and
 * appended to meanwhile: the chain is walked as far as it went at first, and what came later is for the next check.
 *
 * @param trx in the scope of the tenant
 */
export async function verifyChain(trx: Queries, tenantId: string): Promise<ChainVerdict> {
  const head = await readHead(trx, tenantId);
  const { unsealed } = head;
  let seq = 0;
  let hash: string | null = null;
  const check: RecordCheck = checkRecords(trx, tenantId);
  const broken = (problem: string, row: { id: string } | null, place: number | null): ChainVerdict => ({
    intact: false,
    sealed: seq,
    unsealed,
    purged: check.purged(),
    problem,
    at: { id: row?.id ?? null, seq: place },
  });

  for (;;) {
    const page = await trx.raw<{ rows: ChainRow[] }>(
      `select ${checkedColumns} from audit_records where tenant_id = ? and seq > ? and seq <= ? order by seq limit ?`,
      [tenantId, seq, head.seq, pageSize],
    );
    const faults = await check.faults(page.rows);
    for (const row of page.rows) {
      const expected: number = seq + 1;
      if (row.seq !== expected) return broken('A record was removed', row, expected);
      const fault = faults.get(row.id);
      if (fault !== undefined) return broken(fault, row, row.seq);
      if (row.previous_hash !== hash || row.hash !== chainHash(hash, expected, row.digest)) {
        return broken(
          'The chain does not continue here: a record was changed, inserted or removed',
          row,
          row.seq,
        );
      }
      seq = expected;
      hash = row.hash;
    }
    if (page.rows.length < pageSize) break;
  }
  if (head.seq !== seq || head.hash !== hash) return broken('Records at the end were removed', null, seq + 1);
  const counted = await trx.raw<{ rows: { sealed: number }[] }>(
    'select count(*)::int as sealed from audit_records where tenant_id = ? and seq <= ?',
    [tenantId, seq],
  );
  if (counted.rows[0]?.sealed !== seq) return broken('A record stands beside the chain', null, null);
  const beyond = await findBeyondHead(trx, tenantId);
  if (beyond) return broken('A record stands beyond the end of the chain', beyond, beyond.seq);
  const strange = await findStrangeUnsealed(trx, tenantId, check);
  if (strange) return broken(strange.fault, strange.row, null);
  // Every tenant begins with the record of its first policy.
  if (seq + unsealed === 0 && (await hasPolicy(trx, tenantId)))
    return broken('The whole log was removed', null, 1);
  return { intact: true, sealed: seq, unsealed, purged: check.purged() };
}

async function hasPolicy(trx: Queries, tenantId: string): Promise<boolean> {
  const result = await trx.raw<{ rows: { has: boolean }[] }>(
    'select exists (select 1 from policy_versions where tenant_id = ?) as has',
    [tenantId],
  );
  return result.rows[0]?.has === true;
}

/** How far the chain goes, and how many records wait to be sealed: in one statement, so that both are of one moment. */
async function readHead(trx: Queries, tenantId: string): Promise<Head & { unsealed: number }> {
  const result = await trx.raw<{ rows: (Head & { unsealed: number })[] }>(
    `select h.seq, h.hash,
            (select count(*)::int from audit_records a where a.tenant_id = one.id and a.seq is null) as unsealed
       from (values (?::uuid)) one (id) left join audit_heads h on h.tenant_id = one.id`,
    [tenantId],
  );
  const [row] = result.rows;
  return { seq: row?.seq ?? 0, hash: row?.hash ?? null, unsealed: row?.unsealed ?? 0 };
}

/** The head is read after the record: the sealer moves both in one transaction, so no honest record is ever beyond. */
async function findBeyondHead(trx: Queries, tenantId: string): Promise<{ id: string; seq: number } | null> {
  const result = await trx.raw<{ rows: { id: string; seq: number }[] }>(
    `select id, seq from audit_records where tenant_id = ? and seq is not null order by seq desc limit 1`,
    [tenantId],
  );
  const [last] = result.rows;
  if (last === undefined) return null;
  const head = await readHead(trx, tenantId);
  return last.seq > head.seq ? last : null;
}

async function findStrangeUnsealed(
  trx: Queries,
  tenantId: string,
  check: RecordCheck,
): Promise<{ row: ChainRow; fault: string } | null> {
  let after = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    // The time as text, because a Date has no microseconds.
    const page = await trx.raw<{ rows: (ChainRow & { at_text: string })[] }>(
      `select ${checkedColumns}, at::text as at_text from audit_records
        where tenant_id = ? and seq is null and (at, id) > (?::timestamptz, ?::uuid)
        order by at, id limit ?`,
      [tenantId, ...after, pageSize],
    );
    const faults = await check.faults(page.rows);
    for (const row of page.rows) {
      const isLinked = row.previous_hash !== null || row.hash !== null;
      const fault = isLinked ? wasChanged : faults.get(row.id);
      if (fault !== undefined) return { row, fault: `${fault}, of those not sealed yet` };
    }
    const last = page.rows.at(-1);
    if (last === undefined) return null;
    after = [last.at_text, last.id];
  }
}
