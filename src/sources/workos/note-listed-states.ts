import { toArrivedEvent } from '../../domain/arrived-event.ts';
import type { Clock } from '../../domain/clock.ts';
import { unlisted, upstreamMeaning } from '../../domain/upstream-state.ts';
import type { DirectoryEvent } from '../../generated/directory-event.ts';
import type { Redaction } from '../../policy/redact.ts';
import type { Database } from '../../store/database.ts';
import { insertEvents } from '../../store/inbox.ts';
import { noteListing, readListedRoutes, type ListedRoute } from '../../store/listed-directories.ts';
import { newId } from '../../store/new-id.ts';
import { isEventWaiting, readUpstreamStates } from '../../store/workos-directories.ts';
import type { ListedDirectory } from './list-directories.ts';
import { present } from './present.ts';
import { readText } from './read-text.ts';

export interface StateDeps {
  database: Database;
  clock: Clock;
  /** What the policy of a tenant drops. */
  redactionOf: (tenantId: string) => Promise<Redaction>;
  /** There is work for the lanes. */
  wake: () => void;
  /** A tenant's states could not be noted, and are looked at again with the next list. */
  onTenantFault: (tenantId: string, fault: unknown) => void;
}

/** The name of such an event, as that of WorkOS's own. */
export const listedEvent = 'directory.listed';
/** One list may miss a directory that is there: pages are read one after the other, and WorkOS is many machines. */
const missesUntilGone = 2;

/**
 * Puts into the inbox what a complete list says of the connections, where it is other than what is known of them. It is
 * news as any other: the flow records it, and nobody is touched.
 *
 * @param asOf the time of the news, by WorkOS's clock: what happened since counts for more
 * @returns of how many directories
 */
export async function noteListedStates(
  deps: StateDeps,
  environment: string,
  directories: readonly ListedDirectory[],
  asOf: Date,
): Promise<number> {
  const listed = new Map(directories.map((directory) => [directory.id, directory]));
  const routes = await readListedRoutes(deps.database);
  // Only what this environment has listed before can be missing from it: another key may be of another environment.
  const missing = routes.filter(({ key, listed_in }) => listed_in === environment && !listed.has(key));
  await noteListing(deps.database, environment, {
    there: routes.filter(({ key }) => listed.has(key)).map(({ key }) => key),
    missing: missing.map(({ key }) => key),
  });
  const gone = new Set(
    missing.filter(({ listings_missed }) => listings_missed + 1 >= missesUntilGone).map(({ key }) => key),
  );
  const judged = routes.filter(({ key }) => listed.has(key) || gone.has(key));
  let changed = 0;
  for (const [tenantId, ofTenant] of Map.groupBy(judged, ({ tenant_id }) => tenant_id)) {
    // One tenant's fault is not another's.
    changed += await noteOfTenant(deps, tenantId, ofTenant, listed, asOf).catch((fault: unknown) => {
      deps.onTenantFault(tenantId, fault);
      return 0;
    });
  }
  if (changed > 0) deps.wake();
  return changed;
}

async function noteOfTenant(
  deps: StateDeps,
  tenantId: string,
  routes: readonly ListedRoute[],
  listed: ReadonlyMap<string, ListedDirectory>,
  asOf: Date,
): Promise<number> {
  const ids = routes.map(({ directory_id }) => directory_id);
  const known = await readUpstreamStates(deps.database, tenantId, ids);
  let changed = 0;
  for (const { key, directory_id: directoryId } of routes) {
    const before = known.get(directoryId);
    const directory = listed.get(key);
    const state = directory?.state ?? unlisted;
    // Who is disconnected is not asked about, and the end of a directory at WorkOS is the end.
    if (before === undefined || upstreamMeaning(before) === 'deleted') continue;
    if (upstreamMeaning(before) === upstreamMeaning(state)) continue;
    const redaction = await deps.redactionOf(tenantId);
    const event = redaction.redactEvent(eventOf(state, directory, asOf));
    if (await putListedEvent(deps, { tenantId, directoryId }, event)) changed += 1;
  }
  return changed;
}

/**
 * Puts what WorkOS says of one connection into the inbox, as noteListedStates, for whoever asks for a single directory.
 *
 * @param known what is known of it; null: nothing
 * @returns whether that is other than what is known
 */
export async function noteConnection(
  deps: Pick<StateDeps, 'database' | 'clock' | 'wake'> & { redaction: Redaction },
  of: { tenantId: string; directoryId: string },
  known: string | null,
  { directory, asOf }: { directory: ListedDirectory; asOf: Date },
): Promise<boolean> {
  if (upstreamMeaning(known) === 'deleted') return false;
  if (upstreamMeaning(known) === upstreamMeaning(directory.state)) return false;
  const event = deps.redaction.redactEvent(eventOf(directory.state, directory, asOf));
  if (!(await putListedEvent(deps, of, event))) return false;
  deps.wake();
  return true;
}

function putListedEvent(
  { database, clock }: Pick<StateDeps, 'database' | 'clock'>,
  { tenantId, directoryId }: { tenantId: string; directoryId: string },
  event: DirectoryEvent,
): Promise<boolean> {
  return database.inTenant(tenantId, async (trx) => {
    // What was said of it before is still to be applied; the next list finds out whether that was all.
    if (await isEventWaiting(trx, tenantId, directoryId, listedEvent)) return false;
    const receivedAt = clock.now();
    await insertEvents(trx, [{ tenantId, directoryId, receivedAt, ...toArrivedEvent(event) }]);
    return true;
  });
}

function eventOf(state: string, directory: ListedDirectory | undefined, asOf: Date): DirectoryEvent {
  return {
    id: `list_${newId()}`,
    source: 'workos',
    type: listedEvent,
    occurredAt: asOf.toISOString(),
    news: {
      kind: 'directory_changed',
      upstreamState: readText(state) ?? 'unknown',
      ...present({
        idp: readText(directory?.type),
        name: readText(directory?.name),
        organizationId: readText(directory?.organizationId),
      }),
    },
  };
}
