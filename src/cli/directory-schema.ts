import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { DirectorySchema } from '../generated/api.ts';
import { readSchemaDocument } from '../sources/scim/read-schema-document.ts';
import { readDirectory } from '../store/directory-rows.ts';
import { listDirectorySchemas, readDirectorySchema } from '../store/directory-schemas.ts';
import { dropDirectorySchema, putDirectorySchema } from '../tenancy/directory-schemas.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { directoryIdOf, type OfTenant } from './directory.ts';
import { commandLine, everyItem, tenantOfSlug } from './tenancy.ts';

export type SchemaRemoveOptions = Pick<OfTenant, 'tenant'>;

/** `rollcall directory schema add ID FILE --tenant acme` */
export async function schemaAddCommand(
  id: string,
  file: string,
  options: OfTenant,
  io: CommandIo,
): Promise<number> {
  const schema = readSchemaDocument(readJsonObject(io, file));
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directoryId = directoryIdOf(id);
    const deps = { database, clock: systemClock };
    await putDirectorySchema(deps, tenant.id, directoryId, schema, commandLine);
    const stored = await database.inTenant(tenant.id, (trx) =>
      readDirectorySchema(trx, tenant.id, directoryId, schema.schema.id),
    );
    const words = `${schema.resourceType} resources of this directory now have ${schema.schema.id}.`;
    return printResult(io, options.json, stored, words);
  });
}

/** `rollcall directory schema list ID --tenant acme` */
export async function schemaListCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directoryId = directoryIdOf(id);
    const schemas = await everyItem((page) =>
      database.inTenant(tenant.id, async (trx) => {
        const directory = await readDirectory(trx, tenant.id, directoryId);
        if (directory === null) throw new RollcallError('not_found', 'There is no directory with this id.');
        return listDirectorySchemas(trx, tenant.id, directoryId, page);
      }),
    );
    const words =
      schemas.data.length === 0 ? 'The directory has no extension schemas.' : schemaTable(schemas.data);
    return printResult(io, options.json, schemas, words);
  });
}

/** `rollcall directory schema remove ID URN --tenant acme` */
export async function schemaRemoveCommand(
  id: string,
  urn: string,
  options: SchemaRemoveOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deps = { database, clock: systemClock };
    await dropDirectorySchema(deps, tenant.id, { directoryId: directoryIdOf(id), urn }, commandLine);
    io.stderr.write('The schema is served no longer. Values that were stored under it stay, unseen.\n');
    return 0;
  });
}

function schemaTable(schemas: DirectorySchema[]): string {
  return alignedTable(
    ['SCHEMA', 'EXTENDS', 'NAME', 'ATTRIBUTES'],
    schemas.map(({ id, resource_type, name, attributes }) => [
      id,
      resource_type,
      name,
      attributes.map((attribute) => attribute.name).join(', '),
    ]),
  );
}

function readJsonObject(io: CommandIo, file: string): object {
  const text = orRefuse(file, 'cannot be read', () => readFileSync(resolve(io.cwd, file), 'utf8'));
  const document = orRefuse(file, 'is not valid JSON', () => JSON.parse(text) as unknown);
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  throw new RollcallError('invalid_request', `The schema file ${file} holds no JSON object.`);
}

function orRefuse<T>(file: string, problem: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new RollcallError('invalid_request', `The schema file ${file} ${problem}.`, { cause });
  }
}
