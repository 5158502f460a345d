import { Anchor, Button, NativeSelect, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Hold, HoldApprovers, HoldStatus } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconChecklist } from '../theme/icons.ts';
import classes from './approvals.module.css';
import { HoldState } from './hold-state.tsx';
import { useHoldApprovers, whenUnanswered } from './use-hold-approvers.ts';

/** How often it is asked whether something new waits, in milliseconds. */
const POLL_MS = 10_000;

const { columns: headers } = strings.approvals;

const columnsOf = (who: HoldApprovers | undefined): readonly Column<Hold>[] => [
  { key: 'what', header: headers.what, cell: (hold) => <WhatWaits hold={hold} />, lead: true, wide: true },
  { key: 'people', header: headers.people, figure: true, cell: ({ people }) => strings.common.count(people) },
  { key: 'since', header: headers.since, cell: ({ opened_at: at }) => <When at={at} /> },
  {
    key: 'due',
    header: headers.due,
    cell: ({ kind, status, answer_due_at: at }) => {
      const { unanswered } = strings.approvals;
      if (status !== 'open') return null;
      if (at === null) return <Text c="dimmed">{unanswered.waits}</Text>;
      return (
        <span>
          <Sentence of={unanswered[whenUnanswered(kind, who)]} with={{ when: <When at={at} /> }} />
        </span>
      );
    },
  },
  {
    key: 'state',
    header: headers.state,
    cell: ({ kind, status }) => <HoldState kind={kind} status={status} />,
  },
];

/** What waits for somebody to decide, and what became of what did. */
export function ApprovalsPage(): ReactNode {
  const { approvals } = strings;
  const { slug } = useTenant();
  const [search, setSearch] = useSearchParams();
  const shown = readShown(search);
  const who = useHoldApprovers();
  const pages = usePages('HoldList', ['tenants', slug, 'holds'], shown === 'all' ? {} : { status: shown }, {
    pollMs: POLL_MS,
  });
  const show = (next: string): void => {
    setSearch(next === 'open' ? {} : { show: next }, { replace: true });
  };
  return (
    <PageFrame title={approvals.title} lead={approvals.lead}>
      <NativeSelect
        className={classes.filter}
        label={approvals.show}
        value={shown}
        data={Object.entries(approvals.showing).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => {
          show(value);
        }}
      />
      <PagedTable
        label={approvals.table}
        pages={pages}
        columns={columnsOf(who.data)}
        rowKey={({ id }) => id}
        empty={
          shown === 'open' || shown === 'all' ? (
            <Empty icon={<IconChecklist />} title={approvals.empty.title} text={approvals.empty.text} />
          ) : (
            <Empty icon={<IconChecklist />} title={approvals.noMatch.title} text={approvals.noMatch.text}>
              <Button
                variant="default"
                onClick={() => {
                  show('all');
                }}
              >
                {approvals.showAll}
              </Button>
            </Empty>
          )
        }
      />
    </PageFrame>
  );
}

function WhatWaits({ hold }: { hold: Hold }): ReactNode {
  const { base } = useTenant();
  return (
    <>
      <Anchor component={Link} to={`${base}/approvals/${encodeURIComponent(hold.id)}`} fw={600}>
        {strings.approvals.kinds[hold.kind]}
      </Anchor>
      <Text size="sm" c="dimmed" className={classes.reason}>
        <SafeText most={240}>{hold.reason}</SafeText>
      </Text>
    </>
  );
}

function readShown(search: URLSearchParams): HoldStatus | 'all' {
  const shown = search.get('show') ?? 'open';
  return Object.hasOwn(strings.approvals.showing, shown) ? (shown as HoldStatus | 'all') : 'open';
}
