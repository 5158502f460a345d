import type { ArrivedEvent } from '../../store/inbox.ts';

/**
 * Whoever puts several events into the inbox at once locks them in this order, so that two with the same events never
 * wait for each other in a circle.
 */
export function byInboxKey(a: ArrivedEvent, b: ArrivedEvent): number {
  return (
    compare(a.tenantId, b.tenantId) ||
    compare(a.directoryId, b.directoryId) ||
    compare(a.event.id, b.event.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
