import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EventsRetried } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import type { EventChoice } from './event-choice.ts';

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
    queryFn: () => send(tenant, choice, true),
    enabled: isMany,
    // Counted anew each time that it is asked.
    gcTime: 0,
    staleTime: 0,
  });
  const count = counted.data;
  return (
    <ConfirmDialog
      opened={choice !== null}
      onClose={onClose}
      title={words.title[choice?.kind ?? 'one']}
      happens={isMany ? happensToMany(count, counting) : [words.one, words.older]}
      action={retry}
      ready={!isMany || (count !== undefined && count.events > 0)}
      onConfirm={async () => {
        const { events } = await send(tenant, choice, false);
        toastDone(words.done(events));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {isMany && counted.error !== null && (
        <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      )}
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

async function send(tenant: string, choice: EventChoice | null, dryRun: boolean): Promise<EventsRetried> {
  const path = ['tenants', tenant, 'events'];
  if (choice?.kind === 'one') {
    const query = { directory_id: choice.directoryId };
    await ask('Event', 'POST', [...path, choice.event, 'retry'], { query });
    return { events: 1, malformed: 0, dry_run: false };
  }
  return ask('EventsRetried', 'POST', [...path, 'retry'], {
    body: {
      dry_run: dryRun,
      ...(choice === null ? {} : { status: choice.status }),
      ...(choice?.kind === 'group' ? { failure: choice.failure } : {}),
    },
  });
}
