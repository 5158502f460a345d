import type { DirectoryEvent } from '../generated/directory-event.ts';

/** How an event begins its life in the inbox: what cannot be applied is said at once. */
export function toArrivedEvent(event: DirectoryEvent): {
  event: DirectoryEvent;
  status: 'waiting' | 'ignored' | 'set_aside';
  error: string | null;
} {
  switch (event.news.kind) {
    case 'ignored':
      return { event, status: 'ignored', error: event.news.because };
    case 'malformed':
      return { event, status: 'set_aside', error: event.news.problem };
    default:
      return { event, status: 'waiting', error: null };
  }
}
