import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { Event } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { FactList } from '../parts/fact-list.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { useMaySupport } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import type { EventChoice } from './event-choice.ts';
import classes from './event-page.module.css';
import { EventState } from './event-state.tsx';
import { RetryDialog } from './retry-dialog.tsx';

const POLL_MS = 5_000;
/** How much of what an event says is shown before the reader asks for all. */
const MOST_SHOWN = 6_000;

/** One event: what it says, why it failed, and what can be done about it. */
export function EventPage(): ReactNode {
  const { failedEvents: words } = strings;
  const { slug, base } = useTenant();
  const { event: id = '' } = useParams();
  const [search] = useSearchParams();
  const directory = search.get('directory');
  const event = useQuery({
    queryKey: ['tenants', slug, 'events', 'one', id, directory],
    queryFn: ({ signal }) =>
      ask('Event', 'GET', ['tenants', slug, 'events', id], {
        query: directory === null ? {} : { directory_id: directory },
        signal,
      }),
    refetchInterval: POLL_MS,
  });
  const crumbs = [{ label: words.title, to: `${base}/failed-events` }];
  if (event.data === undefined) {
    if (event.error === null) return <LoadingPage />;
    return (
      <PageFrame title={words.event.title} crumbs={crumbs}>
        <ProblemNote error={event.error} retry={() => void event.refetch()} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title={words.event.title}
      windowTitle={event.data.type}
      crumbs={crumbs}
      actions={<Actions event={event.data} />}
    >
      <ShownEvent event={event.data} />
    </PageFrame>
  );
}

function Actions({
  event: { id, directory_id: directoryId, status, attempts },
}: {
  event: Event;
}): ReactNode {
  const { failedEvents: words } = strings;
  const { slug } = useTenant();
  const mayChange = useMaySupport();
  const [retrying, setRetrying] = useState<EventChoice | null>(null);
  const [dismissing, setDismissing] = useState<EventChoice | null>(null);
  if (!mayChange || (status !== 'set_aside' && status !== 'dismissed')) return null;
  const isReadable = attempts > 0;
  const choice: EventChoice = { kind: 'one', event: id, directoryId, isReadable };
  return (
    <>
      {status === 'set_aside' && (
        <Button
          variant="default"
          onClick={() => {
            setDismissing(choice);
          }}
        >
          {words.dismiss}
        </Button>
      )}
      {isReadable && (
        <Button
          onClick={() => {
            setRetrying(choice);
          }}
        >
          {words.retry}
        </Button>
      )}
      <RetryDialog
        tenant={slug}
        choice={retrying}
        onClose={() => {
          setRetrying(null);
        }}
      />
      <DismissDialog
        tenant={slug}
        choice={dismissing}
        onClose={() => {
          setDismissing(null);
        }}
      />
    </>
  );
}

function ShownEvent({ event }: { event: Event }): ReactNode {
  const { event: words, tries } = strings.failedEvents;
  const payload = JSON.stringify(event.payload, null, 2);
  const { dismissed } = event;
  return (
    <>
      <Panel title={words.about} actions={<EventState status={event.status} />}>
        <FactList
          facts={[
            {
              label: words.facts.id,
              value: (
                <>
                  <SafeText most={80}>{event.id}</SafeText> <CopyButton value={event.id} of={words.id} />
                </>
              ),
            },
            { label: words.facts.type, value: <SafeText most={80}>{event.type}</SafeText> },
            { label: words.facts.source, value: strings.activity.sources[event.source as 'scim'] },
            { label: words.facts.occurred, value: <When at={event.occurred_at} /> },
            { label: words.facts.received, value: <When at={event.received_at} /> },
            { label: words.facts.tries, value: tries(event.attempts) },
            event.next_attempt_at === null || event.status !== 'waiting'
              ? null
              : { label: words.facts.next, value: <When at={event.next_attempt_at} /> },
            event.finished_at === null
              ? null
              : { label: words.facts.finished, value: <When at={event.finished_at} /> },
            dismissed === null ? null : { label: words.facts.dismissed, value: <When at={dismissed.at} /> },
            dismissed === null
              ? null
              : { label: words.facts.by, value: <SafeText most={80}>{whoOf(dismissed.by)}</SafeText> },
            dismissed === null
              ? null
              : { label: words.facts.reason, value: <SafeText most={300}>{dismissed.reason}</SafeText> },
          ]}
        />
      </Panel>
      {event.error !== null && (
        <Panel title={words.error}>
          <div className={classes.error}>
            <SafeText most={1_000} lines>
              {event.error}
            </SafeText>
          </div>
        </Panel>
      )}
      <Panel title={words.says} actions={<CopyButton value={payload} of={words.payload} />}>
        <Text size="sm" c="dimmed">
          {words.saysLead}
        </Text>
        <div className={classes.payload} role="group" aria-label={words.payload} tabIndex={0}>
          <SafeText most={MOST_SHOWN} lines>
            {payload}
          </SafeText>
        </div>
      </Panel>
    </>
  );
}

function whoOf({ kind, id }: { kind: string; id: string | null }): string {
  if (kind === 'console_user' && id !== null) return id;
  return strings.activity.actors[kind] ?? kind;
}
