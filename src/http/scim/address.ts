import { RollcallError } from '../../domain/rollcall-error.ts';

/** Where a request goes, not yet decoded: first of all it has to be one of somebody who may ask. */
export interface Address {
  /** As it was written; may be anything. */
  directoryId: string;
  /** The parts of the path below the directory's. */
  segments: string[];
  /** What follows the question mark; empty where nothing does. */
  query: string;
}

/**
 * Takes the address apart. Empty parts of the path are passed over: base URLs are typed by hand, with a slash at the
 * end or two.
 *
 * @param url below /scim/v2, such as /<directory>/Users?count=1; a client may have put its scheme and host in front (RFC
 * 9112 §3.2.2)
 */
export function readAddress(url: string): Address {
  const local = url.replace(schemeAndHost, '');
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  const [directoryId = '', ...segments] = path.split('/').filter((segment) => segment !== '');
  return { directoryId, segments, query: mark < 0 ? '' : local.slice(mark + 1) };
}

const schemeAndHost = /^https?:\/\/[^/?]*/i;

/**
 * The path below the directory's, decoded, such as /Users/123.
 *
 * @throws RollcallError invalid_request where the encoding is broken
 */
export function decodedPath(segments: string[]): string {
  // A slash inside of a part never separates parts, and nothing that we serve has one in its name.
  return `/${segments.map((segment) => decoded(segment).replaceAll('/', '\uFFFD')).join('/')}`;
}

/**
 * The parameters of a query, the first of each name; a plus is a space. Empty ones (`?&`) are passed over.
 *
 * @throws RollcallError invalid_request where the encoding is broken
 */
export function readQuery(query: string): Record<string, string> {
  const parameters = Object.create(null) as Record<string, string>;
  if (query === '') return parameters;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals), true);
    parameters[name] ??= equals < 0 ? '' : decoded(pair.slice(equals + 1), true);
  }
  return parameters;
}

function decoded(text: string, plusIsSpace = false): string {
  try {
    return decodeURIComponent(plusIsSpace ? text.replaceAll('+', ' ') : text);
  } catch (error) {
    throw new RollcallError('invalid_request', 'The address is not encoded as UTF-8 in percent signs.', {
      cause: error,
    });
  }
}
