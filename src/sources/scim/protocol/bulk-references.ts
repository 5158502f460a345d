import { ScimError } from './scim-error.ts';

/** What of an operation can refer to others. */
export interface ReferringParts {
  path: string;
  data: unknown;
}

export type ResolvedReferences =
  | { kind: 'resolved'; parts: ReferringParts; /** Each once. */ bulkIds: string[] }
  | { kind: 'refused'; error: ScimError };

const prefix = 'bulkId:';
/** No resource is nested so deep; a PATCH has its values four levels down. */
const deepest = 50;

/**
 * Puts ids in the place of `bulkId:` references (RFC 7644 §3.7.2): in the path, in data where a text is nothing but a
 * reference, and in a `path` or a `$ref` of the data, where one stands in a filter or ends a URI. Other texts that happen to
 * have the word in them are left alone.
 *
 * @param ids of the resources that the request creates, by bulkId
 */
export function resolveReferences(
  { path, data }: ReferringParts,
  ids: ReadonlyMap<string, string>,
): ResolvedReferences {
  const found = new Set<string>();
  const idOf = (bulkId: string): string => {
    const id = ids.get(bulkId);
    if (id === undefined) {
      throw new ScimError(
        'unresolvable',
        'The operation refers to a bulkId that no POST of the request has.',
      );
    }
    found.add(bulkId);
    return id;
  };
  try {
    const parts = { path: withinUri(path, idOf), data: withinData(data, idOf, '', 0) };
    return { kind: 'resolved', parts, bulkIds: [...found] };
  } catch (error) {
    if (error instanceof ScimError) return { kind: 'refused', error };
    throw error;
  }
}

type IdOf = (bulkId: string) => string;

function withinData(value: unknown, idOf: IdOf, name: string, depth: number): unknown {
  if (typeof value === 'string') return withinText(value, idOf, name.toLowerCase());
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) {
    throw new ScimError('invalidValue', `The data is nested deeper than ${deepest} levels.`);
  }
  if (Array.isArray(value)) return value.map((part) => withinData(part, idOf, name, depth + 1));
  // Object.fromEntries defines members, so that one named __proto__ stays a member.
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withinData(part, idOf, key, depth + 1)]),
  );
}

function withinText(text: string, idOf: IdOf, name: string): string {
  if (text.startsWith(prefix)) return idOf(text.slice(prefix.length));
  if (name === '$ref') return withinUri(text, idOf);
  return name === 'path' ? withinFilter(text, idOf) : text;
}

/** `/Users/bulkId:abc` */
function withinUri(uri: string, idOf: IdOf): string {
  return uri
    .split('/')
    .map((segment) => (segment.startsWith(prefix) ? idOf(segment.slice(prefix.length)) : segment))
    .join('/');
}

/** `members[value eq "bulkId:abc"]` */
function withinFilter(filter: string, idOf: IdOf): string {
  return filter
    .split('"')
    .map((part) => (part.startsWith(prefix) ? idOf(part.slice(prefix.length)) : part))
    .join('"');
}
