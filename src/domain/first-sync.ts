import type { DirectoryState } from './directory-state.ts';
import { identityProviderName } from './identity-provider.ts';

/** What says whether the first sync of a directory is complete. */
export interface SyncState {
  source: 'workos' | 'scim' | 'import';
  state: DirectoryState;
  lastEventAt: Date | null;
  people: number;
  groups: number;
  /** Events that are not applied yet. */
  waiting: number;
  /** Whether a resync was asked for or is going on, and when the first one ended. */
  resyncIsOpen: boolean;
  resyncedAt: Date | null;
}

/** So long nothing more must come where nobody says that it was all, in milliseconds. */
export const quietMs = 300_000;
/** A resync that does not end in so long is not waited for. */
const patienceMs = 1_800_000;

/**
 * Whether everything that was there in the beginning is here. Where WorkOS can be asked, the first resync says so: it
 * reads all of it. Otherwise nobody does, and it is complete once news has come and then nothing more for five minutes.
 *
 * @param asksWorkos whether this installation reads from the API of WorkOS
 */
export function firstSyncIsComplete(sync: SyncState, asksWorkos: boolean, now: Date): boolean {
  if (sync.state === 'setting_up' || sync.state === 'disconnected') return false;
  if (sync.waiting > 0 || sync.people + sync.groups === 0) return false;
  if (sync.source === 'workos' && asksWorkos) {
    if (sync.resyncedAt !== null) return true;
    return isQuiet(sync, patienceMs, now);
  }
  return !sync.resyncIsOpen && isQuiet(sync, quietMs, now);
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
