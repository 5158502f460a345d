import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EventsRetried, EventsRetry } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import type { EventChoice } from './event-choice.ts';
import { usePortions } from './use-portions.tsx';

interface EventDialogProps {
  tenant: string;
  /** Null: it is closed. */
  choice: EventChoice | null;
  onClose: () => void;
}

/** Says how many events would be tried again before they are. */
export function RetryDialog({ tenant, choice, onClose }: EventDialogProps): ReactNode {
  const { retrying: words, counting, retry } = strings.failedEvents;
  const queries = useQueryClient();
  const isMany = choice !== null && choice.kind !== 'one';
  const counted = useQuery({
    queryKey: ['tenants', tenant, 'events', 'retry', choice],
    queryFn: () => send(tenant, choice, { dry_run: true }),
    enabled: isMany,
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
      happens={isMany ? happensToMany(count, counting) : [words.one, words.older]}
      action={retry}
      ready={!isMany || (count !== undefined && count.events > 0)}
      onConfirm={async () => {
        const events = await run(
          count?.events ?? 1,
          async (limit) => (await send(tenant, choice, { limit })).events,
        );
        toastDone(words.done(events));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {isMany && counted.error !== null && (
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

async function send(
  tenant: string,
  choice: EventChoice | null,
  how: Pick<EventsRetry, 'dry_run' | 'limit'>,
): Promise<EventsRetried> {
  const path = ['tenants', tenant, 'events'];
  if (choice?.kind === 'one') {
    const query = { directory_id: choice.directoryId };
    await ask('Event', 'POST', [...path, choice.event, 'retry'], { query });
    return { events: 1, malformed: 0, dry_run: false };
  }
  return ask('EventsRetried', 'POST', [...path, 'retry'], {
    body: {
      ...how,
      ...(choice === null ? {} : { status: choice.status }),
      ...(choice?.kind === 'group' ? { failure: choice.failure } : {}),
    },
  });
}
