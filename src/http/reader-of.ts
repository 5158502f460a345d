import type { Reader } from '../domain/reader.ts';
import type { Caller } from './route.ts';

/** For whom the sentences of an answer are. */
export function readerOf({ session }: Caller): Reader {
  return session?.kind === 'portal' ? 'customer' : 'operator';
}
