import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import type { WebhookEndpoint } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useNow } from '../parts/clock.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { FactList } from '../parts/fact-list.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { EndpointActions } from './endpoint-actions.tsx';
import classes from './endpoint-page.module.css';
import { EndpointState } from './endpoint-state.tsx';

const POLL_MS = 10_000;

/** One webhook endpoint: how it does, its secrets, and what can be done with it. */
export function EndpointPage(): ReactNode {
  const { webhookEndpoints: words } = strings;
  const { endpoint: id = '' } = useParams();
  const mayChange = useMay('webhooks:write');
  const endpoint = useQuery({
    queryKey: ['webhook-endpoints', 'one', id],
    queryFn: ({ signal }) => ask('WebhookEndpoint', 'GET', ['webhook-endpoints', id], { signal }),
    refetchInterval: POLL_MS,
  });
  const crumbs = [{ label: words.title, to: '/admin/webhook-endpoints' }];
  if (endpoint.data === undefined) {
    if (endpoint.error === null) return <LoadingPage />;
    return (
      <PageFrame title={words.detail.title} crumbs={crumbs}>
        <ProblemNote error={endpoint.error} retry={() => void endpoint.refetch()} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title={endpoint.data.description ?? hostOf(endpoint.data.url)}
      crumbs={crumbs}
      lead={<SafeText most={300}>{endpoint.data.url}</SafeText>}
    >
      {mayChange && <EndpointActions endpoint={endpoint.data} />}
      <ShownEndpoint endpoint={endpoint.data} />
    </PageFrame>
  );
}

function ShownEndpoint({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { detail: words, columns, everything, everyTenant, form, types: names } = strings.webhookEndpoints;
  const { event_types: types } = endpoint;
  return (
    <>
      <Panel title={words.about} actions={<EndpointState endpoint={endpoint} />}>
        <Says endpoint={endpoint} />
        <FactList
          facts={[
            {
              label: columns.url,
              value: (
                <>
                  <SafeText most={120}>{endpoint.url}</SafeText>{' '}
                  <CopyButton value={endpoint.url} of={columns.url} />
                </>
              ),
            },
            endpoint.description === null
              ? null
              : { label: form.description, value: <SafeText most={200}>{endpoint.description}</SafeText> },
            { label: columns.tenant, value: endpoint.tenant ?? everyTenant },
            { label: columns.made, value: <When at={endpoint.created_at} /> },
            endpoint.disabled_at === null
              ? null
              : { label: words.disabledSince, value: <When at={endpoint.disabled_at} /> },
            {
              label: columns.types,
              value:
                types === null
                  ? everything
                  : types.map((type) => (
                      <div key={type}>{names[type] === undefined ? type : `${names[type]} (${type})`}</div>
                    )),
            },
          ]}
        />
      </Panel>
      <Panel title={words.secrets}>
        <Text c="dimmed" size="sm">
          {words.secretsLead}
        </Text>
        <ul className={classes.secrets}>
          {endpoint.secrets.map(({ id, created_at: made, expires_at: ends }) => (
            <li key={id}>
              <StatusBadge tone={ends === null ? 'ok' : 'off'}>
                {ends === null ? words.current : words.former}
              </StatusBadge>
              <span>
                <Sentence
                  of={ends === null ? words.secretMade : words.secretEnding}
                  with={{ when: <When at={made} />, end: <When at={ends} /> }}
                />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

/** What is the matter with it; what the service says of it names moments as machines do. */
function Says({
  endpoint: { state, says, failing_since: failing, resting_until: resting },
}: {
  endpoint: WebhookEndpoint;
}): ReactNode {
  const { detail: words } = strings.webhookEndpoints;
  const now = useNow();
  const isResting = resting !== null && new Date(resting) > now;
  if (state === 'disabled') return says !== null && <SafeText most={400}>{says}</SafeText>;
  if (failing === null) return null;
  return (
    <Text component="div">
      <Sentence
        of={isResting ? words.resting : words.failing}
        with={{ when: <When at={failing} />, next: <When at={resting} /> }}
      />
    </Text>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
