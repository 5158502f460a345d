import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EventsRetried } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import { manyOf, type EventChoice, type ManyEvents } from './event-choice.ts';
import { usePortions } from './use-portions.tsx';

interface EventDialogProps {
  tenant: string;
  /** Null: it is closed. */
  choice: EventChoice | null;
  onClose: () => void;
}

/** Says how many events would be tried again before they are. */
export function RetryDialog({ tenant, choice, onClose }: EventDialogProps): ReactNode {
  const { retrying: words, counting, retry: action } = strings.failedEvents;
  const queries = useQueryClient();
  const many = manyOf(choice);
  const counted = useQuery({
    queryKey: ['tenants', tenant, 'events', 'retry', choice],
    queryFn: () => retryMany(tenant, many, { dry_run: true }),
    enabled: many !== null,
    // Counted anew each time that it is asked.
    gcTime: 0,
    staleTime: 0,
  });
  const count = counted.data;
  const { run, progress } = usePortions(words.going);
  return (
    <ConfirmDialog
      opened={choice !== null}
      onClose={onClose}
      title={words.title[choice?.kind ?? 'one']}
      happens={many !== null ? happensToMany(count, counting) : [words.one, words.older]}
      action={action}
      ready={many === null || (count !== undefined && count.events > 0)}
      onConfirm={async () => {
        const events = await run(
          count?.events ?? 1,
          // What fails again meanwhile is not tried once more.
          (limit) => retry(tenant, choice, { limit, as_of: count?.as_of }),
        );
        toastDone(words.done(events));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {many !== null && counted.error !== null && (
        <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      )}
      {progress}
    </ConfirmDialog>
  );
}

function happensToMany(count: EventsRetried | undefined, counting: string): string[] {
  const { retrying: words } = strings.failedEvents;
  if (count === undefined) return [counting];
  return [
    count.events === 0 ? words.none : words.events(count.events),
    ...(count.malformed > 0 ? [words.malformed(count.malformed)] : []),
    ...(count.events > 0 ? [words.older] : []),
  ];
}

interface Retrying {
  limit: number;
  /** When they were counted. */
  as_of: string | undefined;
}

/** @returns how many wait again */
async function retry(tenant: string, choice: EventChoice | null, how: Retrying): Promise<number> {
  if (choice?.kind !== 'one') return (await retryMany(tenant, choice, how)).events;
  const query = { directory_id: choice.directoryId };
  await ask('Event', 'POST', ['tenants', tenant, 'events', choice.event, 'retry'], { query });
  return 1;
}

function retryMany(
  tenant: string,
  choice: ManyEvents | null,
  how: Retrying | { dry_run: true },
): Promise<EventsRetried> {
  return ask('EventsRetried', 'POST', ['tenants', tenant, 'events', 'retry'], {
    body: {
      ...how,
      ...(choice === null ? {} : { status: choice.status }),
      ...(choice?.kind === 'group' ? { failure: choice.failure } : {}),
    },
  });
}
