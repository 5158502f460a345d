import type { AuditRecord, AuditRecordsQuery } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { csvOf } from '../parts/csv.ts';
import { strings } from '../strings/strings.ts';
import { actionInWords, actorInWords } from './record-words.ts';

const PAGE = 200;

/** Reads every record that fits, page by page, oldest first; tells how many it has after each page. */
export async function readAllRecords(
  tenant: string,
  query: AuditRecordsQuery,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  let cursor: string | null = null;
  do {
    const page: { data: AuditRecord[]; next_cursor: string | null } = await ask(
      'AuditRecordList',
      'GET',
      ['tenants', tenant, 'audit-records'],
      { query: { ...query, order: 'asc', limit: PAGE, cursor: cursor ?? undefined }, signal },
    );
    records.push(...page.data);
    onProgress(records.length);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return records;
}

export function recordsAsCsv(records: readonly AuditRecord[]): string {
  return csvOf([
    strings.activity.exporting.columns,
    ...records.map((record) => [
      record.at,
      actionInWords(record.action),
      record.user_name ?? record.user_id,
      actorInWords(record),
      record.reason,
      record.policy_version,
      record.before === null ? null : JSON.stringify(record.before),
      record.after === null ? null : JSON.stringify(record.after),
      record.id,
      record.hash,
    ]),
  ]);
}

export function recordsAsJson(records: readonly AuditRecord[]): string {
  return `${JSON.stringify(records, null, 2)}\n`;
}
