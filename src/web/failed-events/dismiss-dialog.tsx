import { Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { EventsDismissal, EventsDismissed } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import type { EventChoice } from './event-choice.ts';
import { usePortions } from './use-portions.tsx';

interface DismissDialogProps {
  tenant: string;
  /** Null: it is closed. */
  choice: EventChoice | null;
  onClose: () => void;
}

/** Asks why nothing is to be done about events, and says how many they are before it is so. */
export function DismissDialog({ tenant, choice, onClose }: DismissDialogProps): ReactNode {
  const { dismissing: words, counting, dismiss } = strings.failedEvents;
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const isMany = choice !== null && choice.kind !== 'one';
  const counted = useQuery({
    queryKey: ['tenants', tenant, 'events', 'dismiss', choice],
    queryFn: () => send(tenant, choice, { reason: counting, dry_run: true }),
    enabled: isMany,
    // Counted anew each time that it is asked.
    gcTime: 0,
    staleTime: 0,
  });
  const count = isMany ? counted.data?.events : 1;
  const { run, progress } = usePortions(words.going);
  const close = (): void => {
    setReason('');
    onClose();
  };
  return (
    <ConfirmDialog
      opened={choice !== null}
      onClose={close}
      title={words.title[choice?.kind ?? 'one']}
      happens={count === undefined ? [counting] : [words.events(count), words.again]}
      action={dismiss}
      severe
      ready={reason.trim() !== '' && (count ?? 0) > 0}
      onConfirm={async () => {
        const events = await run(
          count ?? 1,
          async (limit) => (await send(tenant, choice, { reason: reason.trim(), limit })).events,
        );
        toastDone(words.done(events));
        setReason('');
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {isMany && counted.error !== null && (
        <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      )}
      <Textarea
        label={words.reason}
        description={words.reasonHint}
        value={reason}
        maxLength={500}
        autosize
        minRows={2}
        required
        onChange={({ currentTarget: { value } }) => {
          setReason(value);
        }}
      />
      {progress}
    </ConfirmDialog>
  );
}

async function send(
  tenant: string,
  choice: EventChoice | null,
  how: Pick<EventsDismissal, 'reason' | 'dry_run' | 'limit'>,
): Promise<EventsDismissed> {
  const path = ['tenants', tenant, 'events'];
  if (choice?.kind === 'one') {
    const query = { directory_id: choice.directoryId };
    await ask('Event', 'POST', [...path, choice.event, 'dismiss'], { query, body: { reason: how.reason } });
    return { events: 1, dry_run: false };
  }
  return ask('EventsDismissed', 'POST', [...path, 'dismiss'], {
    body: {
      ...how,
      ...(choice?.kind === 'group' ? { failure: choice.failure } : { all: true }),
    },
  });
}
