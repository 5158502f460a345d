import { Button, Group, Switch, VisuallyHidden } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { AuditRecord } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconHistory, IconSearch } from '../theme/icons.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { isFiltering, queryOf, readFilter, writeFilter, type AuditFilter } from './audit-filter.ts';
import { CausedBy } from './caused-by.tsx';
import { ExportMenu } from './export-menu.tsx';
import { RecordDetails } from './record-details.tsx';
import { RecordSentence } from './record-sentence.tsx';
import { subjectOf } from './record-subject.ts';
import { actionInWords } from './record-words.ts';
import { useArrivals } from './use-arrivals.ts';

/** How often new records are asked for while they are followed live, in milliseconds. */
const POLL_MS = 3_000;

const columns: readonly Column<AuditRecord>[] = [
  {
    key: 'what',
    header: strings.activity.columns.what,
    cell: (record) => <RecordSentence record={record} />,
    lead: true,
    wide: true,
  },
  {
    key: 'by',
    header: strings.activity.columns.by,
    cell: (record) => <CausedBy record={record} />,
  },
  { key: 'when', header: strings.activity.columns.when, cell: ({ at }) => <When at={at} /> },
];

/** The audit log of a tenant in sentences: filtered, followed live, exported. */
export function ActivityPage(): ReactNode {
  const { activity } = strings;
  const { slug } = useTenant();
  const [search, setSearch] = useSearchParams();
  const [live, setLive] = useState(true);
  // "The last hour" is counted from when it was chosen: were it to move on, pages would.
  const [asOf, setAsOf] = useState(() => new Date());
  const filter = readFilter(search);
  const query = queryOf(filter, asOf);
  const pages = usePages('AuditRecordList', ['tenants', slug, 'audit-records'], query, {
    pollMs: live ? POLL_MS : undefined,
  });
  const arrivals = useArrivals(pages.rows, writeFilter(filter).toString(), {
    page: pages.page,
    isSettled: pages.isSettled,
  });
  const setFilter = (next: AuditFilter): void => {
    setAsOf(new Date());
    setSearch(writeFilter(next), { replace: true });
  };
  return (
    <PageFrame
      title={activity.title}
      lead={activity.lead}
      actions={
        <Group gap="md">
          <Switch
            label={activity.live}
            checked={live}
            title={activity.liveOn}
            onChange={({ currentTarget: { checked } }) => {
              setLive(checked);
            }}
          />
          <ExportMenu tenant={slug} query={query} />
        </Group>
      }
    >
      <ActivityFilters tenant={slug} filter={filter} onChange={setFilter} />
      <VisuallyHidden role="status">
        {arrivals.size > 0 ? activity.arrived(arrivals.size) : ''}
      </VisuallyHidden>
      <PagedTable
        label={activity.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        rowName={(record) => [actionInWords(record.action), subjectOf(record)].filter(Boolean).join(': ')}
        isNew={({ id }) => arrivals.has(id)}
        details={(record) => (
          <RecordDetails
            record={record}
            onlyPerson={
              record.user_id === null || record.user_id === filter.userId
                ? null
                : `?${writeFilter({ ...filter, userId: record.user_id }).toString()}`
            }
          />
        )}
        empty={<NoRecords filter={filter} onChange={setFilter} />}
      />
    </PageFrame>
  );
}

function NoRecords({
  filter,
  onChange,
}: {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}): ReactNode {
  const { empty, noMatch, filters } = strings.activity;
  if (!isFiltering(filter)) return <Empty icon={<IconHistory />} title={empty.title} text={empty.text} />;
  return (
    <Empty icon={<IconSearch />} title={noMatch.title} text={noMatch.text}>
      <Button
        variant="default"
        onClick={() => {
          onChange({ action: null, userId: null, span: 'all', from: null, to: null });
        }}
      >
        {filters.clear}
      </Button>
    </Empty>
  );
}
