import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { BrowserSessionItem } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { TenantSelect } from '../parts/tenant-select.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconDevices } from '../theme/icons.ts';

const POLL_MS = 10_000;
const { columns: headers } = strings.browserSessions;

const columns: readonly Column<BrowserSessionItem>[] = [
  { key: 'who', header: headers.who, lead: true, wide: true, cell: whoOf },
  { key: 'where', header: headers.where, cell: whereOf },
  { key: 'began', header: headers.began, cell: ({ created_at: at }) => <When at={at} /> },
  { key: 'used', header: headers.used, cell: ({ last_used_at: at }) => <When at={at} /> },
  { key: 'ends', header: headers.ends, cell: ({ expires_at: at }) => <When at={at} /> },
];

/** Who is signed in to the console and to portals, and the way to end it: one's own, or with the right to it anybody's. */
export function BrowserSessionsPage(): ReactNode {
  const { browserSessions: words } = strings;
  const mayEndAll = useMay('tokens:write');
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const tenant = search.get('tenant');
  const mine = search.get('show') === 'mine';
  const [ending, setEnding] = useState<BrowserSessionItem | null>(null);
  const pages = usePages(
    'BrowserSessionList',
    ['browser-sessions'],
    { ...(tenant === null ? {} : { tenant }), ...(mine ? { whose: 'mine' } : {}) },
    { pollMs: POLL_MS },
  );
  return (
    <PageFrame title={words.title} lead={words.lead}>
      <Group align="end" gap="md">
        <SegmentedControl
          aria-label={words.show}
          value={mine ? 'mine' : 'all'}
          data={[
            { value: 'all', label: words.everyones },
            { value: 'mine', label: words.mine },
          ]}
          onChange={(value) => {
            setSearch(value === 'mine' ? { show: value } : {}, { replace: true });
          }}
        />
        {!mine && (
          <TenantSelect
            label={words.tenant}
            none={words.everyTenant}
            value={tenant}
            onChange={(slug) => {
              setSearch(slug === null ? {} : { tenant: slug }, { replace: true });
            }}
          />
        )}
      </Group>
      <PagedTable
        label={words.table}
        pages={pages}
        columns={[
          ...columns,
          {
            key: 'action',
            header: headers.action,
            // One signs out of this one, which tells the identity provider as well.
            cell: (session) =>
              !session.current &&
              (session.own || mayEndAll) && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => {
                    setEnding(session);
                  }}
                >
                  {words.end}
                </Button>
              ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={<Empty icon={<IconDevices />} title={words.empty.title} text={words.empty.text} />}
      />
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => {
          setEnding(null);
        }}
        title={ending?.own === true ? words.ending.ownTitle : words.ending.title(ending?.label ?? '')}
        happens={[ending?.own === true ? words.ending.ownHappens : words.ending.happens]}
        action={words.end}
        severe
        onConfirm={async () => {
          await ask(null, 'DELETE', ['browser-sessions', ending?.id ?? '']);
          toastDone(words.ending.done);
          await queries.invalidateQueries({ queryKey: ['browser-sessions'] });
        }}
      />
    </PageFrame>
  );
}

function whoOf({ label, kind, role, own, current }: BrowserSessionItem): ReactNode {
  const { roles, byToken, byLink, you, thisBrowser } = strings.browserSessions;
  return (
    <>
      <strong>
        <SafeText most={60}>{label}</SafeText>
      </strong>{' '}
      {current ? (
        <StatusBadge tone="info">{thisBrowser}</StatusBadge>
      ) : (
        own && <StatusBadge tone="off">{you}</StatusBadge>
      )}
      <Text size="sm" c="dimmed">
        {kind === 'portal' ? byLink : role === null ? byToken : roles[role]}
      </Text>
    </>
  );
}

function whereOf({ kind, tenant }: BrowserSessionItem): ReactNode {
  const { console: name, consoleOf, portal } = strings.browserSessions;
  if (tenant === null) return name;
  return kind === 'portal' ? portal(tenant) : consoleOf(tenant);
}
