import { RollcallError } from '../domain/rollcall-error.ts';
import type { DirectoryList, ImportReport } from '../generated/api.ts';
import type { ImportFormat } from '../sources/import/record.ts';
import { adminApiClient } from './admin-api-client.ts';
import type { CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { serviceAddress, type OfServer } from './service-address.ts';
import { commandLine, tenancyDeps, tenantOfSlug } from './tenancy.ts';

/** An import whose mapping is confirmed. */
export interface ConfirmedImport {
  format: ImportFormat;
  mode: 'partial' | 'full';
  asOf: Date;
  map: Record<string, string>;
  separator: string;
  maxRejects: number | null;
}

/** Where a command imports to: a running service over HTTP, or the database. Faults are the same either way. */
export interface ImportService {
  /** The ids of the directories that files can be imported into. */
  directories(tenant: string): Promise<string[]>;
  /** @param onProgress told how many records were taken in; a running service does not tell */
  importPeople(
    tenant: string,
    directoryId: string,
    wanted: ConfirmedImport,
    bytes: AsyncIterable<Uint8Array>,
    onProgress: (records: number) => void,
  ): Promise<ImportReport>;
}

const contentTypes: Record<ImportFormat, string> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  scim: 'application/scim+json',
};

/** For a command's work with a service; whatever happens, nothing stays open. */
export async function withImportService<T>(
  io: CommandIo,
  ofServer: OfServer,
  work: (service: ImportService) => Promise<T>,
): Promise<T> {
  const address = serviceAddress(io, ofServer);
  if (address !== null) return work(remoteService(address.url, address.token));
  return withDatabase(io, async ({ database }, config) => {
    const deps = await tenancyDeps(database, config);
    return work({
      async directories(slug) {
        const { readImportDirectories } = await import('../store/import-directories.ts');
        const { id } = await tenantOfSlug(database, slug);
        return database.inTenant(id, (trx) => readImportDirectories(trx, id));
      },
      async importPeople(slug, directoryId, wanted, bytes, onProgress) {
        const { importPeople } = await import('../sources/import/import-people.ts');
        const { readFile } = await import('../sources/import/read-file.ts');
        const { id: tenantId } = await tenantOfSlug(database, slug);
        const request = { ...wanted, tenantId, directoryId, guess: false, actor: commandLine };
        return importPeople(deps, request, readFile(wanted.format, bytes), onProgress);
      },
    });
  });
}

function remoteService(url: string, token: string): ImportService {
  const api = adminApiClient(url, token);
  const directories = (tenant: string): string => `/tenants/${encodeURIComponent(tenant)}/directories`;
  return {
    async directories(tenant) {
      const { data } = await api.all<DirectoryList>(directories(tenant));
      return data
        .filter(({ source, state }) => source === 'import' && state !== 'disconnected')
        .map(({ id }) => id);
    },
    importPeople(tenant, directoryId, { format, mode, asOf, map, separator, maxRejects }, bytes) {
      const query = new URLSearchParams({
        mode,
        as_of: asOf.toISOString(),
        map: JSON.stringify(map),
        separator,
        ...(maxRejects === null ? {} : { max_rejects: String(maxRejects) }),
      }).toString();
      if (query.length > 12_000) {
        throw new RollcallError(
          'invalid_request',
          'The mapping is too long to be sent. Leave out columns with --map.',
        );
      }
      return api.upload(
        `${directories(tenant)}/${directoryId}/imports?${query}`,
        contentTypes[format],
        bytes,
      );
    },
  };
}
