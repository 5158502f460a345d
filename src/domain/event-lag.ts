import type { DirectoryEvent } from '../generated/directory-event.ts';

const longestMs = 7 * 24 * 3_600_000;

/**
 * When an event came about at the identity provider, where that says how long news takes; else null. A difference that a
 * resync found, or a record that the source had for more than a week before it told of it, as in a first sync, says
 * nothing of a delay; what SCIM and files bring takes effect as it comes.
 */
export function measurableSince(
  { source, type, occurredAt }: Pick<DirectoryEvent, 'source' | 'type' | 'occurredAt'>,
  receivedAt: Date,
): Date | null {
  if (source !== 'workos' || type.startsWith('resync')) return null;
  const at = new Date(occurredAt);
  return receivedAt.getTime() - at.getTime() < longestMs ? at : null;
}
