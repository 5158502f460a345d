import { UNREADABLE_TIME, type Arrival, type Reading } from './reading.ts';
import { latestTime } from './source-time.ts';
import { present } from './present.ts';
import { readText } from './read-text.ts';

/** News about the connection itself. `data` is the directory as of then. */
export function readDirectoryChanged(
  upstreamState: string,
  { data, createdAt, receivedAt }: Arrival,
): Reading {
  // The snapshot of a deletion keeps the time of the last change before it.
  const occurredAt = latestTime([data.updated_at, createdAt], receivedAt);
  if (occurredAt === null) return UNREADABLE_TIME;
  return {
    occurredAt,
    news: {
      kind: 'directory_changed',
      upstreamState,
      ...present({
        idp: readText(data.type),
        name: readText(data.name),
        organizationId: readText(data.organization_id),
      }),
    },
  };
}
