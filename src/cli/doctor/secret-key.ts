import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { countSecretsThatOpen } from '../../store/doctor-read.ts';
import { secretKeysOf } from '../secret-keys.ts';
import { inDatabase } from './database-fault.ts';
import { ok, problem, skipped, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the key opens what is sealed in the database. */
export function checkSecretKey(patient: Patient): Promise<Finding | Finding[]> {
  const { config, wrong } = patient;
  if (wrong.has('ROLLCALL_SECRET_KEY')) return Promise.resolve(skipped('ROLLCALL_SECRET_KEY is wrong.'));
  return inDatabase(patient, async () => {
    const isThere = config.webhooks.secretKeys !== null || existsSync(join(config.home, 'secret-key'));
    const database = await patient.database();
    // Looking makes no key: the first start does.
    const keys = isThere ? keysOf(patient) : ([Buffer.alloc(32)] as const);
    if (keys instanceof RollcallError) return problem(keys.message, 'Restore the key from a backup.');
    const { secrets, shut } = await countSecretsThatOpen(database, keys);
    if (shut > 0) {
      return problem(
        `Secrets of webhooks that ${isThere ? 'this key does not open' : 'nothing opens, because there is no key'}: ${shut} of ${secrets}.`,
        'Put the former key behind the present one in ROLLCALL_SECRET_KEY, or rotate those endpoints with `rollcall webhook rotate`.',
      );
    }
    if (!isThere) return ok('There is no key yet, and nothing that is sealed. The first start makes one.');
    return ok(
      secrets === 0
        ? 'There is a key, and nothing that is sealed.'
        : `It opens every secret that is kept (${secrets}).`,
    );
  });
}

function keysOf({ config }: Patient): ReturnType<typeof secretKeysOf> | RollcallError {
  try {
    return secretKeysOf(config);
  } catch (fault) {
    if (fault instanceof RollcallError) return fault;
    throw fault;
  }
}
