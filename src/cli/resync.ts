import { setTimeout as later } from 'node:timers/promises';
import { validate } from 'uuid';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Resync } from '../generated/api.ts';
import type { Database } from '../store/database.ts';
import { readDirectory } from '../store/directory-rows.ts';
import { toResync } from '../store/resyncs-read.ts';
import { listResyncs } from '../store/resyncs.ts';
import { cancelResync, requestResync, resyncOf } from '../tenancy/resyncs.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { directoryIdOf, type OfTenant } from './directory.ts';
import { resyncProgress } from './resync-progress.ts';
import { commandLine, everyItem, tenantOfSlug } from './tenancy.ts';

export interface ResyncOptions extends OfTenant {
  /** Stays until it has ended. */
  wait?: boolean;
  /** A resync that is to be ended instead. */
  cancel?: string;
}

const lookEveryMs = 1_000;

/**
 * `rollcall directory resync ID --tenant acme [--wait]`: a running service reads the directory.
 * @param rest how it waits between two looks; only tests have another way than waiting
 * @returns the exit code: 1 where it was waited for and did not end well
 */
export async function directoryResyncCommand(
  id: string,
  options: ResyncOptions,
  io: CommandIo,
  rest: (ms: number) => Promise<unknown> = later,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const { id: tenantId } = await tenantOfSlug(database, options.tenant);
    const directory = directoryIdOf(id);
    const deps = { database, clock: systemClock, readsDirectories: config.workosApiKey !== null };
    if (options.cancel !== undefined) {
      const cancelled = await cancelResync(
        deps,
        tenantId,
        directory,
        resyncIdOf(options.cancel),
        commandLine,
      );
      return print(io, options, toResync(cancelled, systemClock.now()));
    }
    const begun = toResync(await requestResync(deps, tenantId, directory, commandLine), systemClock.now());
    if (options.wait !== true) return print(io, options, begun);
    const ended = await waitFor(database, tenantId, begun, io, rest);
    print(io, options, ended);
    return ended.phase === 'done' ? 0 : 1;
  });
}

/** `rollcall directory resyncs ID --tenant acme` */
export async function directoryResyncsCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const { id: tenantId } = await tenantOfSlug(database, options.tenant);
    const directory = directoryIdOf(id);
    const now = systemClock.now();
    const known = await database.inTenant(tenantId, (trx) => readDirectory(trx, tenantId, directory));
    if (known === null) throw new RollcallError('not_found', 'There is no directory with this id.');
    const list = await everyItem((page) =>
      database.inTenant(tenantId, async (trx) => {
        const { items, next } = await listResyncs(trx, tenantId, directory, page);
        return { items: items.map((row) => toResync(row, now)), next };
      }),
    );
    const rows = list.data.map((resync) => [resync.requested_at, resync.reason, resync.phase, resync.says]);
    return printResult(
      io,
      options.json,
      list,
      rows.length === 0
        ? 'The directory was never read anew from WorkOS.'
        : alignedTable(['REQUESTED', 'REASON', 'PHASE', 'WHAT IT SAYS'], rows),
    );
  });
}

async function waitFor(
  database: Database,
  tenantId: string,
  begun: Resync,
  io: CommandIo,
  rest: (ms: number) => Promise<unknown>,
): Promise<Resync> {
  const progress = resyncProgress(io.stderr);
  for (;;) {
    const resync = toResync(
      await database.inTenant(tenantId, (trx) => resyncOf(trx, tenantId, begun.directory_id, begun.id)),
      systemClock.now(),
    );
    if (resync.finished_at !== null) {
      progress.clear();
      return resync;
    }
    progress.show(resync);
    await rest(lookEveryMs);
  }
}

function print(io: CommandIo, options: OfTenant, resync: Resync): number {
  const follow =
    resync.finished_at === null
      ? `\nA running service reads it. Follow it: \`rollcall directory resyncs ${resync.directory_id} --tenant ${options.tenant}\`.`
      : '';
  return printResult(io, options.json, resync, `Resync ${resync.id}: ${resync.says}${follow}`);
}

function resyncIdOf(id: string): string {
  if (validate(id)) return id.toLowerCase();
  throw new RollcallError('not_found', 'There is no such resync of this directory.');
}
