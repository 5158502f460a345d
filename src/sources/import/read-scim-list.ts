import { JSONParser } from '@streamparser/json';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { isJsonObject, storableJson } from '../storable-json.ts';
import { longestRecord, type FileItem } from './record.ts';

/**
 * A ListResponse (RFC 7644 §3.4.2), or a list of Users, however large: one resource is in memory at a time.
 * @throws RollcallError invalid_request where it is not JSON, or one resource is too large
 */
export async function* readScimList(text: AsyncIterable<string>): AsyncGenerator<FileItem> {
  const items: FileItem[] = [];
  let parser: JSONParser | null = null;
  let resources = 0;
  let sinceResource = 0;
  const open = (isList: boolean): JSONParser => {
    const opened = new JSONParser({
      paths: isList ? ['$.*'] : ['$.Resources.*', '$.totalResults'],
      keepStack: false,
    });
    opened.onValue = ({ value, key }) => {
      if (key === 'totalResults') {
        if (typeof value === 'number') items.push({ kind: 'total', total: value });
        return;
      }
      resources += 1;
      sinceResource = 0;
      items.push(itemOf(resources, value));
    };
    opened.onError = (error) => {
      throw notJson(resources, error);
    };
    return opened;
  };
  for await (const chunk of text) {
    if (parser === null) {
      if (chunk.trim() === '') continue;
      parser = open(chunk.trimStart().startsWith('['));
    }
    sinceResource += chunk.length;
    try {
      parser.write(chunk);
    } catch (error) {
      throw error instanceof RollcallError ? error : notJson(resources, error);
    }
    yield* items.splice(0);
    if (sinceResource > 10 * longestRecord) {
      throw new RollcallError(
        'invalid_request',
        `After ${resources} resources there is something of more than ${10 * longestRecord} characters that is none.`,
      );
    }
  }
  if (parser === null) return;
  if (!parser.isEnded) throw notJson(resources, undefined);
}

function itemOf(line: number, value: unknown): FileItem {
  const resource = storableJson(value);
  if (!isJsonObject(resource)) {
    return { kind: 'unreadable', line, reason: 'it is not an object', raw: JSON.stringify(resource) };
  }
  const schemas = Array.isArray(resource['schemas']) ? resource['schemas'] : [];
  if (schemas.some((urn) => typeof urn === 'string' && urn.endsWith(':core:2.0:Group'))) {
    const reason = 'it is a Group: groups are read from the `groups` of the Users';
    return { kind: 'unreadable', line, reason, raw: JSON.stringify(resource) };
  }
  return { kind: 'record', line, fields: new Map(Object.entries(resource)) };
}

function notJson(resources: number, cause: unknown): RollcallError {
  return new RollcallError(
    'invalid_request',
    `After ${resources} resources the file is no valid JSON, or ends too early.`,
    { cause },
  );
}
