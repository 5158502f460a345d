import { parse, type CsvError } from 'csv-parse';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { longestRecord, rejectColumns, type FileItem } from './record.ts';

/** Further than this nobody looks for the end of the head. */
const longestHead = 100_000;

interface Parsed {
  record: string[];
  info: { lines: number };
}

/**
 * A table: its first line names the columns. The delimiter is a comma, a semicolon, a tab or a bar, whichever the first
 * line has most of.
 *
 * @throws RollcallError invalid_request where a quote is not closed, or two columns have the same name
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<FileItem> {
  const chunks = text[Symbol.asyncIterator]();
  let head = '';
  let ended = false;
  let complete = false;
  while (!ended && !complete && head.length < longestHead) {
    const next = await chunks.next();
    if (next.done === true) ended = true;
    else {
      head += next.value;
      complete = /[\r\n]/.test(next.value) && firstLine(head) !== null;
    }
  }
  if (head.trim() === '') return;

  let names: string[] | null = null;
  let fault: CsvError | undefined;
  const parser = parse({
    delimiter: delimiterOf(firstLine(head) ?? head),
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRecord,
    info: true,
    // A quote that ends too early stays in its cell, which then begins with one.
    relax_quotes: true,
    on_skip: (error) => {
      fault ??= error;
    },
  });

  const records: Parsed[] = [];
  const take = (): void => {
    for (let each = parser.read() as Parsed | null; each !== null; each = parser.read() as Parsed | null) {
      records.push(each);
    }
  };
  const failed = new Promise<never>((_, reject) => parser.once('error', reject));
  failed.catch(() => undefined);
  const write = (chunk: string): Promise<void> =>
    Promise.race([
      failed,
      new Promise<void>((resolve) => {
        parser.write(chunk, () => resolve());
        take();
      }),
    ]);
  const end = (): Promise<void> =>
    Promise.race([
      failed,
      new Promise<void>((resolve) => {
        parser.once('end', resolve);
        parser.on('readable', take);
        parser.end();
        take();
      }),
    ]);
  const items = function* (): Generator<FileItem> {
    take();
    if (fault !== undefined) throw notClosed(fault);
    for (const { record, info } of records.splice(0)) {
      if (names === null) {
        names = namesOf(record);
        yield { kind: 'columns', names };
        continue;
      }
      const line = info.lines - record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
      const fields = new Map<string, unknown>();
      for (const [place, name] of names.entries()) fields.set(name, record[place] ?? '');
      const reason = disorderOf(record, names);
      if (reason !== null) {
        yield { kind: 'unreadable', line, reason, raw: record.slice(names.length).join('\t'), fields };
        continue;
      }
      yield { kind: 'record', line, fields };
    }
  };

  // In pieces, so that what one write brings about stays small.
  for (const piece of piecesOf(head)) {
    await write(piece);
    yield* items();
  }
  while (!ended) {
    const next = await chunks.next();
    if (next.done === true) break;
    for (const piece of piecesOf(next.value)) {
      await write(piece);
      yield* items();
    }
  }
  await end().catch((error: unknown) => {
    throw notClosed(error as CsvError);
  });
  yield* items();
}

function disorderOf(record: string[], names: string[]): string | null {
  if (record.length !== names.length) {
    return `it has ${record.length} fields, and the first line ${names.length}`;
  }
  const isBroken = (cell: string, place: number): boolean =>
    cell.startsWith('"') && !rejectColumns.has(names[place] ?? '');
  return record.some(isBroken) ? 'its quotes are not in order' : null;
}

function* piecesOf(text: string): Generator<string> {
  const size = 65_536;
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

function namesOf(record: string[]): string[] {
  const names = record.map((name, place) => name.trim() || `column ${place + 1}`);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return names;
  throw new RollcallError(
    'invalid_request',
    `Two columns are called ${JSON.stringify(twice.slice(0, 80))}. Rename one of them.`,
  );
}

/** The first line, quoted line breaks and all; null where it has not ended yet. */
function firstLine(text: string): string | null {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r') && at > 0) return text.slice(0, at);
  }
  return null;
}

function delimiterOf(line: string): string {
  const outside = line.replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => outside.split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function notClosed(error: CsvError): RollcallError {
  const line = Number(error['lines'] ?? 0);
  return new RollcallError(
    'invalid_request',
    `Around line ${line} a record is longer than ${longestRecord} characters, or a quote is never closed. Mend it and import the file again.`,
    { cause: error },
  );
}
