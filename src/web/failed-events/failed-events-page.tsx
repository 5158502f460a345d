import { Button, SegmentedControl } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { EventFailure } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useMaySupport } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconBug, IconCheck } from '../theme/icons.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import type { EventChoice, FailedStatus } from './event-choice.ts';
import { failureColumns } from './failure-columns.tsx';
import { RetryDialog } from './retry-dialog.tsx';

/** All that failed is counted each time. */
const POLL_MS = 15_000;

/** What events of a tenant were set aside for: tried again or dismissed, by their cause or all of them. */
export function FailedEventsPage(): ReactNode {
  const { failedEvents: words } = strings;
  const { slug } = useTenant();
  const mayChange = useMaySupport();
  const [search, setSearch] = useSearchParams();
  const status: FailedStatus = search.get('show') === 'dismissed' ? 'dismissed' : 'set_aside';
  const [retrying, setRetrying] = useState<EventChoice | null>(null);
  const [dismissing, setDismissing] = useState<EventChoice | null>(null);
  const pages = usePages(
    'EventFailureList',
    ['tenants', slug, 'events', 'failures'],
    { status },
    { pollMs: POLL_MS },
  );
  const some = pages.rows.length > 0;
  const columns: readonly Column<EventFailure>[] = [
    ...failureColumns(status),
    ...(mayChange
      ? [
          {
            key: 'action',
            header: words.columns.action,
            cell: (failure: EventFailure) => (
              <GroupActions
                failure={failure}
                status={status}
                onRetry={setRetrying}
                onDismiss={setDismissing}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        mayChange &&
        some &&
        status === 'set_aside' && (
          <>
            <Button
              variant="default"
              onClick={() => {
                setDismissing({ kind: 'all', status });
              }}
            >
              {words.dismissAll}
            </Button>
            <Button
              onClick={() => {
                setRetrying({ kind: 'all', status });
              }}
            >
              {words.retryAll}
            </Button>
          </>
        )
      }
    >
      <div>
        <SegmentedControl
          aria-label={words.status}
          value={status}
          data={[
            { value: 'set_aside', label: words.statuses.set_aside },
            { value: 'dismissed', label: words.statuses.dismissed },
          ]}
          onChange={(value) => {
            setSearch(value === 'dismissed' ? { show: value } : {}, { replace: true });
          }}
        />
      </div>
      <PagedTable
        label={words.table}
        pages={pages}
        columns={columns}
        rowKey={({ failure }) => failure}
        empty={
          status === 'dismissed' ? (
            <Empty icon={<IconBug />} title={words.emptyDismissed.title} text={words.emptyDismissed.text} />
          ) : (
            <Empty icon={<IconCheck />} title={words.empty.title} text={words.empty.text} />
          )
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

interface GroupActionsProps {
  failure: EventFailure;
  status: FailedStatus;
  onRetry: (choice: EventChoice) => void;
  onDismiss: (choice: EventChoice) => void;
}

/** What cannot be read is not tried again: that would change nothing. */
function GroupActions({
  failure: { failure, kind },
  status,
  onRetry,
  onDismiss,
}: GroupActionsProps): ReactNode {
  const { failedEvents: words } = strings;
  return (
    <Button.Group>
      {kind === 'failed' && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onRetry({ kind: 'group', failure, status });
          }}
        >
          {words.retry}
        </Button>
      )}
      {status === 'set_aside' && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onDismiss({ kind: 'group', failure, status });
          }}
        >
          {words.dismiss}
        </Button>
      )}
    </Button.Group>
  );
}
