import { validate } from 'uuid';
import type { Config } from '../config.ts';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { scimBaseUrl } from '../domain/scim-base-url.ts';
import type { DirectoryDetail } from '../generated/api.ts';
import { readDialectReport } from '../sources/scim/dialect-report.ts';
import type { Database } from '../store/database.ts';
import { listDirectories, readDirectory, type DirectoryView } from '../store/directories-read.ts';
import { readDirectorySchemas } from '../store/directory-schemas.ts';
import { createDirectory, requireProfile, setDirectoryProfile } from '../tenancy/directories.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { pasteInstructions } from './connect-identity-provider.ts';
import { directoryInWords, directoryTable } from './directory-words.ts';
import { commandLine, everyItem, tenancyDeps, tenantOfSlug } from './tenancy.ts';

export interface OfTenant {
  tenant: string;
  json?: boolean;
}

export interface DirectoryCreateOptions extends OfTenant {
  source: 'workos' | 'scim' | 'import';
  workosId?: string;
  idp?: string;
  profile?: string;
  name?: string;
  state?: 'active' | 'testing';
}

/** `rollcall directory create`. With --json, what a SCIM directory prints is `{ id, base_url, token }`. */
export async function directoryCreateCommand(
  options: DirectoryCreateOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deps = await tenancyDeps(database, config);
    const { id, token } = await createDirectory(
      deps,
      tenant.id,
      {
        source: options.source,
        workosId: options.workosId ?? null,
        idp: options.idp ?? null,
        profile: options.profile ?? null,
        name: options.name ?? null,
        state: options.state ?? null,
      },
      commandLine,
    );
    if (token !== null) return printConnection(io, options, config, { id, token });
    if (options.source === 'workos' && options.workosId === undefined) {
      io.stderr.write(
        'The directory has no WorkOS id yet, so no event reaches it: claim one through the API.\n',
      );
    }
    return printDirectory(io, options.json, config, database, tenant.id, id);
  });
}

/** `rollcall directory list --tenant acme` */
export async function directoryListCommand(options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directories = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => listDirectories(trx, tenant.id, page, viewOf(config))),
    );
    const words =
      directories.data.length === 0
        ? `The tenant ${tenant.slug} has no directories yet.`
        : directoryTable(directories.data);
    return printResult(io, options.json, directories, words);
  });
}

/** `rollcall directory show ID --tenant acme` */
export async function directoryShowCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directory = await readDetail(config, database, tenant.id, directoryIdOf(id));
    const schemas = await readDirectorySchemas(database, tenant.id, directory.id);
    const words = directoryInWords(
      directory,
      schemas.map(({ resourceType, schema }) => `${schema.id} (${resourceType})`),
      tenant.slug,
    );
    return printResult(io, options.json, directory, words);
  });
}

/** `rollcall directory set-profile ID PROFILE --tenant acme` */
export async function directorySetProfileCommand(
  id: string,
  name: string,
  options: OfTenant,
  io: CommandIo,
): Promise<number> {
  const profile = requireProfile(name);
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directory = directoryIdOf(id);
    const deps = await tenancyDeps(database, config);
    await setDirectoryProfile(deps, tenant.id, directory, profile, commandLine);
    return printDirectory(io, options.json, config, database, tenant.id, directory);
  });
}

/** An id that was typed. @throws RollcallError not_found where it is none */
export function directoryIdOf(id: string): string {
  if (validate(id)) return id.toLowerCase();
  throw new RollcallError('not_found', 'There is no directory with this id.');
}

function printConnection(
  io: CommandIo,
  options: DirectoryCreateOptions,
  config: Config,
  { id, token }: { id: string; token: string },
): number {
  const baseUrl = scimBaseUrl(config.publicUrl, id);
  const profile = requireProfile(options.profile ?? 'generic');
  if (options.profile === undefined) {
    io.stderr.write(
      'The profile is generic, which takes SCIM by the letter. Name the identity provider with --profile where it is one of them, or change it later: `rollcall directory set-profile`.\n',
    );
  }
  if (/^http:\/\/(?:localhost|127\.|\[::1\])/.test(baseUrl)) {
    io.stderr.write(
      'The base URL is one of this machine alone. Set PUBLIC_URL to where the identity provider reaches Rollcall.\n',
    );
  }
  const testing =
    options.state === 'testing'
      ? `\nIt will be in testing: accounts are not touched until \`rollcall directory activate ${id} --tenant ${options.tenant}\`.`
      : '';
  const words = `The directory ${id} is there.${testing}\n\n${pasteInstructions(profile, { baseUrl, token })}`;
  return printResult(io, options.json, { id, base_url: baseUrl, token }, words);
}

/** Prints a directory as it is by now. */
export async function printDirectory(
  io: CommandIo,
  json: boolean | undefined,
  config: Config,
  database: Database,
  tenantId: string,
  directoryId: string,
): Promise<number> {
  const directory = await readDetail(config, database, tenantId, directoryId);
  return printResult(io, json, directory, directoryTable([directory]));
}

function readDetail(
  config: Config,
  database: Database,
  tenantId: string,
  directoryId: string,
): Promise<DirectoryDetail> {
  return database.inTenant(tenantId, async (trx) => {
    const directory = await readDirectory(trx, tenantId, directoryId, viewOf(config));
    if (directory === null) throw new RollcallError('not_found', 'There is no directory with this id.');
    return { ...directory, dialect: await readDialectReport(trx, tenantId, directory) };
  });
}

function viewOf({ publicUrl }: Config): DirectoryView {
  return { publicUrl, reader: 'operator', now: systemClock.now() };
}
