import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { EventsDismissed } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { CountedDialog } from '../parts/counted-dialog.tsx';
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
  const { run, progress } = usePortions(words.going);
  const close = (): void => {
    setReason('');
    onClose();
  };
  return (
    <CountedDialog
      opened={choice !== null}
      onClose={close}
      title={words.title[choice?.kind ?? 'one']}
      action={action}
      severe
      question={
        many && {
          key: ['tenants', tenant, 'events', 'dismiss', many],
          count: (signal) => dismissMany(tenant, many, { reason: counting, dry_run: true }, signal),
        }
      }
      counting={counting}
      happens={({ events, malformed }) => happensTo(events, malformed ?? 0)}
      happensToOne={happensTo(1, choice?.kind === 'one' && !choice.isReadable ? 1 : 0)}
      isAny={({ events }) => events > 0}
      ready={reason.trim() !== ''}
      onConfirm={async (count) => {
        const events = await run(
          count?.events ?? 1,
          // What failed while the reason was written was not counted, and stays.
          (limit) => dismiss(tenant, choice, { reason: reason.trim(), limit, as_of: count?.as_of }),
        );
        toastDone(words.done(events));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
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
    </CountedDialog>
  );
}

/** @param malformed how many of them cannot be read: to try them again would change nothing, ever */
function happensTo(events: number, malformed: number): string[] {
  const { dismissing: words } = strings.failedEvents;
  return [
    words.events(events),
    ...(malformed < events ? [words.again] : []),
    ...(malformed > 0 ? [malformed < events ? words.malformed(malformed) : words.allMalformed] : []),
  ];
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
  signal?: AbortSignal,
): Promise<EventsDismissed> {
  return ask('EventsDismissed', 'POST', ['tenants', tenant, 'events', 'dismiss'], {
    body: { ...how, ...(choice?.kind === 'group' ? { failure: choice.failure } : { all: true }) },
    ...(signal === undefined ? {} : { signal }),
  });
}
