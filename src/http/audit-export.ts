import type { AuditRecord } from '../generated/api.ts';
import { listAuditRecords, type AuditFilter } from '../store/audit-records-read.ts';
import type { Database } from '../store/database.ts';
import type { Page } from '../store/keyset.ts';
import { csvBegin, csvRow } from './csv.ts';

const AT_ONCE = 500;

/**
 * The audit log as the text of a file, the oldest first. Records are only ever added, so pages read one after the other
 * make one whole, and no transaction is kept open for a reader who takes long.
 *
 * @param until where it ends: what happens while it is read is not in it
 */
export async function* auditExport(
  database: Database,
  tenantId: string,
  format: 'csv' | 'json',
  filter: AuditFilter & { until: Date },
): AsyncGenerator<string> {
  const { begin, piece, end } = format === 'csv' ? asCsv() : asJson();
  let after: string[] | null = null;
  let text = begin;
  do {
    const position: string[] | null = after;
    const { items, next }: Page<AuditRecord> = await database.inTenant(tenantId, (trx) =>
      listAuditRecords(trx, tenantId, filter, 'asc', { limit: AT_ONCE, after: position }),
    );
    text += items.map(piece).join('');
    if (next === null) text += end();
    if (text !== '') yield text;
    text = '';
    after = next;
  } while (after !== null);
}

interface Format {
  begin: string;
  piece: (record: AuditRecord) => string;
  end: () => string;
}

function asJson(): Format {
  let isFirst = true;
  return {
    begin: '[',
    piece(record) {
      const text = `${isFirst ? '' : ','}\n${JSON.stringify(record)}`;
      isFirst = false;
      return text;
    },
    end: () => '\n]\n',
  };
}

/** Columns are called as the API calls what is in them. */
const columns: readonly [name: string, cellOf: (record: AuditRecord) => string | number | null][] = [
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['user_name', ({ user_name: name }) => name ?? null],
  ['user_id', ({ user_id: id }) => id],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor_name', ({ actor_name: name }) => name ?? null],
  ['actor_id', ({ actor }) => actor.id],
  ['source', ({ source }) => source],
  ['idp', ({ idp }) => idp],
  ['reason', ({ reason }) => reason],
  ['policy_version', ({ policy_version: version }) => version],
  ['before', ({ before }) => (before === null ? null : JSON.stringify(before))],
  ['after', ({ after }) => (after === null ? null : JSON.stringify(after))],
  ['directory_id', ({ directory_id: id }) => id],
  ['id', ({ id }) => id],
  ['hash', ({ hash }) => hash],
];

function asCsv(): Format {
  return {
    begin: csvBegin + csvRow(columns.map(([name]) => name)),
    piece: (record) => csvRow(columns.map(([, cellOf]) => cellOf(record))),
    end: () => '',
  };
}
