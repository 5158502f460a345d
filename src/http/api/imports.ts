import { RollcallError } from '../../domain/rollcall-error.ts';
import { importPeople } from '../../sources/import/import-people.ts';
import { readFile } from '../../sources/import/read-file.ts';
import type { ImportFormat } from '../../sources/import/record.ts';
import { actorOf, tenantRoute } from '../route.ts';

const formats: Record<string, ImportFormat> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/scim+json': 'scim',
};

export const importRoutes = {
  importPeople: tenantRoute({
    method: 'post',
    path: '/directories/:directory/imports',
    scope: 'write',
    summary: 'Import people from a file',
    description:
      'The body is the file, streamed: CSV with a head line, a JSON object in each line, or a SCIM ListResponse; at most 1 GB. ' +
      'The directory has the source `import`. What was read before a fault stays; send the same file with the same `as_of` ' +
      'again, and it ends as if it had been read at once. 400 `invalid_request` with `mapping`: confirm what was guessed. ' +
      '409 `conflict`: the whole directory was imported as of a later time.',
    query: 'ImportQuery',
    upload: Object.keys(formats),
    answer: 'ImportReport',
    async perform(deps, { caller, tenant, params, query, upload }) {
      if (upload === null) throw new RollcallError('invalid_request', 'Send the file as the body.');
      const format = formats[upload.type] ?? 'csv';
      return importPeople(
        deps,
        {
          tenantId: tenant.id,
          directoryId: params.directory,
          format,
          mode: query.mode ?? 'partial',
          asOf: query.as_of === undefined ? deps.clock.now() : new Date(query.as_of),
          map: query.map === undefined ? null : mapOf(query.map),
          guess: query.guess === 'true',
          separator: query.separator ?? null,
          maxRejects: query.max_rejects ?? null,
          actor: actorOf(caller),
        },
        readFile(format, upload.bytes),
      );
    },
  }),
};

function mapOf(text: string): Record<string, string> {
  const map = parsed(text);
  if (typeof map === 'object' && map !== null && !Array.isArray(map)) {
    const entries = Object.entries(map);
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      return Object.fromEntries(entries);
    }
  }
  throw new RollcallError(
    'invalid_request',
    '`map`: It must be a JSON object of texts, such as {"Work Email":"emails"}.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
