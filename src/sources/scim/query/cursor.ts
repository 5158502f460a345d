import { createHash } from 'node:crypto';
import { ScimError } from '../protocol/scim-error.ts';
import { pageLimits } from './page-limits.ts';

/** A place between two resources of a list, and which way to read on from it. */
export interface Position {
  direction: 'forward' | 'backward';
  /** Of the resource beside it: what it is sorted by, as text; null where it has nothing there. */
  key: string | null;
  /** Of the resource beside it: the index of its type among those searched. */
  type: number;
  id: string;
}

/** A list that a cursor is good for. */
export interface CursorScope {
  directoryId: string;
  types: readonly string[];
  filter: string | null;
  sortBy: string | null;
  sortOrder: string;
  keyKind: 'text' | 'number' | null;
}

/**
 * A position as an opaque text of unreserved characters (RFC 9865 §2). Its digest ties it to its list, and shows what was
 * changed by mistake. It is no secret's: whoever has the directory's token may read all of the list anyway, and whatever
 * a cursor says, only that directory is read.
 */
export function writeCursor(scope: CursorScope, position: Position, now: Date): string {
  const content: Content = [
    position.direction === 'forward' ? 1 : 0,
    position.key,
    position.type,
    position.id,
    now.getTime(),
  ];
  return Buffer.from(JSON.stringify([digestOf(scope, content), ...content])).toString('base64url');
}

/** @throws ScimError invalidCursor where it is none of this list; expiredCursor where it is too old */
export function readCursor(scope: CursorScope, cursor: string, now: Date): Position {
  const content = contentOf(scope, cursor);
  if (content === null) {
    throw new ScimError(
      'invalidCursor',
      'The cursor is not one of this list. Begin again with an empty one, and give the next ones as they were given.',
    );
  }
  const [forward, key, type, id, issuedAt] = content;
  if (now.getTime() - issuedAt > pageLimits.cursorTimeout * 1_000) {
    throw new ScimError(
      'expiredCursor',
      `The cursor is older than ${pageLimits.cursorTimeout} seconds. Begin again.`,
    );
  }
  return { direction: forward === 1 ? 'forward' : 'backward', key, type, id };
}

type Content = [forward: number, key: string | null, type: number, id: string, issuedAt: number];

const longestCursor = 4_000;

function contentOf(scope: CursorScope, cursor: string): Content | null {
  if (cursor.length > longestCursor || !/^[\w-]+$/.test(cursor)) return null;
  const parts = parsed(cursor);
  if (!Array.isArray(parts) || parts.length !== 6) return null;
  const [digest, forward, key, type, id, issuedAt] = parts as unknown[];
  if (
    (forward !== 0 && forward !== 1) ||
    !isKey(scope.keyKind, key) ||
    typeof type !== 'number' ||
    scope.types[type] === undefined ||
    !isText(id) ||
    !Number.isSafeInteger(issuedAt)
  ) {
    return null;
  }
  const content: Content = [forward, key, type, id, issuedAt as number];
  return digest === digestOf(scope, content) ? content : null;
}

function isKey(kind: CursorScope['keyKind'], key: unknown): key is string | null {
  if (key === null) return true;
  if (!isText(key) || kind === null) return false;
  return kind === 'text' || /^-?\d{1,400}(?:\.\d{1,400})?$/.test(key);
}

/** What the database takes as a text. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

/** A short name of a list with something more. */
export function digestOf(scope: CursorScope, content: readonly (string | number | null)[]): string {
  const { directoryId, types, filter, sortBy, sortOrder } = scope;
  const text = JSON.stringify([directoryId, types, filter, sortBy, sortOrder, ...content]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
