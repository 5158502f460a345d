import type { Directory } from '../generated/api.ts';
import { listDirectories, readDirectory } from '../store/directories-read.ts';
import type { Database } from '../store/database.ts';
import { activateDirectory, createDirectory } from '../tenancy/directories.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { commandLine, everyItem, tenancyDeps, tenantOfSlug } from './tenancy.ts';

export interface DirectoryCreateOptions {
  tenant: string;
  source: 'workos' | 'scim';
  workosId?: string;
  idp?: string;
  profile?: string;
  name?: string;
  state?: 'active' | 'testing';
  json?: boolean;
}

/** `rollcall directory create`. Exit code 1 for SCIM, which is not served. */
export async function directoryCreateCommand(
  options: DirectoryCreateOptions,
  io: CommandIo,
): Promise<number> {
  if (options.source === 'scim') {
    io.stderr.write(
      'SCIM is not served by this version of Rollcall, so no directory was created. Connect the identity provider through WorkOS: --source workos.\n',
    );
    return 1;
  }
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deps = await tenancyDeps(database, config);
    const { id } = await createDirectory(
      deps,
      tenant.id,
      {
        source: options.source,
        workosId: options.workosId ?? null,
        idp: options.idp ?? null,
        profile: options.profile ?? null,
        name: options.name ?? null,
        state: options.state ?? 'active',
      },
      commandLine,
    );
    if (options.workosId === undefined) {
      io.stderr.write(
        'The directory has no WorkOS id yet, so no event reaches it: claim one through the API.\n',
      );
    }
    return printDirectory(io, options.json, database, tenant.id, id);
  });
}

/** `rollcall directory list --tenant acme` */
export async function directoryListCommand(
  options: { tenant: string; json?: boolean },
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directories = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => listDirectories(trx, tenant.id, page)),
    );
    const words =
      directories.data.length === 0
        ? `The tenant ${tenant.slug} has no directories yet.`
        : directoryTable(directories.data);
    return printResult(io, options.json, directories, words);
  });
}

/** `rollcall directory activate ID --tenant acme`: ends its test mode; an active one stays as it is. */
export async function directoryActivateCommand(
  id: string,
  options: { tenant: string; json?: boolean },
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directory = /^[0-9a-f-]{36}$/i.test(id) ? id : '00000000-0000-0000-0000-000000000000';
    await activateDirectory(await tenancyDeps(database, config), tenant.id, directory, commandLine);
    return printDirectory(io, options.json, database, tenant.id, directory);
  });
}

async function printDirectory(
  io: CommandIo,
  json: boolean | undefined,
  database: Database,
  tenantId: string,
  directoryId: string,
): Promise<number> {
  const directory = await database.inTenant(tenantId, (trx) => readDirectory(trx, tenantId, directoryId));
  if (directory === null) throw new RollcallError('not_found', 'There is no directory with this id.');
  return printResult(io, json, directory, directoryTable([directory]));
}

function directoryTable(directories: Directory[]): string {
  return alignedTable(
    ['DIRECTORY', 'SOURCE', 'IDP', 'NAME', 'STATE', 'WORKOS ID', 'WAITING', 'SET ASIDE', 'LAST EVENT'],
    directories.map((directory) => [
      directory.id,
      directory.source,
      directory.idp,
      directory.name,
      directory.state,
      directory.workos_id,
      directory.events.waiting,
      directory.events.set_aside,
      directory.last_event_at,
    ]),
  );
}
