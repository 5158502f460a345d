import { readTenant } from '../../../store/tenants.ts';
import { readUpstreamStates } from '../../../store/workos-directories.ts';
import { marginMs } from '../back-off.ts';
import { noteConnection } from '../note-listed-states.ts';
import { askForDirectory, type Readiness } from './read-directory.ts';
import { inTenant, type ResyncTurn } from './resync-turn.ts';

/**
 * Asks WorkOS how the connection does. What it says becomes known as what its list says does, so that a resync that
 * fails and the state of the directory agree.
 *
 * @throws RollcallError policy_invalid
 */
export async function askAboutConnection(turn: ResyncTurn, directoryKey: string): Promise<Readiness> {
  const { deps, resync, signal } = turn;
  const { readiness, seen } = await askForDirectory(deps.api, directoryKey, signal);
  if (seen === null) return readiness;
  const { tenant_id: tenantId, directory_id: directoryId } = resync;
  const known = (await readUpstreamStates(deps.database, tenantId, [directoryId])).get(directoryId);
  // That it works is news only where something else was said.
  if (known === undefined || (known === null && readiness.kind === 'ready')) return readiness;
  const redaction = await inTenant(turn, async (trx) => {
    const tenant = await readTenant(trx, tenantId);
    return tenant && (await deps.policies.load(trx, tenant)).redaction;
  });
  if (!redaction) return readiness;
  const { database, clock, wakeLanes: wake } = deps;
  // By WorkOS's clock, as the news that it is weighed against.
  const asOf = new Date((seen.answeredAt ?? clock.now()).getTime() - marginMs);
  await noteConnection({ database, clock, wake, redaction }, { tenantId, directoryId }, known, {
    directory: seen.directory,
    asOf,
  });
  return readiness;
}
