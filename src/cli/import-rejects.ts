import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { ImportReport } from '../generated/api.ts';
import { rejectColumns, type FileItem, type ImportFormat } from '../sources/import/record.ts';

/**
 * Writes the lines that could not be used into a file of the same form, each with its number and the reason, so that they
 * can be mended there and imported again. Only whoever runs the command may read it: it holds what the file held.
 */
export async function writeRejects(
  path: string,
  format: ImportFormat,
  rejected: ImportReport['rejected'],
  items: AsyncIterable<FileItem>,
): Promise<void> {
  const reasons = new Map(rejected.map(({ line, reason }) => [line, reason]));
  const out = createWriteStream(path, { mode: 0o600 });
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  let names: string[] = [];
  let first = true;
  for await (const item of items) {
    if (item.kind === 'columns') {
      names = item.names.filter((name) => !rejectColumns.has(name));
      await write(csvLine([...names, 'rollcall_line', 'rollcall_reason', 'rollcall_raw']));
    }
    if (item.kind !== 'record' && item.kind !== 'unreadable') continue;
    const reason = reasons.get(item.line);
    if (reason === undefined) continue;
    const raw = item.kind === 'unreadable' ? item.raw : '';
    const known = item.fields ?? new Map<string, unknown>();
    if (format === 'csv') {
      const cells = names.map((name) => cellOf(known.get(name)));
      await write(csvLine([...cells, String(item.line), reason, raw]));
      continue;
    }
    const fields = [...known].filter(([name]) => !rejectColumns.has(name));
    const object = JSON.stringify({
      ...Object.fromEntries(fields),
      rollcall_line: item.line,
      rollcall_reason: reason,
      ...(raw === '' ? {} : { rollcall_raw: raw }),
    });
    if (format === 'ndjson') await write(`${object}\n`);
    else await write(`${first ? '{"Resources":[\n' : ',\n'}${object}`);
    first = false;
  }
  if (format === 'scim') await write(first ? '{"Resources":[]}\n' : '\n]}\n');
  out.end();
  await once(out, 'finish');
}

function cellOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** RFC 4180. What a spreadsheet would compute has an apostrophe before it, which an import takes off again. */
function csvLine(cells: string[]): string {
  const quoted = cells.map((cell) => {
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /[",;\t|\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(',')}\r\n`;
}
