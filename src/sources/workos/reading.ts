import type { DirectoryEvent } from '../../generated/directory-event.ts';
import type { JsonObject } from '../storable-json.ts';

/** What one kind of event says, or the sentence why it cannot be read. */
export type Reading = Pick<DirectoryEvent, 'occurredAt' | 'news'> | Problem;

export interface Problem {
  problem: string;
}

/** What every reader needs of an event: its `data` and when it came about. */
export interface Arrival {
  data: JsonObject;
  /** The envelope's created_at, unread. */
  createdAt: unknown;
  receivedAt: Date;
}

export const UNREADABLE_TIME: Problem = {
  problem: 'Neither data.updated_at nor created_at holds a time that can be read.',
};

const LONGEST_ID = 255;

/** `where` names the field for the problem's sentence, such as data.id. */
export function readId(value: unknown, where: string): string | Problem {
  if (typeof value !== 'string' || value.trim() === '') {
    return { problem: `${where} is not a text, or empty.` };
  }
  if (value.length > LONGEST_ID) return { problem: `${where} is longer than ${LONGEST_ID} characters.` };
  // What stands for characters that cannot be stored would make one id of two.
  if (value.includes('\uFFFD')) return { problem: `${where} contains characters that cannot be stored.` };
  return value;
}

/** As readId; undefined when the source has no such id (missing, null or blank). */
export function readOptionalId(value: unknown, where: string): string | undefined | Problem {
  const isAbsent =
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  return isAbsent ? undefined : readId(value, where);
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'problem' in value;
}
