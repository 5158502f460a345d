import { decodeText } from './decode-text.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import { readScimList } from './read-scim-list.ts';
import type { FileSample } from './column-mapping.ts';
import { rejectColumns, type FileItem, type ImportFormat } from './record.ts';

const readers = { csv: readCsv, ndjson: readNdjson, scim: readScimList };

/** What the bytes of a file hold, piece by piece. @throws RollcallError invalid_request where they cannot be read on */
export function readFile(format: ImportFormat, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileItem> {
  return readers[format](decodeText(chunks));
}

/** As many records are looked at before anything is decided. */
const sampleSize = 100;

/** The beginning of a file, and all of it: what was looked at comes first again. */
export async function withSample(
  format: ImportFormat,
  items: AsyncIterable<FileItem>,
): Promise<{ sample: FileSample; all: AsyncGenerator<FileItem> }> {
  const iterator = items[Symbol.asyncIterator]();
  const looked: FileItem[] = [];
  let ended = false;
  while (!ended && looked.length <= sampleSize) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else looked.push(next.value);
  }
  const all = async function* (): AsyncGenerator<FileItem> {
    try {
      yield* looked.splice(0);
      while (!ended) {
        const next = await iterator.next();
        if (next.done === true) break;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  return { sample: sampleOf(format, looked), all: all() };
}

/** What the first items of a file say of its columns. */
function sampleOf(format: ImportFormat, items: readonly FileItem[]): FileSample {
  const records = items.flatMap((item) => (item.kind === 'record' ? [item.fields] : []));
  const named = items.find((item) => item.kind === 'columns')?.names;
  const columns = named ?? [...new Set(records.flatMap((fields) => [...fields.keys()]))];
  return {
    columns: columns.filter((column) => !rejectColumns.has(column)),
    cells: format === 'csv',
    records,
  };
}
