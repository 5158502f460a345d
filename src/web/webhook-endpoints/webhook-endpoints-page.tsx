import { Anchor, Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { WebhookEndpoint, WebhookEndpointOnce } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useTenantIfAny } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconPlus, IconWebhook } from '../theme/icons.ts';
import { EndpointState } from './endpoint-state.tsx';
import { NewEndpointDialog } from './new-endpoint-dialog.tsx';

const POLL_MS = 10_000;
const MOST_TYPES = 3;
const { columns: headers } = strings.webhookEndpoints;

const columns: readonly Column<WebhookEndpoint>[] = [
  { key: 'url', header: headers.url, lead: true, wide: true, cell: addressOf },
  { key: 'state', header: headers.state, cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
  { key: 'types', header: headers.types, cell: typesOf },
  {
    key: 'tenant',
    header: headers.tenant,
    cell: ({ tenant }) => tenant ?? <Text c="dimmed">{strings.webhookEndpoints.everyTenant}</Text>,
  },
  { key: 'made', header: headers.made, cell: ({ created_at: at }) => <When at={at} /> },
];

/** Who is told of what happens: of every tenant, or on a tenant's pages of that one. */
export function WebhookEndpointsPage(): ReactNode {
  const { webhookEndpoints: words } = strings;
  const tenant = useTenantIfAny()?.slug ?? null;
  const mayChange = useMay('webhooks:write');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<WebhookEndpointOnce | null>(null);
  const pages = usePages('WebhookEndpointList', ['webhook-endpoints'], tenant === null ? {} : { tenant }, {
    pollMs: POLL_MS,
  });
  const make = mayChange && (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => {
        setAsking(true);
      }}
    >
      {words.make}
    </Button>
  );
  return (
    <PageFrame title={words.title} lead={words.lead} actions={make}>
      {tenant !== null && (
        <Text c="dimmed" size="sm">
          {words.ofTenant}{' '}
          <Anchor component={Link} to="/admin/webhook-endpoints" size="sm">
            {words.all}
          </Anchor>
        </Text>
      )}
      <PagedTable
        label={words.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty icon={<IconWebhook />} title={words.empty.title} text={words.empty.text} />}
      />
      <NewEndpointDialog
        key={asking ? 'asked' : 'closed'}
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        tenant={tenant}
        onMade={(endpoint) => {
          setMade(endpoint);
          void queries.invalidateQueries({ queryKey: ['webhook-endpoints'] });
        }}
      />
      <SecretDialog
        secret={made?.secret ?? null}
        title={words.made.title}
        of={words.made.of}
        isSealed
        onClose={() => {
          setMade(null);
        }}
      >
        {words.made.text}
      </SecretDialog>
    </PageFrame>
  );
}

function addressOf({ id, url, description }: WebhookEndpoint): ReactNode {
  return (
    <>
      <Anchor component={Link} to={`/admin/webhook-endpoints/${encodeURIComponent(id)}`} fw={600}>
        <SafeText most={80} brief>
          {url}
        </SafeText>
      </Anchor>
      {description !== null && (
        <Text size="sm" c="dimmed" component="div">
          <SafeText most={80}>{description}</SafeText>
        </Text>
      )}
    </>
  );
}

function typesOf({ event_types: types }: WebhookEndpoint): ReactNode {
  const { everything, moreTypes } = strings.webhookEndpoints;
  if (types === null) return everything;
  return (
    <div>
      {types.slice(0, MOST_TYPES).map((type) => (
        <div key={type}>{type}</div>
      ))}
      {types.length > MOST_TYPES && (
        <Text size="sm" c="dimmed">
          {moreTypes(types.length - MOST_TYPES)}
        </Text>
      )}
    </div>
  );
}
