import { readTokenName } from '../store/api-tokens.ts';
import type { HttpDeps } from './deps.ts';
import type { Caller } from './route.ts';

/** What whoever asks is called, for those who read what they wrote. */
export async function authorOf(
  { database }: Pick<HttpDeps, 'database'>,
  { session, credentialId }: Caller,
): Promise<string> {
  return session?.label ?? (await readTokenName(database, credentialId));
}
