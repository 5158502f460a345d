import { Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { EventsDismissed } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import { manyOf, type EventChoice, type ManyEvents } from './event-choice.ts';
import { usePortions } from './use-portions.tsx';

interface DismissDialogProps {
  tenant: string;
  /** Null: it is closed. */
  choice: EventChoice | null;
  onClose: () => void;
}

/** Asks why nothing is to be done about events, and says how many they are before it is so. */
export function DismissDialog({ tenant, choice, onClose }: DismissDialogProps): ReactNode {
  const { dismissing: words, counting, dismiss: action } = strings.failedEvents;
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const many = manyOf(choice);
  const counted = useQuery({
    queryKey: ['tenants', tenant, 'events', 'dismiss', choice],
    queryFn: () => dismissMany(tenant, many, { reason: counting, dry_run: true }),
    enabled: many !== null,
    // Counted anew each time that it is asked.
    gcTime: 0,
    staleTime: 0,
  });
  const count = many === null ? 1 : counted.data?.events;
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
      action={action}
      severe
      ready={reason.trim() !== '' && (count ?? 0) > 0}
      onConfirm={async () => {
        const events = await run(
          count ?? 1,
          // What failed while the reason was written was not counted, and stays.
          (limit) => dismiss(tenant, choice, { reason: reason.trim(), limit, as_of: counted.data?.as_of }),
        );
        toastDone(words.done(events));
        setReason('');
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {many !== null && counted.error !== null && (
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

interface Dismissing {
  reason: string;
  limit: number;
  /** When they were counted. */
  as_of: string | undefined;
}

/** @returns how many were dismissed */
async function dismiss(tenant: string, choice: EventChoice | null, how: Dismissing): Promise<number> {
  if (choice?.kind !== 'one') return (await dismissMany(tenant, choice, how)).events;
  const asked = { query: { directory_id: choice.directoryId }, body: { reason: how.reason } };
  await ask('Event', 'POST', ['tenants', tenant, 'events', choice.event, 'dismiss'], asked);
  return 1;
}

function dismissMany(
  tenant: string,
  choice: ManyEvents | null,
  how: Dismissing | { reason: string; dry_run: true },
): Promise<EventsDismissed> {
  return ask('EventsDismissed', 'POST', ['tenants', tenant, 'events', 'dismiss'], {
    body: { ...how, ...(choice?.kind === 'group' ? { failure: choice.failure } : { all: true }) },
  });
}
