import { badRequest, unprocessable } from './wire-error.ts';

/** WorkOS's form of a list. */
export interface WireList {
  object: 'list';
  data: unknown[];
  list_metadata: { before: string | null; after: string | null };
}

/**
 * One page of records that are given oldest first: newest first unless `order=asc`, at most `limit` (1 to 100, 10 unless
 * told), behind the record `after` or just in front of the record `before`.
 */
export function listPage(records: readonly Record<string, unknown>[], query: URLSearchParams): WireList {
  const limit = readLimit(query, 10);
  const order = query.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw unprocessable('order', 'order_invalid');
  const listed = order === 'asc' ? [...records] : [...records].reverse();
  const after = query.get('after');
  const before = query.get('before');
  if (after !== null && before !== null) throw badRequest('Only one of before and after may be given.');
  const end = before === null ? listed.length : placeOf(listed, before);
  const begin = after !== null ? placeOf(listed, after) + 1 : before === null ? 0 : Math.max(0, end - limit);
  const data = listed.slice(begin, Math.min(end, begin + limit));
  const isLast = begin + data.length >= listed.length;
  return {
    object: 'list',
    data,
    list_metadata: {
      before: begin === 0 ? null : idOf(data[0]),
      after: isLast ? null : idOf(data.at(-1)),
    },
  };
}

export function readLimit(query: URLSearchParams, fallback: number): number {
  const given = query.get('limit');
  if (given === null) return fallback;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw unprocessable('limit', 'limit_must_be_1_to_100');
  return limit;
}

function placeOf(listed: readonly Record<string, unknown>[], id: string): number {
  const place = listed.findIndex((record) => record['id'] === id);
  if (place < 0) throw badRequest(`The cursor ${id} is not in this list.`);
  return place;
}

function idOf(record: Record<string, unknown> | undefined): string | null {
  return typeof record?.['id'] === 'string' ? record['id'] : null;
}
