import { Button, Group, NativeSelect, SegmentedControl } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { OutboxStatus } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useMaySupport } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconSend } from '../theme/icons.ts';
import { useEndpointsOf } from '../webhook-endpoints/use-endpoints-of.ts';
import { deliveryColumns, deliveryInWords } from './delivery-columns.tsx';
import { MessageDetails } from './message-details.tsx';
import { ReplayDialog, type ReplayChoice } from './replay-dialog.tsx';

const POLL_MS = 5_000;
const statuses = ['waiting', 'delivered', 'dead'] as const satisfies readonly OutboxStatus[];

/** What webhook endpoints were sent of this tenant, and the way to send it again. */
export function OutboxPage(): ReactNode {
  const { outbox: words } = strings;
  const { slug } = useTenant();
  const mayReplay = useMaySupport();
  const [search, setSearch] = useSearchParams();
  const [replaying, setReplaying] = useState<ReplayChoice | null>(null);
  const status = statuses.find((known) => known === search.get('show')) ?? null;
  const endpoint = search.get('endpoint');
  const endpoints = useEndpointsOf(slug);
  const isAnyDead = useIsAnyDead(slug, endpoint);
  const pages = usePages(
    'OutboxDeliveryList',
    ['tenants', slug, 'outbox'],
    { ...(status === null ? {} : { status }), ...(endpoint === null ? {} : { endpoint }) },
    { pollMs: POLL_MS },
  );
  const choose = (next: { show: string | null; endpoint: string | null }): void => {
    const given = Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== null);
    setSearch(Object.fromEntries(given), { replace: true });
  };
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        mayReplay &&
        isAnyDead && (
          <Button
            variant="default"
            onClick={() => {
              setReplaying({ kind: 'dead', endpoint });
            }}
          >
            {words.replayAll}
          </Button>
        )
      }
    >
      <Group align="flex-end" gap="sm">
        <SegmentedControl
          aria-label={words.show}
          value={status ?? ''}
          data={[
            { value: '', label: words.all },
            ...statuses.map((value) => ({ value, label: words.states[value] })),
          ]}
          onChange={(value) => {
            choose({ show: value === '' ? null : value, endpoint });
          }}
        />
        <NativeSelect
          label={words.endpoint}
          value={endpoint ?? ''}
          data={[
            { value: '', label: words.everyEndpoint },
            ...endpoints.map(({ id, url }) => ({ value: id, label: url.slice(0, 80) })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            choose({ show: status, endpoint: value === '' ? null : value });
          }}
        />
      </Group>
      <PagedTable
        label={words.table}
        pages={pages}
        columns={deliveryColumns(endpoints, mayReplay ? setReplaying : null)}
        rowKey={({ message_id: message, endpoint_id: to }) => `${message}:${to}`}
        rowName={deliveryInWords}
        details={(delivery) => <MessageDetails tenant={slug} id={delivery.message_id} />}
        empty={<NoDeliveries filtered={status !== null || endpoint !== null} />}
      />
      <ReplayDialog
        tenant={slug}
        choice={replaying}
        onClose={() => {
          setReplaying(null);
        }}
      />
    </PageFrame>
  );
}

/** Whether anything was given up on: it is delivered again by a button that is not there for nothing. */
function useIsAnyDead(tenant: string, endpoint: string | null): boolean {
  const query = { status: 'dead', ...(endpoint === null ? {} : { endpoint }) } as const;
  return (
    usePages('OutboxDeliveryList', ['tenants', tenant, 'outbox'], query, { limit: 1, pollMs: POLL_MS }).rows
      .length > 0
  );
}

function NoDeliveries({ filtered }: { filtered: boolean }): ReactNode {
  const { empty, noMatch } = strings.outbox;
  if (filtered) return <Empty icon={<IconSend />} title={noMatch.title} text={noMatch.text} />;
  return (
    <Empty icon={<IconSend />} title={empty.title} text={empty.text}>
      <Button component={Link} to="/admin/webhook-endpoints" variant="default">
        {empty.make}
      </Button>
    </Empty>
  );
}
