import { readConfig } from '../config.ts';
import { migrate } from '../store/migrate.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { openPlace, stderrLog } from './connect.ts';

/** `rollcall migrate`: brings the database up to this version. Running it again changes nothing. */
export async function migrateCommand(options: { json?: boolean }, io: CommandIo): Promise<number> {
  const config = readConfig(io.env, io.cwd);
  const place = await openPlace(config, stderrLog(io));
  try {
    const result = await migrate(place.url, undefined, {
      onBlocked: (sentence) => {
        io.stderr.write(`${sentence}\n`);
      },
    });
    const words =
      result.applied.length === 0 ? 'The database is up to date.' : `Applied ${result.applied.join(', ')}.`;
    return printResult(io, options.json, result, words);
  } finally {
    await place.leave();
  }
}
