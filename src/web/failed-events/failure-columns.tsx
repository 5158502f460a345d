import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { EventFailure } from '../../generated/api.ts';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import type { FailedStatus } from './event-choice.ts';

const MOST_TYPES = 3;

/** What the list says of each group of failures. */
export function failureColumns(status: FailedStatus): Column<EventFailure>[] {
  const { columns: headers } = strings.failedEvents;
  return [
    {
      key: 'error',
      header: headers.error,
      lead: true,
      wide: true,
      cell: (failure) => <ErrorOf failure={failure} status={status} />,
    },
    {
      key: 'events',
      header: headers.events,
      cell: ({ events }) => strings.common.count(events),
    },
    { key: 'from', header: headers.from, cell: (failure) => <TypesOf failure={failure} /> },
    {
      key: 'last',
      header: headers.last,
      cell: ({ first_at, last_at }) => (
        <>
          <When at={last_at} />
          {first_at !== last_at && (
            <Text size="sm" c="dimmed" component="div">
              <Sentence of={strings.failedEvents.first} with={{ when: <When at={first_at} /> }} />
            </Text>
          )}
        </>
      ),
    },
  ];
}

function ErrorOf({ failure, status }: { failure: EventFailure; status: FailedStatus }): ReactNode {
  const { base } = useTenant();
  const { kinds, open } = strings.failedEvents;
  const search = new URLSearchParams({
    failure: failure.failure,
    ...(status === 'dismissed' ? { show: status } : {}),
  });
  return (
    <>
      <StatusBadge
        tone={status === 'dismissed' ? 'off' : failure.kind === 'failed' ? 'problem' : 'attention'}
      >
        {kinds[failure.kind]}
      </StatusBadge>
      <div>
        <SafeText most={200}>{failure.error}</SafeText>
      </div>
      <Anchor component={Link} to={`${base}/failed-events/of?${search.toString()}`} size="sm">
        {open}
      </Anchor>
    </>
  );
}

function TypesOf({ failure: { types, directories } }: { failure: EventFailure }): ReactNode {
  const words = strings.failedEvents;
  return (
    <>
      {types.slice(0, MOST_TYPES).map((type) => (
        <div key={type}>
          <SafeText most={60}>{type}</SafeText>
        </div>
      ))}
      <Text size="sm" c="dimmed">
        {types.length > MOST_TYPES && `${words.moreTypes(types.length - MOST_TYPES)}, `}
        {words.directories(directories)}
      </Text>
    </>
  );
}
