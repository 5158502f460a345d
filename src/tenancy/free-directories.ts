import { RollcallError } from '../domain/rollcall-error.ts';
import type { WorkosSetup } from '../domain/workos-setup.ts';
import type { Database } from '../store/database.ts';
import { findClaimed } from '../store/listed-directories.ts';

/**
 * The connected directories of an organization that nobody has claimed, as WorkOS lists them now; with `besides`, that
 * one among them, unless it is listed as not connected: lists lag behind events.
 *
 * @returns their ids in order; null: WorkOS cannot be asked just now, or they are too many to say
 */
export async function freeDirectories(
  { database, workosSetup }: { database: Database; workosSetup: WorkosSetup },
  organizationId: string,
  besides: string | null,
): Promise<string[] | null> {
  const listed = await workosSetup.directoriesOf(organizationId).catch((fault: unknown) => {
    if (fault instanceof RollcallError) return null;
    throw fault;
  });
  if (listed === null) return null;
  const ids = new Set(listed.filter(({ isConnected }) => isConnected).map(({ id }) => id));
  if (besides !== null && !listed.some(({ id }) => id === besides)) ids.add(besides);
  const claimed = await findClaimed(database, [...ids]);
  return [...ids].filter((id) => !claimed.has(id)).sort();
}
