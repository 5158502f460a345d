import type { Database } from '../../../store/database.ts';
import { fewStatement, readFew, type Wanted } from '../../../store/scim-read.ts';
import { sql, type Sql, type SqlValue } from '../../../store/sql-text.ts';
import type { ResourceType } from '../protocol/attribute.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import type { ScimCaller } from '../scim-caller.ts';
import { tableOf, toRecord } from './resource-table.ts';

/** One resource of a directory, in one statement; null where there is none. */
export async function readResource(
  deps: { database: Database },
  caller: ScimCaller,
  type: ResourceType,
  id: string,
  want: Wanted,
): Promise<ResourceRecord | null> {
  const { text, values } = preparedFor(type, want);
  const given = values.map((value) => {
    if (value === directorySlot) return caller.directoryId;
    return value === idSlot ? id : value;
  });
  const rows = await readFew(deps.database, caller.tenantId, { text, values: given }, want, null);
  const row = rows?.[0];
  return row === undefined ? null : toRecord(row);
}

/** Stand in for what differs from request to request. No value of any statement is one of them: they hold a NUL. */
const directorySlot = '\0directory';
const idSlot = '\0id';

const prepared = new Map<string, Sql>();

/** The statement is made once for each type. Types are few: those of the registry, whatever schemas extend them. */
function preparedFor(type: ResourceType, want: Wanted): { text: string; values: readonly SqlValue[] } {
  const key = `${type.name} ${String(want.groups)} ${String(want.members)}`;
  let statement = prepared.get(key);
  if (statement === undefined) {
    const table = tableOf(directorySlot, type);
    statement = fewStatement(table, sql`${table.id} = ${idSlot}`, want, null);
    prepared.set(key, statement);
  }
  return statement;
}
