import { ScimError } from '../../sources/scim/protocol/scim-error.ts';

/** What is asked of a list (RFC 7644 §3.4.2, RFC 9865 §2); null where it is not said. */
export interface Search {
  filter: string | null;
  sortBy: string | null;
  sortOrder: 'ascending' | 'descending';
  startIndex: number | null;
  count: number | null;
  /** Empty: the first page, and cursors from there on. */
  cursor: string | null;
  attributes: string | undefined;
  excludedAttributes: string | undefined;
}

/**
 * A search as the parameters of a GET. Parameters that are not known are ignored; one that is known counts however it is
 * written, because a filter that is passed over would list everyone.
 */
export function readSearchQuery(query: Record<string, string>): Search {
  const parameters = new Map(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value]));
  return readSearch((name) => parameters.get(name.toLowerCase()));
}

/**
 * A search as the body of a POST to .search (RFC 7644 §3.4.3). Lists of attributes are taken as an array or as text.
 *
 * @throws ScimError invalidSyntax where it is no such message
 */
export function readSearchRequest(body: unknown): Search {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ScimError('invalidSyntax', 'The body of a search must be a JSON object.');
  }
  const members = new Map(
    Object.entries(body).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  return readSearch((name) => textOf(name, members.get(name.toLowerCase())));
}

type SearchName = keyof Search;

function readSearch(given: (name: SearchName) => string | undefined): Search {
  return {
    filter: given('filter') ?? null,
    sortBy: given('sortBy') ?? null,
    sortOrder: readSortOrder(given('sortOrder')),
    startIndex: readInteger('startIndex', given('startIndex'), 'invalidValue'),
    count: readInteger('count', given('count'), 'invalidCount'),
    cursor: given('cursor') ?? null,
    attributes: given('attributes'),
    excludedAttributes: given('excludedAttributes'),
  };
}

/** What a member of a body would be as a parameter of a query. */
function textOf(name: SearchName, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (name === 'startIndex' || name === 'count') {
    if (typeof value === 'number' || typeof value === 'string') return String(value);
  } else if (typeof value === 'string') {
    return value;
  } else if ((name === 'attributes' || name === 'excludedAttributes') && isTexts(value)) {
    return value.join(',');
  }
  throw new ScimError(
    name === 'filter' ? 'invalidFilter' : 'invalidSyntax',
    `\`${name}\` has a type that it does not have in a SearchRequest.`,
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function readSortOrder(text: string | undefined): Search['sortOrder'] {
  const order = text?.toLowerCase() ?? 'ascending';
  if (order === 'ascending' || order === 'descending') return order;
  throw new ScimError('invalidValue', '`sortOrder` is ascending or descending.');
}

/** Numbers beyond any list are as good as the end of it. */
function readInteger(
  name: SearchName,
  text: string | undefined,
  kind: 'invalidValue' | 'invalidCount',
): number | null {
  if (text === undefined || text === '') return null;
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) throw new ScimError(kind, `\`${name}\` must be a whole number.`);
  return Number(text);
}
