import type { DirectoryState } from './directory-state.ts';
import { identityProviderName } from './identity-provider.ts';

/** What says whether the first sync of a directory is complete. */
export interface SyncState {
  source: 'workos' | 'scim' | 'import';
  state: DirectoryState;
  lastEventAt: Date | null;
  /** Whether there is anybody in it, or any group. */
  hasContent: boolean;
  /** Whether an event is not applied yet. */
  isWaiting: boolean;
  /** Whether a resync was asked for or is going on, and when the first one ended. */
  resyncIsOpen: boolean;
  resyncedAt: Date | null;
  /** Whether WorkOS has not begun to load the directory, because it tries the connection first. */
  isValidating: boolean;
}

/** So long nothing more must come where nobody says that it was all, in milliseconds. */
export const quietMs = 300_000;
/** The same behind a resync: WorkOS may still be loading the directory, and what it lists is what it has loaded. */
const quietAfterResyncMs = 120_000;
/** A resync that does not end in so long is not waited for. */
const patienceMs = 1_800_000;

/**
 * Whether everything that was there in the beginning is here. Where WorkOS can be asked, the first resync reads all that
 * WorkOS has loaded by then, and it is complete once nothing more has come for two minutes. Otherwise it is complete
 * once news has come and then nothing more for five minutes.
 *
 * @param asksWorkos whether this installation reads from the API of WorkOS
 */
export function firstSyncIsComplete(sync: SyncState, asksWorkos: boolean, now: Date): boolean {
  if (sync.state === 'setting_up' || sync.state === 'disconnected') return false;
  if (sync.isWaiting || !sync.hasContent) return false;
  if (sync.source === 'workos' && asksWorkos) {
    if (sync.isValidating) return false;
    if (sync.resyncedAt === null) return isQuiet(sync, patienceMs, now);
    return now.getTime() >= quietAfterResync(sync.resyncedAt, sync.lastEventAt).getTime();
  }
  return !sync.resyncIsOpen && isQuiet(sync, quietMs, now);
}

/** When a directory that was read from WorkOS counts as read to its end, unless something more comes. */
export function quietAfterResync(resyncedAt: Date, lastEventAt: Date | null): Date {
  return new Date(Math.max(resyncedAt.getTime(), lastEventAt?.getTime() ?? 0) + quietAfterResyncMs);
}

/** In milliseconds: one that is going on is looked at so soon, one of which nothing has come yet, and any at last. */
const lookAgain = { goingOn: 10_000, nothingYet: 60_000, most: 3_600_000 };

/**
 * When a first sync that is not complete is to be looked at again: the less often, the longer nothing has come. Connecting
 * the directory brings that forward.
 */
export function nextLookAt(
  {
    lastEventAt,
    connectedAt,
    createdAt,
  }: Pick<SyncState, 'lastEventAt'> & {
    connectedAt: Date | null;
    createdAt: Date;
  },
  now: Date,
): Date {
  const quietFor = now.getTime() - (lastEventAt ?? connectedAt ?? createdAt).getTime();
  const least = lastEventAt === null ? lookAgain.nothingYet : lookAgain.goingOn;
  return new Date(now.getTime() + Math.min(lookAgain.most, Math.max(least, quietFor / 10)));
}

function isQuiet({ lastEventAt }: SyncState, forMs: number, now: Date): boolean {
  return lastEventAt !== null && now.getTime() - lastEventAt.getTime() >= forMs;
}

/** "Connected to Okta. 312 people, 14 groups." */
export function connectedInWords(
  { idp, profile }: { idp: string | null; profile: string | null },
  { people, groups }: { people: number; groups: number },
): string {
  return `Connected to ${identityProviderName(idp, profile)}. ${counted(people, 'person', 'people')}, ${counted(groups, 'group', 'groups')}.`;
}

/** "1 person", "4,800 people". */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
