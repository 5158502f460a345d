import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EventsRetried } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { CountedDialog } from '../parts/counted-dialog.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';
import { manyOf, type EventChoice, type ManyEvents } from './event-choice.ts';
import { usePortions } from './use-portions.tsx';

interface RetryDialogProps {
  tenant: string;
  /** Null: it is closed. */
  choice: EventChoice | null;
  onClose: () => void;
}

/** Says how many events would be tried again before they are. */
export function RetryDialog({ tenant, choice, onClose }: RetryDialogProps): ReactNode {
  const { retrying: words, counting, retry: action } = strings.failedEvents;
  const queries = useQueryClient();
  const many = manyOf(choice);
  const { run, progress } = usePortions(words.going);
  return (
    <CountedDialog
      opened={choice !== null}
      onClose={onClose}
      title={words.title[choice?.kind ?? 'one']}
      action={action}
      question={
        many && {
          key: ['tenants', tenant, 'events', 'retry', many],
          count: (signal) => retryMany(tenant, many, { dry_run: true }, signal),
        }
      }
      counting={counting}
      happens={happensToMany}
      happensToOne={[words.one, words.older]}
      isAny={({ events }) => events > 0}
      onConfirm={async (count) => {
        const events = await run(
          count?.events ?? 1,
          // What fails again meanwhile is not tried once more.
          (limit) => retry(tenant, choice, { limit, as_of: count?.as_of }),
        );
        toastDone(words.done(events));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {progress}
    </CountedDialog>
  );
}

function happensToMany({ events, malformed }: EventsRetried): string[] {
  const { retrying: words } = strings.failedEvents;
  return [
    events === 0 ? words.none : words.events(events),
    ...(malformed > 0 ? [words.malformed(malformed)] : []),
    ...(events > 0 ? [words.older] : []),
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
  signal?: AbortSignal,
): Promise<EventsRetried> {
  return ask('EventsRetried', 'POST', ['tenants', tenant, 'events', 'retry'], {
    body: {
      ...how,
      ...(choice === null ? {} : { status: choice.status }),
      ...(choice?.kind === 'group' ? { failure: choice.failure } : {}),
    },
    ...(signal === undefined ? {} : { signal }),
  });
}
