import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OutboxDelivery, OutboxStatus, WebhookEndpoint } from '../../generated/api.ts';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import type { ReplayChoice } from './replay-dialog.tsx';

const tones: Readonly<Record<OutboxStatus, Tone>> = { waiting: 'info', delivered: 'ok', dead: 'problem' };

/** What the list says of each delivery. @param onReplay null: who looks may not deliver again */
export function deliveryColumns(
  endpoints: readonly WebhookEndpoint[],
  onReplay: ((choice: ReplayChoice) => void) | null,
): Column<OutboxDelivery>[] {
  const { columns: headers, tries, unknownEndpoint, replay } = strings.outbox;
  const urlOf = (id: string): string => endpoints.find((one) => one.id === id)?.url ?? unknownEndpoint;
  const columns: Column<OutboxDelivery>[] = [
    { key: 'message', header: headers.message, lead: true, cell: ({ type }) => <TypeOf type={type} /> },
    { key: 'state', header: headers.state, cell: (delivery) => <StateOf delivery={delivery} /> },
    {
      key: 'to',
      header: headers.to,
      wide: true,
      cell: (delivery) => (
        <div>
          <SafeText most={80}>{urlOf(delivery.endpoint_id)}</SafeText>
          <Text size="sm" c="dimmed" component="div">
            <AnswerTo delivery={delivery} />
          </Text>
        </div>
      ),
    },
    { key: 'tries', header: headers.tries, cell: ({ attempts }) => tries(attempts) },
    { key: 'made', header: headers.made, cell: ({ created_at: at }) => <When at={at} /> },
  ];
  if (onReplay === null) return columns;
  columns.push({
    key: 'action',
    header: headers.action,
    cell: ({ status, message_id: message, endpoint_id: endpoint }) =>
      status !== 'waiting' && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onReplay({ kind: 'one', message, endpoint });
          }}
        >
          {replay}
        </Button>
      ),
  });
  return columns;
}

function TypeOf({ type }: { type: string }): ReactNode {
  return (
    <>
      <strong>{strings.webhookEndpoints.types[type] ?? type}</strong>
      <Text size="sm" c="dimmed">
        {type}
      </Text>
    </>
  );
}

function StateOf({ delivery: { status, next_attempt_at: next } }: { delivery: OutboxDelivery }): ReactNode {
  return (
    <div>
      <StatusBadge tone={tones[status]}>{strings.outbox.states[status]}</StatusBadge>
      {next !== null && (
        <Text size="sm" c="dimmed" component="div">
          {strings.outbox.next} <When at={next} />
        </Text>
      )}
    </div>
  );
}

function AnswerTo({
  delivery: { last_status: status, last_error: error },
}: {
  delivery: OutboxDelivery;
}): ReactNode {
  const { answered, noAnswer } = strings.outbox;
  if (error !== null) return <SafeText most={160}>{error}</SafeText>;
  return status === null ? noAnswer : answered(status);
}
