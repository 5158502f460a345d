import { createReadStream, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { hasItsDay } from '../domain/moment.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import {
  guessMapping,
  mappingAsWritten,
  readMapArgument,
  type ColumnMapping,
} from '../sources/import/column-mapping.ts';
import { readFile, withSample } from '../sources/import/read-file.ts';
import type { ImportFormat } from '../sources/import/record.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { importProgress } from './import-progress.ts';
import { writeRejects } from './import-rejects.ts';
import { withImportService, type ImportService } from './import-service.ts';
import { importInWords, mappingInWords } from './import-words.ts';
import type { OfServer } from './service-address.ts';
import { typedId } from './typed-text.ts';

export interface ImportOptions extends OfServer {
  directory?: string;
  format?: ImportFormat;
  map?: string[];
  separator?: string;
  yes?: boolean;
  full?: boolean;
  asOf?: string;
  maxRejects?: number;
  rejects?: string;
  json?: boolean;
}

/**
 * `rollcall import TENANT FILE`
 * @returns the exit code: 0 all of it was taken in, 1 lines were left out, somebody said no, or nobody was taken for gone
 */
export async function importCommand(
  tenant: string,
  file: string,
  options: ImportOptions,
  io: CommandIo,
): Promise<number> {
  const path = resolve(io.cwd, file);
  const { size, mtime } = fileOrRefuse(path);
  const format = options.format ?? (await formatOf(path));
  const mapping = await confirmedMapping(path, format, options, io);
  if (mapping === null) {
    io.stderr.write('Nothing was imported.\n');
    return 1;
  }
  return withImportService(io, options, async (service) => {
    const directory = await directoryOf(service, tenant, options.directory);
    const progress = importProgress(io.stderr, size);
    let read = 0;
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
        yield chunk;
        read += chunk.length;
        progress.show(read, null);
      }
    };
    const report = await service
      .importPeople(
        tenant,
        directory,
        {
          format,
          mode: options.full === true ? 'full' : 'partial',
          asOf: options.asOf === undefined ? mtime : timeOf(options.asOf),
          map: Object.fromEntries(mapping.columns),
          separator: options.separator ?? mapping.groupSeparator,
          maxRejects: options.maxRejects ?? null,
        },
        bytes(),
        (records) => progress.show(read, records),
      )
      .finally(() => progress.clear());
    const rejects = report.rejected.length === 0 ? null : (options.rejects ?? rejectsBeside(file));
    if (rejects !== null) {
      const again = readFile(format, createReadStream(path));
      await writeRejects(resolve(io.cwd, rejects), format, report.rejected, again);
    }
    printResult(io, options.json, report, importInWords(report, rejects));
    const isWhole = report.mode === 'partial' || report.missing.people !== null;
    return report.rejected.length === 0 && isWhole ? 0 : 1;
  });
}

/** What is guessed is only used once somebody has said so: at the terminal, with --yes, or by writing it with --map. */
async function confirmedMapping(
  path: string,
  format: ImportFormat,
  { map, yes, separator }: ImportOptions,
  io: CommandIo,
): Promise<ColumnMapping | null> {
  const { sample, all } = await withSample(format, readFile(format, createReadStream(path)));
  await all.return(undefined);
  const named = separator === undefined ? {} : { groupSeparator: separator };
  if (map !== undefined) {
    return { ...mappingAsWritten(Object.fromEntries(map.map(readMapArgument)), sample), ...named };
  }
  const guessed = { ...guessMapping(sample), ...named };
  if (guessed.certain) return guessed;
  io.stderr.write(`${mappingInWords(guessed)}\n`);
  if (yes === true) return guessed;
  if (io.stdin?.isTTY !== true) {
    throw new RollcallError(
      'invalid_request',
      "That is guessed from the names of the columns. Add --yes to take it as it is, or write what is right: --map 'Work Email=emails' ...",
    );
  }
  io.stderr.write('Is that right? [y/N] ');
  const lines = createInterface({ input: io.stdin });
  try {
    for await (const answer of lines) return /^y(?:es)?$/i.test(answer.trim()) ? guessed : null;
    return null;
  } finally {
    lines.close();
  }
}

async function directoryOf(service: ImportService, tenant: string, named?: string): Promise<string> {
  if (named !== undefined) return typedId(named, 'directory');
  const [only, ...others] = await service.directories(tenant);
  if (only !== undefined && others.length === 0) return only;
  throw new RollcallError(
    'invalid_request',
    only === undefined
      ? `The tenant ${tenant} has no directory for files. Create one: rollcall directory create --tenant ${tenant} --source import`
      : `The tenant ${tenant} has several directories for files. Name one with --directory: ${[only, ...others].join(', ')}.`,
  );
}

function fileOrRefuse(path: string): { size: number; mtime: Date } {
  try {
    const found = statSync(path);
    if (found.isFile()) return { size: found.size, mtime: new Date(Math.floor(found.mtimeMs)) };
  } catch (error) {
    throw new RollcallError('invalid_request', `${path} cannot be read.`, { cause: error });
  }
  throw new RollcallError('invalid_request', `${path} is no file.`);
}

const byExtension: Record<string, ImportFormat> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
};

/** By its name; a .json file that begins with one whole object in a line has one in each line. */
async function formatOf(path: string): Promise<ImportFormat> {
  const extension = extname(path).toLowerCase();
  const known = byExtension[extension];
  if (known !== undefined) return known;
  if (extension !== '.json') {
    throw new RollcallError('invalid_request', 'Say what the file is: --format csv, ndjson or scim.');
  }
  let head = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', end: 65_535 })) head += String(chunk);
  const [line = ''] = head.trimStart().split('\n', 1);
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !('Resources' in value)
      ? 'ndjson'
      : 'scim';
  } catch {
    return 'scim';
  }
}

function timeOf(written: string): Date {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(written) ? new Date(written) : new Date(NaN);
  if (!Number.isNaN(time.getTime()) && hasItsDay(written)) return time;
  throw new RollcallError('invalid_request', '--as-of needs a time such as 2026-11-20T08:00:00Z.');
}

function rejectsBeside(file: string): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}.rejected${extension}`;
}
