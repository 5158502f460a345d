import { Anchor, Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Event } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { useMaySupport } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconCheck } from '../theme/icons.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import type { EventChoice, FailedStatus } from './event-choice.ts';
import { EventState } from './event-state.tsx';
import { RetryDialog } from './retry-dialog.tsx';

const POLL_MS = 5_000;

/** The events that were set aside for one cause. */
export function FailurePage(): ReactNode {
  const { failedEvents: words } = strings;
  const { slug, base } = useTenant();
  const mayChange = useMaySupport();
  const [search] = useSearchParams();
  const failure = search.get('failure') ?? '';
  const status: FailedStatus = search.get('show') === 'dismissed' ? 'dismissed' : 'set_aside';
  const [retrying, setRetrying] = useState<EventChoice | null>(null);
  const [dismissing, setDismissing] = useState<EventChoice | null>(null);
  const pages = usePages('EventList', ['tenants', slug, 'events'], { failure, status }, { pollMs: POLL_MS });
  const { columns: headers } = words.inGroup;
  const choice: EventChoice = { kind: 'group', failure, status };
  // What could not be read has never been tried, and to try it again would change nothing.
  const isReadable = pages.rows.some(({ attempts }) => attempts > 0);
  const columns: readonly Column<Event>[] = [
    {
      key: 'event',
      header: headers.event,
      lead: true,
      wide: true,
      cell: (event) => <EventName event={event} />,
    },
    { key: 'state', header: headers.state, cell: ({ status: state }) => <EventState status={state} /> },
    { key: 'arrived', header: headers.arrived, cell: ({ received_at: at }) => <When at={at} /> },
    { key: 'tries', header: headers.tries, figure: true, cell: ({ attempts }) => words.tries(attempts) },
  ];
  return (
    <PageFrame
      title={words.inGroup.title}
      crumbs={[{ label: words.title, to: `${base}/failed-events` }]}
      actions={
        mayChange &&
        pages.rows.length > 0 && (
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
          </>
        )
      }
    >
      <PagedTable
        label={words.inGroup.table}
        pages={pages}
        columns={columns}
        rowKey={({ id, directory_id: directory }) => `${directory} ${id}`}
        empty={
          <Empty icon={<IconCheck />} title={words.inGroup.gone.title} text={words.inGroup.gone.text}>
            <Button component={Link} to={`${base}/failed-events`} variant="default">
              {words.title}
            </Button>
          </Empty>
        }
      />
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
    </PageFrame>
  );
}

function EventName({ event: { id, directory_id: directory, type, error } }: { event: Event }): ReactNode {
  const { base } = useTenant();
  const search = new URLSearchParams({ directory });
  return (
    <>
      <Anchor
        component={Link}
        to={`${base}/failed-events/events/${encodeURIComponent(id)}?${search.toString()}`}
        fw={600}
      >
        <SafeText most={60} brief>
          {type}
        </SafeText>
      </Anchor>
      <div>
        <SafeText most={80}>{id}</SafeText>
      </div>
      {error !== null && (
        <div>
          <SafeText most={160}>{error}</SafeText>
        </div>
      )}
    </>
  );
}
