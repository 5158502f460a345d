import { RollcallError } from '../domain/rollcall-error.ts';
import type { Database } from './database.ts';

/** The installation's key for digests that stand in for withheld identifiers. */
export async function readRedactionKey(database: Database): Promise<Buffer> {
  const result = await database.knex.raw<{ rows: { redaction_key: Buffer }[] }>(
    'select redaction_key from installation',
  );
  const row = result.rows[0];
  if (!row)
    throw new RollcallError('internal', 'The database has no installation row: run `rollcall migrate`.');
  return row.redaction_key;
}
