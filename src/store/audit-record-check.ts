import { contentDigest, recordDigest, type DigestedRecord } from './audit-records.ts';
import type { Queries } from './database.ts';
import { removedByPurge } from './purged-content.ts';

/** Checks records one page at a time, each by itself: whether it is as it was written, or as a purge leaves it. */
export interface RecordCheck {
  /** What is wrong with records of the page, by their ids. */
  faults(page: ChainRow[]): Promise<Map<string, string>>;
  /** How many of all that were checked so far are as a purge left them. */
  purged(): number;
}

/** @param trx in the scope of the tenant */
export function checkRecords(trx: Queries, tenantId: string): RecordCheck {
  const purges = new Set<string>();
  let purged = 0;
  return {
    purged: () => purged,
    async faults(page) {
      const faults = new Map<string, string>();
      for (const purge of await findPurges(trx, tenantId, page)) purges.add(purge);
      for (const row of page) {
        const fault = row.content_purged_at === null ? faultOfWritten(row) : faultOfEmptied(row, purges);
        if (fault !== null) faults.set(row.id, fault);
        else if (row.content_purged_at !== null) purged += 1;
      }
      return faults;
    },
  };
}

export interface ChainRow extends DigestedRecord {
  before: unknown;
  after: unknown;
  reason: string;
  salt: string;
  content_purged_at: Date | null;
  content_digest: string;
  digest: string;
  seq: number | null;
  previous_hash: string | null;
  hash: string | null;
}

export const checkedColumns = `tenant_id, id, at, actor_kind, actor_id, action, user_id, directory_id, source, idp, event_ids, policy_version,
                 before, after, reason, salt, content_purged_at, content_digest, digest, seq, previous_hash, hash`;

export const wasChanged = 'A record was changed or inserted';

function faultOfWritten(row: ChainRow): string | null {
  const isAsWritten =
    contentDigest(row.salt, row) === row.content_digest &&
    recordDigest(row, row.content_digest) === row.digest;
  return isAsWritten ? null : wasChanged;
}

/** What the content was can be checked no more; that its digest is the one of then, the digest of the record says. */
function faultOfEmptied(row: ChainRow, purges: ReadonlySet<string>): string | null {
  const isEmpty =
    row.before === null && row.after === null && row.reason === removedByPurge && row.salt === '';
  if (!isEmpty || recordDigest(row, row.content_digest) !== row.digest) return wasChanged;
  const isPurged = row.action !== 'user.purged' && purges.has(purgeOf(row.user_id, row.content_purged_at));
  return isPurged ? null : 'Content was removed without a purge';
}

/** The purges of those whose content was removed. Their records are checked in their own places. */
async function findPurges(trx: Queries, tenantId: string, page: ChainRow[]): Promise<string[]> {
  const emptied = page.filter((row) => row.content_purged_at !== null && row.user_id !== null);
  if (emptied.length === 0) return [];
  const result = await trx.raw<{ rows: { user_id: string; at: Date }[] }>(
    // Fenced: found by the person, of whom there is little, and not among everybody's purges.
    `select user_id, at
       from (select user_id, at, action from audit_records where tenant_id = ? and user_id = any(?::uuid[]) offset 0) r
      where action = 'user.purged'`,
    [tenantId, [...new Set(emptied.map((row) => row.user_id))]],
  );
  return result.rows.map((row) => purgeOf(row.user_id, row.at));
}

/** The record of a purge is of the same moment as what it removed. */
function purgeOf(userId: string | null, at: Date | null): string {
  return `${userId ?? ''} ${at?.toISOString() ?? ''}`;
}
