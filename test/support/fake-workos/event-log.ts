import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import { readLimit, type WireList } from './list-page.ts';
import { badRequest, unprocessable } from './wire-error.ts';

/** Every event of an environment, in the order in which they were published, as long as WorkOS keeps them. */
export interface EventLog {
  publish(events: readonly WorkosEvent[]): void;
  /** GET /events. */
  page(query: URLSearchParams): WireList;
  /** Forgets everything so far, as if 30 days had passed: cursors among it are refused. */
  expire(): void;
  readonly size: number;
}

const retentionMs = 30 * 24 * 3_600_000;

/** What the Events API knows of Directory Sync; it refuses any other name. */
const knownNames =
  /^dsync\.(?:activated|deleted|user\.(?:created|updated|deleted)|group\.(?:created|updated|deleted|user_added|user_removed)|token\.(?:created|revoked))$/;

export function createEventLog(clock: Clock): EventLog {
  let kept: { event: WorkosEvent; publishedAt: number }[] = [];

  const forget = (): void => {
    const oldest = clock.now().getTime() - retentionMs;
    const first = kept.findIndex(({ publishedAt }) => publishedAt >= oldest);
    kept = first < 0 ? [] : kept.slice(first);
  };

  return {
    publish(events) {
      const publishedAt = clock.now().getTime();
      kept.push(...events.map((event) => ({ event, publishedAt })));
    },
    page(query) {
      forget();
      const names = readNames(query);
      const limit = readLimit(query, 10);
      const cursor = query.get('after');
      if (cursor !== null && (query.has('range_start') || query.has('range_end'))) {
        throw badRequest('after and range_start exclude each other.');
      }
      const place = cursor === null ? -1 : kept.findIndex(({ event }) => event.id === cursor);
      if (cursor !== null && place < 0) throw badRequest('The cursor is invalid or has expired.');
      const from = readTime(query, 'range_start') ?? -Infinity;
      const to = readTime(query, 'range_end') ?? Infinity;
      const organization = query.get('organization_id');
      const found = kept.slice(place + 1).filter(({ event }) => {
        const at = Date.parse(event.created_at);
        return (
          names.has(event.event) &&
          at >= from &&
          at < to &&
          (organization === null || organizationOf(event) === organization)
        );
      });
      const data = found.slice(0, limit).map(({ event }) => ({ object: 'event', ...event }));
      const after = found.length > limit ? (data.at(-1)?.id ?? null) : null;
      return { object: 'list', data, list_metadata: { before: null, after } };
    },
    expire() {
      kept = [];
    },
    get size() {
      return kept.length;
    },
  };
}

/** Joined by commas, as the SDK sends them, or each as events[], as others do. */
function readNames(query: URLSearchParams): Set<string> {
  const given = [...query.getAll('events'), ...query.getAll('events[]')].flatMap((names) => names.split(','));
  const names = new Set(given.map((name) => name.trim()).filter((name) => name !== ''));
  if (names.size === 0) throw unprocessable('events', 'events_required');
  for (const name of names) if (!knownNames.test(name)) throw unprocessable('events', 'event_invalid');
  return names;
}

function readTime(query: URLSearchParams, name: string): number | null {
  const given = query.get(name);
  if (given === null) return null;
  const time = Date.parse(given);
  if (Number.isNaN(time)) throw unprocessable(name, 'date_invalid');
  return time;
}

function organizationOf({ data }: WorkosEvent): unknown {
  const user = data['user'] as Record<string, unknown> | undefined;
  return data['organization_id'] ?? user?.['organization_id'];
}
