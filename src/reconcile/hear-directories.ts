import type { DirectoryState } from '../domain/directory-state.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import {
  readUnusualStates,
  setDirectoryState,
  writeConnectedAt,
  type DirectoryLife,
} from '../store/directory-rows.ts';
import type { Flow } from './flow.ts';
import type { News } from './news.ts';

/** Why news of a disconnected directory is ignored, as a sentence. */
const disconnectedSays = 'The directory is disconnected: what it says is not taken in any more.';

/** Why news is ignored that is older than a resync of its directory, as a sentence. */
const outdatedSays =
  'The whole directory was read from WorkOS as of a later time: what came about before that is known.';

/**
 * What a directory's state makes of its news: one that was being set up goes on to testing or is active from now on,
 * and one that is disconnected is not listened to. What came about before the time as of which a whole directory was read
 * from WorkOS says nothing new: it may even be wrong by now, where its undoing got lost.
 *
 * @returns the news that counts, and of the events that do not, by id, why
 */
export async function hearDirectories(
  flow: Flow,
  news: News[],
): Promise<{ heard: News[]; ignored: Map<string, string> }> {
  const { trx, tenantId } = flow;
  const directoryIds = [...new Set(news.map(({ directoryId }) => directoryId))];
  const unusual = await readUnusualStates(trx, tenantId, directoryIds);
  if (unusual.length === 0) return { heard: news, ignored: new Map() };
  const readAsOf = new Map(unusual.map(({ id, read_as_of }) => [id, read_as_of?.toISOString()]));
  const isOutdated = ({ directoryId, event }: News): boolean => {
    const asOf = readAsOf.get(directoryId);
    return asOf !== undefined && event.news.kind !== 'directory_changed' && event.occurredAt < asOf;
  };
  const ignored = new Map(news.filter(isOutdated).map(({ event }) => [event.id, outdatedSays]));
  for (const directory of unusual.filter(({ state }) => state === 'setting_up')) {
    const first = news.find(({ directoryId }) => directoryId === directory.id);
    await startDirectory(flow, directory, first?.event.id ?? null);
  }
  const ended = new Set(unusual.filter(({ state }) => state === 'disconnected').map(({ id }) => id));
  for (const { directoryId, event } of news)
    if (ended.has(directoryId)) ignored.set(event.id, disconnectedSays);
  return { heard: news.filter((item) => !ended.has(item.directoryId) && !isOutdated(item)), ignored };
}

/**
 * Ends the setting up of a directory, because something has come from it: in testing where that was asked for or the
 * policy says so (`first_sync.plan_first`), else active.
 */
export async function startDirectory(
  { trx, tenantId, policy, now }: Flow,
  { id, starts_as }: Pick<DirectoryLife, 'id' | 'starts_as'>,
  eventId: string | null,
): Promise<DirectoryState> {
  const planFirst = policy.effective.first_sync?.plan_first === true;
  const state = starts_as ?? (planFirst ? 'testing' : 'active');
  await setDirectoryState(trx, tenantId, id, state);
  await writeConnectedAt(trx, tenantId, id, now);
  const because =
    starts_as === null ? 'as the policy says (first_sync)' : 'as was asked for when it was created';
  await insertAuditRecords(
    trx,
    tenantId,
    [
      {
        actor: { kind: 'directory', id },
        action: 'directory.started',
        userId: null,
        directoryId: id,
        before: { state: 'setting_up' },
        after: { state },
        reason:
          state === 'testing'
            ? `Something has come from the directory for the first time. It is in testing, ${because}: everything arrives, and nothing is applied`
            : `Something has come from the directory for the first time. It is active, ${because}`,
        eventIds: eventId === null ? [] : [eventId],
        policyVersion: policy.version,
      },
    ],
    now,
  );
  return state;
}
