import { systemClock } from '../domain/clock.ts';
import { listUnclaimedDirectories } from '../store/unclaimed-directories.ts';
import { purgeUnclaimedEvents } from '../tenancy/purge-unclaimed-events.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { unclaimedTable } from './events-in-words.ts';
import { momentIn } from './events-options.ts';
import { counted } from './policy-backtest-words.ts';
import { everyItem } from './tenancy.ts';

export interface UnclaimedPurgeOptions {
  before: string;
  directoryKey?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `rollcall events unclaimed` */
export async function unclaimedListCommand(options: { json?: boolean }, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const directories = await everyItem((page) => listUnclaimedDirectories(database, page));
    const words =
      directories.data.length === 0
        ? 'No directory without a tenant sends events.'
        : unclaimedTable(directories.data);
    return printResult(io, options.json, directories, words);
  });
}

/** `rollcall events purge-unclaimed --before 90d` */
export async function unclaimedPurgeCommand(options: UnclaimedPurgeOptions, io: CommandIo): Promise<number> {
  const { directoryKey, dryRun = false } = options;
  const asked = {
    received_before: momentIn(options.before, '--before', systemClock.now()),
    dry_run: dryRun,
    ...(directoryKey === undefined ? {} : { directory_key: directoryKey }),
  };
  return withDatabase(io, async ({ database }) => {
    const purged = await purgeUnclaimedEvents(database, asked);
    const words = dryRun
      ? `${counted(purged.events, 'event')} would be removed.`
      : `${purged.events} ${purged.events === 1 ? 'event was' : 'events were'} removed.`;
    return printResult(io, options.json, purged, words);
  });
}
