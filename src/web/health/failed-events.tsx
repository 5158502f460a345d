import { Anchor, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { EventFailure } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { useSession } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import classes from './health.module.css';

const { failures: words } = strings.health;

const columns: readonly Column<EventFailure>[] = [
  {
    key: 'what',
    header: words.columns.what,
    lead: true,
    wide: true,
    cell: ({ error, kind }) => (
      <div className={classes.failure}>
        <SafeText most={240}>{error}</SafeText>
        <Text size="sm" c="dimmed">
          {kind === 'malformed' ? words.kinds.malformed : words.kinds.other}
        </Text>
      </div>
    ),
  },
  {
    key: 'events',
    header: words.columns.events,
    figure: true,
    cell: ({ events }) => strings.common.count(events),
  },
  { key: 'last', header: words.columns.last, cell: ({ last_at: at }) => <When at={at} /> },
];

/** What could not be applied, with what to do about it. Trying again is for those who run the service. */
export function FailedEvents({ directoryId }: { directoryId: string }): ReactNode {
  const { slug, base } = useTenant();
  const { kind } = useSession();
  const pages = usePages(
    'EventFailureList',
    ['tenants', slug, 'events', 'failures'],
    { directory_id: directoryId },
    { limit: 10 },
  );
  return (
    <section>
      <Title order={3} mb="xs">
        {words.title}
      </Title>
      <PagedTable
        label={words.table}
        pages={pages}
        columns={columns}
        rowKey={({ failure }) => failure}
        empty={null}
      />
      {kind !== 'portal' && (
        <Anchor component={Link} to={`${base}/failed-events`} mt="xs" display="inline-block">
          {words.all}
        </Anchor>
      )}
    </section>
  );
}
