import { RollcallError } from '../domain/rollcall-error.ts';
import type { KeysetPart, Page, PageRequest } from '../store/keyset.ts';

const DEFAULT_LIMIT = 50;

/** Reads one page of a list and shapes it as the answer. `list` names the list, so that a cursor fits only its own. */
export async function answerPage<Item>(
  query: { limit?: number; cursor?: string },
  list: string,
  keyset: readonly KeysetPart[],
  read: (page: PageRequest) => Promise<Page<Item>>,
): Promise<{ data: Item[]; next_cursor: string | null }> {
  const after = query.cursor === undefined ? null : decodeCursor(list, keyset, query.cursor);
  const page = await read({ limit: query.limit ?? DEFAULT_LIMIT, after });
  return { data: page.items, next_cursor: page.next === null ? null : encodeCursor(list, page.next) };
}

function encodeCursor(list: string, position: string[]): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url');
}

function decodeCursor(list: string, keyset: readonly KeysetPart[], cursor: string): string[] {
  const parts = parsed(cursor);
  if (!Array.isArray(parts) || parts.length !== keyset.length + 1 || parts[0] !== list) throw invalidCursor();
  return keyset.map((kind, index) => {
    const part: unknown = parts[index + 1];
    if (typeof part !== 'string' || !forms[kind](part)) throw invalidCursor();
    return part;
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const forms: Record<KeysetPart, (text: string) => boolean> = {
  uuid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  time: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) && isOnTheCalendar(text),
  text: (text) => !text.includes('\0') && text.isWellFormed(),
};

/** JavaScript takes 30 February for 2 March; PostgreSQL refuses it. */
function isOnTheCalendar(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text.slice(0, 19);
}

function invalidCursor(): RollcallError {
  return new RollcallError(
    'invalid_request',
    '`cursor` is not one that this list gave out. Start again without it, or give `next_cursor` unchanged.',
    { details: { errors: [{ field: 'cursor', message: 'It is not a cursor of this list.' }] } },
  );
}
