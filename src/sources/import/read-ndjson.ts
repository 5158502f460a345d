import { isJsonObject, storableJson } from '../storable-json.ts';
import { longestRecord, type FileItem } from './record.ts';

/** One JSON object in each line. */
export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<FileItem> {
  let rest = '';
  let line = 0;
  let tooLong = false;
  for await (const chunk of text) {
    const pieces = chunk.split('\n');
    for (const [place, piece] of pieces.entries()) {
      // What is too long is not kept while its end is awaited.
      if (rest.length + piece.length > longestRecord) {
        tooLong = true;
        rest = '';
      }
      if (!tooLong) rest += piece;
      if (place === pieces.length - 1) break;
      line += 1;
      yield* itemsOf(line, rest, tooLong);
      rest = '';
      tooLong = false;
    }
  }
  yield* itemsOf(line + 1, rest, tooLong);
}

function* itemsOf(line: number, text: string, tooLong: boolean): Generator<FileItem> {
  if (tooLong) {
    const reason = `it is longer than ${longestRecord} characters`;
    yield { kind: 'unreadable', line, reason, raw: '' };
    return;
  }
  if (text.trim() === '') return;
  const value = parsed(text);
  if (isJsonObject(value)) yield { kind: 'record', line, fields: new Map(Object.entries(value)) };
  else yield { kind: 'unreadable', line, reason: 'it is not a JSON object', raw: text };
}

function parsed(text: string): unknown {
  try {
    return storableJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}
